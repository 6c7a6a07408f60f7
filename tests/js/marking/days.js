// @ts-check
/**
 * A server, a network, tablets and examiners for the tests, in node and in a browser: the server decides as the real one
 * does, on the shared rules, and days go as badly as the dice say.
 */

import { stateAfter, whyNotDeed } from "../../../static/js/marking/deeds.js";
import { oneSender } from "../../../static/js/marking/lock.js";
import { MemoryStore } from "../../../static/js/marking/memory.js";
import { decideAll } from "../../../static/js/marking/operations.js";
import { Outbox } from "../../../static/js/marking/outbox.js";
import { SignInAgain, TryLater, TurnedDown } from "../../../static/js/marking/troubles.js";
import { render } from "../../../static/js/marking/words.js";

export const SHEET = 7;
export const EXAMINER = 4;
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

/** Stores each mark and deed once and remembers every answer, as the server's tables do. */
export class Server {
  constructor() {
    this.sheet = aSheet("in_progress");
    /** Sheets besides the usual one. @type {Map<number, any>} */
    this.more = new Map();
    /** @type {Map<string, any>} */
    this.known = new Map();
    /** @type {Map<string, any>} */
    this.standing = new Map();
    /** Deeds that were answered. @type {Map<string, any>} */
    this.deeds = new Map();
    /** @type {Map<string, { step: number | null, sheet: number, op: string, arrived: boolean, off: boolean }>} */
    this.photos = new Map();
    /** Ids in the order in which they were written. @type {string[]} */
    this.written = [];
    /** Sizes of the requests that came in. @type {number[]} */
    this.requests = [];
  }

  get sheets() {
    return new Map([[SHEET, this.sheet], ...this.more]);
  }

  /** @param {any[]} operations @param {number} [sender] */
  receive(operations, sender = EXAMINER) {
    this.requests.push(operations.length);
    const sent = JSON.parse(JSON.stringify(operations)).sort((/** @type {any} */ one, /** @type {any} */ other) => one.sequence - other.sequence);
    const decided = sent.flatMap((/** @type {any} */ one) => (one.deed ? [this.#deed(one, sender)] : this.#mark(one, sender)));
    return decided.map((/** @type {any} */ { op, outcome, reason, standing }) => ({
      op,
      outcome,
      ...(reason && { reason: render(reason) }),
      ...(standing && { standing }),
    }));
  }

  /** @param {any} operation @param {number} sender */
  #mark(operation, sender) {
    const decided = decideAll([operation], this.sheets, { sender, standing: this.standing, known: this.known });
    for (const { op, outcome } of decided) {
      if (outcome !== "stored") continue;
      this.written.push(op);
      const sheet = this.sheets.get(operation.sheet);
      if (sheet.state === "planned") sheet.state = "in_progress"; // the first mark begins it
    }
    return decided;
  }

  /** @param {any} given @param {number} sender */
  #deed(given, sender) {
    const earlier = this.deeds.get(given.op);
    if (earlier) {
      if (earlier.sender !== sender || JSON.stringify(earlier.given) !== JSON.stringify(given)) throw new Error(`${given.op} was changed`);
      return earlier.answer.outcome === "stored" ? { op: given.op, outcome: "duplicate" } : earlier.answer;
    }
    const sheet = this.sheets.get(given.sheet);
    if (sheet?.examiner !== sender) return { op: given.op, outcome: "refused", reason: { text: "not yours" } };
    const no = whyNotDeed(stateAfter({ ...sheet, signed_at: sheet.signed ? "then" : null }, []), given.deed);
    const answer = no ? { op: given.op, outcome: "refused", reason: no } : { op: given.op, outcome: "stored" };
    this.deeds.set(given.op, { given, sender, answer });
    if (!no) this.#do(sheet, given);
    return answer;
  }

  /** @param {any} sheet @param {any} given */
  #do(sheet, { op, sheet: number, deed, made_at }) {
    this.written.push(op);
    const states = /** @type {Record<string, string>} */ ({ start: "in_progress", "no-show": "no_show", came: "planned", abort: "aborted", sign: "signed" });
    if (deed.kind in states) sheet.state = states[deed.kind];
    if (deed.kind === "sign") Object.assign(sheet, { signed: true, signedOver: this.marksOf(number), signedWith: deed.marks });
    if (["start", "pause", "resume", "stop"].includes(deed.kind)) sheet.turns.push({ kind: deed.kind, at: made_at });
    if (deed.kind === "remark" || deed.kind === "sign") sheet.overall_remark = deed.text ?? deed.overall_remark ?? "";
    if (deed.kind === "photo") this.photos.set(deed.photo, { step: deed.step, sheet: number, op, arrived: false, off: false });
    const photo = deed.kind === "photo-off" ? this.photos.get(deed.photo) : undefined;
    if (photo) photo.off = true;
  }

