// @ts-check
/** What tests in node have besides days.js. */

import { readFileSync } from "node:fs";

export { EXAMINER, SHEET, Network, Server, aStep, anOutbox, dice, drained, locks, random, tap } from "./days.js";

export const LONG = process.env.PROEFSTUK_LONG === "1";

/** @param {string} name */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
}
