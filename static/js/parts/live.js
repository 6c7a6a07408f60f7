/**
 * Keeps a page of exams up to date: asks every few seconds, puts in place what changed row by row, tells a screen reader of
 * changed states alone, and says since when nothing came in when the network is gone. Rests while nobody looks.
 */

import { zoneOf } from "./zone.js";

export const EVERY = 5000;
const PATIENCE = 8000;
const MOST_TOLD = 3;

/**
 * Ask again and again until told to stop; asking at once when the page is seen again.
 * @param {{ ask: () => Promise<void>, failed: () => void, isSeen: () => boolean, later: (work: () => void, after: number) => any,
 *           forget: (timer: any) => void }} around
 * @returns {{ seen: () => void, stop: () => void }}
 */
export function asking({ ask, failed, isSeen, later, forget }) {
  /** @type {any} */
  let timer = null;
  let isAsking = false;
  let isOver = false;
  const once = async () => {
    forget(timer);
    if (isAsking || isOver || !isSeen()) return;
    isAsking = true;
    await ask().catch(failed);
    isAsking = false;
    if (!isOver && isSeen()) timer = later(once, EVERY);
  };
  timer = later(once, EVERY);
  return {
    seen: once,
    stop() {
      isOver = true;
      forget(timer);
    },
  };
}

/**
 * What is told aloud: the states that changed, or how many when that is too much to hear.
 * @param {Map<string, { state: string, said: string }>} before
 * @param {Map<string, { state: string, said: string }>} after
 * @param {string} many a sentence with {number} in it
 */
export function told(before, after, many) {
  const changed = [...after].filter(([key, { state }]) => before.has(key) && before.get(key)?.state !== state);
  if (changed.length > MOST_TOLD) return many.replace("{number}", String(changed.length));
  return changed.map(([, { said }]) => `${said}.`).join(" ");
}

/** Whole minutes since then. @param {string} since @param {number} now */
export function minutesSince(since, now) {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
}

/** @param {HTMLElement} element */
export function mount(element) {
  const rows = /** @type {HTMLElement | null} */ (element.querySelector("[data-live-rows]"));
  const words = element.dataset;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || "en", { timeZone: zoneOf(document), hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  let tag = `"${words.tag}"`;
  let fresh = Date.now();
  let ahead = 0; // of this device, by the server's clock

  const tick = () => {
    for (const one of element.querySelectorAll("[data-live-since]")) {
      const minutes = minutesSince(one.getAttribute("data-live-since") ?? "", Date.now() + ahead);
      put(one, (words.minutes ?? "").replace("{minutes}", String(minutes)));
    }
  };
  const say = (/** @type {boolean} */ isStale) => {
    const sentence = (isStale ? words.stale : words.fresh) ?? "";
    element.querySelector("[data-live-status]")?.classList.toggle("is-stale", isStale);
    put(element.querySelector("[data-live-words]"), sentence.replace("{time}", clock.format(fresh)));
    if (isStale) put(element.querySelector("[data-live-told]"), sentence.replace("{time}", clock.format(fresh)));
  };
  const ask = async () => {
    const answer = await fetch(words.url ?? "", {
      headers: { "If-None-Match": tag, Accept: "text/html" },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isOurs = answer.headers.has("X-Proefstuk-Live");
    if (!isOurs || (!answer.ok && answer.status !== 304)) throw new Error(`${answer.status}`);
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (!Number.isNaN(date)) ahead = date - Date.now();
    if (answer.status !== 304) {
      const text = await answer.text();
      tag = answer.headers.get("ETag") ?? "";
      if (!rows) return location.reload(); // there was no exam yet when the page was opened
      const changed = renew(rows, text, words.many ?? "");
      put(element.querySelector("[data-live-told]"), changed);
    }
    fresh = Date.now();
    say(false);
    tick();
  };

  const isSeen = () => element.isConnected && document.visibilityState === "visible";
  const { seen } = asking({ ask, failed: () => say(true), isSeen, later: setTimeout.bind(globalThis), forget: clearTimeout.bind(globalThis) });
  document.addEventListener("visibilitychange", () => isSeen() && seen());
  addEventListener("online", seen);
  setInterval(tick, 10_000);
  tick();
}

/**
 * Put the new rows in place; a row that is the same is not touched, so that nobody loses their place.
 * @param {HTMLElement} rows @param {string} text @param {string} many
 * @returns {string} what is told aloud
 */
function renew(rows, text, many) {
  const before = statesIn(rows);
  const fresh = document.createElement("div");
  fresh.innerHTML = text;
  const after = statesIn(fresh);
  if (keysIn(rows) !== keysIn(fresh)) rows.replaceChildren(...fresh.childNodes);
  else for (const row of fresh.querySelectorAll("[data-live-key]")) renewRow(rows, row);
  return told(before, after, many);
}

/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @param {HTMLElement} rows @param {Element} row */
function renewRow(rows, row) {
  const old = rows.querySelector(`[data-live-key="${row.getAttribute("data-live-key")}"]`);
  const text = row.innerHTML;
  if (!old || (drawn.get(old) ?? untouched(old)) === text) return;
  const hadFocus = old.contains(document.activeElement);
  drawn.set(row, text);
  row.classList.toggle("is-new", old.getAttribute("data-state") !== row.getAttribute("data-state"));
  old.replaceWith(row);
  if (hadFocus) row.querySelector("a")?.focus();
}

/** A row as it came: its clock is written anew here, which is no change. @param {Element} row */
function untouched(row) {
  return row.querySelector("[data-live-since]") ? "" : row.innerHTML;
}

/** @param {ParentNode} rows */
function keysIn(rows) {
  return [...rows.querySelectorAll("[data-live-part], [data-live-key]")].map((one) => one.getAttribute("data-live-part") ?? one.getAttribute("data-live-key")).join(" ");
}

/** @param {ParentNode} rows */
function statesIn(rows) {
  return new Map(
    [...rows.querySelectorAll("[data-live-key][data-state]")].map((row) => [
      row.getAttribute("data-live-key") ?? "",
      { state: row.getAttribute("data-state") ?? "", said: row.getAttribute("data-live-said") ?? "" },
    ]),
  );
}

/** Only what differs is touched. @param {Element | null} element @param {string} words */
function put(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}
