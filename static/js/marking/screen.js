// @ts-check
/**
 * The marking screen as it is drawn: it reads the steps from the page and patches what stands, in place. Nothing that can
 * be tapped is replaced or moved while a finger may be on it.
 *
 * @typedef {import("./sheet.js").Sheet} Sheet
 * @typedef {import("./rules.js").Step} Step
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./words.js").Catalogue} Catalogue
 * @typedef {import("./state.js").Told} Told
 * @typedef {"one" | "list"} View
 */

import { inMinutes } from "./clock.js";
import { differs, whoMade } from "./differing.js";
import { written } from "./numbers.js";
import { failedCriticalSteps, NOT_APPLICABLE } from "./rules.js";
import { achieving, listed, markOf, neighbour, progressOf, standing, stateOf, withoutRemark } from "./sheet.js";
import { render, say, sayMany } from "./words.js";

export class Screen {
  /** @type {Map<number, HTMLElement>} */
  #steps = new Map();
  /** @type {Map<number, HTMLElement>} */
  #squares = new Map();
  /** By group: its heading's parts and its steps. @type {{ section: HTMLElement, ids: number[], atOnce: number[] }[]} */
  #groups = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #toastEnds;
  /** What a step showed before somebody else marked it, until it is marked anew. @type {Map<number, { op: string | null, was: import("./outbox.js").Shown }>} */
  #elsewhere = new Map();
  #lastSaid = "";
  #lastTold = "";

