// @ts-check
/**
 * The marking screen, put together from its parts and taken apart again. What is entered, where the examiner is, what is
 * told and which keys there are have modules of their own; here they are joined to the page, the device and each other.
 *
 * @typedef {import("./store.js").IndexedStore | import("./memory.js").MemoryStore} Store
 * @typedef {{ store: Store, outbox: import("./outbox.js").Outbox }} Device
 * @typedef {Record<string, any>} Facts of one sheet, see exams/pages/marking.py
 * @typedef {object} Marking
 * @property {() => Promise<void>} leave what is written is kept, then every listener goes
 * @property {() => import("./sheet.js").Sheet} sheet as it is now
 * @property {() => void} closed the store was taken by a newer version of the app: nothing can be kept here any more
 */

import { mount as mountMenu } from "../parts/menu.js";
import { elapsed, written } from "./clock.js";
import { Entering } from "./entering.js";
import { Going } from "./going.js";
import { keepSending } from "./lifecycle.js";
import { Marker } from "./marker.js";
import { listenToKeys, listenToStrokes } from "./pressing.js";
import { Screen } from "./screen.js";
import { nextOpen, sheetOf } from "./sheet.js";
import { Teller } from "./telling.js";
import { say } from "./words.js";

/**
 * @param {object} given
 * @param {HTMLElement} given.root the frame, see templates/exams/_marking_frame.html
 * @param {Facts} given.facts
 * @param {import("./words.js").Catalogue} given.words
 * @param {Device} given.device
 * @param {boolean} given.isApp
 * @param {number | null} [given.at] the step to begin at
 * @returns {Promise<Marking>}
 */
export async function mountMarking({ root, facts, words, device, isApp, at = null }) {
  if (!isApp) await device.store.adopt(facts.id, facts.marks);
  const screen = new Screen(root, { words, clock: hoursIn(document.documentElement.lang) });
  const sheet = await loaded(screen.steps(), facts, device);
  const marking = new Mounted({ root, facts, device, screen, sheet, isApp });
  await marking.begin(at);
  return { leave: () => marking.leave(), sheet: () => marking.marker.sheet, closed: () => marking.closed() };
}

class Mounted {
  #until = new AbortController();
  /** Called at leaving. @type {(() => void)[]} */
  #stops = [];
  /** Nothing can be kept any more. */
  #closed = false;
  /** When the exam began, where only this device knows. @type {number | null} */
  #begun = null;

