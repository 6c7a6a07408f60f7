// @ts-check
/**
 * What is being typed, in the rough: kept a moment after it was typed, so that a reload finds it back; kept as the mark or
 * the remark it is, it goes. A draft is nothing that waits to be sent, and is counted nowhere.
 *
 * @typedef {"remark" | "number" | "overall"} What
 * @typedef {{ user: number, sheet: number, step: number, what: What }} DraftPlace step: 0 for what is of no step
 * @typedef {{ keepDraft: (place: DraftPlace, text: string) => Promise<void>, dropDraft: (place: DraftPlace) => Promise<void>,
 *             drafts: (user: number, sheet: number) => Promise<{ step: number, what: What, text: string }[]> }} Drafts
 */

import { clean } from "./operations.js";

/** So long after a key at most what is typed is kept, also while somebody goes on typing. */
export const DRAFT_PAUSE = 100;

export class Drafting {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  /** Of what there is a draft, or will be: a tap where nothing is typed writes nothing more. @type {Set<string>} */
  #here = new Set();
  /** One after the other: what is dropped is not kept again by what came before. @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {{ store: Drafts, user: number, sheet: number, pause?: number }} outside */
  constructor({ store, user, sheet, pause = DRAFT_PAUSE }) {
    this.store = store;
    this.user = user;
    this.sheet = sheet;
    this.pause = pause;
  }

  /** @param {number} step @param {What} what @param {() => string} text as it is when it is kept */
  typed(step, what, text) {
    const name = `${step}/${what}`;
    this.#here.add(name);
    if (this.#timers.has(name)) return;
    const keep = () => {
      this.#timers.delete(name);
      const now = clean(text());
      this.#inTurn(() => this.store.keepDraft(this.#at(step, what), now));
    };
    this.#timers.set(name, setTimeout(keep, this.pause));
  }

  /** It is kept as what it is, or it is given up. @param {number} step @param {What} what */
  async drop(step, what) {
    const name = `${step}/${what}`;
    if (!this.#here.delete(name)) return;
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
    await this.#inTurn(() => this.store.dropDraft(this.#at(step, what)));
  }

  /** What was typed before this page was loaded and never kept. */
  async found() {
    const found = await this.store.drafts(this.user, this.sheet).catch(() => []);
    for (const { step, what } of found) this.#here.add(`${step}/${what}`);
    return found;
  }

  /** @param {number} step @param {What} what @returns {DraftPlace} */
  #at(step, what) {
    return { user: this.user, sheet: this.sheet, step, what };
  }

  /** A tablet that cannot keep a draft says so of the mark itself. @param {() => Promise<void>} work */
  #inTurn(work) {
    this.#last = this.#last.then(work).catch(() => {});
    return this.#last;
  }
}
