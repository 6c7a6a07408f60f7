// @ts-check
/** Puts the marking screen together: the one module that knows storage, network, clock and page. */

import { mount as mountMenu } from "../parts/menu.js";
import { elapsed, written } from "./clock.js";
import { openDevice } from "./device.js";
import { intentOf, strokeOf } from "./keys.js";
import { keepSending } from "./lifecycle.js";
import { Marker } from "./marker.js";
import { Screen } from "./screen.js";
import { limitsOf, valueOf, worthOf } from "./numbers.js";
import { markOf, neighbour, nextOpen, sheetOf } from "./sheet.js";
import { told } from "./state.js";
import { say, sayMany } from "./words.js";

const REMARK_PAUSE = 900;
const [facts, words] = ["facts", "words"].map((id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}"));
const root = /** @type {HTMLElement} */ (document.querySelector("[data-screen]"));
const hours = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clock = (/** @type {string} */ moment) => hours.format(new Date(moment));
const screen = new Screen(root, { words, clock });
const ahead = Date.parse(facts.now) - Date.now(); // of this device, by the server's clock
const isOpen = facts.open;

let failed = false;
let closed = false;
let count = 0; // of marks that wait
/** Why the notice is there, so that it goes when that is over. */
let why = "";
/** When the exam began, where only this device knows. @type {number | null} */
let begun = null;
/** Steps whose remark is being written. @type {Map<number, ReturnType<typeof setTimeout>>} */
const unfinished = new Map();
/** Steps whose number is being filled in. @type {Map<number, ReturnType<typeof setTimeout>>} */
const unfilled = new Map();

const { store, outbox } = await openDevice(facts, { onClosed: renewed });
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("proefstuk-marking") : null;

await store.adopt(facts.id, facts.marks);
const marker = new Marker(
  sheetOf({
    id: facts.id,
    state: facts.state,
    signed: facts.signed_at !== null,
    third: facts.third,
    exempt: facts.exempt,
    steps: screen.steps(),
    cutScore: facts.cut_score,
    marks: await store.marks(facts.id),
    waiting: await store.next(outbox.user, Infinity, (place) => place.startsWith(`${facts.id}/`)),
    shelf: await outbox.shelf(),
  }),
  {
    outbox,
    marks: () => store.marks(facts.id),
    eyes: {
      changed(sheet, step) {
        failed = false;
        if (why === "failed" || why === "refused") notice("", null);
        screen.drawStep(sheet, step, { isOpen });
        screen.drawRest(sheet);
        undoable();
      },
      moved(sheet) {
        screen.drawRest(sheet);
      },
      failed({ step, value }) {
        failed = true;
        screen.failed(step, value);
        screen.drawEntry(marker.sheet, step, { isOpen });
        notice("failed", say("This mark is NOT SAVED: this tablet could not keep it. Try again."), { failed: true });
        tell();
      },
      refused(reason, { step }) {
        screen.drawStep(marker.sheet, step, { isOpen });
        notice("refused", reason, { failed: true });
      },
    },
  },
);

const asked = Number(location.hash.replace("#step-", ""));
const first = undecided() ?? marker.sheet.steps.find((step) => step.id === asked)?.id;
if (first !== undefined) marker.go(first);
screen.view = localStorage.getItem("marking-view") === "list" ? "list" : "one";
screen.draw(marker.sheet, { isOpen });
root.dataset.ready = "";
mountMenu(screen.one("[data-menu]"));
listen();
tick();
setInterval(tick, 1000);
if (facts.user !== null) {
  outbox.observe(heard);
  others?.addEventListener("message", () => marker.refresh().then(tell));
  addEventListener("pageshow", (event) => event.persisted && marker.refresh().then(tell));
  keepSending(outbox);
  await tell();
  if (!store.survives) notice("trouble", forgets(), { failed: true });
}

function forgets() {
  return say("This browser cannot keep marks. Stay on this page until it says that all marks are saved.");
}

function renewed() {
  closed = true;
  notice("trouble", say("Proefstuk was renewed in another window. Load this page again to go on."), { failed: true });
}

/** @param {import("./outbox.js").News} news */
async function heard(news) {
  if (news.kind === "answered") {
    await marker.answered(news.answers);
    others?.postMessage("answered");
  }
  if (news.kind === "kept") others?.postMessage("kept");
  if (news.kind === "flushed") signIn(news.result === "sign-in-again");
  await tell();
}

/** @param {boolean} again */
function signIn(again) {
  const words = say("Your sign-in has ended. Everything is kept on this tablet. Sign in again to send it.");
  if (again) notice("sign-in", words, { signIn: true });
  else if (why === "sign-in") notice("", null);
}

/** @param {string} reason @param {import("./words.js").Message | null} words @param {{ failed?: boolean, signIn?: boolean }} [how] */
function notice(reason, words, how) {
  if (why === "trouble" && reason !== "trouble") return;
  why = reason;
  screen.notice(words, how);
}

/** What is not sent, in words. */
async function tell() {
  const status = await outbox.status().catch(() => null);
  if (!status) return;
  count = status.count;
  screen.outbox(told(status, { now: Date.now(), failed, clock }));
  if (why === "not-sent" && count === 0) notice("", null);
  if (status.others > 0 && why === "") notice("others", othersWait(status.others));
}

/** @param {number} number */
function othersWait(number) {
  return sayMany(
    "%(count)s mark of another examiner waits on this tablet. It is sent when that examiner signs in here.",
    "%(count)s marks of another examiner wait on this tablet. They are sent when that examiner signs in here.",
    number,
  );
}

function tick() {
  const began = facts.began_at ? Date.parse(facts.began_at) : firstKept();
  const now = facts.signed_at ? Date.parse(facts.signed_at) : Date.now() + ahead;
  const ran = began === null ? 0 : elapsed([{ kind: "start", at: began }], now);
  screen.time(written(ran), facts.minutes !== null && ran > facts.minutes * 60_000);
  if (count > 0) tell();
}

/** Without network the exam begins with the first tap here. */
function firstKept() {
  if (begun === null && marker.sheet.marks.size > 0) begun = Date.now() + ahead;
  return begun;
}

function listen() {
  root.addEventListener("click", clicked);
  root.addEventListener("input", typed);
  root.addEventListener("change", chosen);
  document.addEventListener("keydown", pressed);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && writeAll());
  addEventListener("pagehide", writeAll);
  stroke(screen.one("[data-marks]"));
  undoable();
}

