// @ts-check
/**
 * Marks and deeds that the server has not yet answered for. Pure policy: storage, network, clock, chance and lock are arguments,
 * so every bad day can be played in a test.
 *
 * Kept on the device first, sent later under its own id in the order of the device, taken out only once its answer is
 * stored here. Refused marks and conflicts move to the shelf, where they stay until a person decides.
 *
 * @typedef {import("./operations.js").Operation} Operation
 * @typedef {import("./operations.js").Standing} Standing
 * @typedef {{ op: string, outcome: "stored" | "duplicate" | "refused" | "conflict", reason?: string,
 *             standing?: Standing & { by_name?: string } }} Answer standing: absent where nothing stands
 * @typedef {{ sheet: number, step: number, value: number | null, remark: string,
 *             parts?: import("./operations.js").Parts }} Change what the examiner did
 * @typedef {Change & { op: string, made_at: string, user: number }} Draft
 * @typedef {import("./deeds.js").Deed} Deed
 * @typedef {{ op: string, sheet: number, deed: Deed, made_at: string, user: number }} DeedDraft
 * @typedef {{ value: number | null, remark: string, op: string | null, parts?: import("./operations.js").Parts }} Shown what the device shows for a step
 * @typedef {Operation & { user: number, before: Shown | null, deed?: Deed }} Row a kept operation; `before` is what was
 *   shown. With `deed` it is one: its step is 0, and it has no value
 * @typedef {{ op: string, sheet: number, step: number, sequence: number, inPlace?: boolean }} Clear what can be read of a
 *   kept operation without opening it
 * @typedef {{ row: Row, answer: Answer }} Shelved
 * @typedef {{ count: number, since: string | null, others: number, photos: number }} Waiting others: of another user of
 *   this device; photos: of this user, announced to the server, which does not have them
 *
 * @typedef {object} Store see store.js
 * @property {(draft: Draft, base?: string | null) => Promise<Row>} keep one transaction with the shown state; without
 *   `base` the operation rests on what the device shows; with it, it settles what is on the shelf for this step
 * @property {(draft: DeedDraft, blob?: Blob, instead?: string) => Promise<Row>} keepDeed one transaction with the deeds
 *   that are shown and the photo; `instead` of a refused one on the shelf
 * @property {(user: number, most: number, wanted: (place: string, row: Clear) => boolean) => Promise<Row[]>} next the
 *   first in device order, of the wanted places ("sheet/step"); asked of every row of this user in that order
 * @property {(answers: Answer[]) => Promise<void>} settle
 * @property {(user: number) => Promise<Shelved[]>} shelf
 * @property {(op: string) => Promise<void>} takeOff off the shelf; the step shows again what stands
 * @property {(user: number) => Promise<Waiting>} waiting
 *
 * @typedef {"busy" | "empty" | "sent" | "waiting" | "sign-in-again" | "shut-out"} Flushed
 * @typedef {{ kind: "kept", row: Row } | { kind: "deed", row: Row } | { kind: "answered", answers: Answer[] }
 *   | { kind: "flushed", result: Flushed }} News
 */

import { placeOf } from "./chain.js";
import { clean, contentOf, wireOf } from "./operations.js";
import { Patience } from "./patience.js";
import { TryLater, TurnedDown } from "./troubles.js";

export const BATCH = 300;
/** Bytes of one request, about: over bad wifi a larger one is lost before it is whole. */
export const MOST_BYTES = 60_000;
export const LONGEST_WAIT = 30_000;
/** A server that asks for more than this is not believed: a proxy's mistake must not hold marks for a day. */
export const LONGEST_PAUSE = 15 * 60_000;
/** How often one flush may be turned down while it looks for the mark that is to blame. */
const MOST_TURNED_DOWN = 16;
/** How often one looks whether somebody else has done sending. */
const GLANCE = 100;
const OUTCOMES = new Set(["stored", "duplicate", "refused", "conflict"]);

