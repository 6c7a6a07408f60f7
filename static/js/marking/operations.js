// @ts-check
/**
 * The twin of exams/rules/operations.py: one mark as an immutable fact, and what becomes of it. Both run the cases of
 * tests/vectors/operations.json. The device asks `whyUnfit` before it keeps a mark; the whole decision is what a
 * simulated server in the tests answers with.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./rules.js").Step} Step
 * @typedef {{ op: string, sheet: number, step: number, value: number | null, remark: string, base_op: string | null,
 *             sequence: number, made_at: string, parts?: Parts }} Operation
 * @typedef {{ op: string, value: number | null, remark: string, by: number, made_at: string, parts?: Parts, from?: string }} Standing
 *   from: how it came where no device of its examiner sent it, in the reader's words
 * @typedef {number[] | null} Parts the places of the sub-points that were seen, in order; only of a step that has them
 * @typedef {"stored" | "duplicate" | "refused" | "conflict"} OutcomeOfOne
 * @typedef {{ op: string, outcome: OutcomeOfOne, reason?: Message, standing?: Standing,
 *             recorded: boolean }} Decided
 * @typedef {{ examiner: number, state: string, signed: boolean, withdrawn?: boolean, third?: boolean,
 *             day?: string, today?: string, steps: Step[] }} SheetState
 * @typedef {{ operation: Operation, sender: number, answer: Decided }} Recorded
 * @typedef {{ sender: number, standing: Standing | null, known: Map<string, Recorded> }} Circumstances
 */

import { NOT_APPLICABLE } from "./rules.js";
import { say } from "./words.js";

export const LONGEST_REMARK = 2_000;

const TAKES_MARKS = ["planned", "in_progress"];

/**
 * The remark as it can be kept: no NUL, which PostgreSQL refuses, and no half emoji, which UTF-8 refuses.
 * @param {string} remark
 */