  /**
   * @param {HTMLElement} root
   * @param {{ words: Catalogue, clock: (moment: string) => string, showsStanding?: boolean, origins?: Map<string, string>, atOnce?: { group: string, steps: number[] }[],
   *           user?: number | null }} outside
   *   showsStanding: whether the examiner sees while marking what it comes to; atOnce: what may be marked at once;
   *   origins: by operation, how a mark came that was not made on a device of its examiner
   */
  constructor(root, { words, clock, showsStanding = true, origins = new Map(), atOnce = [], user = null }) {
    this.user = user;
    this.root = root;
    this.words = words;
    this.clock = clock;
    this.origins = origins;
    const extras = document.querySelector("[data-extras]");
    for (const element of all(root, "[data-step]")) {
      if (extras instanceof HTMLTemplateElement) element.append(extrasOf(extras, element));
      this.#steps.set(Number(element.dataset.step), element);
    }
    for (const element of all(root, "[data-go]")) this.#squares.set(Number(element.dataset.go), element);
    this.#groups = all(root, "[data-group]").map((section) => ({
      section,
      ids: all(section, "[data-step]").map((step) => Number(step.dataset.step)),
      atOnce: atOnce.find(({ group }) => group === section.dataset.group)?.steps ?? [],
    }));
    if (!showsStanding) root.querySelector("[data-standing]")?.closest("section")?.remove();
  }

  /** Every step of the form, as it stands on the page. @returns {Step[]} */
  steps() {
    return [...this.#steps.values()].map(stepIn);
  }

  /** What may be marked at once in the group of this button. @param {Element} button @returns {number[]} */
  atOnce(button) {
    return this.#groups.find(({ section }) => section.contains(button))?.atOnce ?? [];
  }

  /** The one-step view or the whole sheet. @returns {View} */
  get view() {
    return this.one("[data-marks]").dataset.view === "list" ? "list" : "one";
  }

  /** @param {View} view */
  set view(view) {
    this.one("[data-marks]").dataset.view = view;
    this.root.classList.toggle("is-list", view === "list");
    this.one("[data-view-switch]").setAttribute("aria-pressed", String(view === "list"));
  }

  /** Everything anew. @param {Sheet} sheet @param {{ isOpen: boolean }} now */
  draw(sheet, { isOpen }) {
    for (const step of sheet.steps) this.drawStep(sheet, step.id, { isOpen });
    this.drawRest(sheet, { isOpen });
  }

  /** One step. @param {Sheet} sheet @param {number} id @param {{ isOpen: boolean }} now */
  drawStep(sheet, id, { isOpen }) {
    const element = this.#steps.get(id);
    if (!element) return;
    const { value, remark, op } = markOf(sheet, id);
    const state = stateOf(sheet, id);
    const decision = sheet.exempt.get(id);
    const takes = isOpen && decision === undefined;
    const asks = withoutRemark(sheet).some((step) => step.id === id);
    for (const level of all(element, ".level")) {
      set(level, "aria-pressed", String(Number(level.dataset.value) === value));
      level.classList.remove("is-saving", "is-failed");
      if (level instanceof HTMLButtonElement && level.disabled === takes) level.disabled = !takes;
    }
    element.dataset.op = op ?? "";
    const origin = value === null ? "" : (this.origins.get(op ?? "") ?? "");
    write(element.querySelector("[data-origin]"), origin);
    if (origin) show(element.querySelector("[data-origin]"), true); // its place stays, so that nothing moves under a finger
    element.dataset.is = state;
    element.classList.toggle("is-open", value === null && decision === undefined);
    element.classList.toggle("is-exempt", decision !== undefined);
    this.drawEntry(sheet, id, { isOpen: takes });
    const lacks = asks ? this.say(say("This mark asks for a remark that says why.")) : "";
    write(element.querySelector("[data-state]"), [this.say(decision === undefined ? stateWords(element, value, state) : say(EXEMPT, { decision })), lacks, this.#elsewhereWords(element, id, op)].filter(Boolean).join(" · "));
    element.classList.toggle("asks-remark", asks);
    show(element.querySelector("[data-clear]"), takes && value !== null);
    const field = /** @type {HTMLTextAreaElement} */ (element.querySelector("[data-remark]"));
    if (document.activeElement !== field && field.value !== remark) field.value = remark;
    field.readOnly = !isOpen;
    element.classList.toggle("has-remark", remark !== "");
    this.#drawDecision(sheet, id, element, isOpen);
    this.#drawSquare(sheet, id, state, asks);
  }

  /** Said at the step, since it is not what it was: somebody else marked it. @param {Sheet} sheet
   * @param {ReadonlyMap<number, import("./outbox.js").Shown>} changed what the steps showed @param {{ isOpen: boolean }} now */
  markedElsewhere(sheet, changed, { isOpen }) {
    for (const [id, was] of changed) {
      this.#elsewhere.set(id, { op: markOf(sheet, id).op, was });
      this.drawStep(sheet, id, { isOpen });
    }
    const numbers = sheet.steps.flatMap(({ id }, place) => (changed.has(id) ? [place + 1] : []));
    if (numbers.length > 0) this.toast(elsewhere(numbers));
  }

  /** @param {HTMLElement} element @param {number} id @param {string | null} op that is shown */
  #elsewhereWords(element, id, op) {
    const known = this.#elsewhere.get(id);
    if (known && known.op !== op) this.#elsewhere.delete(id);
    return known && known.op === op ? this.say(say("Changed elsewhere. Before: %(mark)s", { mark: this.#markWords(element, known.was) })) : "";
  }

  /** What is ticked or filled in, where a step has no levels to tap. @param {Sheet} sheet @param {number} id @param {{ isOpen: boolean }} now */
  drawEntry(sheet, id, { isOpen }) {
    const element = this.#steps.get(id);
    const { value, parts = null } = markOf(sheet, id);
    for (const box of element?.querySelectorAll("[data-place]") ?? []) {
      if (!(box instanceof HTMLInputElement)) continue;
      box.checked = parts?.includes(Number(box.dataset.place)) ?? false;
      box.disabled = !isOpen;
    }
    const field = element?.querySelector("[data-number]");
    if (!(field instanceof HTMLInputElement)) return;
    const shown = value === null || value === NOT_APPLICABLE ? "" : written(value, unitIn(element), signIn(element));
    if (document.activeElement !== field) field.value = shown;
    field.readOnly = !isOpen;
    field.removeAttribute("aria-invalid");
  }

  /** What is filled in is no mark; nothing of it was kept. @param {number} id @param {string[]} limits */
  wrong(id, [lowest, highest]) {
    const element = this.#steps.get(id);
    element?.querySelector("[data-number]")?.setAttribute("aria-invalid", "true");
    const words = this.say(say("NOT SAVED. Fill in a number from %(lowest)s to %(highest)s.", { lowest, highest }));
    write(element?.querySelector("[data-state]"), words);
    this.announce(words);
  }

  /** The places that are ticked at a step. @param {number} id @returns {number[]} */
  ticked(id) {
    const boxes = [...(this.#steps.get(id)?.querySelectorAll("[data-place]") ?? [])];
    return boxes.flatMap((box) => (box instanceof HTMLInputElement && box.checked ? [Number(box.dataset.place)] : []));
  }

  /** Tick or untick. @param {number} id @param {number} place */
  toggle(id, place) {
    const box = this.#steps.get(id)?.querySelector(`[data-place="${place}"]`);
    if (box instanceof HTMLInputElement && !box.disabled) box.checked = !box.checked;
  }

  /** @param {number} id @returns {HTMLInputElement | null} */
  number(id) {
    return this.#steps.get(id)?.querySelector("[data-number]") ?? null;
  }

  /** What is not of one step: progress, groups, panel, how it stands. @param {Sheet} sheet @param {{ isOpen: boolean }} now */
  drawRest(sheet, { isOpen }) {
    const { marked, total } = progressOf(sheet);
    const open = total - marked;
    write(this.one("[data-count]"), this.say(say("%(marked)s of %(total)s", { marked, total })));
    const bar = this.one("[data-progress]");
    set(bar, "value", String(marked));
    set(bar, "aria-label", this.say(say("%(marked)s of %(total)s steps are marked", { marked, total })));
    write(this.one("[data-open]"), this.say(open ? sayMany("%(count)s open", "%(count)s open", open) : say("Every step is marked")));
    write(
      this.one("[data-open-title]"),
      this.say(
        open
          ? say("Open: %(count)s of %(total)s steps", { count: open, total })
          : say("Every step is marked"),
      ),
    );
    const sign = this.root.querySelector("[data-sign]");
    show(sign, open === 0 && isOpen);
    show(this.one("[data-next]"), open > 0 || !sign || !isOpen);
    for (const group of this.#groups) this.#drawGroup(sheet, group, isOpen);
    this.drawPlace(sheet);
    this.#drawStanding(sheet);
  }

  /** @param {Sheet} sheet @param {{ section: HTMLElement, ids: number[], atOnce: number[] }} group @param {boolean} isOpen */
  #drawGroup(sheet, { section, ids, atOnce }, isOpen) {
    const counted = ids.filter((id) => !sheet.exempt.has(id));
    const marked = counted.filter((id) => markOf(sheet, id).value !== null).length;
    write(section.querySelector("[data-group-count]"), this.say(say("%(marked)s of %(total)s", { marked, total: counted.length })));
    const button = section.querySelector("[data-achieve]");
    show(button, atOnce.length > 0);
    if (button) able(button, isOpen && achieving(sheet, atOnce).length > 0);
  }

  /** The steps of a group in the list are there or not. @param {Element} within */
  fold(within) {
    const section = within.closest("[data-group]");
    const isFolded = section?.classList.toggle("is-folded") ?? false;
    section?.querySelector("[data-fold]")?.setAttribute("aria-expanded", String(!isFolded));
  }

  /** What the levels of a step of the list mean. @param {HTMLElement} button */
  explain(button) {
    const isExplained = button.closest("[data-step]")?.classList.toggle("is-explained") ?? false;
    button.setAttribute("aria-expanded", String(isExplained));
  }

  /** Why nothing can be changed any more; null: it can. @param {Message | null} message @param {{ cameAfterAll: boolean }} how */
  ended(message, { cameAfterAll }) {
    const bar = this.root.querySelector("[data-ended]");
    show(bar, message !== null);
    show(bar?.querySelector("[data-ended-missed]"), cameAfterAll);
    write(bar?.querySelector("[data-ended-words]"), message ? this.say(message) : "");
  }

  /** The turns of the clock. @param {{ at: string, words: Message }[]} turns */
  turns(turns) {
    const list = this.one("[data-turns]");
    const lines = turns.map(({ at, words }) => `${this.clock(at)} ${this.say(words)}`);
    while (list.children.length > lines.length) list.lastElementChild?.remove();
    while (list.children.length < lines.length) list.append(document.createElement("li"));
    lines.forEach((line, place) => write(list.children[place], line));
  }

  /** @param {Message | null} note beside the clock @param {Message} words in its panel */
  clockNote(note, words) {
    write(this.root.querySelector("[data-clock-note]"), note ? this.say(note) : "");
    write(this.root.querySelector("[data-clock-words]"), this.say(words));
  }

  /** Which step is on the screen. @param {Sheet} sheet */
  drawPlace(sheet) {
    for (const [id, element] of this.#steps) element.classList.toggle("is-current", id === sheet.current);
    for (const [id, square] of this.#squares) {
      if (id === sheet.current) set(square, "aria-current", "step");
      else square.removeAttribute("aria-current");
    }
    const one = this.view === "one";
    able(this.one("[data-previous]"), !one || neighbour(sheet, -1) !== null);
    able(this.one("[data-next]"), !one || neighbour(sheet, 1) !== null);
  }

  /** Which rows the list shows; called when the filter is chosen and never by a tap, so that no row moves. @param {Sheet} sheet */
  drawFilter(sheet) {
    const kept = new Set(listed(sheet).map((step) => step.id));
    for (const [id, element] of this.#steps) element.classList.toggle("is-left-out", !kept.has(id));
  }

  /** Bring the step to the eye. @param {number} id @param {{ focus?: boolean }} [how] */
  bring(id, { focus = true } = {}) {
    const element = this.#steps.get(id);
    if (!element) return;
    if (element.closest(".is-folded")) this.fold(element);
    if (this.view === "one") window.scrollTo({ top: 0 });
    else element.scrollIntoView({ block: "center" });
    if (focus) element.focus({ preventScroll: true });
  }

  /** @param {number} id @param {number} value */
  saving(id, value) {
    this.level(id, value)?.classList.add("is-saving");
  }

  /** The button stays as it was, and says so. @param {number} id @param {number | null} value */
  failed(id, value) {
    const level = value === null ? null : this.level(id, value);
    level?.classList.remove("is-saving");
    level?.classList.add("is-failed");
    write(this.#steps.get(id)?.querySelector("[data-state]"), this.say(say("NOT SAVED. Try again.")));
  }

  /** @param {number} id @param {number} value @returns {HTMLElement | null} */
  level(id, value) {
    return this.#steps.get(id)?.querySelector(`.level[data-value="${value}"]`) ?? null;
  }

  /** @param {number} id @returns {HTMLTextAreaElement | null} */
  remark(id) {
    return this.#steps.get(id)?.querySelector("[data-remark]") ?? null;
  }

  /** The field for a remark of a row in the list is there or not. @param {number} id @param {HTMLElement} button */
  writing(id, button) {
    const step = this.#steps.get(id);
    const isOpen = step?.classList.toggle("is-writing") ?? false;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.remark(id)?.focus();
  }

  /** @param {number} id */
  toRemark(id) {
    this.#steps.get(id)?.classList.add("is-writing");
    this.remark(id)?.focus();
  }

  /** From what is being written back to its step, where keys choose levels. */
  leave() {
    const step = document.activeElement?.closest("[data-step]");
    if (step instanceof HTMLElement) step.focus({ preventScroll: true });
  }

  /** @param {boolean} isAble */
  undoable(isAble) {
    const button = this.root.querySelector("[data-undo]");
    if (button instanceof HTMLButtonElement) button.disabled = !isAble;
  }

  /** @param {Told} told */
  outbox({ kind, words }) {
    const button = this.root.querySelector("[data-outbox]");
    if (!(button instanceof HTMLElement)) return;
    const text = this.say(words);
    button.className = `mark-outbox is-${kind}`;
    button.dataset.kind = kind;
    write(button.querySelector("[data-outbox-words]"), text);
    // Every tap is kept and sent: only what is new to hear is said aloud, and not how many with each tap.
    const isNew = words.text !== this.#lastTold;
    if (kind !== "kept") this.#lastTold = words.text;
    if (kind !== "kept" && isNew) this.announce(text);
  }

  /** @param {Message | null} message @param {import("./telling.js").How} [how] */
  notice(message, { failed = false, signIn = false, understood = false, save = false } = {}) {
    const bar = this.one("[data-notice]");
    show(bar, message !== null);
    bar.classList.toggle("is-failed", failed);
    show(bar.querySelector("[data-sign-in]"), signIn);
    show(bar.querySelector("[data-understood]"), understood);
    show(bar.querySelector("[data-save]"), save);
    const text = message ? this.say(message) : "";
    write(bar.querySelector("[data-notice-words]"), text);
    if (text) this.announce(text);
  }

  /** Said for a moment, to be seen too. @param {Message} message */
  toast(message) {
    const place = this.one("[data-toast]");
    write(place, this.say(message));
    show(place, true);
    clearTimeout(this.#toastEnds);
    this.#toastEnds = setTimeout(() => show(place, false), TOAST);
    this.announce(this.say(message));
  }

  /** Said to a screen reader, once. @param {string} text */
  announce(text) {
    if (text === this.#lastSaid) return;
    this.#lastSaid = text;
    write(this.one("[data-says-status]"), text);
  }

  /** How long it has run. @param {number} ran @param {boolean} isOver */
  time(ran, isOver) {
    const { minutes, seconds } = inMinutes(ran);
    write(this.one("[data-clock]"), this.say(say("%(minutes)s min", { minutes })));
    write(this.one("[data-clock-seconds]"), seconds);
    this.one(".mark-clock").classList.toggle("is-over", isOver);
  }

  /** @param {Message} message */
  say(message) {
    return render(message, this.words);
  }

  /** @param {string} selector @returns {HTMLElement} */
  one(selector) {
    const found = this.root.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new TypeError(`the page has no ${selector}`);
    return found;
  }

  /** @param {Sheet} sheet @param {number} id @param {HTMLElement} element @param {boolean} isOpen */
  #drawDecision(sheet, id, element, isOpen) {
    const box = element.querySelector("[data-conflict]");
    const shelved = sheet.shelf.get(id);
    show(box, shelved !== undefined);
    element.classList.toggle("is-conflict", shelved !== undefined);
    if (!shelved || !box) return;
    const { row, answer } = shelved;
    if (answer.outcome === "refused") return this.#drawRefused(box, answer.reason ?? "", this.#markWords(element, row));
    const standing = answer.standing ?? null;
    write(box.querySelector("[data-conflict-title]"), this.say(differs(standing)));
    write(box.querySelector("[data-conflict-text]"), this.say(say(BOTH_KEPT)));
    const [mine, theirs] = [box.querySelector("[data-mine]"), box.querySelector("[data-theirs]")];
    const keep = say("Keep mine: %(mark)s", { mark: this.#markWords(element, row) });
    this.#choice(mine, keep, say("This tablet, %(time)s", { time: this.clock(row.made_at) }));
    show(mine, isOpen);
    if (!standing) return this.#choice(theirs, say("Take my mark back"), say("The step shows what stood before."));
    const gaps = { mark: this.#markWords(element, standing), time: this.clock(standing.made_at) };
    const isOwn = standing.by === this.user;
    const title = isOwn ? say("Take the other: %(mark)s", gaps) : say("Take theirs: %(mark)s", gaps);
    this.#choice(theirs, title, whoMade(standing, isOwn, gaps.time));
  }

  /** Nothing is to be decided here: the coordinator has it. @param {Element} box @param {string} reason of the server
   * @param {string} mark that was not taken */
  #drawRefused(box, reason, mark) {
    write(box.querySelector("[data-conflict-title]"), reason);
    const isOnRecord = !NOT_ON_RECORD.some((words) => reason === this.say(say(words)));
    const mine = this.say(say("Not taken: %(mark)s.", { mark }));
    write(box.querySelector("[data-conflict-text]"), `${mine} ${this.say(say(isOnRecord ? REFUSED : NOWHERE))}`);
    show(box.querySelector("[data-mine]"), false);
    this.#choice(box.querySelector("[data-theirs]"), say("Close this message"), say("After that the step shows what stands at the server."));
  }

  /** @param {Element | null} button @param {Message} title @param {Message} note */
  #choice(button, title, note) {
    if (!button) return;
    write(button.children[0], this.say(title));
    write(button.children[1], this.say(note));
  }

  /** @param {HTMLElement} element @param {{ value: number | null, remark: string }} mark */
  #markWords(element, { value, remark }) {
    const words = value === null ? say("not marked") : valueWords(element, value);
    const written = remark && this.say(say("Remark: %(remark)s", { remark: remark.slice(0, 200) }));
    return [this.say(words), written].filter(Boolean).join(". ");
  }

  /** @param {Sheet} sheet @param {number} id @param {import("./sheet.js").StepState} state @param {boolean} asks for a remark */
  #drawSquare(sheet, id, state, asks) {
    const square = this.#squares.get(id);
    if (!square) return;
    const needs = state === "conflict" || state === "refused";
    square.classList.toggle("is-marked", !needs && markOf(sheet, id).value !== null);
    square.classList.toggle("is-conflict", needs);
    square.classList.toggle("asks-remark", asks);
    const isExempt = sheet.exempt.has(id);
    square.classList.toggle("is-exempt", isExempt);
    const words = state === "refused" ? say("was not taken") : needs ? say("needs a decision") : isExempt ? say("exempt") : state === "unmarked" ? say("open") : say("marked");
    const isCritical = square.classList.contains("is-critical") && this.say(say("critical"));
    const isAsked = asks && this.say(say("asks for a remark"));
    set(square, "aria-label", [text(square), isCritical, this.say(words), isAsked].filter(Boolean).join(", "));
  }

  /** @param {Sheet} sheet */
  #drawStanding(sheet) {
    const list = this.root.querySelector("[data-standing]");
    const outcome = list && standing(sheet);
    const pattern = document.querySelector("[data-reason]");
    show(list?.closest("section"), outcome !== null);
    if (!list || !outcome || !(pattern instanceof HTMLTemplateElement)) return;
    const isFirst = (/** @type {{ name: string, held: boolean | null }} */ one) => one.name === "critical-steps" && one.held === false;
    const ordered = [...outcome.conditions].sort((one, other) => Number(isFirst(other)) - Number(isFirst(one)));
    const reasons = ordered.map(({ held, message }) => ({ held, message }));
    if (outcome.result !== "incomplete") reasons.unshift({ held: outcome.result === "passed", message: outcome.headline });
    while (list.children.length > reasons.length) list.lastElementChild?.remove();
    while (list.children.length < reasons.length) list.append(pattern.content.cloneNode(true));
    reasons.forEach(({ held, message }, place) => this.#drawReason(list.children[place], held, message));
    const failed = new Set(failedCriticalSteps(sheet.steps, valuesOf(sheet)).map((step) => step.id));
    for (const [id, element] of this.#steps) element.classList.toggle("is-failed-critical", failed.has(id));
  }

  /** @param {Element} line @param {boolean | null} held @param {Message} message */
  #drawReason(line, held, message) {
    const [sign, words] = line.children;
    sign.className = held ? "held" : held === false ? "missed" : "undecided";
    write(sign, this.say(held ? say("met") : held === false ? say("not met") : say("still open")));
    write(words, this.say(message));
  }
}

/** So long something that was done is said. */
const TOAST = 6_000;
const BOTH_KEPT = "Both marks are kept until you choose.";
const EXEMPT = "Exempt by decision %(decision)s of the exam board. No mark is needed.";
/** The refusals of which no server keeps the mark. */
const NOT_ON_RECORD = ["This sheet does not exist, or it is not yours to mark.", "This step is not on the form."];
const NOWHERE = "No server has it: save it as a file before you close this message.";
const REFUSED = "The coordinator has your mark and decides what becomes of it.";

/** @param {number[]} numbers of the steps that somebody else marked */
function elsewhere(numbers) {
  if (numbers.length > 1) return sayMany("%(count)s steps were changed elsewhere.", "%(count)s steps were changed elsewhere.", numbers.length);
  return say("Step %(number)s was changed elsewhere.", { number: numbers[0] });
}

/** What stands under the levels of every step. @param {HTMLTemplateElement} extras @param {HTMLElement} element */
function extrasOf(extras, element) {
  const copy = /** @type {DocumentFragment} */ (extras.content.cloneNode(true));
  const field = copy.querySelector("textarea");
  if (field) field.id = `remark-${element.dataset.step}`;
  copy.querySelector("label")?.setAttribute("for", field?.id ?? "");
  show(copy.querySelector("[data-explain]"), element.querySelector(".level small") !== null);
  return copy;
}

/** Every step of a form, as it is drawn. @param {ParentNode} drawn @returns {Step[]} */
export function stepsDrawn(drawn) {
  return all(drawn, "[data-step]").map(stepIn);
}

/** @param {HTMLElement} element @returns {Step} */
function stepIn(element) {
  const { step, weight, critical, worth, asks, numbers } = element.dataset;
  const quiet = all(element, ".level").map((level) => ({
    value: Number(level.dataset.value),
    label: text(level.querySelector("span")),
    description: text(level.querySelector("small")),
  }));
  const filledIn = listIn(numbers).map((value) => ({ value, label: written(value, unitIn(element), signIn(element)), description: "" }));
  return {
    id: Number(step),
    name: text(element.querySelector(".step-text")),
    group: text(element.closest("section")?.querySelector("h2")),
    weight: Number(weight),
    critical: critical !== undefined,
    critical_minimum: critical === undefined ? null : Number(critical),
    levels: numbers === undefined ? quiet : [...quiet.filter(({ value }) => value === NOT_APPLICABLE), ...filledIn],
    parts: listIn(worth),
    remark_values: listIn(asks),
    unit: unitIn(element),
  };
}

/** @param {string | undefined} list @returns {number[]} */
function listIn(list) {
  return list ? list.split(",").map(Number) : [];
}

/** How much of a value is one point. @param {HTMLElement | undefined} element */
function unitIn(element) {
  return Number(element?.dataset.unit ?? 1);
}

/** What parts whole points from tenths, as the scale writes it. @param {HTMLElement | undefined} element */
function signIn(element) {
  return element?.dataset.decimal ?? ".";
}

/** @param {HTMLElement} element @param {number} value @returns {Message} */
function valueWords(element, value) {
  const label = labelIn(element, value);
  if (value === NOT_APPLICABLE) return { text: label };
  if (element.dataset.numbers !== undefined) return { text: written(value, unitIn(element), signIn(element)) };
  return say("%(value)s, %(label)s", { value, label });
}

/** @param {HTMLElement} element @param {number | null} value @param {import("./sheet.js").StepState} state */
function stateWords(element, value, state) {
  if (value === null) return say("Not yet marked");
  const isPlain = value === NOT_APPLICABLE || element.dataset.numbers !== undefined;
  const gaps = { value, label: labelIn(element, value) };
  const mark = { mark: { message: valueWords(element, value) } };
  if (isPlain && state === "waiting") return say("Marked: %(mark)s. Kept here, not sent yet.", mark);
  if (isPlain) return say("Marked: %(mark)s", mark);
  if (state === "waiting") return say("Marked: %(value)s, %(label)s. Kept here, not sent yet.", gaps);
  return say("Marked: %(value)s, %(label)s", gaps);
}

/** @param {HTMLElement} element @param {number} value */
function labelIn(element, value) {
  return text(element.querySelector(`.level[data-value="${value}"] span`));
}

/** @param {Sheet} sheet @returns {import("./rules.js").Marks} */
function valuesOf(sheet) {
  return new Map([...sheet.marks].map(([step, { value }]) => [step, value]));
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

/** @param {Element | null} element */
function text(element) {
  return element?.textContent?.trim() ?? "";
}

/** Only what differs is touched: an unchanged word is not read aloud again. @param {Element | null | undefined} element @param {string} words */
function write(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

/** @param {Element} element @param {string} name @param {string} value */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {Element | null | undefined} element @param {boolean} visible */
function show(element, visible) {
  if (element instanceof HTMLElement) element.hidden = !visible;
}

/** Not `disabled`, which would take the focus away. @param {Element} element @param {boolean} isAble */
function able(element, isAble) {
  set(element, "aria-disabled", String(!isAble));
}
