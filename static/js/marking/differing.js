// @ts-check
/**
 * What differs between this tablet and the server, in words: whose the other mark of a step is and how it came, and what
 * was changed elsewhere while the step was on the screen. Pure.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./operations.js").Standing} Standing
 * @typedef {import("./outbox.js").Shown} Shown
 */

import { isSame } from "./operations.js";
import { say } from "./words.js";

const NOTHING = { value: null, remark: "", op: null };

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

/**
 * What a sheet shows: once it takes no marks any more, what stands at the server, also where a mark of this tablet was not
 * taken. That mark is shown beside it.
 * @template {Shown & { step: number }} M
 * @param {M[]} marks as this tablet keeps them
 * @param {{ id: number, open: boolean, marks: M[] }} facts of the sheet as the server gave them
 * @param {readonly import("./outbox.js").Shelved[]} shelf
 * @returns {M[]}
 */
export function standingMarks(marks, facts, shelf) {
  const aside = new Set(shelf.filter(({ row }) => row.sheet === facts.id).map(({ row }) => row.step));
  if (facts.open || aside.size === 0) return marks;
  return [...marks.filter(({ step }) => !aside.has(step)), ...facts.marks.filter(({ step }) => aside.has(step))];
}

/** What the steps showed that somebody else marked since. @param {ReadonlyMap<number, Shown>} before
 * @param {ReadonlyMap<number, Shown>} now @returns {Map<number, Shown>} */
export function changedBetween(before, now) {
  const steps = new Set([...before.keys(), ...now.keys()]);
  const shown = [...steps].map((step) => /** @type {const} */ ([step, before.get(step) ?? NOTHING]));
  return new Map(shown.filter(([step, was]) => !isSame(was, now.get(step) ?? NOTHING)));
}
