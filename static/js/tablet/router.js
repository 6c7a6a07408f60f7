// @ts-check
/**
 * Where one is in the app, by the part of the address behind the #, which no server ever sees.
 *
 * @typedef {{ view: "day" | "unsent" | "tablet" | "sheet" | "sign" | "stop" | "no-show", sheet?: number, step?: number }} Route
 */

const SHEET = /^#\/sheet\/(\d{1,15})(?:\/(sign|stop|no-show|step\/(\d{1,15})))?$/;
const PLACES = new Map([["#/unsent", "unsent"], ["#/tablet", "tablet"]]);

/** What to show at this address; the day where it is no place of ours. @param {string} hash @returns {Route} */
export function routeOf(hash) {
  const place = /** @type {Route["view"] | undefined} */ (PLACES.get(hash));
  if (place) return { view: place };
  const [found, sheet, part, step] = SHEET.exec(hash) ?? [];
  if (found === undefined) return { view: "day" };
  if (step !== undefined) return { view: "sheet", sheet: Number(sheet), step: Number(step) };
  return { view: /** @type {Route["view"]} */ (part ?? "sheet"), sheet: Number(sheet) };
}

/** @param {Route} route @returns {string} */
export function hashOf({ view, sheet, step }) {
  if (sheet === undefined) return view === "day" ? "#/" : `#/${view}`;
  if (step !== undefined) return `#/sheet/${sheet}/step/${step}`;
  return view === "sheet" ? `#/sheet/${sheet}` : `#/sheet/${sheet}/${view}`;
}

/** Whether these are the same screen, at whatever step. @param {Route} one @param {Route} other */
export function isSamePlace(one, other) {
  return one.view === other.view && one.sheet === other.sheet;
}

/** Whether an address is one of ours at all: "#content" only moves the focus. @param {string} hash */
export function isPlace(hash) {
  return hash === "" || hash.startsWith("#/");
}

/** Whether something of a candidate is being done there, which nothing may interrupt. @param {Route} route */
export function isBusy({ sheet }) {
  return sheet !== undefined;
}
