// @ts-check
/**
 * The marking screen, put together from its parts and taken apart again. What is entered, where the examiner is, what is
 * told and which keys there are have modules of their own; here they are joined to the page, the device and each other.
 *
 * @typedef {import("./store.js").IndexedStore | import("./memory.js").MemoryStore} Store
 * @typedef {{ store: Store, outbox: import("./outbox.js").Outbox }} Device
 * @typedef {Record<string, any>} Facts of one sheet, see exams/pages/marking.py
 * @typedef {typeof import("./camera.js").mountCamera} MountCamera
 * @typedef {object} Marking
 * @property {() => Promise<void>} leave what is written is kept, then every listener goes
 * @property {() => import("./sheet.js").Sheet} sheet as it is now
 * @property {(mountCamera: MountCamera) => Promise<void>} photograph from now on photos can be taken; the steps do not wait for it
 * @property {(facts: Facts) => Promise<void>} renewed what the server says of the sheet now
 * @property {() => void} bring in the list: the step one was at, to the eye
 * @property {() => void} closed the store was taken by a newer version of the app: nothing can be kept here any more
 */

import { mount as mountMenu } from "../parts/menu.js";
import { zoneOf } from "../parts/zone.js";
import { Course, putRight } from "./course.js";
import { standingMarks } from "./differing.js";
import { Drafting } from "./drafting.js";
import { Entering } from "./entering.js";
import { Going } from "./going.js";
import { keepSending } from "./lifecycle.js";
import { Marker } from "./marker.js";
import { listenToKeys, listenToStrokes } from "./pressing.js";
import { Screen } from "./screen.js";
import { nextOpen, sheetOf, undoWords, withPast } from "./sheet.js";
import { Teller } from "./telling.js";
import { say, sayMany } from "./words.js";

/**
 * @param {object} given
 * @param {HTMLElement} given.root the frame, see templates/exams/_marking_frame.html
 * @param {Facts} given.facts
 * @param {import("./words.js").Catalogue} given.words
 * @param {Device} given.device
 * @param {boolean} given.isApp
 * @param {number | null} [given.at] the step to begin at
 * @param {() => number} [given.now] the server's clock as well as this device knows it
 * @param {() => string} [given.today] the day it is there
 * @param {typeof import("./besides.js").Besides} [given.Besides] what is done besides marking; the page of the server has
 *   no need of it, and is to be light
 * @param {import("./sheet.js").Sheet} [given.before] as it was left a while ago: what was done then can still be undone
 * @param {(sheet: import("./sheet.js").Sheet) => void} [given.drawn] told of the sheet whenever it is drawn anew
 * @param {() => Promise<string | null>} [given.save] what waits here as a file; its name, or null where there is none
 * @param {() => Promise<boolean>} [given.withdrawn] whether the server said that this examiner marks it no longer
 * @returns {Promise<Marking>}
 */
export async function mountMarking({ root, facts, words, device, isApp, at = null, now = nowBy(facts), today = () => "", Besides, before, drawn, save, withdrawn }) {
  if (!isApp) await device.store.adopt(facts.id, facts.marks); // the app does when it prepares: these facts may be hours old
  const { shows_standing: showsStanding, all_achieved: atOnce } = facts;
  const screen = new Screen(root, { words, clock: hoursIn(document.documentElement.lang), showsStanding, atOnce, origins: originsIn(facts), user: facts.user });
  const course = await courseOf(facts, device, { isApp, now, today, withdrawn }).refresh();
  const sheet = withPast(await loaded(screen.steps(), course, device, today()), before);
  const marking = new Mounted({ root, facts, device, screen, sheet, course, isApp, Besides, drawn, save });
  await marking.begin(at);
  /** @param {MountCamera} mountCamera */
  const photograph = async (mountCamera) => {
    const camera = await mountCamera({ root, facts, words, device, isOpen: () => marking.isOpen });
    marking.atLeaving(() => camera.stop());
    marking.atRenewing(() => camera.draw());
  };
  return { leave: () => marking.leave(), sheet: () => marking.marker.sheet, closed: () => marking.closed(), photograph, renewed: (found) => marking.renewed(found), bring: () => marking.going.bringInList() };
}

/** By operation, how a mark came that was not made on a device of its examiner. @param {Facts} facts @returns {Map<string, string>} */
export function originsIn({ marks }) {
  return new Map(marks.flatMap(({ op, from }) => (from ? [/** @type {[string, string]} */ ([op, from.words])] : [])));
}

