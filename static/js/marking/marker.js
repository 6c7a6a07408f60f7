// @ts-check
/**
 * What the examiner does, one thing after the other: asked of the rules, kept by the outbox, then shown. Changes wait for
 * each other, so that a remark and a tap at the same moment both come through.
 *
 * @typedef {import("./sheet.js").Sheet} Sheet
 * @typedef {import("./sheet.js").Change} Change
 * @typedef {import("./outbox.js").Outbox} Outbox
 * @typedef {import("./outbox.js").Shelved} Shelved
 * @typedef {import("./words.js").Message} Message
 *
 * @typedef {object} Eyes what is told of it
 * @property {(sheet: Sheet, step: number) => void} changed
 * @property {(sheet: Sheet) => void} moved
 * @property {(change: Change) => void} failed nothing of it was kept
 * @property {(reason: Message, change: Change) => void} refused the rules say no; nothing was kept
 * @property {() => void} [turned] something is being kept from now on, or is not any more
 */

import { changedBetween } from "./differing.js";
import { contentOf } from "./operations.js";
import { achieving, at, marking, markOf, remarking, undoingTouch, whyNot, withAnswers, withFilter, withKept, withMarks, withShelf } from "./sheet.js";

export class Marker {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #touches = 0;
  #underWay = 0;

  /**
   * @param {Sheet} sheet
   * @param {{ outbox: Outbox, marks: () => Promise<(import("./outbox.js").Shown & { step: number })[]>, eyes: Eyes,
   *           first?: () => Promise<unknown> }} outside first: what has to be kept before a mark
   */
  constructor(sheet, { outbox, marks, eyes, first = async () => {} }) {
    this.sheet = sheet;
    this.outbox = outbox;
    this.marks = marks;
    this.eyes = eyes;
    this.first = first;
  }