export function clean(remark) {
  return remark.replaceAll("\0", "").replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/**
 * The mark itself; sub-points only where there are any, so that nobody else is told of them.
 * @template {{ value: number | null, remark: string, parts?: Parts }} M
 * @param {M} mark
 * @returns {{ value: number | null, remark: string, parts?: Parts }}
 */
export function contentOf({ value, remark, parts = null }) {
  return { value, remark, ...(parts && { parts }) };
}

/**
 * A kept mark or deed as it goes over the wire and into a file: nothing but the documented fields.
 * @param {import("./outbox.js").Row} row
 * @returns {Operation | import("./deeds.js").SentDeed}
 */
export function wireOf({ op, sheet, step, base_op, sequence, made_at, deed, ...mark }) {
  if (deed) return { op, sheet, deed, sequence, made_at };
  return { op, sheet, step, ...contentOf(mark), base_op, sequence, made_at };
}

/** Whether two marks say the same. @param {{ value: number | null, remark: string, parts?: Parts }} one
 * @param {{ value: number | null, remark: string, parts?: Parts }} other */
export function isSame(one, other) {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

/**
 * The reason a step cannot have this mark, or null; to be asked before anything is kept.
 * @param {Step} step
 * @param {{ value: number | null, remark: string, parts?: Parts }} mark
 * @returns {Message | null}
 */
export function whyUnfit(step, { value, remark, parts = null }) {
  if (value !== null && !step.levels.some((level) => level.value === value))
    return say("%(value)s is not a level of this step.", { value });
  // Counted as Python counts: an emoji is one character.
  if ([...remark].length > LONGEST_REMARK)
    return say("A remark is at most %(limit)s characters long.", { limit: LONGEST_REMARK });
  if (parts !== null && !isSum(parts, value, step.parts ?? []))
    return say("The points that are ticked do not add up to the mark of this step.");
  return null;
}

/** Whether these sub-points are there and are worth the value together; what is not marked has none.
 * @param {number[]} parts @param {number | null} value @param {number[]} worth of each sub-point */
function isSum(parts, value, worth) {
  if (value === null || value === NOT_APPLICABLE) return parts.length === 0;
  return parts.every((place) => place < worth.length) && parts.reduce((sum, place) => sum + worth[place], 0) === value;
}

/**
 * The reason a sheet takes no marks, or null. A page that is open was asked for on the day of the exam: only a server
 * needs the days.
 * @param {{ state: string, signed: boolean, withdrawn?: boolean, third?: boolean, day?: string, today?: string }} sheet
 * @returns {Message | null}
 */
export function whyClosed({ state, signed, withdrawn = false, third = false, day = "", today = "" }) {
  if (withdrawn) return say("You no longer examine this candidate.");
  if (signed) return say("This sheet is already signed.");
  if (!(third ? state === "agreeing" : TAKES_MARKS.includes(state))) return say("This exam no longer takes marks.");
  if (state === "planned" && today < day)
    return say("This exam is planned for %(day)s and cannot begin before that day.", { day: { day } });
  return null;
}

/**
 * What becomes of one operation. The id is looked at first: a repeat gets its first answer even after signing.
 * @param {Operation} operation
 * @param {SheetState | undefined} sheet
 * @param {Circumstances} circumstances
 * @returns {Decided}
 */
export function decide(operation, sheet, { sender, standing, known }) {
  const earlier = known.get(operation.op);
  if (earlier) return again(operation, earlier, sender);
  const no = refusal(operation, sheet, sender, standing);
  if (no) return no;
  if (standing && overwrites(operation, standing, restsOn(operation, known)))
    return { op: operation.op, outcome: "conflict", standing, recorded: true };
  return { op: operation.op, outcome: "stored", recorded: true };
}

/**
 * A request's operations decided in the order of the device, each on what the ones before it left standing.
 * `standing` (by "sheet/step") and `known` are brought up to date.
 * @param {Operation[]} operations
 * @param {Map<number, SheetState>} sheets
 * @param {{ sender: number, standing: Map<string, Standing>, known: Map<string, Recorded> }} circumstances
 * @returns {Decided[]}
 */
export function decideAll(operations, sheets, { sender, standing, known }) {
  const inOrder = [...operations].sort((one, other) => one.sequence - other.sequence);
  return inOrder.map((operation) => {
    const place = `${operation.sheet}/${operation.step}`;
    const stands = standing.get(place) ?? null;
    const answer = decide(operation, sheets.get(operation.sheet), { sender, standing: stands, known });
    if (answer.recorded && answer.outcome !== "duplicate") known.set(operation.op, { operation, sender, answer });
    if (answer.outcome === "stored") standing.set(place, standingAfter(operation, sender));
    return answer;
  });
}

/** @param {Operation} operation @param {number} sender @returns {Standing} */
function standingAfter({ op, value, remark, made_at, parts = null }, sender) {
  return { op, value, remark, by: sender, made_at, ...(parts && { parts }) };
}

/** @param {Operation} operation @param {Recorded} earlier @param {number} sender @returns {Decided} */
function again(operation, earlier, sender) {
  if (earlier.sender !== sender || content(earlier.operation) !== content(operation))
    return refused(operation, say("Another mark was already sent under the same number. Load the page again and mark this step once more."), { recorded: false });
  if (earlier.answer.outcome === "stored") return { op: operation.op, outcome: "duplicate", recorded: true };
  return { ...earlier.answer, recorded: false };
}

/** @param {Operation} operation */
function content({ sheet, step, value, remark, parts = null }) {
  return JSON.stringify([sheet, step, value, [...remark].slice(0, LONGEST_REMARK).join(""), parts]);
}

/** @param {Operation} operation @param {Map<string, Recorded>} known @returns {string | null} */
function restsOn(operation, known) {
  const seen = new Set();
  let base = operation.base_op;
  for (;;) {
    const earlier = base !== null && !seen.has(base) ? known.get(base) : undefined;
    if (earlier?.answer.outcome !== "refused") return base;
    seen.add(base);
    base = earlier.operation.base_op;
  }
}

/**
 * @param {Operation} operation @param {SheetState | undefined} sheet @param {number} sender
 * @param {Standing | null} standing @returns {Decided | null}
 */
function refusal(operation, sheet, sender, standing) {
  if (!sheet || sheet.examiner !== sender)
    return refused(operation, say("This sheet does not exist, or it is not yours to mark."), { recorded: false });
  const step = sheet.steps.find((one) => one.id === operation.step);
  if (!step) return refused(operation, say("This step is not on the form."), { standing, recorded: false });
  const reason = whyClosed(sheet) ?? whyUnfit(step, operation);
  return reason && refused(operation, reason, { standing });
}

/** @param {Operation} operation @param {Standing} standing @param {string | null} base */
function overwrites(operation, standing, base) {
  if (standing.op === base) return false;
  return !isSame(standing, operation);
}

/**
 * @param {Operation} operation @param {Message} reason
 * @param {{ standing?: Standing | null, recorded?: boolean }} rest @returns {Decided}
 */
function refused(operation, reason, { standing = null, recorded = true }) {
  return { op: operation.op, outcome: "refused", reason, ...(standing && { standing }), recorded };
}
