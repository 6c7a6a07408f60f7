// @ts-check
/** Times and days for people are those of the school, wherever a device thinks that it is. */

/**
 * The zone of the school as the page names it; undefined, which is the device's own, where this browser does not know it.
 * @param {{ documentElement: HTMLElement }} page
 * @returns {string | undefined}
 */
export function zoneOf({ documentElement }) {
  const timeZone = documentElement.dataset.zone;
  try {
    return new Intl.DateTimeFormat("en", { timeZone }) && timeZone;
  } catch {
    return undefined;
  }
}

/** The day of a moment there, as "2027-03-03". @param {number | Date} moment @param {string | undefined} timeZone */
export function dayIn(moment, timeZone) {
  const written = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const parts = new Map(written.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}
