// @ts-check
/**
 * The twin of exams/rules for what must be known without network: verdict, progress, open steps. Both run the cases of
 * tests/vectors/verdicts.json. Whole numbers only: shares are compared by cross-multiplication, never as floats.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {{ value: number, label: string, description: string }} Level
 * @typedef {{ id: number, name: string, group: string, weight: number, critical: boolean,
 *             critical_minimum: number | null, levels: Level[], parts?: number[], remark_values?: number[],
 *             unit?: number }} Step
 * @typedef {Map<number, number | null>} Marks step id to value; absent and null both mean "not yet marked"
 * @typedef {{ numerator: number, denominator: number }} Fraction
 * @typedef {{ kind: "minimum-share", share: Fraction } | { kind: "critical-steps" }} Rule
 * @typedef {{ version: 1, conditions: Rule[] }} CutScore
 * @typedef {{ name: string, held: boolean | null, needed: Fraction, reached: Fraction, message: Message,
 *             steps: number[] }} Condition `held` is null while open steps can still decide it either way
 * @typedef {"passed" | "failed" | "incomplete"} Result
 * @typedef {{ result: Result, points: number, maximum: number, share: Fraction, conditions: Condition[],
 *             open_steps: number[], headline: Message }} Outcome
 * @typedef {{ steps: Step[], total: number, marks: Map<number, number>, points: number, possible: number, maximum: number,
 *             open: Step[] }} Tally
 */

import { say, sayMany } from "./words.js";

const VERSION = 1;

/** The value of the level "not applicable": a mark that counts nowhere, not in what is reached nor in what could be. */
export const NOT_APPLICABLE = -1;

/**
 * Passed or failed once every step is marked; until then incomplete, with the standing of each condition.
 * @param {Step[]} steps
 * @param {Marks} marks
 * @param {CutScore} cutScore
 * @returns {Outcome}
 */
export function verdict(steps, marks, cutScore) {
  const sums = tally(steps, marks);
  const conditions = judge(cutScore, sums);
  const result = resultOf(sums, conditions);
  return {
    result,
    points: sums.points,
    maximum: sums.maximum,
    share: fraction(sums.points, sums.maximum),
    conditions,
    open_steps: sums.open.map((step) => step.id),
    headline: headline(result, sums, conditions),
  };
}

/**
 * The steps that are not yet marked, in the order of the form.
 * @param {Step[]} steps
 * @param {Marks} marks
 */
export function openSteps(steps, marks) {
  return steps.filter((step) => !isMarked(marks.get(step.id)));
}

/**
 * How far the marking has come.
 * @param {Step[]} steps
 * @param {Marks} marks
 */
export function progress(steps, marks) {
  return { marked: steps.length - openSteps(steps, marks).length, total: steps.length };
}

/**
 * The steps whose mark asks for a remark that is not there; the twin of `remarks_missing`.
 * @param {Step[]} steps
 * @param {Marks} marks
 * @param {Map<number, string>} remarks
 */
export function remarksMissing(steps, marks, remarks) {
  return steps.filter((step) => {
    const value = marks.get(step.id);
    return isMarked(value) && (step.remark_values ?? []).includes(value) && !remarks.get(step.id)?.trim();
  });
}

/**
 * The critical steps that are marked below their minimum.
 * @param {Step[]} steps
 * @param {Marks} marks
 */
export function failedCriticalSteps(steps, marks) {
  return steps.filter((step) => {
    const value = marks.get(step.id);
    return step.critical && isMarked(value) && value !== NOT_APPLICABLE && value < criticalFloor(step);
  });
}

/**
 * The value a critical step needs; unless the form says more, anything above the lowest level.
 * @param {Step} step
 */
export function criticalFloor(step) {
  return step.critical_minimum ?? lowest(step) + 1;
}

/** @param {Step} step */
export const lowest = (step) => Math.min(...valuesOf(step));

/** @param {Step} step */
export const highest = (step) => Math.max(...valuesOf(step));

/**
 * Whether this device knows every condition of the cut score; a newer server may send others, then nothing is foretold.
 * @param {{ version: number, conditions: { kind: string }[] }} cutScore
 */
export function isKnown(cutScore) {
  return cutScore.version === VERSION && cutScore.conditions.every((rule) => Object.hasOwn(JUDGES, rule.kind));
}

