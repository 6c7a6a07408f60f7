// @ts-check
/** A server, a network and a tablet for the tests: the server decides as the real one does, on the shared rules. */

import { readFileSync } from "node:fs";

import { MemoryStore } from "../../../static/js/marking/memory.js";
import { decideAll } from "../../../static/js/marking/operations.js";
import { Outbox } from "../../../static/js/marking/outbox.js";
import { render } from "../../../static/js/marking/words.js";

export const SHEET = 7;
export const EXAMINER = 4;
export const LONG = process.env.PROEFSTUK_LONG === "1";

/** @param {string} name */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
}

/** @param {number} id @param {Partial<import("../../../static/js/marking/rules.js").Step>} [facts] */
export function aStep(id, facts = {}) {
  const levels = [0, 1, 2, 3].map((value) => ({ value, label: String(value), description: "" }));
  return { id, name: `Step ${id}`, group: "", weight: 1, critical: false, critical_minimum: null, levels, ...facts };
}

/** @param {number} step @param {number | null} value @param {string} [remark] */
export function tap(step, value, remark = "") {
  return { sheet: SHEET, step, value, remark };
}

/** Numbers between 0 and 1 that are the same for the same seed. @param {number} seed */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Stores each mark once and remembers every answer, as the server's tables do. */
export class Server {
  constructor() {
    this.sheet = { examiner: EXAMINER, state: "in_progress", signed: false, withdrawn: false, steps: [1, 2, 3, 4, 5, 6].map((id) => aStep(id)) };
    /** @type {Map<string, any>} */
    this.known = new Map();
    /** @type {Map<string, any>} */
    this.standing = new Map();
    /** Ids in the order in which they were written. @type {string[]} */
    this.written = [];
    /** Sizes of the requests that came in. @type {number[]} */
    this.requests = [];
  }

  /** @param {import("../../../static/js/marking/operations.js").Operation[]} operations @param {number} [sender] */
  receive(operations, sender = EXAMINER) {
    this.requests.push(operations.length);
    const sheets = new Map([[SHEET, this.sheet]]);
    const sent = JSON.parse(JSON.stringify(operations));
    const decided = decideAll(sent, sheets, { sender, standing: this.standing, known: this.known });
    for (const { op, outcome } of decided) if (outcome === "stored") this.written.push(op);
    return decided.map(({ op, outcome, reason, standing }) => ({
      op,
      outcome,
      ...(reason && { reason: render(reason) }),
      ...(standing && { standing }),
    }));
  }

  /** What stands, as a page would be told. */
  marks() {
    return [...this.standing].map(([place, { op, value, remark }]) => ({ step: Number(place.split("/")[1]), op, value, remark }));
  }

  /** A network without faults. */
  get send() {
    return async (/** @type {any[]} */ operations) => this.receive(operations);
  }
}

let made = 0;

/** An outbox with a clock of its own that only moves when told. @param {Partial<ConstructorParameters<typeof Outbox>[0]>} [outside] */
export function anOutbox(outside = {}) {
  const time = { now: Date.parse("2027-03-03T09:00:00Z"), ticks: 0 };
  const outbox = new Outbox({
    store: new MemoryStore(),
    send: async () => {
      throw new Error("no network");
    },
    user: EXAMINER,
    now: () => time.now,
    ticks: () => time.ticks,
    random: () => 0.5,
    newId: () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`,
    ...outside,
  });
  return Object.assign(outbox, { time });
}

/** Empty it as the screen would, and fail when it takes for ever. @param {Outbox} outbox */
export async function drained(outbox) {
  for (let round = 0; round < 500; round += 1) if ((await outbox.flush()) === "empty") return;
  throw new Error("the outbox does not empty");
}
