// @ts-check
/**
 * Marks over the wire. A 200 is no acknowledgement: only JSON under our own response header is, so that a captive portal
 * keeps nothing from being sent later. The token is asked for right before, never kept.
 *
 * GET /api/session  -> {"user": 4 | null, "csrf_token": "…"}
 * POST /exams/sync  <- {"sent_at": "…", "operations": […]}  -> {"answers": […]}
 * Both answer with the header below. See exams/rules/operations.py for an operation and an answer.
 *
 * @typedef {import("./operations.js").Operation} Operation
 * @typedef {import("./outbox.js").Answer} Answer
 */

import { SignInAgain, TryLater, TurnedDown } from "./troubles.js";

export const OUR_HEADER = "X-Proefstuk";
export const TIME_LIMIT = 8_000;
/** The gateway's words, not the application's: nothing is wrong with the marks. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);

/**
 * How to send operations for one user.
 * @param {object} outside
 * @param {number} outside.user
 * @param {typeof fetch} [outside.fetch]
 * @param {() => number} [outside.now]
 * @param {string} [outside.address]
 * @param {string} [outside.sessionAddress]
 * @param {number} [outside.timeLimit]
 * @returns {(operations: Operation[]) => Promise<Answer[]>}
 */
export function transport({
  user,
  fetch = globalThis.fetch.bind(globalThis),
  now = Date.now,
  address = "/exams/sync",
  sessionAddress = "/api/session",
  timeLimit = TIME_LIMIT,
}) {
  const ask = asking(fetch, now, timeLimit);
  return async (operations) => {
    const session = await ask(sessionAddress, {});
    if (session.user !== user) throw new SignInAgain("somebody else is signed in, or nobody");
    const { answers } = await ask(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": String(session.csrf_token) },
      body: JSON.stringify({ sent_at: new Date(now()).toISOString(), operations }),
    });
    return answers;
  };
}

/** @param {typeof fetch} fetch @param {() => number} now @param {number} timeLimit */
function asking(fetch, now, timeLimit) {
  /** @param {string} address @param {RequestInit} request @returns {Promise<any>} the JSON object that was answered */
  return async (address, request) => {
    const limit = new AbortController();
    const tooLong = new Promise((_, reject) => {
      limit.signal.addEventListener("abort", () => reject(new TryLater(`no answer within ${timeLimit} ms`)));
    });
    tooLong.catch(() => {}); // it is the race that counts
    const timer = setTimeout(() => limit.abort(), timeLimit);
    try {
      // The race covers a body that never ends, and a fetch that does not heed its signal.
      return await Promise.race([answer(fetch, now, address, { ...STRICT, ...request, signal: limit.signal }), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** @type {RequestInit} */
const STRICT = { credentials: "same-origin", cache: "no-store", redirect: "error" };

/** @param {typeof fetch} fetch @param {() => number} now @param {string} address @param {RequestInit} request */
async function answer(fetch, now, address, request) {
  const headers = { Accept: "application/json", ...request.headers };
  const response = await fetch(address, { ...request, headers });
  if (PASSING.has(response.status)) throw new TryLater(`answered ${response.status}`, pauseAsked(response, now));
  if (!response.headers.has(OUR_HEADER)) throw new TryLater("somebody else's answer");
  if (response.status === 401) throw new SignInAgain("nobody is signed in");
  if (!response.ok) throw new TurnedDown(`answered ${response.status}`);
  const found = await response.json();
  if (found === null || typeof found !== "object") throw new TryLater("not the answer that was expected");
  return found;
}

/** Retry-After in milliseconds: seconds or a date. @param {Response} response @param {() => number} now */
function pauseAsked(response, now) {
  const written = response.headers.get("Retry-After") ?? "";
  const pause = /^\d+$/.test(written.trim()) ? Number(written) * 1000 : Date.parse(written) - now();
  return pause > 0 ? pause : 0;
}
