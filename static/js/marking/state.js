// @ts-check
/**
 * What the outbox says in words, always: saved only when the server has answered for every mark.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {{ count: number, since: string | null, others: number, refused: number, conflicts: number,
 *             photos?: number, unkept?: number }} Status photos: their bytes alone are not at the server yet; unkept: marks
 *   that this tablet could not keep
 * @typedef {{ kind: "saved" | "kept" | "stuck" | "failed", words: Message }} Told
 * @typedef {"sign-in" | "shut-out"} Stopped why nothing can be sent now
 */

import { say, sayMany } from "./words.js";

/** So long a mark may be under way before it is called not sent. */
export const PATIENCE = 3_000;

/**
 * @param {Status} status
 * @param {{ now: number, failed: boolean, clock: (moment: string) => string, stopped?: Stopped | null }} outside
 * @returns {Told}
 */
export function told(status, { now, failed, clock, stopped = null }) {
  if (failed || (status.unkept ?? 0) > 0) return { kind: "failed", words: say("NOT SAVED") };
  const { conflicts, refused, since, photos = 0 } = status;
  const count = status.count && notSentOf(status);
  if (count > 0 && stopped) return { kind: "stuck", words: STOPPED[stopped](count) };
  // Long ago, or in time to come: then the clock of this device was set meanwhile, and nobody knows how long it has been.
  if (count > 0 && since !== null && Math.abs(now - Date.parse(since)) > PATIENCE) {
    return { kind: "stuck", words: notSent(count, clock(since)) };
  }
  if (conflicts > 0) return { kind: "stuck", words: decides(conflicts) };
  if (refused > 0) return { kind: "stuck", words: notTaken(refused) };
  if (count > 0) return { kind: "kept", words: sayMany("%(count)s kept here, sending", "%(count)s kept here, sending", count) };
  if (photos > 0) return { kind: "kept", words: sayMany("%(count)s photo not sent yet", "%(count)s photos not sent yet", photos) };
  return { kind: "saved", words: say("All marks saved") };
}

/** How much no server has: changes, each tap, remark, pause and photo one. Everywhere the same number.
 * @param {{ count: number, photos?: number }} status */
export function notSentOf({ count, photos = 0 }) {
  return count + photos;
}

/** By why nothing is sent: how much waits, and what is to be done. */
const STOPPED = {
  "sign-in": (/** @type {number} */ count) => sayMany("%(count)s not sent: sign in", "%(count)s not sent: sign in", count),
  "shut-out": (/** @type {number} */ count) =>
    sayMany("%(count)s not sent: save it as a file", "%(count)s not sent: save them as a file", count),
};

/** @param {number} count */
export function decides(count) {
  return sayMany("%(count)s mark needs your decision", "%(count)s marks need your decision", count);
}

/** Nothing is to be decided of it: the coordinator has it. @param {number} count */
export function notTaken(count) {
  return sayMany("%(count)s not taken by the server", "%(count)s not taken by the server", count);
}

/** @param {number} count @param {string} since */
function notSent(count, since) {
  return sayMany(
    "Kept on this tablet, %(count)s not sent since %(since)s",
    "Kept on this tablet, %(count)s not sent since %(since)s",
    count,
    { since },
  );
}