/** So long somebody who asked to send waits for it on this screen. */
const LONGEST_SEND = 4_000;

class Mounted {
  #until = new AbortController();
  /** Called at leaving. @type {(() => void)[]} */
  #stops = [];
  /** Called where the sheet changed elsewhere. @type {(() => unknown)[]} */
  #draws = [];
  /** Nothing can be kept any more. */
  #closed = false;

  /** @param {{ root: HTMLElement, facts: Facts, device: Device, screen: Screen, sheet: import("./sheet.js").Sheet, course: Course, isApp: boolean, Besides?: typeof import("./besides.js").Besides, drawn?: (sheet: import("./sheet.js").Sheet) => void, save?: () => Promise<string | null> }} given */
  constructor({ root, facts, device, screen, sheet, course, isApp, Besides, drawn = () => {}, save }) {
    this.save = save;
    const { store, outbox } = device;
    this.root = root;
    this.facts = facts;
    this.store = store;
    this.outbox = outbox;
    this.screen = screen;
    this.isApp = isApp;
    this.drawn = drawn;
    this.course = course;
    this.teller = new Teller({ eyes: screen, outbox, clock: screen.clock, isApp, doing: () => this.#doing() });
    const drafting = new Drafting({ store, user: outbox.user, sheet: facts.id });
    const first = async () => isApp && course.begin();
    this.marker = new Marker(sheet, { outbox, marks: async () => standingMarks(await store.marks(facts.id), this.facts, await outbox.shelf()), eyes: this.#eyes(), first });
    this.entering = new Entering(screen, this.marker, { isOpen: () => this.isOpen, decided: () => this.#decided(), drafting, turned: () => this.#turned() });
    this.going = new Going(screen, this.marker, {
      leaving: () => this.#writeAll(),
      arrived: (step) => this.isApp || history.replaceState(null, "", `#step-${step}`),
    });
    const { teller } = this;
    this.besides = Besides ? new Besides({ root, screen, course, teller, outbox, changed: () => this.#courseChanged(), drafting }) : null;
    this.others = "BroadcastChannel" in globalThis ? new BroadcastChannel("proefstuk-marking") : null;
  }

  get isOpen() {
    return this.facts.open && !this.#closed && (!this.isApp || this.course.over === null);
  }

  /** @param {number | null} at */
  async begin(at) {
    this.going.begin(at);
    this.screen.draw(this.marker.sheet, { isOpen: this.isOpen });
    if (this.#drawUnkept() > 0) this.teller.notKept();
    this.#listen(); // from the moment a step is seen
    await this.besides?.draw();
    this.root.dataset.ready = "";
    if (this.facts.user !== null) await Promise.all([this.entering.findBack(), this.besides?.findBack()]);
    this.#tick();
    const timer = setInterval(() => this.#tick(), 1000);
    this.#stops.push(() => clearInterval(timer), () => this.others?.close());
    if (this.facts.user !== null) await this.#send();
  }

  async leave() {
    await this.#writeAll();
    await this.marker.settled();
    this.#until.abort();
    for (const stop of this.#stops) stop();
  }

  /** @param {() => unknown} draw */
  atRenewing(draw) {
    this.#draws.push(draw);
  }

  /** @param {() => void} stop */
  atLeaving(stop) {
    this.#stops.push(stop);
  }

  /** What changed elsewhere: how the exam stands first, then marks, each said at its step. @param {Facts} facts */
  async renewed(facts) {
    this.facts = facts;
    this.screen.origins = originsIn(facts);
    await this.course.renewed(facts);
    const { exempt, ...said } = saidBy(facts, this.course.over);
    const changed = await this.marker.renewed({ ...said, exempt: new Map(exempt.map(({ step, decision }) => [step, decision])) });
    if (this.#until.signal.aborted) return;
    this.screen.draw(this.marker.sheet, { isOpen: this.isOpen });
    this.screen.markedElsewhere(this.marker.sheet, changed, { isOpen: this.isOpen });
    this.screen.undoable(this.marker.sheet.past.length > 0 && this.isOpen);
    await this.besides?.draw();
    for (const draw of this.#draws) draw();
    this.#tick();
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
        screen.drawRest(sheet, { isOpen: isOpen() });
        this.#drawUnkept();
        screen.undoable(sheet.past.length > 0 && isOpen());
        this.drawn(sheet);
      },
      turned: () => this.#turned(),
      moved: (sheet) => screen.drawRest(sheet, { isOpen: isOpen() }),
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

  /** What is typed or touched and not kept yet, in words. */
  #doing() {
    if (this.entering.isTyping || this.besides?.isTyping) return say("Writing…");
    return this.marker.isKeeping ? say("Being kept…") : null;
  }

  /** What is told keeps up with what is typed and touched; what is kept is told by the outbox. */
  #turned() {
    if (this.#doing()) this.teller.begins();
    else void this.teller.tell();
  }

  /** What could not be kept goes on saying so until it is. */
  #drawUnkept() {
    const own = this.outbox.unkept().filter(({ sheet }) => sheet === this.facts.id);
    for (const { step, value } of own) this.screen.failed(step, value);
    return own.length;
  }

  /** What waits is sent, and whatever is heard of it is shown. */
  async #send() {
    const { signal } = this.#until;
    const refreshed = async () => {
      await this.marker.refresh();
      await this.#refreshCourse();
      await this.teller.tell();
    };
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
      await this.#refreshCourse();
      this.#tellOthers("answered");
    }
    if (news.kind === "deed") await this.#refreshCourse();
    if (news.kind === "kept" || news.kind === "deed") this.#tellOthers("kept");
    if (news.kind === "flushed") this.teller.flushed(news.result);
    await this.teller.tell();
  }

  /** The other windows; this one may have been left meanwhile. @param {string} what */
  #tellOthers(what) {
    if (!this.#until.signal.aborted) this.others?.postMessage(what);
  }

  async #decided() {
    this.#tellOthers("decided");
    await this.teller.tell();
  }

  /** What was done besides marking is read anew, and shown. */
  async #refreshCourse() {
    if (!this.besides) return;
    const before = this.course.over;
    await this.course.refresh();
    if (this.course.over !== before) this.screen.draw(this.marker.sheet, { isOpen: this.isOpen });
    await this.besides.draw();
  }

  #courseChanged() {
    this.screen.draw(this.marker.sheet, { isOpen: this.isOpen });
    this.besides?.draw();
    this.#tick();
  }

  #tick() {
    // On a page of the server, without network, the exam begins with the first tap here.
    if (!this.isApp && this.marker.sheet.marks.size > 0) this.course.beganHere();
    const { ran, over } = this.course.time();
    this.screen.time(ran, over > 0);
    this.besides?.tick();
    if (this.teller.count > 0) this.teller.tell();
  }

  /** Whatever is being written is kept now. */
  async #writeAll() {
    await Promise.all([this.entering.writeAll(), this.besides?.write()]);
  }

  #listen() {
    const { root, screen } = this;
    const { signal } = this.#until;
    root.addEventListener("click", (event) => this.#clicked(event), { signal });
    root.addEventListener("input", (event) => this.#typed(event), { signal });
    root.addEventListener("change", (event) => this.#chosen(event), { signal });
    const hidden = () => document.visibilityState === "hidden" && this.#writeAll();
    document.addEventListener("visibilitychange", hidden, { signal });
    addEventListener("pagehide", () => this.#writeAll(), { signal });
    this.besides?.listen(signal);
    mountMenu(screen.one("[data-menu]"), { signal });
    listenToKeys(root, this.#hands(), { signal });
    const strokes = { isOne: () => screen.view === "one", move: (/** @type {1 | -1} */ by) => this.going.move(by) };
    listenToStrokes(screen.one("[data-marks]"), strokes, { signal });
    screen.undoable(this.marker.sheet.past.length > 0 && this.isOpen);
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
    else if (has("explain")) this.screen.explain(element);
    else if (has("fold")) this.screen.fold(element);
    else if (has("achieve")) this.#achieve(element);
    else if (has("go")) going.go(Number(element.dataset.go));
    else if (has("previous")) going.move(-1);
    else if (has("next")) going.move(1);
    else if (has("undo")) this.#undo();
    else if (has("outbox")) this.#outbox();
    else if (has("save") && this.save) this.#save(event);
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
        if (intent.kind === "leave") screen.leave();
      },
    };
  }

  /** All of a group that is open, as achieved; one undo takes it back. @param {HTMLElement} button */
  async #achieve(button) {
    if (!this.isOpen) return;
    await this.#writeAll();
    const marked = await this.marker.achieve(this.screen.atOnce(button));
    if (marked > 0) this.screen.toast(marksAtOnce(marked));
  }

  async #undo() {
    const { going, marker, screen } = this;
    if (!this.isOpen) return;
    await this.#writeAll();
    await marker.settled();
    const words = undoWords(marker.sheet);
    const step = await marker.undo();
    if (step === null) return;
    if (screen.view === "one" && marker.sheet.current !== step) going.go(step);
    if (words) screen.toast(words);
  }

  /** Send at once; in the app what then still waits has a list, and from there is a way back to this step. */
  async #outbox() {
    if (!this.isApp || this.teller.count === 0) return this.#sendNow();
    let goesOn = false; // whoever marks on meanwhile is not taken away from it
    const wentOn = () => (goesOn = true);
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wentOn, { once: true, signal: this.#until.signal });
    await Promise.race([this.#sentAll(), new Promise((resolve) => setTimeout(resolve, LONGEST_SEND))]);
    for (const kind of ["pointerdown", "keydown"]) document.removeEventListener(kind, wentOn);
    if (this.teller.count > 0 && !goesOn && !this.#until.signal.aborted) location.hash = "#/unsent";
  }

  /** Send at once; where nothing is left to send, show what a person has to decide. */
  #sendNow() {
    const step = this.going.undecided();
    if (this.teller.count === 0 && step !== undefined) this.going.go(step);
    else if (this.teller.count === 0 && this.isApp && !this.facts.open) location.hash = "#/unsent"; // of a closed sheet it is said there
    else if (this.teller.count === 0) this.besides?.show();
    this.outbox.reset();
    this.outbox.flush();
  }

  /** The file of last resort, from the bar itself. @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const name = await this.save?.().catch(() => null);
    this.teller.saved(name ?? null);
  }

  /** Signing and stopping on a page of the server wait until it has every mark. @param {Event} event @param {HTMLAnchorElement} link */
  async #leaveFor(event, link) {
    event.preventDefault();
    await this.#writeAll();
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

/** The sheet as the page, the facts and this device have it. @param {import("./rules.js").Step[]} steps @param {Course} course
 * @param {Device} device @param {string} today where this device has to know it, else empty */
export async function loaded(steps, { facts, over }, { store, outbox }, today) {
  const shelf = await outbox.shelf();
  return sheetOf({
    id: facts.id,
    ...saidBy(facts, over),
    third: facts.third,
    ...(today && { day: facts.day, today }),
    steps,
    marks: standingMarks(await store.marks(facts.id), facts, shelf),
    waiting: await store.next(outbox.user, Infinity, (place) => place.startsWith(`${facts.id}/`)),
    shelf,
  });
}

/** How the sheet stands by what the server said and what was done here since. @param {Facts} facts @param {string | null} over
 * @returns {{ state: string, signed: boolean, exempt: { step: number, decision: string }[], cutScore: any }} */
function saidBy({ state, signed_at, exempt, cut_score }, over) {
  const cameAfterAll = state === "no_show" && over === null;
  return { state: cameAfterAll ? "planned" : state, signed: signed_at !== null, exempt, cutScore: cut_score };
}

/** @param {Facts} facts @param {Device} device @param {{ isApp: boolean, now: () => number, today: () => string, withdrawn?: () => Promise<boolean> }} how */
export function courseOf(facts, { store, outbox }, { isApp, now, today, withdrawn }) {
  const deeds = async () => (isApp ? putRight(await store.deeds(facts.id), now() - Date.now()) : []);
  return new Course(facts, { deeds, keep: (deed) => outbox.keepDeed(facts.id, deed), now, today, withdrawn });
}

/** The server's clock on a page that has just come from it. @param {Facts} facts */
function nowBy(facts) {
  const ahead = Date.parse(facts.now) - Date.now();
  return () => Date.now() + ahead;
}

/** @param {number} number */
function marksAtOnce(number) {
  return sayMany("%(count)s step is marked. Undo takes it back.", "%(count)s steps are marked. Undo takes all of them back.", number);
}

/** How a moment is written as a time of the day. @param {string} language */
function hoursIn(language) {
  const hours = new Intl.DateTimeFormat(language, { timeZone: zoneOf(document), hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
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