/** @param {number | null | undefined} value @returns {value is number} */
function isMarked(value) {
  return value !== null && value !== undefined;
}

/** @param {Step} step */
function valuesOf(step) {
  const worth = step.levels.map((level) => level.value).filter((value) => value !== NOT_APPLICABLE);
  return worth.length ? worth : [0];
}

/** @param {Step[]} all @param {Marks} marks @returns {Tally} those that do not apply are none of its steps */
function tally(all, marks) {
  /** @type {Map<number, number>} */
  const marked = new Map();
  const steps = all.filter((step) => marks.get(step.id) !== NOT_APPLICABLE);
  for (const step of steps) {
    const value = marks.get(step.id);
    if (isMarked(value)) marked.set(step.id, value);
  }
  const open = steps.filter((step) => !marked.has(step.id));
  const points = sum(steps, (step) => step.weight * (marked.get(step.id) ?? 0));
  return {
    steps,
    total: all.length,
    marks: marked,
    points,
    possible: points + sum(open, (step) => step.weight * highest(step)),
    maximum: sum(steps, (step) => step.weight * highest(step)),
    open,
  };
}

/** @param {Step[]} steps @param {(step: Step) => number} worth */
function sum(steps, worth) {
  return steps.reduce((total, step) => total + worth(step), 0);
}

/** @param {CutScore} cutScore @param {Tally} sums @returns {Condition[]} */
function judge(cutScore, sums) {
  if (!isKnown(cutScore)) throw new TypeError("a cut score of an unknown version or kind");
  return cutScore.conditions.map((rule) => JUDGES[rule.kind](sums, rule)).filter((found) => found !== null);
}

/** @type {Record<string, (sums: Tally, rule: any) => Condition | null>} */
const JUDGES = { "minimum-share": judgeShare, "critical-steps": judgeCritical };

/** @param {Tally} sums @param {{ share: Fraction }} rule @returns {Condition} */
function judgeShare(sums, { share }) {
  const needed = share.numerator * sums.maximum;
  const held = sums.points * share.denominator >= needed ? true : sums.possible * share.denominator < needed ? false : null;
  return {
    name: "minimum-share",
    held,
    needed: fraction(share.numerator, share.denominator),
    reached: fraction(sums.points, sums.maximum),
    message: explainShare(sums, held, share),
    steps: [],
  };
}

/** @param {Tally} sums @param {boolean | null} held @param {Fraction} share @returns {Message} */
function explainShare(sums, held, share) {
  const { points, possible, maximum } = sums;
  const [[reached, attainable], needed] = toldAgainst(share, maximum, [points, possible]);
  const gaps = { points, maximum, reached, needed };
  if (held) return say("Enough points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", gaps);
  if (held === null)
    return say("Points so far: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", gaps);
  if (sums.open.length === 0)
    return say("Too few points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", gaps);
  return say(
    "Too few points are left: at most %(possible)s of %(maximum)s (%(share)s%%). At least %(needed)s%% is needed.",
    { possible, maximum, share: attainable, needed },
  );
}

const MOST_PLACES = 24;

/**
 * Shares of the points and the one that is needed as percentages, with as many decimals as it takes not to contradict
 * what holds: 66.66 % against 66.67 %, but 54 % against 55 %. The twin of `told_against`.
 * @param {Fraction} share @param {number} maximum @param {number[]} reached
 * @returns {[import("./words.js").Gap[], import("./words.js").Gap]}
 */
function toldAgainst({ numerator, denominator }, maximum, reached) {
  const [above, below, whole] = [BigInt(numerator), BigInt(denominator), BigInt(maximum || 1)];
  const holds = reached.map((points) => BigInt(points) * below >= above * whole);
  const equal = reached.map((points) => BigInt(points) * below === above * whole);
  for (let places = 0; ; places++) {
    const scale = 100n * 10n ** BigInt(places);
    const needed = (scale * above + below - 1n) / below;
    const found = reached.map((points, place) => (equal[place] ? needed : (scale * BigInt(points)) / whole));
    if (places === MOST_PLACES || found.every((told, place) => told >= needed === holds[place]))
      return [found.map((told) => decimal(told, places)), decimal(needed, places)];
  }
}