export class Outbox {
  #sending = false;
  #patience;
  /** Places whose next mark the server turned down with the whole request; tried last, alone. @type {Set<string>} */
  #aside = new Set();
  /** Marks that this device could not keep, by place: the latest of each, in memory alone. @type {Map<string, Row>} */
  #unkept = new Map();
  /** In the file what could not be kept comes after all that was. */
  #last = 2_000_000_000;
  /** @type {Set<(news: News) => void>} */
  #listeners = new Set();

  /**
   * @param {object} outside
   * @param {Store} outside.store
   * @param {(operations: ReturnType<typeof wireOf>[]) => Promise<Answer[]>} outside.send
   * @param {number} outside.user whose marks these are; those of others on this device are left alone
   * @param {() => number} [outside.now] the device's clock, for the record only
   * @param {() => number} [outside.ticks] a clock that is never set back, for waiting
   * @param {() => number} [outside.random]
   * @param {() => string} [outside.newId]
   * @param {(work: () => Promise<Flushed>) => Promise<Flushed>} [outside.alone] one sender per browser, see lock.js
   */
  constructor({
    store,
    send,
    user,
    now = Date.now,
    ticks = () => performance.now(),
    random = Math.random,
    newId = () => crypto.randomUUID(),
    alone = (work) => work(),
  }) {
    this.store = store;
    this.send = send;
    this.user = user;
    this.now = now;
    this.ticks = ticks;
    this.random = random;
    this.newId = newId;
    this.alone = alone;
    this.#patience = new Patience({ longest: LONGEST_WAIT, longestPause: LONGEST_PAUSE, ticks: () => this.ticks(), random: () => this.random() });
  }

  /**
   * Keeping is the whole promise: the screen may show the mark once this resolves, and NOT SAVED when it rejects.
   * @param {Change} change
   * @returns {Promise<Row>}
   */
  async keep(change) {
    const row = this.#kept(await this.store.keep(this.#draft(change)));
    this.forgetUnkept(change);
    return row;
  }

  /**
   * What could not be kept is held on to while this page lives, for the file of last resort.
   * @param {Change} change @param {string | null} base the operation that is shown
   */
  notKept(change, base) {
    this.#unkept.delete(placeOf(change));
    this.#unkept.set(placeOf(change), { ...this.#draft(change), base_op: base, sequence: (this.#last += 1), before: null });
  }

