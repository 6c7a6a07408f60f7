// @ts-check
/**
 * The course of one exam: begun, paused, over, as the server said it and as it went on here. What is done besides marking
 * is asked of the rules and then kept, as marks are.
 *
 * @typedef {import("./deeds.js").DeedState} DeedState
 * @typedef {import("./deeds.js").KeptDeed} KeptDeed
 * @typedef {import("./deeds.js").Deed} Deed
 * @typedef {import("./clock.js").Turn} Turn
 * @typedef {import("./words.js").Message} Message
 * @typedef {"planned" | "running" | "paused" | "stopped" | "over"} Phase of its clock
 * @typedef {{ phase: Phase, ran: number, over: number }} Time ran: milliseconds without pauses; over: the time it was given
 */

import { elapsed } from "./clock.js";
import { stateAfter, whyNotDeed } from "./deeds.js";
import { say } from "./words.js";

/** Whatever it was, the tablet does not have it: full, closed or taken away. */
export const NOT_KEPT = say("This is NOT SAVED: this tablet could not keep it. Try again.");

export class Course {
  /** @type {KeptDeed[]} */
  #deeds = [];
  /** Somebody else examines this candidate now. */
  #withdrawn = false;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @param {Record<string, any>} facts of the sheet
   * @param {{ deeds: () => Promise<KeptDeed[]>, keep: (deed: Deed) => Promise<unknown>, now?: () => number, today?: () => string,
   *           withdrawn?: () => Promise<boolean> }} outside
   *   now: the server's clock as well as this device knows it; deeds have been put right to it
   */
  constructor(facts, { deeds, keep, now = Date.now, today = () => "", withdrawn = async () => false }) {
    this.facts = facts;
    this.outside = { deeds, keep, now, today, withdrawn };
    this.state = stateAfter(facts, []);
  }

  /** Read what was done here, on this or another tab. */
  async refresh() {
    this.#deeds = this.#withSettled(await this.outside.deeds());
    this.state = stateAfter(this.facts, this.#deeds);
    this.#withdrawn = await this.outside.withdrawn();
    return this;
  }

  /** What the server says of it now. @param {Record<string, any>} facts */
  async renewed(facts) {
    this.facts = facts;
    this.#deeds = [];
    return this.refresh();
  }

  /** What the server has is given up here as soon as newer facts are kept; until those are read here it still counts.
   * @param {KeptDeed[]} found */
  #withSettled(found) {
    const here = new Set(found.map(({ op }) => op));
    return [...this.#deeds.filter(({ op, answer }) => answer === "stored" && !here.has(op)), ...found];
  }

  /** Why the exam is over, or null while it takes marks. */
  get over() {
    return this.state.over ?? (this.#withdrawn ? "withdrawn" : null);
  }

  /** Whether what ended it here has not been answered for. */
  get endWaits() {
    return this.#ending()?.answer === null;
  }

  /** Why this cannot be done now, or null. @param {Deed} deed @param {Message | null} [whyNotSign] */
  whyNot(deed, whyNotSign = null) {
    if (this.#withdrawn) return say("You no longer examine this candidate.");
    const { day } = this.facts;
    return whyNotDeed(this.state, deed, { day, today: this.outside.today(), whyNotSign });
  }

  /** Do this, after what was asked before; the reason that it was not done, or null. @param {Deed} deed @param {Message | null} [whyNotSign] */
  act(deed, whyNotSign = null) {
    return this.#inTurn(() => this.#act(deed, whyNotSign));
  }

  /** A first mark or a tap on the clock begins the exam, once; where that cannot be kept the mark is not kept either. */
  async begin() {
    const reason = await this.#inTurn(async () => (this.state.begun ? null : this.#act({ kind: "start" }, null)));
    if (reason === NOT_KEPT) throw new Error("the start could not be kept");
    return reason;
  }

  /** @param {Deed} deed @param {Message | null} whyNotSign @returns {Promise<Message | null>} */
  async #act(deed, whyNotSign) {
    const reason = this.whyNot(deed, whyNotSign);
    if (reason) return reason;
    const isKept = await this.outside.keep(deed).then(() => true, () => false);
    if (isKept) await this.refresh();
    return isKept ? null : NOT_KEPT;
  }

  /** A second tap finds what the first one did. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** It is seen to have begun, and nobody has said when. */
  beganHere() {
    if (this.state.turns.length === 0 && !this.facts.began_at) this.facts = { ...this.facts, began_at: new Date(this.outside.now()).toISOString() };
  }

  /** The turns of the clock; of an exam that began elsewhere at least its start. @returns {Turn[]} */
  turns() {
    const { turns } = this.state;
    const began = this.facts.began_at;
    if (turns[0]?.kind === "start" || !began) return turns;
    return [{ kind: "start", at: Date.parse(began) }, ...turns];
  }

  /** How long it has run, by now. @returns {Time} */
  time() {
    const turns = this.turns();
    const ran = elapsed(turns, this.#end(turns));
    const given = this.facts.minutes === null || this.facts.minutes === undefined ? Infinity : this.facts.minutes * 60_000;
    return { phase: this.#phase(turns), ran, over: Math.max(0, ran - given) };
  }

  /** @param {Turn[]} turns @returns {Phase} */
  #phase(turns) {
    if (this.state.over) return "over";
    const last = turns.at(-1)?.kind;
    if (last === undefined) return this.state.begun ? "running" : "planned";
    return { start: "running", resume: "running", pause: "paused", stop: "stopped" }[last];
  }

  /** Until when the clock ran, or runs. @param {Turn[]} turns */
  #end(turns) {
    if (!this.state.over) return this.outside.now();
    const end = this.facts.signed_at ?? this.#ending()?.made_at;
    return end ? Date.parse(end) : (turns.at(-1)?.at ?? 0);
  }

  #ending() {
    return this.#deeds.find(({ op }) => op === this.state.overOp);
  }
}

/** Deeds by the server's clock: one that this device made an hour fast was made an hour earlier.
 * @param {KeptDeed[]} deeds @param {number} ahead of this device, by the server's clock, in milliseconds */
export function putRight(deeds, ahead) {
  return deeds.map((kept) => ({ ...kept, made_at: new Date(Date.parse(kept.made_at) + ahead).toISOString() }));
}