/** Hundredths and the like as a number to be shown. @param {bigint} parts @param {number} places @returns {import("./words.js").Gap} */
function decimal(parts, places) {
  while (places && parts % 10n === 0n) [parts, places] = [parts / 10n, places - 1];
  if (!places) return Number(parts);
  const digits = String(parts).padStart(places + 1, "0");
  return { decimal: `${digits.slice(0, -places)}.${digits.slice(-places)}` };
}

/** @param {Tally} sums @returns {Condition | null} */
function judgeCritical(sums) {
  const critical = sums.steps.filter((step) => step.critical);
  if (critical.length === 0) return null;
  const marked = critical.filter((step) => sums.marks.has(step.id));
  const failed = failedCriticalSteps(critical, sums.marks);
  const held = failed.length ? false : marked.length < critical.length ? null : true;
  const achieved = marked.length - failed.length;
  return {
    name: "critical-steps",
    held,
    needed: fraction(critical.length, 1),
    reached: fraction(achieved, 1),
    message: explainCritical(held, critical.length, achieved, failed),
    steps: failed.map((step) => step.id),
  };
}

/** @param {boolean | null} held @param {number} critical @param {number} achieved @param {Step[]} failed */
function explainCritical(held, critical, achieved, failed) {
  if (held) return say("Critical steps achieved: %(achieved)s of %(critical)s.", { achieved, critical });
  if (held === null) return say("Critical steps achieved so far: %(achieved)s of %(critical)s.", { achieved, critical });
  const names = failed.map((step) => `“${step.name}”`).join(", ");
  return say("Critical steps not achieved: %(failed)s of %(critical)s, namely %(names)s.", {
    failed: failed.length,
    critical,
    names,
  });
}

/** @param {Tally} sums @param {Condition[]} conditions @returns {Result} */
function resultOf(sums, conditions) {
  if (sums.steps.length === 0 || sums.open.length > 0) return "incomplete";
  return conditions.every((condition) => condition.held) ? "passed" : "failed";
}

/** @param {Result} result @param {Tally} sums @param {Condition[]} conditions @returns {Message} */
function headline(result, sums, conditions) {
  if (result === "passed") return say("Passed: every condition of the cut score was met.");
  if (result === "failed") return whyFailed(sums, conditions);
  if (sums.total === 0) return say("This form has no steps.");
  if (sums.steps.length === 0) return say("No step applies, so there is nothing to judge.");
  return say("Not yet marked: %(count)s of %(total)s steps.", { count: sums.open.length, total: sums.total });
}

/** @param {Tally} sums @param {Condition[]} conditions @returns {Message} */
function whyFailed(sums, conditions) {
  const failed = conditions.filter((condition) => !condition.held);
  if (failed.length > 1)
    return sayMany(
      "Failed because %(count)s condition of the cut score was not met.",
      "Failed because %(count)s conditions of the cut score were not met.",
      failed.length,
    );
  if (failed[0].name !== "critical-steps") return say("Failed because too few points were reached.");
  if (conditions.some((condition) => condition.name === "minimum-share"))
    return sayMany(
      "Failed because a critical step was not achieved, although %(reached)s%% of the points were reached.",
      "Failed because %(count)s critical steps were not achieved, although %(reached)s%% of the points were reached.",
      failed[0].steps.length,
      { reached: percentage(sums, sums.points) },
    );
  return sayMany(
    "Failed because a critical step was not achieved.",
    "Failed because %(count)s critical steps were not achieved.",
    failed[0].steps.length,
  );
}

/**
 * As a whole percentage, rounded down so that 54.9 never reads as 55.
 * @param {Tally} sums @param {number} points
 */
function percentage(sums, points) {
  return sums.maximum ? Math.floor((100 * points) / sums.maximum) : 0;
}

/** @param {number} numerator @param {number} denominator @returns {Fraction} in lowest terms */
function fraction(numerator, denominator) {
  if (denominator === 0) return { numerator: 0, denominator: 1 };
  const shared = commonDivisor(numerator, denominator);
  return { numerator: numerator / shared, denominator: denominator / shared };
}

/** @param {number} a @param {number} b @returns {number} */
function commonDivisor(a, b) {
  return b === 0 ? a : commonDivisor(b, a % b);
}
