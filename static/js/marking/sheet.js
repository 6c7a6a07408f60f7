// @ts-check
/**
 * One sheet as the screen needs it: an immutable value and functions that give the next one. What is changed here was kept
 * on the device before (see outbox.js): nothing in this file stores, sends or draws.
 *
 * @typedef {import("./rules.js").Step} Step
 * @typedef {import("./rules.js").CutScore} CutScore
 * @typedef {import("./outbox.js").Shown} Shown
 * @typedef {import("./outbox.js").Row} Row
 * @typedef {import("./outbox.js").Answer} Answer
 * @typedef {import("./outbox.js").Change} Change
 * @typedef {import("./outbox.js").Shelved} Shelved
 * @typedef {import("./words.js").Message} Message
 * @typedef {Change & { together?: string }} Past together: changes that were one touch, and are undone as one
 * @typedef {"unmarked" | "waiting" | "sent" | "refused" | "conflict"} StepState
 *
 * @typedef {object} Sheet
 * @property {number} id
 * @property {string} state of the sitting
 * @property {boolean} signed
 * @property {string} day of the exam, where this device has to know it, as "2027-03-03"
 * @property {string} today
 * @property {boolean} third the sheet of a third examiner, who marks while the other two compare
 * @property {Step[]} steps
 * @property {Map<number, string>} exempt steps that need no mark, with the number of the decision that says so
 * @property {CutScore} cutScore
 * @property {Map<number, Shown>} marks
 * @property {Set<string>} waiting ids of operations that are not answered for
 * @property {Map<number, Shelved>} shelf by step, the latest
 * @property {Past[]} past what each change replaced, oldest first
 * @property {"all" | "open"} filter
 * @property {number | null} current the step on the screen
 */

import { contentOf, isSame, whyClosed, whyUnfit } from "./operations.js";
import { isKnown, NOT_APPLICABLE, openSteps, progress, remarksMissing, verdict } from "./rules.js";
import { say, sayMany } from "./words.js";

/** So few levels are: not achieved, achieved, and perhaps better than that. */
const FEW_LEVELS = 3;
const NOTHING = Object.freeze({ value: null, remark: "", op: null });

/**
 * A sheet as it was loaded; it opens at the first step that is not yet marked.
 * @param {object} loaded
 * @param {number} loaded.id
 * @param {Step[]} loaded.steps
 * @param {CutScore} loaded.cutScore
 * @param {string} [loaded.state]
 * @param {boolean} [loaded.signed]
 * @param {boolean} [loaded.third]
 * @param {string} [loaded.day]
 * @param {string} [loaded.today]
 * @param {{ step: number, decision: string }[]} [loaded.exempt]
 * @param {(Shown & { step: number })[]} [loaded.marks]
 * @param {Row[]} [loaded.waiting]
 * @param {Shelved[]} [loaded.shelf]
 * @returns {Sheet}
 */
export function sheetOf({ id, steps, cutScore, state = "in_progress", signed = false, third = false, day = "", today = "", exempt = [], marks = [], waiting = [], shelf = [] }) {
  const sheet = {
    id,
    state,
    signed,
    third,
    day,
    today,
    steps,
    exempt: new Map(exempt.map(({ step, decision }) => [step, decision])),
    cutScore,
    marks: new Map(marks.map(({ step, ...shown }) => [step, shown])),
    waiting: new Set(waiting.filter((row) => row.sheet === id).map((row) => row.op)),
    shelf: byStep(id, shelf),
    past: [],
    filter: /** @type {const} */ ("all"),
    current: null,
  };
  return { ...sheet, current: nextOpen(sheet, null) ?? steps[0]?.id ?? null };
}

/** The mark a step shows. @param {Sheet} sheet @param {number} step @returns {Shown} */
export function markOf(sheet, step) {
  return sheet.marks.get(step) ?? NOTHING;
}

/**
 * What has to be kept when the examiner chooses a level, or ticks sub-points; choosing the chosen level again changes
 * nothing.
 * @param {Sheet} sheet @param {number} step @param {number | null} value @param {number[] | null} [parts]
 * @returns {Change | null}
 */
