// @ts-check
/** Marks that are filled in as a number, where a scale has more levels than there is room for buttons. */

import { NOT_APPLICABLE } from "./rules.js";

/** @typedef {import("./rules.js").Step} Step */

/**
 * A value as points: 55 with unit 10 is 5.5. The twin of `written` in exams/rules/scales.py.
 * @param {number} value @param {number} unit @param {string} [sign]
 */
export function written(value, unit, sign = ".") {
  if (unit === 1) return String(value);
  return `${Math.trunc(value / unit)}${sign}${String(value % unit).padStart(String(unit).length - 1, "0")}`;
}

/**
 * The value that somebody filled in with a point or a comma; null is nothing filled in, undefined is no level of the step.
 * Read as text, since 5.7 times 10 is not 57 to a computer.
 * @param {string} text @param {Step} step @returns {number | null | undefined}
 */
export function valueOf(text, { levels, unit = 1 }) {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const found = /^(\d{1,4})(?:\.(\d+))?$/.exec(plain);
  if (!found) return undefined;
  const places = String(unit).length - 1;
  const rest = (found[2] ?? "").replace(/0+$/, "");
  if (rest.length > places) return undefined;
  const value = Number(found[1]) * unit + Number(rest.padEnd(places, "0") || 0);
  return levels.some((level) => level.value === value && value !== NOT_APPLICABLE) ? value : undefined;
}

/** The lowest and the highest number that can be filled in. @param {Step} step */
export function limitsOf({ levels, unit = 1 }) {
  const counted = levels.filter(({ value }) => value !== NOT_APPLICABLE).sort((one, other) => one.value - other.value);
  return [counted[0], counted[counted.length - 1]].map(({ value, label }) => label || written(value, unit));
}

/** What these sub-points are worth together. @param {Step} step @param {number[]} places */
export function worthOf({ parts = [] }, places) {
  return places.reduce((sum, place) => sum + parts[place], 0);
}