/** @param {Event} event */
function clicked(event) {
  const element = event.target instanceof Element ? event.target.closest("button, a") : null;
  if (!(element instanceof HTMLElement) || element.getAttribute("aria-disabled") === "true") {
    if (element) event.preventDefault();
    return;
  }
  const step = Number(element.closest("[data-step]")?.getAttribute("data-step"));
  const has = (/** @type {string} */ name) => name in element.dataset;
  if (element.classList.contains("level")) tap(step, Number(element.dataset.value));
  else if (has("clear")) marker.mark(step, null, unwritten(step));
  else if (has("mine") || has("theirs")) decide(step, has("mine"));
  else if (has("write")) writing(element);
  else if (has("go")) go(Number(element.dataset.go));
  else if (has("previous")) move(-1);
  else if (has("next")) move(1);
  else if (has("undo")) undo();
  else if (has("outbox")) sendNow();
  else if (has("viewSwitch")) look();
  else if (has("keys")) toggleKeys(element);
  else if (has("needsSent")) leave(event, element);
}

/** @param {number} step @param {number} value */
function tap(step, value) {
  if (!isOpen || closed || marker.sheet.exempt.has(step)) return;
  const remark = unwritten(step);
  const before = markOf(marker.sheet, step).value;
  if (marker.sheet.current !== step) marker.go(step);
  if (before !== value) screen.saving(step, value);
  marker.mark(step, value, remark, stepWith(step)?.parts?.length ? [] : null);
}

/** @param {number} step */
function stepWith(step) {
  return marker.sheet.steps.find((one) => one.id === step);
}

/** Sub-points that are ticked are the mark; without one it is a mark of none of the points. @param {number} id */
function ticked(id) {
  const step = stepWith(id);
  if (!step || !isOpen || closed || marker.sheet.exempt.has(id)) return;
  const places = screen.ticked(id);
  if (marker.sheet.current !== id) marker.go(id);
  marker.mark(id, worthOf(step, places), unwritten(id), places);
}