  /** A photo's bytes, as often as they come. @param {string} id */
  takePhoto(id) {
    const photo = this.photos.get(id);
    if (!photo) throw new Error(`photo ${id} was not announced`);
    photo.arrived = true;
  }

  /** What a tablet is told when it is prepared. @param {number} id */
  facts(id) {
    const { state, signed, turns, overall_remark } = this.sheets.get(id);
    const photos = [...this.photos].filter(([, { sheet, off }]) => sheet === id && !off);
    return structuredClone({
      ...{ state, turns, overall_remark, signed_at: signed ? "2027-03-03T16:00:00Z" : null, marks: this.marks(id) },
      photos: photos.map(([photo, { step }]) => ({ id: photo, step })),
    });
  }

  /** What stands, as a page would be told. @param {number} [sheet] */
  marks(sheet = SHEET) {
    const here = [...this.standing].filter(([place]) => place.startsWith(`${sheet}/`));
    return here.map(([place, { op, value, remark }]) => ({ step: Number(place.split("/")[1]), op, value, remark }));
  }

  /** Step -> the operation that stands. @param {number} sheet */
  marksOf(sheet) {
    return Object.fromEntries(this.marks(sheet).map(({ step, op }) => [step, op]));
  }

  /** A network without faults. */
  get send() {
    return async (/** @type {any[]} */ operations) => this.receive(operations);
  }
}

/** @param {string} state */
export function aSheet(state) {
  return {
    ...{ examiner: EXAMINER, state, signed: false, withdrawn: false, third: false, overall_remark: "" },
    ...{ turns: /** @type {any[]} */ ([]), steps: [1, 2, 3, 4, 5, 6].map((id) => aStep(id)) },
  };
}

/** A network that loses, doubles, delays and reorders, and a gateway with moods. */
export class Network {
  constructor(server, roll) {
    this.server = server;
    this.roll = roll;
    this.late = [];
    this.healed = false;
    this.send = (operations) => this.#send(operations);
  }

  async #send(operations) {
    const copy = structuredClone(operations);
    if (this.healed) return this.server.receive(copy);
    await Promise.resolve(); // lets the other tab in
    const roll = this.roll();
    if (roll < 0.12) throw new TypeError("request lost");
    if (roll < 0.2) throw (this.late.push(copy), new TryLater("hangs, and arrives later"));
    if (roll < 0.26) throw new TryLater("503", 2000);
    if (roll < 0.3) throw new TurnedDown("500");
    const answers = this.server.receive(copy);
    if (roll < 0.42) throw new TypeError("answer lost");
    if (roll < 0.48) throw new TryLater("a captive portal answers");
    if (roll < 0.55) this.server.receive(copy);
    if (roll < 0.6) return answers.filter(() => this.roll() < 0.7);
    return roll < 0.7 ? answers.reverse() : answers;
  }

  deliverLate() {
    if (this.late.length) this.server.receive(this.late.splice(Math.floor(this.roll() * this.late.length), 1)[0]);
  }
}

/** @param {() => number} roll @param {number} below */
export function random(roll, below) {
  return Math.floor(roll() * below);
}