export function marking(sheet, step, value, parts = null) {
  return changed(sheet, step, { value, remark: markOf(sheet, step).remark, parts });
}

/**
 * What has to be kept when the examiner has written a remark.
 * @param {Sheet} sheet @param {number} step @param {string} remark
 * @returns {Change | null}
 */
export function remarking(sheet, step, remark) {
  return changed(sheet, step, { ...markOf(sheet, step), remark });
}

/**
 * What has to be kept to mark these steps achieved at once: those that are open. A mark that stands is left alone, and so
 * is a critical step.
 * @param {Sheet} sheet @param {number[]} ids
 * @returns {Change[]}
 */
export function achieving(sheet, ids) {
  const wanted = new Set(ids);
  const takes = sheet.steps.filter((step) => wanted.has(step.id) && !step.critical && isFree(sheet, step.id));
  return takes.map((step) => ({ sheet: sheet.id, step: step.id, ...achieved(step), remark: markOf(sheet, step.id).remark }));
}

/** Whether nothing stands for a step or is to be decided about it. @param {Sheet} sheet @param {number} step */
function isFree(sheet, step) {
  return markOf(sheet, step).value === null && !sheet.exempt.has(step) && !sheet.shelf.has(step);
}

/** The lowest mark that achieves it, the twin of `achieved_level`: of two or three levels the second; of points and sums the
 * most there is, since no level of those is called enough. @param {Step} step @returns {{ value: number, parts?: number[] }} */
function achieved({ levels, parts = [] }) {
  if (parts.length > 0) return { value: parts.reduce((sum, worth) => sum + worth, 0), parts: parts.map((_, place) => place) };
  const values = levels.map(({ value }) => value).filter((value) => value !== NOT_APPLICABLE).sort((one, other) => one - other);
  return { value: values[values.length <= FEW_LEVELS ? 1 : values.length - 1] ?? values[0] };
}

/** What has to be kept to undo the last change of this sitting at the screen. @param {Sheet} sheet @returns {Past | null} */
export function undoing(sheet) {
  return sheet.past.at(-1) ?? null;
}

/** What has to be kept to undo the last touch, which may have changed several steps. @param {Sheet} sheet
 * @returns {Past[]} the latest first */
export function undoingTouch(sheet) {
  const latest = undoing(sheet);
  if (latest?.together === undefined) return latest ? [latest] : [];
  return sheet.past.filter(({ together }) => together === latest.together).reverse();
}

/** What an undo puts back, in words; null where there is nothing. @param {Sheet} sheet @returns {Message | null} */
export function undoWords(sheet) {
  const touch = undoingTouch(sheet);
  const [latest] = touch;
  if (!latest) return null;
  if (touch.length > 1) return sayMany("%(count)s step is as it was before.", "%(count)s steps are as they were before.", touch.length);
  const now = markOf(sheet, latest.step);
  const gaps = { number: sheet.steps.findIndex(({ id }) => id === latest.step) + 1 };
  const isRemark = isSame({ ...now, remark: latest.remark }, latest);
  if (isRemark) return say("The remark of step %(number)s is as it was before.", gaps);
  if (latest.value === null) return say("Step %(number)s is open again.", gaps);
  return say("Step %(number)s has the mark it had before.", gaps);
}

/**
 * The reason a change cannot be kept, or null; to be asked first.
 * @param {Sheet} sheet @param {Change} change
 * @returns {Message | null}
 */
export function whyNot(sheet, change) {
  const step = sheet.steps.find((one) => one.id === change.step);
  if (!step) return say("This step is not on the form.");
  return whyClosed(sheet) ?? whyUnfit(step, change);
}

/**
 * The sheet once a change is kept on the device.
 * @param {Sheet} sheet @param {Row} row @param {string} [together] of a touch that changes several steps
 * @returns {Sheet}
 */
