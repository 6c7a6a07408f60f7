// @ts-check
/**
 * The store of store.js without IndexedDB: for browsers that have none (then nothing survives a reload, and the screen has
 * to say so) and for tests.
 *
 * @typedef {import("./outbox.js").Store} Store
 * @typedef {import("./outbox.js").Row} Row
 * @typedef {import("./outbox.js").Shown} Shown
 * @typedef {import("./outbox.js").Shelved} Shelved
 * @typedef {Shown & { step: number }} Stands
 */

import { chained, placeOf, shownAfter } from "./chain.js";
import { contentOf } from "./operations.js";

/** @implements {Store} */
export class MemoryStore {
  #sequence = 0;
  /** @type {Row[]} */
  #rows = [];
  /** @type {Shelved[]} */
  #shelf = [];
  /** @type {Map<string, Shown & { sheet: number, step: number }>} */
  #marks = new Map();
  /** @type {Map<number, unknown>} */
  #sheets = new Map();

  /** Whether what is kept survives a reload. */
  survives = false;

  /** @type {Store["keep"]} */
  async keep(draft, base) {
    const place = placeOf(draft);
    const shown = this.#marks.get(place);
    const row = { ...chained(draft, shown ? shownOf(shown) : null, base), sequence: (this.#sequence += 1) };
    this.#rows.push(row);
    this.#marks.set(place, { sheet: row.sheet, step: row.step, ...shownOf(row) });
    if (base !== undefined) this.#shelf = this.#shelf.filter(({ row }) => placeOf(row) !== place);
    return structuredClone(row);
  }

  /** @type {Store["next"]} */
  async next(user, most, wanted) {
    const own = this.#rows.filter((row) => row.user === user && wanted(placeOf(row)));
    return structuredClone(own.slice(0, most));
  }

  /** @type {Store["settle"]} */
  async settle(answers) {
    for (const answer of structuredClone(answers)) {
      const row = this.#rows.find((one) => one.op === answer.op);
      if (!row) continue;
      this.#rows = this.#rows.filter((one) => one !== row);
      if (answer.outcome === "refused" || answer.outcome === "conflict") this.#shelf.push({ row, answer });
    }
    this.#shelf.sort((one, other) => one.row.sequence - other.row.sequence);
  }

  /** @type {Store["shelf"]} */
  async shelf(user) {
    return structuredClone(this.#shelf.filter(({ row }) => row.user === user));
  }

  /** @type {Store["takeOff"]} */
  async takeOff(op) {
    const given = this.#shelf.find(({ row }) => row.op === op);
    if (!given) return;
    const place = placeOf(given.row);
    const here = this.#shelf.filter(({ row }) => placeOf(row) === place);
    this.#shelf = this.#shelf.filter(({ row }) => placeOf(row) !== place);
    if (this.#rows.some((row) => placeOf(row) === place)) return;
    const shown = shownAfter(here.map(({ row, answer }) => ({ before: row.before, standing: answer.standing })));
    const { sheet, step } = given.row;
    if (shown) this.#marks.set(place, { sheet, step, ...shownOf(shown) });
    else this.#marks.delete(place);
  }

  /** @type {Store["waiting"]} */
  async waiting(user) {
    const own = this.#rows.filter((row) => row.user === user);
    return { count: own.length, since: own[0]?.made_at ?? null, others: this.#rows.length - own.length };
  }

  /**
   * Take over what stands at the server, except where this device knows something the server has not settled.
   * @param {number} sheet @param {Stands[]} stands every step that has a mark
   */
  async adopt(sheet, stands) {
    const undecided = new Set([...this.#rows, ...this.#shelf.map(({ row }) => row)].map(placeOf));
    for (const [place, mark] of this.#marks)
      if (mark.sheet === sheet && !undecided.has(place)) this.#marks.delete(place);
    for (const { step, ...mark } of stands)
      if (!undecided.has(placeOf({ sheet, step })))
        this.#marks.set(placeOf({ sheet, step }), { sheet, step, ...shownOf(mark) });
  }

  /** What the device shows for a sheet. @param {number} sheet @returns {Promise<Stands[]>} */
  async marks(sheet) {
    return [...this.#marks.values()]
      .filter((mark) => mark.sheet === sheet)
      .map((mark) => ({ step: mark.step, ...shownOf(mark) }));
  }

  /** @param {number} id @param {unknown} sheet what is needed to mark it without network */
  async keepSheet(id, sheet) {
    this.#sheets.set(id, structuredClone(sheet));
  }

  /** @param {number} id @returns {Promise<unknown>} undefined when it is not on this device */
  async sheet(id) {
    return structuredClone(this.#sheets.get(id));
  }

  /** Everything goes, unsent marks too: to be asked first. */
  async wipe() {
    this.#rows = [];
    this.#shelf = [];
    this.#marks.clear();
    this.#sheets.clear();
  }

  close() {}
}

/** @param {Shown} mark @returns {Shown} */
function shownOf(mark) {
  return { ...contentOf(mark), op: mark.op };
}