  /**
   * A level for a step, or null to take the mark back; what is written beside it comes along.
   * @param {number} step @param {number | null} value @param {string} [remark] @param {number[] | null} [parts] ticked
   */
  mark(step, value, remark, parts = null) {
    return this.#change(() => {
      const change = marking(this.sheet, step, value, parts);
      const written = remark ?? this.#unkept(step)?.remark ?? markOf(this.sheet, step).remark;
      if (change) return { ...change, remark: written };
      const rest = remarking(this.sheet, step, written);
      if (!rest) this.outbox.forgetUnkept({ sheet: this.sheet.id, step }); // what is wanted is what stands
      return rest;
    });
  }

  /** @param {number} step @param {string} remark */
  write(step, remark) {
    return this.#change(() => {
      const unkept = this.#unkept(step);
      return unkept ? { sheet: this.sheet.id, step, ...contentOf({ ...unkept, remark }) } : remarking(this.sheet, step, remark);
    });
  }

  /** These steps as achieved, where nothing stands; how many were marked. @param {number[]} steps */
  async achieve(steps) {
    const together = String((this.#touches += 1));
    let marked = 0;
    await this.#done(async () => {
      for (const change of achieving(this.sheet, steps)) {
        if (!(await this.#keep(change, together))) return;
        marked += 1;
      }
    });
    return marked;
  }

  /** The last touch of this sitting at the screen, undone; the step it was of, or null. */
  async undo() {
    /** @type {number | null} */
    let step = null;
    await this.#done(async () => {
      for (const change of undoingTouch(this.sheet)) {
        step = change.step;
        if (!(await this.#keep(change))) return;
      }
    });
    return step;
  }

  /** @param {Shelved} shelved */
  keepMine(shelved) {
    return this.#inTurn(async () => {
      const row = await this.outbox.keepMine(shelved);
      this.sheet = withKept(this.sheet, row);
      await this.#reshelve();
    });
  }

  /** @param {Shelved} shelved */
  takeTheirs(shelved) {
    return this.#inTurn(async () => {
      await this.outbox.takeTheirs(shelved);
      await this.#reshelve();
    });
  }

  /** What the server answered, or what another tab did. @param {import("./outbox.js").Answer[]} answers */
  answered(answers) {
    return this.#inTurn(async () => {
      const mine = answers.filter(({ op }) => this.sheet.waiting.has(op));
      this.sheet = withAnswers(this.sheet, mine);
      const isOnShelf = this.sheet.shelf.size > 0 && mine.length > 0; // what was taken may put an end to what was refused before
      if (isOnShelf || answers.some(({ outcome }) => outcome === "refused" || outcome === "conflict")) return this.#reshelve();
      for (const [step, { op }] of this.sheet.marks)
        if (mine.some((answer) => answer.op === op)) this.eyes.changed(this.sheet, step);
    });
  }

  /** Read anew what this device keeps: another tab changed it. */
  refresh() {
    return this.#inTurn(() => this.#reshelve());
  }

  /**
   * What the server says of the sheet now. Nothing of what changed elsewhere can be undone here.
   * @param {Partial<Sheet>} said
   * @returns {Promise<Map<number, import("./outbox.js").Shown>>} what the steps showed that were marked elsewhere
   */
  async renewed(said) {
    const found = new Map();
    await this.#inTurn(async () => {
      const before = this.sheet.marks;
      this.sheet = { ...this.sheet, ...said };
      await this.#reshelve();
      for (const [step, was] of changedBetween(before, this.sheet.marks)) found.set(step, was);
      this.sheet = { ...this.sheet, past: this.sheet.past.filter(({ step }) => !found.has(step)) };
    });
    return found;
  }

  /** @param {number} step */
  go(step) {
    this.sheet = at(this.sheet, step);
    this.eyes.moved(this.sheet);
  }

  /** @param {"all" | "open"} filter */
  filter(filter) {
    this.sheet = withFilter(this.sheet, filter);
    this.eyes.moved(this.sheet);
  }

  /** Whether something that was done is not kept yet. */
  get isKeeping() {
    return this.#underWay > 0;
  }

  /** Everything asked for so far is done. */
  settled() {
    return this.#last;
  }

  /** The mark of this step that this tablet could not keep. @param {number} step */
  #unkept(step) {
    return this.outbox.unkept().find((row) => row.sheet === this.sheet.id && row.step === step);
  }

  /** @param {() => Change | null} of */
  #change(of) {
    return this.#done(async () => {
      const change = of();
      if (change) await this.#keep(change);
    });
  }

  /** Whether it was kept. @param {Change} change @param {string} [together] */
  async #keep(change, together) {
    const reason = whyNot(this.sheet, change);
    if (reason) return void this.eyes.refused(reason, change);
    const row = await this.first().then(() => this.outbox.keep(change)).catch(() => null);
    // Whatever it was, the tablet does not have it: full, closed or taken away.
    if (!row) {
      this.outbox.notKept(change, markOf(this.sheet, change.step).op);
      return void this.eyes.failed(change);
    }
    // The sheet as it is now: while the mark was being kept the examiner may have gone on to the next step.
    this.sheet = withKept(this.sheet, row, together);
    this.eyes.changed(this.sheet, change.step);
    return true;
  }

  async #reshelve() {
    const past = this.sheet.past;
    const [shelf, marks, rows] = await Promise.all([
      this.outbox.shelf(),
      this.marks(),
      this.outbox.store.next(this.outbox.user, Infinity, (place) => place.startsWith(`${this.sheet.id}/`)),
    ]);
    const waiting = new Set(rows.map((row) => row.op));
    this.sheet = { ...withShelf(withMarks(this.sheet, marks), shelf), waiting, past };
    for (const { id } of this.sheet.steps) this.eyes.changed(this.sheet, id);
  }

  /** What the examiner did: from the touch on it is being kept. @param {() => Promise<unknown>} work */
  #done(work) {
    this.#underWay += 1;
    this.eyes.turned?.();
    return this.#inTurn(work).finally(() => {
      this.#underWay -= 1;
      this.eyes.turned?.();
    });
  }

  /** @param {() => Promise<unknown>} work */
  #inTurn(work) {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