export function withKept(sheet, row, together) {
  const { step, op } = row;
  const before = markOf(sheet, step);
  const past =
    together === undefined && isUndone(sheet, row)
      ? sheet.past.slice(0, -1)
      : [...sheet.past, { sheet: sheet.id, step, ...contentOf(before), ...(together !== undefined && { together }) }];
  return {
    ...sheet,
    marks: new Map(sheet.marks).set(step, { ...contentOf(row), op }),
    waiting: new Set(sheet.waiting).add(op),
    past,
  };
}

/**
 * The sheet once the server has answered for marks of it.
 * @param {Sheet} sheet @param {Answer[]} answers
 * @returns {Sheet}
 */
export function withAnswers(sheet, answers) {
  const waiting = new Set(sheet.waiting);
  for (const { op } of answers) waiting.delete(op);
  return { ...sheet, waiting };
}

/** The sheet with what is on the shelf now. @param {Sheet} sheet @param {Shelved[]} shelf @returns {Sheet} */
export function withShelf(sheet, shelf) {
  return { ...sheet, shelf: byStep(sheet.id, shelf) };
}

/** The sheet with the marks the store shows, after a decision about the shelf. @param {Sheet} sheet
 * @param {(Shown & { step: number })[]} marks @returns {Sheet} */
export function withMarks(sheet, marks) {
  return { ...sheet, marks: new Map(marks.map(({ step, ...shown }) => [step, shown])), past: [] };
}

/** The sheet with what can be undone of an earlier visit, unless one of those steps was changed elsewhere since.
 * @param {Sheet} sheet @param {Sheet | undefined} before as it was left @returns {Sheet} */
export function withPast(sheet, before) {
  const isStill = before?.past.every(({ step }) => markOf(before, step).op === markOf(sheet, step).op);
  return before && isStill ? { ...sheet, past: before.past } : sheet;
}

/** @param {Sheet} sheet @param {"all" | "open"} filter @returns {Sheet} */
export function withFilter(sheet, filter) {
  return { ...sheet, filter };
}

/** @param {Sheet} sheet @param {number} current @returns {Sheet} */
export function at(sheet, current) {
  return { ...sheet, current };
}

/** The steps to list: all, or those still open and the one on the screen, which must not vanish under the finger.
 * @param {Sheet} sheet @returns {Step[]} */
export function listed(sheet) {
  if (sheet.filter === "all") return sheet.steps;
  const open = new Set(open_(sheet).map((step) => step.id));
  return sheet.steps.filter((step) => open.has(step.id) || step.id === sheet.current);
}

/** The steps whose mark asks for a remark that is not there. @param {Sheet} sheet @returns {Step[]} */
export function withoutRemark(sheet) {
  return remarksMissing(counting(sheet), values(sheet), new Map([...sheet.marks].map(([step, { remark }]) => [step, remark])));
}

/** The steps by group, in the order of the form. @param {Step[]} steps @returns {{ group: string, steps: Step[] }[]} */
export function grouped(steps) {
  /** @type {Map<string, Step[]>} */
  const groups = new Map();
  for (const step of steps) groups.set(step.group, [...(groups.get(step.group) ?? []), step]);
  return [...groups].map(([group, members]) => ({ group, steps: members }));
}

/** The next step that is not yet marked, going round past the end; null when there is none.
 * @param {Pick<Sheet, "steps" | "marks" | "exempt">} sheet @param {number | null} from @returns {number | null} */
export function nextOpen(sheet, from) {
  const start = sheet.steps.findIndex((step) => step.id === from) + 1;
  const round = [...sheet.steps.slice(start), ...sheet.steps.slice(0, start)];
  return openSteps(round, values(sheet)).find((step) => !sheet.exempt.has(step.id))?.id ?? null;
}

/** The step so many places on, or null at either end. @param {Sheet} sheet @param {1 | -1} by @returns {number | null} */
export function neighbour(sheet, by) {
  const steps = listed(sheet);
  const here = steps.findIndex((step) => step.id === sheet.current);
  return steps[here + by]?.id ?? null;
}

