// @ts-check
/**
 * The day of an examiner as this tablet knows it: one card per candidate, with what was marked here since.
 *
 * @typedef {import("../marking/words.js").Message} Message
 * @typedef {{ begun: boolean | number | null, over: null | "signed" | "aborted" | "no-show", overOp: string | null }} State see deeds.js
 * @typedef {{ state: State, marks: { step: number, value: number | null }[], waiting: { count: number, since: string | null, ops: string[] },
 *             undecided: number, refused?: number, isWithdrawn?: boolean }} Seen what was done here; refused: for the
 *   coordinator to decide; isWithdrawn: somebody else examines this candidate now
 * @typedef {{ id: number, name: string, photo: string | null, exam: string, formative: boolean, starts_at: string, day: string,
 *             place: string, room: string, form: string, facts: Record<string, any> }} Sheet as the server prepared it
 * @typedef {{ kind: "ok" | "wait" | "open" | "attention" | "stop" | "info" | "quiet", sign: string, words: Message }} Shown
 * @typedef {{ sheet: Sheet, marked: number, total: number, state: Shown, unsent: number, since: string | null, undecided: number,
 *             refused: number, act: "begin" | "go-on" | "look", section: "today" | "left" | "tomorrow" }} Card
 */

import { say } from "../marking/words.js";

const SIGNS = { ok: "check", wait: "hourglass", open: "circle", attention: "flag", stop: "cross", info: "info", quiet: "dot" };
const STEP = /\bdata-step="(\d+)"/g;

/** The steps that a form asks for, by what is drawn of it. @param {readonly string[]} parts text, name of a gap, text, … @returns {number[]} */
export function stepsIn(parts) {
  const texts = parts.filter((_, place) => place % 2 === 0).join("");
  return [...new Set([...texts.matchAll(STEP)].map(([, step]) => Number(step)))];
}

/**
 * @param {Sheet} sheet @param {readonly number[]} steps of its form @param {Seen} seen @param {string} today as "2027-03-03"
 * @returns {Card}
 */
export function cardOf(sheet, steps, seen, today) {
  const exempt = new Set((sheet.facts.exempt ?? []).map((/** @type {{ step: number }} */ { step }) => step));
  const asked = new Set(steps.filter((step) => !exempt.has(step)));
  const marked = seen.marks.filter(({ step, value }) => value !== null && asked.has(step)).length;
  const section = sheet.day === today ? "today" : sheet.day < today ? "left" : "tomorrow";
  const { count: unsent, since } = seen.waiting;
  const begun = Boolean(seen.state.begun) || marked > 0;
  const state = stateOf({ ...seen, begun, marked, total: asked.size, later: section === "tomorrow", formState: sheet.facts.state });
  const act = seen.state.over || seen.isWithdrawn || section === "tomorrow" ? "look" : begun ? "go-on" : "begin";
  return { sheet, marked, total: asked.size, state, unsent, since, undecided: seen.undecided, refused: seen.refused ?? 0, act, section };
}

/**
 * @param {Pick<Seen, "state" | "waiting" | "isWithdrawn"> & { begun: boolean, marked: number, total: number, later: boolean, formState: string }} known
 * @returns {Shown}
 */
function stateOf({ state: { over, overOp }, waiting, isWithdrawn, begun, marked, total, later, formState }) {
  if (isWithdrawn) return shown("stop", say("You no longer examine this candidate"));
  const isWaiting = overOp !== null && waiting.ops.includes(overOp);
  if (over === "signed") return signed(isWaiting, formState);
  if (over === "no-show") return isWaiting ? shown("wait", say("Did not come: noted here, not sent yet")) : shown("attention", say("Did not come"));
  if (over === "aborted") return isWaiting ? shown("wait", say("Stopped here, not sent yet")) : shown("stop", say("Stopped"));
  if (begun) return shown("info", say("In progress: %(marked)s of %(total)s", { marked, total }));
  return shown(later ? "quiet" : "open", say("Planned"));
}

/** @param {boolean} isWaiting @param {string} formState */
function signed(isWaiting, formState) {
  if (isWaiting) return shown("wait", say("Signed here, not sent yet"));
  return formState === "agreeing" ? shown("wait", say("Signed, compare marks")) : shown("ok", say("Signed"));
}

/** @param {Shown["kind"]} kind @param {Message} words @returns {Shown} */
function shown(kind, words) {
  return { kind, sign: SIGNS[kind], words };
}

/** The cards by section, each in the order of time. @param {readonly Card[]} cards */
export function sectionsOf(cards) {
  const inOrder = [...cards].sort(byTime);
  const those = (/** @type {Card["section"]} */ section) => inOrder.filter((card) => card.section === section);
  return { today: those("today"), left: those("left"), tomorrow: those("tomorrow") };
}

/** @param {Card} one @param {Card} other */
function byTime(one, other) {
  return Date.parse(one.sheet.starts_at) - Date.parse(other.sheet.starts_at) || one.sheet.id - other.sheet.id;
}

/**
 * The sheets that somebody else marks now: those it was said of before, and those of which the server refused a mark for it.
 * @param {readonly import("../marking/outbox.js").Shelved[]} shelf @param {string | null} before as it was remembered
 * @param {string} takenOff how the server says so to this reader
 * @returns {number[]}
 */
export function withdrawnIn(shelf, before, takenOff) {
  const now = shelf.filter(({ answer }) => answer.reason === takenOff).map(({ row }) => row.sheet);
  return [...new Set([...(before ? JSON.parse(before) : []), ...now])];
}