  /** @param {{ root: HTMLElement, facts: Facts, device: Device, screen: Screen, sheet: import("./sheet.js").Sheet, isApp: boolean }} given */
  constructor({ root, facts, device, screen, sheet, isApp }) {
    const { store, outbox } = device;
    this.root = root;
    this.facts = facts;
    this.store = store;
    this.outbox = outbox;
    this.screen = screen;
    this.isApp = isApp;
    this.ahead = Date.parse(facts.now) - Date.now(); // of this device, by the server's clock
    this.teller = new Teller({ eyes: screen, outbox, clock: screen.clock });
    this.marker = new Marker(sheet, { outbox, marks: () => store.marks(facts.id), eyes: this.#eyes() });
    this.entering = new Entering(screen, this.marker, { isOpen: () => this.isOpen, decided: () => this.#decided() });
    this.going = new Going(screen, this.marker, {
      leaving: () => this.entering.writeAll(),
      arrived: (step) => this.isApp || history.replaceState(null, "", `#step-${step}`),
    });
    this.others = "BroadcastChannel" in globalThis ? new BroadcastChannel("proefstuk-marking") : null;
  }

  get isOpen() {
    return this.facts.open && !this.#closed;
  }

  /** @param {number | null} at */
  async begin(at) {
    this.going.begin(at);
    this.screen.draw(this.marker.sheet, { isOpen: this.isOpen });
    this.root.dataset.ready = "";
    this.#listen();
    this.#tick();
    const timer = setInterval(() => this.#tick(), 1000);
    this.#stops.push(() => clearInterval(timer), () => this.others?.close());
    if (this.facts.user !== null) await this.#send();
  }

  async leave() {
    await this.entering.writeAll();
    await this.marker.settled();
    this.#until.abort();
    for (const stop of this.#stops) stop();
  }

  closed() {
    this.#closed = true;
    this.teller.renewed();
  }

  /** @returns {import("./marker.js").Eyes} */
  #eyes() {
    const { screen, teller } = this;
    const isOpen = () => this.isOpen;
    return {
      changed: (sheet, step) => {
        teller.kept();
        screen.drawStep(sheet, step, { isOpen: isOpen() });
        screen.drawRest(sheet);
        screen.undoable(sheet.past.length > 0);
      },
      moved: (sheet) => screen.drawRest(sheet),
      failed: ({ step, value }) => {
        screen.failed(step, value);
        screen.drawEntry(this.marker.sheet, step, { isOpen: isOpen() });
        teller.notKept();
        teller.tell();
      },
      refused: (reason, { step }) => {
        screen.drawStep(this.marker.sheet, step, { isOpen: isOpen() });
        teller.notice("refused", reason, { failed: true });
      },
    };
  }

  /** What waits is sent, and whatever is heard of it is shown. */
  async #send() {
    const { signal } = this.#until;
    const refreshed = () => this.marker.refresh().then(() => this.teller.tell());
    this.#stops.push(this.outbox.observe((news) => this.#heard(news)));
    this.others?.addEventListener("message", refreshed, { signal });
    addEventListener("pageshow", (event) => event.persisted && refreshed(), { signal });
    if (!this.isApp) this.#stops.push(keepSending(this.outbox));
    await this.teller.tell();
    if (!this.store.survives) this.teller.forgets();
  }

  /** @param {import("./outbox.js").News} news */
  async #heard(news) {
    if (news.kind === "answered") {
      await this.marker.answered(news.answers);
      this.others?.postMessage("answered");
    }
    if (news.kind === "kept") this.others?.postMessage("kept");
    if (news.kind === "flushed") this.teller.flushed(news.result);
    await this.teller.tell();
  }

  async #decided() {
    this.others?.postMessage("decided");
    await this.teller.tell();
  }

  #tick() {
    const { facts } = this;
    const began = facts.began_at ? Date.parse(facts.began_at) : this.#firstKept();
    const now = facts.signed_at ? Date.parse(facts.signed_at) : Date.now() + this.ahead;
    const ran = began === null ? 0 : elapsed([{ kind: "start", at: began }], now);
    this.screen.time(written(ran), facts.minutes !== null && ran > facts.minutes * 60_000);
    if (this.teller.count > 0) this.teller.tell();
  }

  /** Without network the exam begins with the first tap here. */
  #firstKept() {
    if (this.#begun === null && this.marker.sheet.marks.size > 0) this.#begun = Date.now() + this.ahead;
    return this.#begun;
  }

  #listen() {
    const { root, screen } = this;
    const { signal } = this.#until;
    root.addEventListener("click", (event) => this.#clicked(event), { signal });
    root.addEventListener("input", (event) => this.#typed(event), { signal });
    root.addEventListener("change", (event) => this.#chosen(event), { signal });
    const hidden = () => document.visibilityState === "hidden" && this.entering.writeAll();
    document.addEventListener("visibilitychange", hidden, { signal });
    addEventListener("pagehide", () => this.entering.writeAll(), { signal });
    mountMenu(screen.one("[data-menu]"), { signal });
    listenToKeys(root, this.#hands(), { signal });
    const strokes = { isOne: () => screen.view === "one", move: (/** @type {1 | -1} */ by) => this.going.move(by) };
    listenToStrokes(screen.one("[data-marks]"), strokes, { signal });
    screen.undoable(false);
  }

  /** @param {Event} event */
  #clicked(event) {
    const element = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!(element instanceof HTMLElement)) return;
    if (element.getAttribute("aria-disabled") === "true") return event.preventDefault();
    const { entering, going } = this;
    const step = stepOf(element);
    const has = (/** @type {string} */ name) => name in element.dataset;
    if (element.classList.contains("level")) entering.tap(step, Number(element.dataset.value));
    else if (has("clear")) entering.clear(step);
    else if (has("mine") || has("theirs")) entering.decide(step, has("mine"));
    else if (has("write")) this.screen.writing(step, element);
    else if (has("go")) going.go(Number(element.dataset.go));
    else if (has("previous")) going.move(-1);
    else if (has("next")) going.move(1);
    else if (has("undo")) this.#undo();
    else if (has("outbox")) this.#sendNow();
    else if (has("viewSwitch")) going.look();
    else if (has("keys")) turn(element);
    else if (has("needsSent")) this.#leaveFor(event, /** @type {HTMLAnchorElement} */ (element));
  }

  /** @param {Event} event */
  #typed(event) {
    const field = event.target;
    if (field instanceof HTMLInputElement && "number" in field.dataset) return this.entering.filling(stepOf(field));
    if (field instanceof HTMLTextAreaElement && "remark" in field.dataset) this.entering.writing(stepOf(field));
  }

  /** @param {Event} event */
  #chosen(event) {
    const field = event.target;
    if (field instanceof HTMLTextAreaElement && "remark" in field.dataset) this.entering.write(stepOf(field));
    if (!(field instanceof HTMLInputElement)) return;
    if ("place" in field.dataset) this.entering.ticked(stepOf(field));
    else if ("number" in field.dataset) this.entering.fill(stepOf(field));
    else if ("filter" in field.dataset) this.going.filter(field.checked);
  }

