// @ts-check
/**
 * Marks over the wire. A 200 is no acknowledgement: only JSON under our own response header is, so that a captive portal
 * keeps nothing from being sent later. The token is asked for right before, never kept.
 *
 * GET /exams/session -> {"user": 4 | null, "csrf_token": "…", "now": "…", "build": "…", "shut_out": false}
 * POST /exams/sync   <- {"sent_at": "…", "operations": […]}  -> {"answers": […]}
 * Both are told which tablet asks, and answer with our header below; 403 {"shut_out": true} where an administrator has
 * shut the tablet out. See exams/rules/operations.py and exams/rules/deeds.py for an operation and an answer.
 *
 * @typedef {{ user: number | null, build: string | null, shut_out: boolean, now: string | null, sent: number,
 *             received: number }} Session now: the server's clock; sent, received: this device's, in milliseconds
 * @typedef {import("./operations.js").Operation} Operation
 * @typedef {import("./outbox.js").Answer} Answer
 */

import { ShutOut, SignInAgain, TryLater, TurnedDown } from "./troubles.js";

export const OUR_HEADER = "X-Proefstuk";
export const TABLET_HEADER = "X-Proefstuk-Tablet";
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
 * @param {string | null} [outside.tablet] its id
 * @param {(session: Session) => void} [outside.onSession] told of every session that was asked for
 * @returns {(operations: unknown[]) => Promise<Answer[]>}
 */
export function transport({
  user,
  fetch = globalThis.fetch.bind(globalThis),
  now = Date.now,
  address = "/exams/sync",
  sessionAddress = "/api/session",
  timeLimit = TIME_LIMIT,
  tablet = null,
  onSession = () => {},
}) {
  const ask = asking({ fetch, now, timeLimit, tablet });
  return async (operations) => {
    const session = await openSession({ ask, now, address: sessionAddress, onSession });
    if (session.shut_out === true) throw new ShutOut("this tablet is shut out");
    if (session.user !== user) throw new SignInAgain("somebody else is signed in, or nobody");
    const { answers } = await ask(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": String(session.csrf_token) },
      body: JSON.stringify({ sent_at: new Date(now()).toISOString(), operations }),
    });
    return answers;
  };
}

/**
 * Who is signed in, and the token to send with.
 * @param {{ ask: Ask, now: () => number, address: string, onSession: (session: Session) => void }} outside
 */
export async function openSession({ ask, now, address, onSession }) {
  const sent = now();
  const found = await ask(address, {});
  const { user = null, build = null, shut_out = false, now: told = null } = found;
  onSession({ user, build, shut_out: shut_out === true, now: told, sent, received: now() });
  return found;
}

/**
 * How to ask our server for JSON: the object it answered, or one of the troubles.
 * @param {object} [outside]
 * @param {typeof fetch} [outside.fetch]
 * @param {() => number} [outside.now]
 * @param {number} [outside.timeLimit]
 * @param {string | null} [outside.tablet]
 * @returns {Ask}
 * @typedef {(address: string, request: RequestInit) => Promise<any>} Ask
 */
export function asking({ fetch = globalThis.fetch.bind(globalThis), now = Date.now, timeLimit = TIME_LIMIT, tablet = null } = {}) {
  /** @type {Record<string, string>} */
  const known = tablet === null ? {} : { [TABLET_HEADER]: tablet };
  return async (address, request) => {
    const limit = new AbortController();
    const tooLong = new Promise((_, reject) => {
      limit.signal.addEventListener("abort", () => reject(new TryLater(`no answer within ${timeLimit} ms`)));
    });
    tooLong.catch(() => {}); // it is the race that counts
    const timer = setTimeout(() => limit.abort(), timeLimit);
    try {
      // The race covers a body that never ends, and a fetch that does not heed its signal.
      const headers = { ...known, ...request.headers };
      return await Promise.race([answer(fetch, now, address, { ...STRICT, ...request, headers, signal: limit.signal }), tooLong]);
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
  if (response.status === 403 && (await isShutOut(response))) throw new ShutOut("this tablet is shut out");
  if (!response.ok) throw new TurnedDown(`answered ${response.status}`);
  const found = await response.json();
  if (found === null || typeof found !== "object") throw new TryLater("not the answer that was expected");
  return found;
}

/** @param {Response} response */
async function isShutOut(response) {
  return (await response.json().catch(() => null))?.shut_out === true;
}

/** Retry-After in milliseconds: seconds or a date. @param {Response} response @param {() => number} now */
function pauseAsked(response, now) {
  const written = response.headers.get("Retry-After") ?? "";
  const pause = /^\d+$/.test(written.trim()) ? Number(written) * 1000 : Date.parse(written) - now();
  return pause > 0 ? pause : 0;
}