/** Web Locks as far as they are used. */
export function locks() {
  let held = false;
  return /** @type {any} */ ({
    request: async (/** @type {string} */ _name, /** @type {object} */ _options, /** @type {(lock: object | null) => any} */ work) => {
      if (held) return work(null);
      held = true;
      return Promise.resolve(work({})).finally(() => (held = false));
    },
  });
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

const OWN = [SHEET, 8];
/** Of somebody else who marked on this tablet and is not signed in. */
const GUEST = { op: "guest-1", sheet: 9, step: 1, value: 1, remark: "", made_at: "2027-03-03T08:00:00Z", user: 5 };

/** What a person knows of the exams on the tablet: what was done with them, on this tablet alone. */
class Examiner {
  /** @param {() => number} roll */
  constructor(roll) {
    this.roll = roll;
    /** @type {any[]} in order, marks and deeds */
    this.kept = [];
    /** What was marked last. @type {Map<string, { value: number | null, op: string }>} */
    this.marks = new Map();
  }

  /** @param {number} sheet */
  deeds(sheet) {
    const own = this.kept.filter((row) => row.sheet === sheet && row.deed);
    return own.map(({ op, deed, made_at }) => ({ op, deed, made_at, answer: /** @type {const} */ ("stored") }));
  }

  /** @param {number} sheet */
  state(sheet) {
    const isMarked = this.kept.some((row) => row.sheet === sheet && !row.deed);
    return stateAfter({ state: "planned" }, this.deeds(sheet), { began: isMarked ? 1 : null });
  }

  /** @param {Outbox} outbox @param {number} sheet */
  async mark(outbox, sheet) {
    if (this.state(sheet).over) return;
    const [step, value] = [1 + random(this.roll, 6), this.roll() < 0.1 ? null : random(this.roll, 4)];
    this.kept.push(await outbox.keep({ sheet, step, value, remark: this.roll() < 0.1 ? "ééé".repeat(40) : "" }));
    this.marks.set(`${sheet}/${step}`, { value, op: this.kept.at(-1).op });
  }

  /** @param {Outbox} outbox @param {number} sheet */
  async act(outbox, sheet) {
    const state = this.state(sheet);
    const deed = this.#deed(sheet, state);
    if (!deed || whyNotDeed(state, deed)) return;
    const blob = deed.kind === "photo" ? new Blob([deed.photo]) : undefined;
    this.kept.push(await outbox.keepDeed(sheet, deed, blob));
  }

  /** @param {number} sheet @param {any} state */
  #deed(sheet, state) {
    const kinds = ["start", "pause", "resume", "stop", "remark", "no-show", "came", "abort", "sign", "photo", "photo-off"];
    const going = state.begun ? ["pause", "resume", "remark", "photo"] : ["no-show", "no-show", "start", "remark", "photo"];
    const often = state.over === "no-show" ? ["came"] : going;
    const all = this.roll() < 0.25 ? kinds : often;
    const kind = all[random(this.roll, all.length)];
    const step = this.roll() < 0.5 ? null : 1 + random(this.roll, 6);
    const marks = [...this.marks].filter(([place]) => place.startsWith(`${sheet}/`));
    /** @type {Record<string, any>} */
    const contents = {
      pause: { reason: "fire drill" },
      remark: { text: `remark ${this.kept.length}` },
      "no-show": { reason: "" },
      abort: { reason: "unwell" },
      photo: { photo: `photo-${(made += 1)}`, step, sha256: "a", size: 1, type: "image/jpeg" },
      "photo-off": { photo: state.photos[0]?.photo },
      sign: { name: "S.", overall_remark: "", global_rating: null, marks: Object.fromEntries(marks.map(([place, { op }]) => [place.split("/")[1], op])) },
    };
    if (kind === "photo-off" && state.photos.length === 0) return null;
    return { kind, ...(contents[kind] ?? {}) };
  }
}

/**
 * One tablet with two tabs on a bad day: it crashes, is signed out and prepared anew, and everything that examiners do
 * happens on it, over a network that loses, doubles and reorders.
 * @param {number} seed
 * @param {object} device
 * @param {(turn: number) => Promise<any>} device.open a store on what this tablet keeps, as in a new tab
 * @param {(store: any) => Promise<void>} [device.end] the key of the names
 * @param {number} [device.turns]
 * @param {(turn: number) => Promise<boolean>} [device.isOld] whether the version of before runs, which knows no deeds
 */
