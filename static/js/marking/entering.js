// @ts-check
/** What is entered at the steps: levels, sub-points, numbers and remarks, and the choice where two marks differ. */

import { clean } from "./operations.js";
import { limitsOf, valueOf, worthOf } from "./numbers.js";
import { markOf } from "./sheet.js";

/**
 * @typedef {import("./marker.js").Marker} Marker
 * @typedef {import("./screen.js").Screen} Screen
 * @typedef {{ isOpen: () => boolean, decided: () => Promise<void> | void, drafting: import("./drafting.js").Drafting,
 *             turned?: () => void }} Outside decided: between two marks; turned: something is typed that is not kept yet, or is
 */

/** So long nobody has typed before it is kept. */
export const TYPING_PAUSE = 900;

export class Entering {
  /** Steps whose remark is being written. @type {Map<number, ReturnType<typeof setTimeout>>} */
  #unfinished = new Map();
  /** Steps whose number is being filled in. @type {Map<number, ReturnType<typeof setTimeout>>} */
  #unfilled = new Map();

  /** @param {Screen} screen @param {Marker} marker @param {Outside} outside */
  constructor(screen, marker, { isOpen, decided, drafting, turned = () => {} }) {
    this.drafting = drafting;
    this.turned = turned;
    this.screen = screen;
    this.marker = marker;
    this.isOpen = isOpen;
    this.decided = decided;
  }

  /** A level is chosen. @param {number} step @param {number} value */
  tap(step, value) {
    if (!this.#takes(step)) return;
    const remark = this.#unwritten(step);
    const before = markOf(this.marker.sheet, step).value;
    this.#at(step);
    if (before !== value) this.screen.saving(step, value);
    this.marker.mark(step, value, remark, this.stepWith(step)?.parts?.length ? [] : null).then(() => Promise.all([this.#written(step), this.drafting.drop(step, "number")]));
  }

  /** The mark is taken back. @param {number} step */
  clear(step) {
    if (this.#takes(step)) this.marker.mark(step, null, this.#unwritten(step)).then(() => this.#written(step));
  }

  /** Sub-points that are ticked are the mark; without one it is a mark of none of the points. @param {number} id */
  ticked(id) {
    const step = this.stepWith(id);
    if (!step || !this.#takes(id)) return;
    const places = this.screen.ticked(id);
    this.#at(id);
    this.marker.mark(id, worthOf(step, places), this.#unwritten(id), places).then(() => this.#written(id));
  }

  /** A number that was filled in is kept, or said to be none. @param {number} id */
  async fill(id) {
    clearTimeout(this.#unfilled.get(id));
    if (this.#unfilled.delete(id)) this.turned();
    const [step, field] = [this.stepWith(id), this.screen.number(id)];
    if (!step || !field || !this.#takes(id)) return;
    const value = valueOf(field.value, step);
    if (value === undefined) return this.screen.wrong(id, limitsOf(step));
    if (value === null && markOf(this.marker.sheet, id).value === -1) return;
    await this.marker.mark(id, value, this.#unwritten(id));
    if (markOf(this.marker.sheet, id).value === value && !this.#unfilled.has(id)) await this.drafting.drop(id, "number");
    await this.#written(id);
    this.screen.drawStep(this.marker.sheet, id, { isOpen: this.isOpen() });
  }

  /** A number is being filled in. @param {number} step */
  filling(step) {
    if (!this.isOpen()) return;
    clearTimeout(this.#unfilled.get(step));
    this.#unfilled.set(step, setTimeout(() => this.fill(step), TYPING_PAUSE));
    this.drafting.typed(step, "number", () => this.screen.number(step)?.value ?? "");
    this.turned();
  }

  /** A remark is being written. @param {number} step */
  writing(step) {
    if (!this.isOpen()) return;
    clearTimeout(this.#unfinished.get(step));
    this.#unfinished.set(step, setTimeout(() => this.write(step), TYPING_PAUSE));
    this.drafting.typed(step, "remark", () => this.screen.remark(step)?.value ?? "");
    this.turned();
  }

  /** What is written at a step is kept now. @param {number} step */
  async write(step) {
    const remark = this.#unwritten(step);
    if (remark === undefined) return;
    await this.marker.write(step, remark);
    await this.#written(step);
  }

  /** Whether something is typed that is not on its way to the store. */
  get isTyping() {
    return this.#unfinished.size + this.#unfilled.size > 0;
  }

  /** What was typed before this page was loaded is kept as the mark or remark it is. */
  async findBack() {
    if (!this.isOpen()) return;
    for (const { step, what, text } of await this.drafting.found()) {
      const field = what === "number" ? this.screen.number(step) : what === "remark" ? this.screen.remark(step) : null;
      if (!field || document.activeElement === field) continue;
      field.value = text;
      if (what === "number") await this.fill(step);
      else await this.marker.write(step, text.trim());
      await this.#written(step);
    }
  }

  /** The draft of a remark goes once the remark is what was typed. @param {number} step */
  async #written(step) {
    const typed = clean(this.screen.remark(step)?.value ?? "").trim();
    if (!this.#unfinished.has(step) && markOf(this.marker.sheet, step).remark === typed) await this.drafting.drop(step, "remark");
  }

  /** Whatever is written or filled in anywhere is kept now. */
  async writeAll() {
    await Promise.all([
      ...[...this.#unfilled.keys()].map((step) => this.fill(step)),
      ...[...this.#unfinished.keys()].map((step) => this.write(step)),
    ]);
  }

  /** Of two marks for a step one stands. @param {number} step @param {boolean} mine */
  async decide(step, mine) {
    const shelved = this.marker.sheet.shelf.get(step);
    if (!shelved) return;
    await (mine ? this.marker.keepMine(shelved) : this.marker.takeTheirs(shelved));
    await this.decided();
  }

  /** A digit where there are no levels to choose: it ticks the sub-point in that place, or begins the number.
   * @param {import("./rules.js").Step} step @param {number} digit @param {Event} event */
  digit(step, digit, event) {
    if (step.parts?.length) {
      event.preventDefault();
      this.screen.toggle(step.id, digit - 1);
      this.ticked(step.id);
      return true;
    }
    const field = this.screen.number(step.id);
    if (!field || field.readOnly) return false;
    field.select();
    field.focus(); // the digit itself goes into the field
    return true;
  }

  /** @param {number} step */
  stepWith(step) {
    return this.marker.sheet.steps.find((one) => one.id === step);
  }

  /** @param {number} step */
  #takes(step) {
    return this.isOpen() && !this.marker.sheet.exempt.has(step);
  }

  /** In the list a step is gone to by marking it. @param {number} step */
  #at(step) {
    if (this.marker.sheet.current !== step) this.marker.go(step);
  }

  /** What is written at a step and not yet kept, taken to be kept now. @param {number} step */
  #unwritten(step) {
    if (!this.#unfinished.has(step)) return undefined;
    clearTimeout(this.#unfinished.get(step));
    this.#unfinished.delete(step);
    this.turned();
    return this.screen.remark(step)?.value.trim();
  }
}