  /** Marks that this device could not keep, oldest first. @returns {Row[]} */
  unkept() {
    return [...this.#unkept.values()];
  }

  /** Kept after all, or given up; without a place all of them. @param {{ sheet: number, step: number }} [place] */
  forgetUnkept(place) {
    if (place) this.#unkept.delete(placeOf(place));
    else this.#unkept.clear();
  }

  /**
   * Keep what was done besides marking; a photo's bytes come along with the deed that announces it.
   * @param {number} sheet @param {Deed} deed @param {Blob} [blob]
   * @returns {Promise<Row>}
   */
  async keepDeed(sheet, deed, blob) {
    return this.#done(await this.store.keepDeed(this.#deedDraft(sheet, deed), blob));
  }

  /**
   * Do something while nothing is being sent, here or in another tab: an exam is prepared anew without a mark slipping in
   * between what the server knew and what is kept here.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async inQuiet(work) {
    for (;;) {
      const done = await this.#whileQuiet(work);
      if (done) return done.result;
      await new Promise((resolve) => setTimeout(resolve, GLANCE));
    }
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<{ result: T } | null>} null: somebody is sending */
  async #whileQuiet(work) {
    if (this.#sending) return null;
    this.#sending = true;
    /** @type {{ result: T } | null} */
    let done = null;
    try {
      await this.alone(async () => {
        done = { result: await work() };
        return "empty";
      });
    } finally {
      this.#sending = false;
    }
    return done;
  }

  /** Send what waits, now; `flushIfDue` is for triggers that come by themselves. @returns {Promise<Flushed>} */
  async flush() {
    if (this.#sending) return "busy";
    this.#sending = true;
    try {
      return this.#tell(await this.alone(() => this.#sendAll()).catch((trouble) => this.#patience.after(trouble)));
    } finally {
      this.#sending = false;
    }
  }

  /** Send what waits unless the last failure asks for patience. @returns {Promise<Flushed>} */
  async flushIfDue() {
    return this.wait() > 0 ? "waiting" : this.flush();
  }

  /** Milliseconds until the next try by itself. */
  wait() {
    return this.#patience.left();
  }

  /** Forget earlier failures: the network is said to be back, or somebody signed in. */
  reset() {
    this.#patience.reset();
  }

  /** How many wait and since when; what is on the shelf. */
  async status() {
    const [waiting, shelf] = await Promise.all([this.store.waiting(this.user), this.shelf()]);
    const count = (/** @type {string} */ outcome) => shelf.filter(({ answer }) => answer.outcome === outcome).length;
    return { ...waiting, refused: count("refused"), conflicts: count("conflict"), unkept: this.#unkept.size };
  }

  /** What a person has to decide about: refused marks and conflicts, oldest first. */
  async shelf() {
    return this.store.shelf(this.user);
  }

  /**
   * Decide for the device's own mark: made anew, on top of what stands. Both marks stay on record at the server. A deed
   * that was refused is tried again.
   * @param {Shelved} shelved
   */
  async keepMine({ row, answer }) {
    const { sheet, step, deed } = row;
    if (deed) return this.#done(await this.store.keepDeed(this.#deedDraft(sheet, deed), undefined, row.op));
    const base = answer.standing ? answer.standing.op : row.base_op;
    return this.#kept(await this.store.keep(this.#draft({ sheet, step, ...contentOf(row) }), base));
  }

  /**
   * Decide for what stands at the server; the device's own mark is given up. Of a conflict the server is told too: it
   * lets nobody sign before every one of them is settled, on whatever device that is.
   * @param {Shelved} shelved
   */
  async takeTheirs({ row, answer: { outcome, standing } }) {
    if (outcome !== "conflict" || !standing) return this.store.takeOff(row.op);
    const { sheet, step } = row;
    this.#kept(await this.store.keep(this.#draft({ sheet, step, ...contentOf(standing) }), standing.op));
  }

  /**
   * Be told of everything that happens; returns how to stop.
   * @param {(news: News) => void} listener
   */
  observe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Change} change @returns {Draft} */
  #draft({ sheet, step, ...mark }) {
    const made_at = new Date(this.now()).toISOString();
    const content = contentOf({ ...mark, remark: clean(mark.remark) });
    return { op: this.newId(), sheet, step, ...content, made_at, user: this.user };
  }

  /** @param {number} sheet @param {Deed} deed @returns {DeedDraft} */
  #deedDraft(sheet, deed) {
    return { op: this.newId(), sheet, deed: cleaned(deed), made_at: new Date(this.now()).toISOString(), user: this.user };
  }

