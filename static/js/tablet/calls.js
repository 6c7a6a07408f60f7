// @ts-check
/**
 * What the app asks of the server besides sending marks: who is signed in, and what there is to mark. An answer counts
 * only when it is ours; a captive portal's is none.
 */

import { ShutOut, SignInAgain, TryLater, TurnedDown } from "../marking/troubles.js";

const OURS = "X-Proefstuk";
const PROOF = "X-Proefstuk-Tablet-Proof";
/** Long enough for a slow wifi; what does not answer by then is asked again later. */
export const TIME_LIMIT = 8_000;
/** Preparing brings photos along. */
export const LONG_LIMIT = 60_000;

/**
 * @param {{ tablet: string, prove?: (text: string) => Promise<string | null>, fetch?: typeof fetch }} outside prove: the
 *   tablet's word for a text, so that nobody who learned its number can say that it was here
 * @returns {(address: string, request?: RequestInit & { limit?: number }) => Promise<any>} asks for a JSON object
 */
export function asking({ tablet, prove = async () => null, fetch = globalThis.fetch.bind(globalThis) }) {
  return async (address, { limit = TIME_LIMIT, ...request } = {}) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), limit);
    try {
      const proof = await prove(`here ${tablet}`).catch(() => null);
      const headers = { ...request.headers, ...(proof !== null && { [PROOF]: proof }) };
      return await answerOf(await fetch(address, { ...strict(tablet, { ...request, headers }), signal: stop.signal }));
    } finally {
      clearTimeout(timer);
    }
  };
}

/** @param {string} tablet @param {RequestInit} request @returns {RequestInit} */
function strict(tablet, request) {
  const headers = { Accept: "application/json", "X-Proefstuk-Tablet": tablet, ...request.headers };
  return { credentials: "same-origin", cache: "no-store", redirect: "error", ...request, headers };
}

/** @param {Response} response */
async function answerOf(response) {
  if (!response.headers.has(OURS)) throw new TryLater(`somebody else's answer, or none: ${response.status}`);
  if (response.status === 401) throw new SignInAgain("nobody is signed in");
  const found = await response.json().catch(() => null);
  if (response.status === 403 && found?.shut_out) throw new ShutOut("this tablet is shut out");
  if (!response.ok) throw response.status < 500 ? new TurnedDown(found?.message ?? "") : new TryLater(`answered ${response.status}`);
  if (found === null || typeof found !== "object") throw new TryLater("not the answer that was expected");
  return found;
}
