// @ts-check
/**
 * What an examiner does besides marking steps: the twin of exams/rules/deeds.py as far as a device has to know it. Pure:
 * what the server said when the exam was prepared, and after it the deeds that were kept here, give what the screen shows.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./clock.js").Turn} Turn
 * @typedef {"start" | "pause" | "resume" | "stop" | "remark" | "no-show" | "came" | "abort" | "sign" | "photo"
 *   | "photo-off"} DeedKind
 * @typedef {{ kind: string, reason?: string, text?: string, name?: string, overall_remark?: string,
 *             global_rating?: number | null, marks?: Record<string, string>, photo?: string, step?: number | null,
 *             sha256?: string, size?: number, type?: string }} Deed by kind, see exams/rules/deeds.py
 * @typedef {{ op: string, sheet: number, deed: Deed, sequence: number, made_at: string }} SentDeed
 * @typedef {{ op: string, deed: Deed, made_at: string, answer: null | "stored" }} KeptDeed as store.deeds() gives it
 * @typedef {{ photo: string, step: number | null, op: string | null, sent: boolean }} PhotoShown op: the deed of this
 *   device that announced it; sent: whether the server has that deed
 * @typedef {"signed" | "aborted" | "no-show" | "closed"} Over why nothing more is done; closed: cancelled or the like
 * @typedef {Turn & { tablet?: string }} SaidTurn
 *
 * @typedef {object} DeedState
 * @property {boolean} begun
 * @property {boolean} third of an examiner who marks while the other two compare
 * @property {Turn[]} turns of its clock, in order
 * @property {Over | null} over
 * @property {string | null} overOp the deed of this device that ended it; null where the server said so already
 * @property {number} waiting how many deeds the server has not answered for
 * @property {string} overallRemark
 * @property {PhotoShown[]} photos
 */

import { say } from "./words.js";

/** No deed overtakes a mark of its sheet; and nothing that was made after one of these overtakes that one. */
const ORDERLY = new Set(["sign", "no-show", "abort", "came"]);

/** Whether a deed keeps its place among the marks of its sheet whatever happens. @param {Deed} deed */
export function keepsItsPlace({ kind }) {
  return ORDERLY.has(kind);
}

/**
 * How an exam stands on this device.
 * @param {any} facts of the sheet, as they were prepared
 * @param {KeptDeed[]} deeds that this device knows of, in its order
 * @param {{ ahead?: number, began?: number | null }} [here] ahead: milliseconds that the server's clock is ahead of this
 *   device's, whose deeds are told by its own; began: when the first mark was made here, by the server's clock
 * @returns {DeedState}
 */
export function stateAfter(facts, deeds, { ahead = 0, began = null } = {}) {
  const state = deeds.reduce(after, stateOf(facts, began));
  const own = deeds.filter(({ deed }) => TURNS.has(deed.kind)).map((kept) => turnOf(kept, ahead));
  const beganThere = facts.began_at ? Date.parse(facts.began_at) : began;
  return { ...state, turns: turnsOf(beganThere, [...saidOf(facts), ...own]) };
}

/** How the exam stood when the server was asked last. @param {any} facts @param {number | null} began @returns {DeedState} */
function stateOf({ state = "planned", signed_at = null, third = false, overall_remark = "", photos = [] }, began) {
  const isGoing = state === (third ? "agreeing" : "in_progress");
  const over = Object.hasOwn(OVER, state) ? OVER[state] : "closed";
  return {
    begun: began !== null || !NOT_BEGUN.has(state),
    third,
    turns: [],
    over: signed_at ? "signed" : isGoing ? null : over,
    overOp: null,
    waiting: 0,
    overallRemark: overall_remark ?? "",
    photos: photos.map((/** @type {any} */ { id, step }) => ({ photo: id, step, op: null, sent: true })),
  };
}

const NOT_BEGUN = new Set(["planned", "no_show", "cancelled"]);
/** @type {Record<string, Over | null>} */
const OVER = { planned: null, no_show: "no-show", aborted: "aborted" };

/** @param {DeedState} state @param {KeptDeed} kept @returns {DeedState} */
function after(state, { op, deed, answer }) {
  const change = Object.hasOwn(CHANGES, deed.kind) ? CHANGES[deed.kind](state, deed, op, answer) : {}; // of a newer version
  return { ...state, waiting: state.waiting + (answer === null ? 1 : 0), ...change };
}

/** @type {Record<string, (state: DeedState, deed: Deed, op: string, answer: string | null) => Partial<DeedState>>} */
const CHANGES = {
  start: () => ({ begun: true }),
  remark: (_, { text = "" }) => ({ overallRemark: text }),
  sign: (_, { overall_remark = "" }, op) => ({ over: "signed", overOp: op, overallRemark: overall_remark }),
  abort: (_, __, op) => ({ over: "aborted", overOp: op }),
  "no-show": (_, __, op) => ({ over: "no-show", overOp: op }),
  came: () => ({ over: null, overOp: null }),
  photo: ({ photos }, { photo = "", step = null }, op, answer) => ({
    photos: [...photos.filter((one) => one.photo !== photo), { photo, step, op, sent: answer !== null }],
  }),
  "photo-off": ({ photos }, { photo }) => ({ photos: photos.filter((one) => one.photo !== photo) }),
};

const TURNS = new Set(["start", "pause", "resume", "stop"]);
/** What counts after which turn. @type {Record<string, string[]>} */
const FOLLOWS = { none: ["start"], start: ["pause", "stop"], resume: ["pause", "stop"], pause: ["resume", "stop"], stop: ["resume"] };

