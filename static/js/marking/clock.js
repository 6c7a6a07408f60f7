// @ts-check
/**
 * The clock of an exam: how long it has run without its pauses.
 *
 * @typedef {{ kind: "start" | "pause" | "resume" | "stop", at: number, reason?: string }} Turn at: milliseconds; reason: of a pause
 */

import { say } from "./words.js";

/**
 * Milliseconds the exam has run by `now`.
 * @param {Turn[]} turns in order
 * @param {number} now
 */
export function elapsed(turns, now) {
  let total = 0;
  /** @type {number | null} */
  let since = null;
  for (const { kind, at } of turns) {
    if (since !== null) total += Math.max(0, at - since);
    since = kind === "start" || kind === "resume" ? at : null;
  }
  return since === null ? total : total + Math.max(0, now - since);
}

/** Whether the exam clock runs. @param {Turn[]} turns */
export function isRunning(turns) {
  return ["start", "resume"].includes(turns.at(-1)?.kind ?? "");
}

/** Whole minutes, and the seconds beside them: "14" and "30". @param {number} milliseconds */
export function inMinutes(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return { minutes: String(Math.floor(seconds / 60)), seconds: String(seconds % 60).padStart(2, "0") };
}

/** As "14 min 30 s", which is no time of the day. @param {number} milliseconds */
export function duration(milliseconds) {
  return say("%(minutes)s min %(seconds)s s", inMinutes(milliseconds));
}

/**
 * How far the device's clock is behind the server's, in milliseconds, from one exchange: the server is taken to have
 * answered halfway. Its error is at most half of the round trip.
 * @param {{ sent: number, received: number, server: number }} exchange
 */
export function offset({ sent, received, server }) {
  return server - (sent + received) / 2;
}
