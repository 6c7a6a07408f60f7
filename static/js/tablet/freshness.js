// @ts-check
/**
 * What became of the exams on this tablet elsewhere, as far as the server can be asked: signed, stopped, marked by others.
 * What to ask, and what follows for the screen. Pure.
 *
 * @typedef {{ id: number, form: string, version?: string, facts: Record<string, any> }} Sheet
 */

/** So long after an answer it need not be asked again for a sheet that is opened, in milliseconds. */
export const FRESH = 5_000;
/** So often it is asked while the app is looked at. */
export const ASK_FRESH = 60_000;
/** So long the answer is waited for: nothing is sent meanwhile. */
export const PATIENCE = 5_000;

/** Where to ask: with what this tablet has, so that only what changed comes back.
 * @param {string} address @param {readonly Sheet[]} sheets @param {readonly string[]} forms */
export function addressFor(address, sheets, forms) {
  const have = sheets.map(({ id, version = "0" }) => `${id}-${version}`).join(".");
  return `${address}?have=${have}&forms=${forms.join(".")}`;
}

/** Whether the screen of a sheet is to be drawn anew: it takes marks no more, or again, and this tablet does not show so.
 * @param {Sheet} before @param {Sheet} now @param {string | null} over why it takes none by what was done here */
export function turns(before, now, over) {
  if (before.facts.open === now.facts.open) return false;
  return now.facts.open || over === null;
}
