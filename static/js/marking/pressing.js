// @ts-check
/** Keys that are pressed and strokes of a finger, on the page; what they mean is decided in keys.js. */

import { intentOf, strokeOf } from "./keys.js";

/**
 * @typedef {import("./keys.js").Spot} Spot
 * @typedef {object} Hands what they do
 * @property {() => import("./rules.js").Step | undefined} step the one on the screen
 * @property {(event: KeyboardEvent) => boolean} enter in a number that is filled in
 * @property {(step: import("./rules.js").Step, digit: number, event: Event) => boolean} digit
 * @property {(intent: import("./keys.js").Intent) => void} intent
 */

/**
 * Listen to keys until the signal.
 * @param {HTMLElement} root @param {Hands} hands @param {{ signal: AbortSignal }} until
 */
export function listenToKeys(root, hands, { signal }) {
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    const target = event.target instanceof Element ? event.target : null;
    const step = hands.step();
    if (!step || target?.closest("[popover], [data-menu], dialog")) return;
    if (event.key === "Enter" && hands.enter(event)) return;
    const letters = root.querySelector("[data-keys]")?.getAttribute("aria-pressed") === "true";
    const isDigit = /^\d$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isFree = !target?.matches("textarea, select, [data-number]");
    if (letters && isDigit && isFree && hands.digit(step, Number(event.key), event)) return;
    const isTyping = target?.matches("textarea, input:not([data-place]), select") ?? false;
    const intent = intentOf(event, { levels: step.levels, isTyping, letters });
    if (!intent) return;
    event.preventDefault();
    hands.intent(intent);
  };
  document.addEventListener("keydown", pressed, { signal });
}

/**
 * Listen to strokes of a finger until the signal.
 * @param {HTMLElement} area @param {{ isOne: () => boolean, move: (by: 1 | -1) => void }} hands isOne: step on the screen
 * @param {{ signal: AbortSignal }} until
 */
export function listenToStrokes(area, { isOne, move }, { signal }) {
  /** @type {Spot | null} */
  let from = null;
  const down = (/** @type {PointerEvent} */ event) => {
    const isFinger = event.pointerType !== "mouse" && isOne();
    from = isFinger && !(event.target instanceof HTMLTextAreaElement) ? spot(event) : null;
  };
  const up = (/** @type {PointerEvent} */ event) => {
    const by = from && strokeOf(from, spot(event));
    from = null;
    if (by) move(by);
  };
  area.addEventListener("pointerdown", down, { signal });
  area.addEventListener("pointercancel", () => (from = null), { signal });
  area.addEventListener("pointerup", up, { signal });
}

/** @param {PointerEvent} event @returns {Spot} */
function spot(event) {
  return { x: event.clientX, y: event.clientY, at: event.timeStamp };
}
