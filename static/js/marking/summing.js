// @ts-check
/**
 * What an examiner has to know before signing, worked out without network: what is open, what asks for a word, and what is
 * unusual enough to look at twice.
 *
 * @typedef {import("./sheet.js").Sheet} Sheet
 * @typedef {import("./course.js").Time} Time
 * @typedef {import("./clock.js").Turn} Turn
 * @typedef {import("./words.js").Message} Message
 * @typedef {object} Summing
 * @property {number[]} open
 * @property {number[]} lacking their mark asks for a remark that is not there
 * @property {number[]} conflicts marked differently on two devices
 * @property {number[]} refused by the server, and not decided about
 * @property {number[]} withoutReason critical, not achieved, and nothing says why
 * @property {Message[]} unusual
 * @property {Message | null} whyNot the reason this cannot be signed
 */

import { failedCriticalSteps, NOT_APPLICABLE } from "./rules.js";
import { markOf, summary, whyNotSign, withoutRemark } from "./sheet.js";
import { say, sayMany } from "./words.js";

const MINUTE = 60_000;
/** Quicker than this share of the time that is given is worth a second look. */
const QUICK = 0.25;
/** Marked quicker than this, nobody looked. */
const LEAST_PER_STEP = 5_000;
/** So few equal marks are nothing. */
const FEW = 4;

/**
 * @param {Sheet} sheet @param {{ begun: boolean, time: Time, turns: Turn[], minutes: number | null }} course
 * @param {(at: number) => string} [clock]
 * @returns {Summing}
 */
export function summing(sheet, { begun, time, turns, minutes }, clock = String) {
  const { open, conflicts, refused } = summary(sheet);
  const lacking = withoutRemark(sheet).map(({ id }) => id);
  const failed = failedCriticalSteps(counting(sheet), values(sheet)).map(({ id }) => id);
  return {
    open,
    lacking,
    conflicts,
    refused,
    withoutReason: failed.filter((id) => !lacking.includes(id) && !markOf(sheet, id).remark.trim()),
    unusual: [...quick(sheet, time, minutes), ...equal(sheet), ...pauses(turns, clock)],
    whyNot: whyNotSign(begun && sheet.state === "planned" ? { ...sheet, state: "in_progress" } : sheet),
  };
}

/** The operations that stood when this was seen, by step. @param {Sheet} sheet @returns {Record<string, string>} */
export function seen(sheet) {
  const marked = [...sheet.marks].filter(([, { op, value }]) => op !== null && value !== null);
  return Object.fromEntries(marked.map(([step, { op }]) => [String(step), /** @type {string} */ (op)]));
}

/** @param {Sheet} sheet @param {Time} time @param {number | null} minutes @returns {Message[]} */
function quick(sheet, { ran }, minutes) {
  const least = Math.max(counting(sheet).length * LEAST_PER_STEP, (minutes ?? 0) * MINUTE * QUICK);
  const took = Math.floor(ran / MINUTE);
  if (ran >= least || counting(sheet).length === 0) return [];
  const words = minutes ? tookOf(took, minutes) : tookWords(took);
  return [words];
}

/** @param {number} took @param {number} minutes */
function tookOf(took, minutes) {
  return sayMany("The exam took %(count)s minute of %(minutes)s.", "The exam took %(count)s minutes of %(minutes)s.", took, { minutes });
}

/** @param {number} took */
function tookWords(took) {
  return sayMany("The exam took %(count)s minute.", "The exam took %(count)s minutes.", took);
}

/** @param {Sheet} sheet @returns {Message[]} */
function equal(sheet) {
  const marked = counting(sheet).map(({ id }) => markOf(sheet, id).value).filter((value) => value !== null && value !== NOT_APPLICABLE);
  if (marked.length < FEW || new Set(marked).size > 1) return [];
  return [sayMany("All %(count)s steps have the same mark.", "All %(count)s steps have the same mark.", marked.length)];
}

/** A clock that stands still now is said as that. @param {Turn[]} turns @param {(at: number) => string} clock @returns {Message[]} */
function pauses(turns, clock) {
  const last = turns.at(-1);
  const still = last?.kind === "pause" ? [say("The clock stands still now: paused since %(time)s.", { time: clock(last.at) })] : [];
  const over = turns.flatMap(({ kind, at }, place) => (kind === "pause" && turns[place + 1] ? [turns[place + 1].at - at] : []));
  if (over.length === 0) return still;
  const minutes = Math.round(over.reduce((sum, length) => sum + Math.max(0, length), 0) / MINUTE);
  return [minutes > 0 ? paused(over.length, minutes) : briefly(over.length), ...still];
}

/** @param {number} times @param {number} minutes */
function paused(times, minutes) {
  return sayMany(
    "The clock paused once, for %(minutes)s min.",
    "The clock paused %(count)s times, for %(minutes)s min together.",
    times,
    { minutes },
  );
}

/** @param {number} times */
function briefly(times) {
  return sayMany("The clock paused once, for less than a minute.", "The clock paused %(count)s times, for less than a minute together.", times);
}

/** The steps that ask for a mark. @param {Sheet} sheet */
function counting(sheet) {
  return sheet.steps.filter(({ id }) => !sheet.exempt.has(id));
}

/** @param {Sheet} sheet @returns {import("./rules.js").Marks} */
function values(sheet) {
  return new Map([...sheet.marks].map(([step, { value }]) => [step, value]));
}
