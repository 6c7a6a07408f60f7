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
 * @typedef {{ photo: string, step: number | null, op: string | null, sent: boolean }} PhotoShown op: of this device
 *
 * @typedef {object} DeedState
 * @property {boolean} begun
 * @property {Turn[]} turns of its clock, in order
 * @property {null | "signed" | "aborted" | "no-show"} over
 * @property {string | null} overOp the deed of this device that ended it; null where the server said so already
 * @property {number} waiting how many deeds the server has not answered for
 * @property {string} overallRemark
 * @property {PhotoShown[]} photos
 */

/** The deeds that nothing of their sheet may overtake, and that may overtake nothing of it. */
const ORDERLY = new Set(["sign", "no-show", "abort", "came"]);

/** Whether a deed keeps its place among the marks of its sheet whatever happens. @param {Deed} deed */
export function keepsItsPlace({ kind }) {
  return ORDERLY.has(kind);
}

/** @type {Record<string, "signed" | "aborted" | "no-show">} */
const ENDS = { sign: "signed", abort: "aborted", "no-show": "no-show" };

/**
 * How an exam stands on this device.
 * @param {any} facts of the sheet, as they were prepared
 * @param {KeptDeed[]} deeds that this device knows of, in its order
 * @returns {DeedState}
 */
export function stateAfter(facts, deeds) {
  return deeds.reduce(after, stateOf(facts));
}

/** How the exam stood when the server was asked last. @param {any} facts @returns {DeedState} */
function stateOf({ began_at = null, state = "planned", signed_at = null, turns = [], overall_remark = "", photos = [] }) {
  const said = turns.map((/** @type {any} */ { kind, at }) => ({ kind, at: Date.parse(at) }));
  return {
    begun: began_at !== null || said.length > 0 || !["planned", "no_show"].includes(state),
    turns: said,
    over: signed_at !== null ? "signed" : OVER[state] ?? null,
    overOp: null,
    waiting: 0,
    overallRemark: overall_remark,
    photos: photos.map((/** @type {any} */ { id, step }) => ({ photo: id, step, op: null, sent: true })),
  };
}

/** @type {Record<string, "aborted" | "no-show">} */
const OVER = { aborted: "aborted", no_show: "no-show" };

/** @param {DeedState} state @param {KeptDeed} kept @returns {DeedState} */
function after(state, kept) {
  const waiting = state.waiting + (kept.answer === null ? 1 : 0);
  return { ...changed(state, kept), waiting };
}

/** @param {DeedState} state @param {KeptDeed} kept @returns {DeedState} */
function changed(state, { op, deed, made_at, answer }) {
  const at = Date.parse(made_at);
  switch (deed.kind) {
    case "start":
    case "resume":
      return { ...state, begun: true, turns: [...state.turns, { kind: deed.kind, at }] };
    case "pause":
    case "stop":
      return { ...state, turns: [...state.turns, { kind: deed.kind, at }] };
    case "remark":
      return { ...state, overallRemark: deed.text ?? "" };
    case "sign":
      return { ...state, over: "signed", overOp: op, overallRemark: deed.overall_remark ?? state.overallRemark };
    case "abort":
    case "no-show":
      return { ...state, over: ENDS[deed.kind], overOp: op };
    case "came":
      return { ...state, over: null, overOp: null };
    case "photo":
      return { ...state, photos: [...state.photos, { photo: deed.photo ?? "", step: deed.step ?? null, op, sent: answer !== null }] };
    case "photo-off":
      return { ...state, photos: state.photos.filter(({ photo }) => photo !== deed.photo) };
    default:
      return state; // of a newer version
  }
}

/**
 * Why a deed cannot be done now, or null; to be asked before it is kept.
 * @param {DeedState} state @param {Deed} deed
 * @param {{ day?: string, today?: string, whyNotSign?: Message | null }} [now]
 * @returns {Message | null}
 */
export function whyNotDeed(state, deed, { whyNotSign = null } = {}) {
  return deed.kind === "sign" ? whyNotSign : null;
}