/** @param {Sheet} sheet @param {number} step @returns {StepState} */
export function stateOf(sheet, step) {
  const shelved = sheet.shelf.get(step);
  if (shelved) return shelved.answer.outcome === "conflict" ? "conflict" : "refused";
  const { op, value } = markOf(sheet, step);
  if (op !== null && sheet.waiting.has(op)) return "waiting";
  return value === null ? "unmarked" : "sent";
}

/** How many steps are marked, out of how many. @param {Sheet} sheet */
export function progressOf(sheet) {
  return progress(counting(sheet), values(sheet));
}

/** How it stands now, or null where this device does not know the cut score or counts in whole points alone. @param {Sheet} sheet */
export function standing(sheet) {
  const isWhole = sheet.steps.every(({ unit = 1 }) => unit === 1);
  return isKnown(sheet.cutScore) && isWhole ? verdict(sheet.steps, values(sheet), sheet.cutScore) : null;
}

/** What the examiner has to know before signing. @param {Sheet} sheet */
export function summary(sheet) {
  const ids = (/** @type {StepState} */ state) =>
    sheet.steps.filter((step) => stateOf(sheet, step.id) === state).map((step) => step.id);
  return {
    ...progressOf(sheet),
    open: open_(sheet).map((step) => step.id),
    waiting: sheet.waiting.size,
    refused: ids("refused"),
    conflicts: ids("conflict"),
    standing: standing(sheet),
  };
}

/** The reason this sheet cannot be signed, or null; the twin of `why_not_sign`. @param {Sheet} sheet @returns {Message | null} */
export function whyNotSign(sheet) {
  if (sheet.signed) return say("This sheet is already signed.");
  if (sheet.state !== (sheet.third ? "agreeing" : "in_progress")) return say("Only an exam in progress can be signed.");
  if (sheet.steps.length === 0) return say("This form has no steps.");
  const open = open_(sheet).length;
  if (open > 0)
    return sayMany(
      "%(count)s step is not yet marked. Mark it before you sign.",
      "%(count)s steps are not yet marked. Mark them before you sign.",
      open,
    );
  const counted = counting(sheet);
  if (counted.length > 0 && counted.every((step) => markOf(sheet, step.id).value === NOT_APPLICABLE))
    return say("No step applies, so there is nothing to judge.");
  const missing = withoutRemark(sheet).length;
  if (missing > 0)
    return sayMany(
      "%(count)s mark asks for a remark that says why. Write it before you sign.",
      "%(count)s marks ask for a remark that says why. Write them before you sign.",
      missing,
    );
  const conflicts = summary(sheet).conflicts.length;
  if (conflicts > 0)
    return sayMany(
      "%(count)s step was marked differently on two devices. Decide which mark stands before you sign; where no choice is shown, mark that step again.",
      "%(count)s steps were marked differently on two devices. Decide which marks stand before you sign; where no choice is shown, mark those steps again.",
      conflicts,
    );
  return null;
}

/** @param {Pick<Sheet, "marks">} sheet @returns {import("./rules.js").Marks} */
function values(sheet) {
  return new Map([...sheet.marks].map(([step, { value }]) => [step, value]));
}

/** @param {Sheet} sheet */
function open_(sheet) {
  return openSteps(counting(sheet), values(sheet));
}

/** The steps that ask for a mark. @param {Sheet} sheet */
function counting(sheet) {
  return sheet.steps.filter((step) => !sheet.exempt.has(step.id));
}

/** @param {Sheet} sheet @param {number} step
 * @param {{ value: number | null, remark: string, parts?: number[] | null }} mark @returns {Change | null} */
function changed(sheet, step, mark) {
  return isSame(markOf(sheet, step), mark) ? null : { sheet: sheet.id, step, ...contentOf(mark) };
}

/** @param {Sheet} sheet @param {Row} row */
function isUndone(sheet, row) {
  const last = sheet.past.at(-1);
  return last !== undefined && last.step === row.step && isSame(last, row);
}

/** @param {number} id @param {Shelved[]} shelf @returns {Map<number, Shelved>} */
function byStep(id, shelf) {
  return new Map(shelf.filter(({ row }) => row.sheet === id).map((shelved) => [shelved.row.step, shelved]));
}