export async function dayWithDeeds(seed, { open, end = (store) => store.forgetPeople(), turns = 60, isOld = async () => false }) {
  const roll = dice(seed);
  const [server, shared] = [new Server(), locks()];
  for (const id of OWN) server.more.set(id, aSheet("planned"));
  server.sheet = server.more.get(SHEET);
  const network = new Network(server, roll);
  const examiner = new Examiner(roll);
  const restart = async (/** @type {number} */ turn) =>
    anOutbox({ store: await open(turn), send: network.send, random: roll, alone: oneSender(shared) });
  const tabs = [await restart(0), await restart(0)];
  const guest = await tabs[0].store.keep(structuredClone(GUEST));
  for (let turn = 0; turn < turns; turn += 1) {
    const [tab, sheet, chance, old] = [random(roll, 2), OWN[random(roll, 2)], roll(), await isOld(turn)];
    if (chance < 0.3) await examiner.mark(tabs[tab], sheet);
    else if (chance < 0.5) await (old ? examiner.mark(tabs[tab], sheet) : examiner.act(tabs[tab], sheet));
    else if (chance < 0.72) await Promise.all([tabs[0].flush(), roll() < 0.5 && tabs[1].flush()]);
    else if (chance < 0.78) network.deliverLate();
    else if (chance < 0.84) tabs[tab] = await restart(turn);
    else if (chance < 0.88 && !old) await end(/** @type {any} */ (tabs[tab].store));
    else if (chance < 0.93 && !old) await prepare(tabs[tab], server, roll, examiner);
    else if (!old) await follow(tabs[tab], server, roll);
    if (await isOld(turn) !== (await isOld(turn + 1))) for (const place of [0, 1]) tabs[place] = await restart(turn + 1);
  }
  network.healed = true;
  while (network.late.length) network.deliverLate();
  const last = await restart(turns);
  await drained(last);
  await prepare(last, server, () => 1, examiner);
  await follow(last, server, () => 1);
  return { server, store: /** @type {any} */ (last.store), examiner, guest };
}

/**
 * Asked for anew while nothing is sent, where there is network; the tablet knows then what the examiner knows.
 * @param {Outbox} outbox @param {Server} server @param {() => number} roll @param {Examiner} examiner
 */
async function prepare(outbox, server, roll, examiner) {
  const store = /** @type {any} */ (outbox.store);
  await outbox.inQuiet(async () => {
    if (roll() < 0.3) return;
    const sheets = OWN.map((id) => ({ id, facts: server.facts(id) }));
    await Promise.resolve();
    await store.keepSheets(sheets);
    for (const { id, facts } of sheets) {
      await store.adopt(id, facts.marks);
      await store.adoptDeeds(id);
    }
    await store.keepDay({ school: "De Brug" });
    for (const { id, facts } of await store.sheets()) isKnown(stateAfter(facts, await store.deeds(id)), examiner.state(id));
  });
}

/** Photos follow their deeds. @param {Outbox} outbox @param {Server} server @param {() => number} roll */
async function follow(outbox, server, roll) {
  const store = /** @type {any} */ (outbox.store);
  for (const { id } of await store.photosWaiting(EXAMINER)) {
    if (roll() < 0.3) continue; // lost
    server.takePhoto(id);
    if (roll() < 0.2) continue; // its answer lost
    await store.photoSent(id);
  }
}

/**
 * Two tablets of one examiner, neither of which knows what is done on the other, on a bad day.
 * @param {number} seed
 */
export async function dayWithTwoTablets(seed) {
  const roll = dice(seed);
  const server = new Server();
  for (const id of OWN) server.more.set(id, aSheet("planned"));
  server.sheet = server.more.get(SHEET);
  const network = new Network(server, roll);
  const tablets = [0, 1].map(() => ({
    examiner: new Examiner(roll),
    outbox: anOutbox({ store: new MemoryStore(), send: network.send, random: roll }),
  }));
  for (let turn = 0; turn < 60; turn += 1) {
    const [{ examiner, outbox }, sheet, chance] = [tablets[random(roll, 2)], OWN[random(roll, 2)], roll()];
    if (chance < 0.35) await examiner.mark(outbox, sheet);
    else if (chance < 0.6) await examiner.act(outbox, sheet);
    else if (chance < 0.85) await outbox.flush();
    else if (chance < 0.92) network.deliverLate();
    else await follow(outbox, server, roll);
  }
  network.healed = true;
  while (network.late.length) network.deliverLate();
  for (const { outbox } of tablets) await drained(outbox);
  return { server, tablets };
}

/**
 * Everything is on record, once; what was refused lies on the shelf of its tablet until its step is marked anew, and
 * nothing else does.
 * @param {Awaited<ReturnType<typeof dayWithTwoTablets>>} day
 */