/** A number that was filled in is kept, or said to be none. @param {number} id */
function fill(id) {
  clearTimeout(unfilled.get(id));
  unfilled.delete(id);
  const [step, field] = [stepWith(id), screen.number(id)];
  if (!step || !field || !isOpen || closed || marker.sheet.exempt.has(id)) return undefined;
  const value = valueOf(field.value, step);
  if (value === undefined) return screen.wrong(id, limitsOf(step));
  if (value === null && markOf(marker.sheet, id).value === -1) return undefined;
  return marker.mark(id, value, unwritten(id)).then(() => screen.drawStep(marker.sheet, id, { isOpen }));
}

/** @param {number} step @param {boolean} mine */
async function decide(step, mine) {
  const shelved = marker.sheet.shelf.get(step);
  if (!shelved) return;
  await (mine ? marker.keepMine(shelved) : marker.takeTheirs(shelved));
  others?.postMessage("decided");
  await tell();
}

/** @param {1 | -1} by */
function move(by) {
  writeAll();
  const step = neighbour(marker.sheet, by);
  if (step !== null) go(step);
}

/** @param {number} step */
function go(step) {
  writeAll();
  marker.go(step);
  const panel = document.getElementById("steps");
  if (panel?.matches(":popover-open")) panel.hidePopover();
  screen.bring(step);
  history.replaceState(null, "", `#step-${step}`);
}

async function undo() {
  await writeAll();
  const step = await marker.undo();
  if (step === null) return;
  if (screen.view === "one" && marker.sheet.current !== step) go(step);
  screen.announce(screen.say(say("Undone.")));
}

function undoable() {
  const button = root.querySelector("[data-undo]");
  if (button instanceof HTMLButtonElement) button.disabled = marker.sheet.past.length === 0;
}

/** Send at once; where nothing is left to send, show what a person has to decide. */
function sendNow() {
  const step = undecided();
  if (count === 0 && step !== undefined) go(step);
  outbox.reset();
  outbox.flush();
}

/** The first step that needs a decision. */
function undecided() {
  return marker.sheet.steps.find((step) => marker.sheet.shelf.has(step.id))?.id;
}

function look() {
  screen.view = screen.view === "one" ? "list" : "one";
  localStorage.setItem("marking-view", screen.view);
  screen.drawFilter(marker.sheet);
  screen.drawPlace(marker.sheet);
  screen.one("[data-menu]").removeAttribute("open");
  if (marker.sheet.current !== null) screen.bring(marker.sheet.current);
}

/** @param {HTMLElement} element */
function toggleKeys(element) {
  element.setAttribute("aria-pressed", String(element.getAttribute("aria-pressed") !== "true"));
}

/** @param {HTMLElement} button */
function writing(button) {
  const step = button.closest("[data-step]");
  const isOpenNow = step?.classList.toggle("is-writing") ?? false;
  button.setAttribute("aria-expanded", String(isOpenNow));
  if (isOpenNow) step?.querySelector("textarea")?.focus();
}

/** Signing and stopping wait until the server has every mark. @param {Event} event @param {HTMLElement} link */
async function leave(event, link) {
  event.preventDefault();
  await writeAll();
  await marker.settled();
  await sentAll();
  if (count === 0) location.assign(/** @type {HTMLAnchorElement} */ (link).href);
  else notice("not-sent", notSentYet(count), { failed: true });
}

