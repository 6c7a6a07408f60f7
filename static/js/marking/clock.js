// @ts-check
/**
 * The clock of an exam: how long it has run without its pauses.
 *
 * @typedef {{ kind: "start" | "pause" | "resume" | "stop", at: number }} Turn at: milliseconds
 */

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

/** As "7:05" or "1:07:05". @param {number} milliseconds */
export function written(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/**
 * How far the device's clock is behind the server's, in milliseconds, from one exchange: the server is taken to have
 * answered halfway. Its error is at most half of the round trip.
 * @param {{ sent: number, received: number, server: number }} exchange
 */
export function offset({ sent, received, server }) {
  return server - (sent + received) / 2;
}