export async function allIsOnRecord({ server, tablets }) {
  must(new Set(server.written).size === server.written.length, "written twice");
  for (const { examiner, outbox } of tablets) {
    const answers = examiner.kept.map(({ op }) => [op, (server.known.get(op) ?? server.deeds.get(op))?.answer.outcome]);
    must(answers.every(([, outcome]) => outcome !== undefined), "lost");
    const isOver = overtakenAmong(examiner.kept, new Map(answers));
    const aside = answers.filter(([op, outcome]) => outcome !== "stored" && !isOver.has(op)).map(([op]) => op);
    must(equal((await outbox.shelf()).map(({ row }) => row.op).sort(), aside.sort()), "another shelf");
    must((await outbox.status()).count === 0, "something still waits");
    const shown = new Set(ops((await Promise.all(OWN.map((id) => outbox.store.deeds(id)))).flat()));
    must(examiner.kept.every(({ op, deed }) => !deed || shown.has(op) !== aside.includes(op)), "a refused deed is shown");
  }
}

/** The refused marks whose step was marked anew, and that was taken. @param {any[]} kept @param {Map<string, string>} outcomes */
function overtakenAmong(kept, outcomes) {
  const refused = kept.filter(({ op, step }) => step > 0 && outcomes.get(op) === "refused");
  const isAnew = (/** @type {any} */ one, /** @type {any} */ other) =>
    other.sheet === one.sheet && other.step === one.step && other.sequence > one.sequence && other.value !== null && outcomes.get(other.op) === "stored";
  return new Set(refused.filter((one) => kept.some((other) => isAnew(one, other))).map(({ op }) => op));
}

/**
 * What must hold once such a day is over; what does not is thrown.
 * @param {Awaited<ReturnType<typeof dayWithDeeds>>} day
 */
export async function nothingIsLost({ server, store, examiner, guest }) {
  const written = server.written;
  must(new Set(written).size === written.length, "written twice");
  must(equal([...written].sort(), ops(examiner.kept).sort()), "lost, or refused");
  must(equal(await store.shelf(EXAMINER), []), "something is on the shelf");
  must(equal(await store.everyone(), [{ user: 5, count: 1, since: guest.made_at, shelf: 0, photos: 0 }]), "of somebody else");
  for (const id of OWN) await holdsForSheet(id, { server, store, examiner });
  for (const [photo, { arrived, off }] of server.photos) must(arrived || off, `${photo} did not arrive`);
}

/** @param {number} id @param {{ server: Server, store: any, examiner: Examiner }} day */
async function holdsForSheet(id, { server, store, examiner }) {
  const kept = examiner.kept.filter((row) => row.sheet === id);
  const wrote = server.written.filter((op) => kept.some((row) => row.op === op));
  for (const place of [0, 1, 2, 3, 4, 5, 6]) {
    const wanted = ops(kept.filter((row) => row.step === place));
    must(equal(wrote.filter((op) => wanted.includes(op)), wanted), `order of ${id}/${place}`);
  }
  for (const [place, { op, deed }] of kept.entries()) {
    const before = new Set(wrote.slice(0, wrote.indexOf(op)));
    if (deed) must(kept.slice(0, place).every((row) => before.has(row.op)), `${deed.kind} came before what was made before it`);
    if (["sign", "abort", "no-show", "came"].includes(deed?.kind)) must(before.size === place, `${deed.kind} was overtaken`);
  }
  const sheet = server.sheets.get(id);
  if (sheet.signed) must(equal(sorted(sheet.signedWith), sorted(sheet.signedOver)), "signed over something else");
  const [shown, stands] = [await store.marks(id), server.marks(id)];
  must(equal(byStep(shown), byStep(stands)), "shown is not what stands");
  isKnown(stateAfter(server.facts(id), await store.deeds(id)), examiner.state(id));
}

/** @param {any} here @param {any} there */
function isKnown(here, there) {
  const told = (/** @type {any} */ { over, overallRemark, photos }) => [over, overallRemark, photos.map((/** @type {any} */ { photo }) => photo).sort()];
  must(equal(told(here), told(there)), `${told(here)} instead of ${told(there)}`);
}

/** @param {any[]} marks */
function byStep(marks) {
  return marks.map(({ step, op, value, remark }) => [step, op, value, remark]).sort((one, other) => one[0] - other[0]);
}

/** @param {object} given */
function sorted(given) {
  return Object.entries(given).sort();
}

/** @param {any[]} rows */
function ops(rows) {
  return rows.map((row) => row.op);
}

/** @param {unknown} one @param {unknown} other */
function equal(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {boolean} holds @param {string} trouble */
function must(holds, trouble) {
  if (!holds) throw new Error(trouble);
}