  /** @returns {import("./pressing.js").Hands} */
  #hands() {
    const { entering, going, marker, screen } = this;
    const current = () => /** @type {number} */ (marker.sheet.current);
    return {
      step: () => (marker.sheet.current === null ? undefined : entering.stepWith(marker.sheet.current)),
      enter: ({ target }) => {
        if (target !== screen.number(current())) return false;
        entering.fill(current());
        return true;
      },
      digit: (step, digit, event) => entering.digit(step, digit, event),
      intent: (intent) => {
        if (intent.kind === "move") going.move(intent.by);
        if (intent.kind === "level") entering.tap(current(), intent.value);
        if (intent.kind === "undo") this.#undo();
        if (intent.kind === "open") going.go(nextOpen(marker.sheet, current()) ?? current());
        if (intent.kind === "remark") screen.toRemark(current());
      },
    };
  }

  async #undo() {
    const { entering, going, marker, screen } = this;
    await entering.writeAll();
    const step = await marker.undo();
    if (step === null) return;
    if (screen.view === "one" && marker.sheet.current !== step) going.go(step);
    screen.announce(screen.say(say("Undone.")));
  }

  /** Send at once; where nothing is left to send, show what a person has to decide. */
  #sendNow() {
    const step = this.going.undecided();
    if (this.teller.count === 0 && step !== undefined) this.going.go(step);
    this.outbox.reset();
    this.outbox.flush();
  }

  /** Signing and stopping on a page of the server wait until it has every mark. @param {Event} event @param {HTMLAnchorElement} link */
  async #leaveFor(event, link) {
    event.preventDefault();
    await this.entering.writeAll();
    await this.marker.settled();
    await this.#sentAll();
    if (this.teller.count === 0) location.assign(link.href);
    else this.teller.notSentYet();
  }

  /** Send now; where this or another tab is sending already, wait a moment for that. */
  async #sentAll() {
    for (let tries = 0; tries < 20; tries += 1) {
      this.outbox.reset();
      const result = await this.outbox.flush();
      await this.teller.tell();
      if (this.teller.count === 0 || result !== "busy") return;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

/** The sheet as the page, the facts and this device have it. @param {import("./rules.js").Step[]} steps @param {Facts} facts @param {Device} device */
async function loaded(steps, facts, { store, outbox }) {
  return sheetOf({
    id: facts.id,
    state: facts.state,
    signed: facts.signed_at !== null,
    third: facts.third,
    exempt: facts.exempt,
    steps,
    cutScore: facts.cut_score,
    marks: await store.marks(facts.id),
    waiting: await store.next(outbox.user, Infinity, (place) => place.startsWith(`${facts.id}/`)),
    shelf: await outbox.shelf(),
  });
}

/** How a moment is written as a time of the day. @param {string} language */
function hoursIn(language) {
  const hours = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return (/** @type {string} */ moment) => hours.format(new Date(moment));
}

/** @param {HTMLElement} button that is on or off */
function turn(button) {
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
}

/** @param {Element} element */
function stepOf(element) {
  return Number(element.closest("[data-step]")?.getAttribute("data-step"));
}