  /** @param {Row} row */
  #done(row) {
    this.#announce({ kind: "deed", row });
    return row;
  }

  /** @param {Row} row */
  #kept(row) {
    this.#announce({ kind: "kept", row });
    return row;
  }

  /** @returns {Promise<Flushed>} */
  async #sendAll() {
    let sent = 0;
    for (;;) {
      sent += await this.#sendFree();
      const aside = await this.#sendAside();
      if (aside === 0) break;
      sent += aside; // and what waited for it may go now
    }
    this.reset();
    return sent > 0 ? "sent" : "empty";
  }

  /** All that nothing stands in the way of. @returns {Promise<number>} how many were answered for */
  async #sendFree() {
    let size = BATCH;
    let sent = 0;
    let turnedDown = 0;
    for (;;) {
      const rows = notTooLarge(await this.store.next(this.user, size, this.#inTurn((place) => !this.#aside.has(place))));
      if (rows.length === 0) return sent;
      try {
        sent += await this.#sendBatch(rows);
      } catch (trouble) {
        turnedDown += 1;
        if (!(trouble instanceof TurnedDown) || turnedDown > MOST_TURNED_DOWN) throw trouble;
        // Halved until the mark to blame is alone; its step waits, the others go on.
        if (rows.length === 1) this.#aside.add(placeOf(rows[0]));
        size = rows.length === 1 ? BATCH : Math.ceil(rows.length / 2);
      }
    }
  }

  /**
   * Which rows may go out now, asked in the order of the device: the wanted places, except that a deed waits for all of
   * its sheet that was made before it, and that what was made after one that keeps its place waits for that deed.
   * @param {(place: string) => boolean} wanted
   * @returns {(place: string, row: Clear) => boolean}
   */
  #inTurn(wanted) {
    const [held, closed] = [new Set(), new Set()];
    return (place, { sheet, step, inPlace = false }) => {
      if (closed.has(sheet)) return false;
      const goes = wanted(place) && !(step === 0 && held.has(sheet));
      if (!goes) held.add(sheet);
      if (!goes && inPlace) closed.add(sheet);
      return goes;
    };
  }

  /** What was set aside once more, one by one; what is still turned down stays, and the flush has to be repeated. */
  async #sendAside() {
    let sent = 0;
    let stuck = null;
    for (const place of deedsLast([...this.#aside])) {
      try {
        sent += await this.#sendPlace(place);
        this.#aside.delete(place);
      } catch (trouble) {
        if (!(trouble instanceof TurnedDown)) throw trouble;
        stuck = trouble;
      }
    }
    if (stuck) throw stuck;
    return sent;
  }

  /** @param {string} place */
  async #sendPlace(place) {
    let sent = 0;
    for (;;) {
      const rows = await this.store.next(this.user, 1, this.#inTurn((one) => one === place));
      if (rows.length === 0) return sent;
      sent += await this.#sendBatch(rows);
    }
  }

  /** @param {Row[]} rows @returns {Promise<number>} how many were answered for */
  async #sendBatch(rows) {
    const asked = new Set(rows.map((row) => row.op));
    const answers = withoutGaps(rows, onlyFor(asked, await this.send(rows.map(wireOf))));
    if (answers.length === 0) throw new TryLater("the server answered for none of the marks");
    await this.store.settle(answers);
    this.#announce({ kind: "answered", answers });
    return answers.length;
  }

  /** @param {Flushed} result */
  #tell(result) {
    this.#announce({ kind: "flushed", result });
    return result;
  }

  /** @param {News} news */
  #announce(news) {
    for (const listener of this.#listeners) listener(news);
  }
}

/** The first rows that fit in one request, and always one. @param {Row[]} rows */
function notTooLarge(rows) {
  let bytes = 0;
  const most = rows.findIndex((row) => (bytes += new TextEncoder().encode(JSON.stringify(wireOf(row))).length) > MOST_BYTES);
  return most === -1 ? rows : rows.slice(0, Math.max(1, most));
}

/** @param {string[]} places */
function deedsLast(places) {
  return places.sort((one, other) => Number(one.endsWith("/0")) - Number(other.endsWith("/0")));
}

/** Every text in it as it can be kept at the server. @template T @param {T} content @returns {T} */
function cleaned(content) {
  return JSON.parse(JSON.stringify(content), (_, part) => (typeof part === "string" ? clean(part) : part));
}

/** Deeds are answered for in their order, or what is shown would go back: what came without the one before it is asked for
 * again. @param {Row[]} rows @param {Answer[]} answers */
function withoutGaps(rows, answers) {
  const [found, gaps, early] = [new Set(answers.map(({ op }) => op)), new Set(), new Set()];
  for (const { op, sheet } of rows.filter(({ deed }) => deed)) {
    if (!found.has(op)) gaps.add(sheet);
    else if (gaps.has(sheet)) early.add(op);
  }
  return answers.filter(({ op }) => !early.has(op));
}

/** The answers that can be believed: for a mark that was sent, once, with a known outcome.
 * @param {Set<string>} asked @param {unknown} answers @returns {Answer[]} */
function onlyFor(asked, answers) {
  if (!Array.isArray(answers)) throw new TryLater("the server's answer is not a list");
  const believed = new Map();
  for (const answer of answers)
    if (asked.has(answer?.op) && OUTCOMES.has(answer.outcome)) believed.set(answer.op, answer);
  return [...believed.values()];
}
