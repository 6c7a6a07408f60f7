// @ts-check
/**
 * What keys and strokes mean on the marking screen: policy alone, without the page.
 *
 * @typedef {import("./rules.js").Level} Level
 * @typedef {{ key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean }} Pressed
 * @typedef {{ kind: "move", by: 1 | -1 } | { kind: "level", value: number } | { kind: "undo" } | { kind: "open" }
 *   | { kind: "remark" } | { kind: "leave" }} Intent leave: what is being written, back to its step
 * @typedef {{ x: number, y: number, at: number }} Spot
 */

import { NOT_APPLICABLE } from "./rules.js";

const FAR = 60;
const STRAIGHT = 0.6;
const QUICK = 800;

/**
 * What a key asks for, or null; `levels` are those of the step on the screen. Single letters and digits can be turned off.
 * @param {Pressed} pressed
 * @param {{ levels: Level[], isTyping: boolean, letters: boolean }} now
 * @returns {Intent | null}
 */
export function intentOf({ key, ctrlKey = false, metaKey = false, altKey = false }, { levels, isTyping, letters }) {
  if (isTyping) return key === "Escape" ? { kind: "leave" } : null;
  if (altKey) return null;
  if (ctrlKey || metaKey) return key === "z" ? { kind: "undo" } : null;
  if (key === "ArrowRight" || key === "PageDown") return { kind: "move", by: 1 };
  if (key === "ArrowLeft" || key === "PageUp") return { kind: "move", by: -1 };
  if (!letters) return null;
  if (key === "o") return { kind: "open" };
  if (key === "r") return { kind: "remark" };
  if (key === "n" && levels.some(({ value }) => value === NOT_APPLICABLE)) return { kind: "level", value: NOT_APPLICABLE };
  if (!/^\d$/.test(key)) return null;
  const value = levelOf(levels, Number(key));
  return value === null ? null : { kind: "level", value };
}

/**
 * The level a digit stands for: the one worth as much, or, where levels are worth more than a digit says, the one in that
 * place.
 * @param {Level[]} all @param {number} digit
 */
function levelOf(all, digit) {
  const levels = all.filter(({ value }) => value !== NOT_APPLICABLE);
  if (levels.some(({ value }) => value > 9)) return levels[digit - 1]?.value ?? null;
  return levels.find(({ value }) => value === digit)?.value ?? null;
}

/**
 * The step a stroke of the finger leads to, or null when it was a tap, a scroll or too slow.
 * @param {Spot} from @param {Spot} to
 * @returns {1 | -1 | null}
 */
export function strokeOf(from, to) {
  const [across, down] = [to.x - from.x, to.y - from.y];
  if (to.at - from.at > QUICK || Math.abs(across) < FAR || Math.abs(down) > Math.abs(across) * STRAIGHT) return null;
  return across < 0 ? 1 : -1;
}
