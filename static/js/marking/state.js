// @ts-check
/**
 * What the outbox says in words, always: saved only when the server has answered for every mark.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {{ count: number, since: string | null, others: number, refused: number, conflicts: number,
 *             photos?: number }} Status photos: taken here, and not at the server yet
 * @typedef {{ kind: "saved" | "kept" | "stuck" | "failed", words: Message }} Told
 */

import { say, sayMany } from "./words.js";

/** So long a mark may be under way before it is called not sent. */
export const PATIENCE = 3_000;

/**
 * @param {Status} status
 * @param {{ now: number, failed: boolean, clock: (moment: string) => string }} outside
 * @returns {Told}
 */
export function told(status, { now, failed, clock }) {
  if (failed) return { kind: "failed", words: say("NOT SAVED") };
  const undecided = status.refused + status.conflicts;
  const { count, since } = status;
  // Long ago, or in time to come: then the clock of this device was set meanwhile, and nobody knows how long it has been.
  if (count > 0 && since !== null && Math.abs(now - Date.parse(since)) > PATIENCE) {
    return { kind: "stuck", words: notSent(count, clock(since)) };
  }
  if (undecided > 0) {
    return { kind: "stuck", words: sayMany("%(count)s mark needs your decision", "%(count)s marks need your decision", undecided) };
  }
  if (count > 0) return { kind: "kept", words: sayMany("%(count)s kept here, sending", "%(count)s kept here, sending", count) };
  const { photos = 0 } = status;
  if (photos > 0) return { kind: "kept", words: sayMany("%(count)s photo not sent yet", "%(count)s photos not sent yet", photos) };
  return { kind: "saved", words: say("All marks saved") };
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
