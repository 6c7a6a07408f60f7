// @ts-check
/**
 * What differs between this tablet and the server, in words: whose the other mark of a step is and how it came, and what
 * was changed elsewhere while the step was on the screen. Pure.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./operations.js").Standing} Standing
 */

import { say } from "./words.js";

/** What a conflict is about. @param {Standing | null} standing what stands at the server */
export function differs(standing) {
  return standing?.from ? say("The server has another mark for this step.") : say("This step was marked differently on another device.");
}

/** Whose the other mark is, and since when. @param {Standing} standing @param {boolean} isOwn by who marks here
 * @param {string} time @returns {Message} */
export function whoMade({ from }, isOwn, time) {
  if (from) return say("%(how)s At %(time)s.", { how: from, time });
  return isOwn ? say("Your other tablet, %(time)s", { time }) : say("The other device, %(time)s", { time });
}