/** Send now; where this or another tab is sending already, wait a moment for that. */
async function sentAll() {
  for (let tries = 0; tries < 20; tries += 1) {
    outbox.reset();
    const result = await outbox.flush();
    await tell();
    if (count === 0 || result !== "busy") return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** @param {number} number */
function notSentYet(number) {
  return sayMany(
    "%(count)s mark is not sent yet. Sign when it is: the tablet sends it as soon as there is network.",
    "%(count)s marks are not sent yet. Sign when they are: the tablet sends them as soon as there is network.",
    number,
  );
}

/** @param {Event} event */
function typed(event) {
  const field = event.target;
  if (field instanceof HTMLInputElement && "number" in field.dataset) return filling(stepOf(field));
  if (!(field instanceof HTMLTextAreaElement) || !isOpen) return;
  const step = stepOf(field);
  clearTimeout(unfinished.get(step));
  unfinished.set(step, setTimeout(() => write(step), REMARK_PAUSE));
}

/** @param {number} step */
function filling(step) {
  if (!isOpen) return;
  clearTimeout(unfilled.get(step));
  unfilled.set(step, setTimeout(() => fill(step), REMARK_PAUSE));
}

/** @param {Event} event */
function chosen(event) {
  const field = event.target;
  if (field instanceof HTMLInputElement && "place" in field.dataset) return ticked(stepOf(field));
  if (field instanceof HTMLInputElement && "number" in field.dataset) return fill(stepOf(field));
  if (field instanceof HTMLTextAreaElement) write(stepOf(field));
  if (!(field instanceof HTMLInputElement) || !("filter" in field.dataset)) return;
  marker.filter(field.checked ? "open" : "all");
  screen.drawFilter(marker.sheet);
}

/** @param {number} step */
function write(step) {
  const remark = unwritten(step);
  return remark === undefined ? undefined : marker.write(step, remark);
}

function writeAll() {
  return Promise.all([...[...unfilled.keys()].map(fill), ...[...unfinished.keys()].map(write)]);
}

/** What is written at a step and not yet kept, taken to be kept now. @param {number} step */
function unwritten(step) {
  if (!unfinished.has(step)) return undefined;
  clearTimeout(unfinished.get(step));
  unfinished.delete(step);
  return screen.remark(step)?.value.trim();
}

/** @param {Element} field */
function stepOf(field) {
  return Number(field.closest("[data-step]")?.getAttribute("data-step"));
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const { current } = marker.sheet;
  const target = event.target instanceof Element ? event.target : null;
  if (current === null || target?.closest("[popover], [data-menu]")) return;
  if (target === screen.number(current) && event.key === "Enter") return fill(current);
  const step = stepWith(current);
  const areOn = root.querySelector("[data-keys]")?.getAttribute("aria-pressed") === "true";
  const isDigit = /^\d$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (areOn && isDigit && step && !target?.matches("textarea, select, [data-number]") && entered(step, Number(event.key), event)) return;
  const intent = intentOf(event, {
    levels: step?.levels ?? [],
    isTyping: target?.matches("textarea, input:not([data-place]), select") ?? false,
    letters: areOn,
  });
  if (!intent) return;
  event.preventDefault();
  if (intent.kind === "move") move(intent.by);
  if (intent.kind === "level") tap(current, intent.value);
  if (intent.kind === "undo") undo();
  if (intent.kind === "open") go(nextOpen(marker.sheet, current) ?? current);
  if (intent.kind === "remark") toRemark(current);
}

/** A digit where there are no levels to choose: it ticks the sub-point in that place, or begins the number.
 * @param {import("./rules.js").Step} step @param {number} digit @param {KeyboardEvent} event */
function entered(step, digit, event) {
  if (step.parts?.length) {
    event.preventDefault();
    screen.toggle(step.id, digit - 1);
    ticked(step.id);
    return true;
  }
  const field = screen.number(step.id);
  if (!field || field.readOnly) return false;
  field.select();
  field.focus(); // the digit itself goes into the field
  return true;
}

/** @param {number} step */
function toRemark(step) {
  screen.remark(step)?.closest("[data-step]")?.classList.add("is-writing");
  screen.remark(step)?.focus();
}

/** @param {HTMLElement} area */
function stroke(area) {
  /** @type {import("./keys.js").Spot | null} */
  let from = null;
  area.addEventListener("pointerdown", (event) => {
    const isFinger = event.pointerType !== "mouse" && screen.view === "one";
    from = isFinger && !(event.target instanceof HTMLTextAreaElement) ? spot(event) : null;
  });
  area.addEventListener("pointercancel", () => (from = null));
  area.addEventListener("pointerup", (event) => {
    const by = from && strokeOf(from, spot(event));
    from = null;
    if (by) move(by);
  });
}

/** @param {PointerEvent} event @returns {import("./keys.js").Spot} */
function spot(event) {
  return { x: event.clientX, y: event.clientY, at: event.timeStamp };
}