/** @param {KeptDeed} kept @param {number} ahead @returns {SaidTurn} */
function turnOf({ deed, made_at }, ahead) {
  const kind = /** @type {Turn["kind"]} */ (deed.kind);
  return { tablet: "this one", kind, at: Date.parse(made_at) + ahead, ...(kind === "pause" && deed.reason && { reason: deed.reason }) };
}

/** What the server made of the turns it knows. @param {any} facts @returns {SaidTurn[]} */
function saidOf({ turns = [] }) {
  return turns.map((/** @type {any} */ { kind, at, reason }) => ({ kind, at: Date.parse(at), ...(reason && { reason }) }));
}

/**
 * What the clock makes of what tablets said, in the order in which it arrived: a tablet whose clock was set back said later
 * what happened later; nothing is told twice. The twin of `turns_of`.
 * @param {number | null} began when the exam began, in milliseconds
 * @param {SaidTurn[]} said
 * @returns {Turn[]}
 */
export function turnsOf(began, said) {
  const turns = putRight(said).sort((one, other) => one.at - other.at);
  /** @type {Turn[]} */
  const kept = [];
  for (const { kind, at, reason } of withStart(began, turns))
    if (FOLLOWS[kept.at(-1)?.kind ?? "none"].includes(kind)) kept.push({ kind, at, ...(reason && { reason }) });
  return kept;
}

/** @param {SaidTurn[]} said */
function putRight(said) {
  const latest = new Map();
  return said.map((turn) => {
    const at = Math.max(turn.at, latest.get(turn.tablet) ?? turn.at);
    latest.set(turn.tablet, at);
    return { ...turn, at };
  });
}

/** @param {number | null} began @param {Turn[]} turns @returns {Turn[]} */
function withStart(began, turns) {
  if (turns.length === 0) return began === null ? [] : [{ kind: "start", at: began }];
  if (turns[0].kind === "start") return turns;
  return [{ kind: "start", at: Math.min(began ?? turns[0].at, turns[0].at) }, ...turns];
}

/**
 * Why a deed cannot be done now, or null; to be asked before it is kept. The twin of `why_not_deed`.
 * @param {DeedState} state @param {Deed} deed
 * @param {{ day?: string, today?: string, whyNotSign?: Message | null }} [now] day of the exam and today, in the zone of
 *   the school; what stands in the way of a signature
 * @returns {Message | null}
 */
export function whyNotDeed(state, deed, { day = "", today = "", whyNotSign = null } = {}) {
  return (
    whyClosed(state, deed.kind) ??
    whyTooEarly(state, deed.kind, { day, today }) ??
    whyUnfit(deed) ??
    (deed.kind === "sign" ? whyNotSign : null)
  );
}

/** @param {DeedState} state @param {string} kind @returns {Message | null} */
function whyClosed({ over, begun, third }, kind) {
  if (kind === "came") return over === "no-show" ? null : say("Only a candidate who did not come can be planned again here.");
  if (over) return closed(over);
  if (begun && kind === "no-show") return say("Only a planned exam can be reported as not attended.");
  return third && kind === "abort" ? say("Only an exam in progress can be stopped.") : null;
}

/** @param {Over} over */
function closed(over) {
  if (over === "signed") return say("This sheet is already signed.");
  if (over === "aborted") return say("This exam was stopped.");
  if (over === "no-show") return say("It was noted that this candidate did not come. Take that back first.");
  return say("This exam no longer takes marks.");
}

/** @param {DeedState} state @param {string} kind @param {{ day: string, today: string }} now @returns {Message | null} */
function whyTooEarly({ begun }, kind, { day, today }) {
  if (begun || kind === "came") return null;
  if (TURNS.has(kind) && kind !== "start") return say("This exam has not begun.");
  if (kind === "abort") return say("Only an exam in progress can be stopped.");
  if (kind === "sign") return say("Only an exam in progress can be signed.");
  if (today < day) return say("This exam is planned for %(day)s and cannot begin before that day.", { day: { day } });
  return null;
}

/** @param {Deed} deed @returns {Message | null} */
function whyUnfit(deed) {
  const { kind, reason = "", text = "" } = deed;
  if (["pause", "abort"].includes(kind) && !hasVisible(reason)) return say("Say why.");
  if (["pause", "abort", "no-show"].includes(kind) && lengthOf(reason) > LONGEST)
    return say("A reason is at most %(limit)s characters long.", { limit: LONGEST });
  if (kind === "remark") return whyTooLong(text);
  return kind === "sign" ? whyUnfitSignature(deed) : null;
}

/** @param {Deed} deed @returns {Message | null} */
function whyUnfitSignature({ name = "", global_rating = null, overall_remark = "" }) {
  if (!hasVisible(name)) return say("Sign with your name.");
  if (lengthOf(name) > LONGEST_NAME) return say("A name is at most %(limit)s characters long.", { limit: LONGEST_NAME });
  if (global_rating !== null && !RATINGS.includes(global_rating)) return say("Say how you find the whole before you sign.");
  return whyTooLong(overall_remark);
}

/** @param {string} text */
function whyTooLong(text) {
  return lengthOf(text) > LONGEST ? say("A remark is at most %(limit)s characters long.", { limit: LONGEST }) : null;
}

const LONGEST = 2_000;
const LONGEST_NAME = 260;
const RATINGS = [0, 1, 2, 3, 4];
/** Letters, numbers, punctuation and symbols, without those that show as nothing. */
const SEEN = /(?![\u115f\u1160\u3164\uffa0\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether a text says anything to whoever reads it; the twin of `has_visible`. @param {string} text */
function hasVisible(text) {
  return SEEN.test(text);
}

/** Counted as Python counts: an emoji is one character. @param {string} text */
function lengthOf(text) {
  return [...text].length;
}
