// @ts-check
/** In a list of tablets: which of them this device is, if it is one of them. */

const TABLET = "proefstuk-tablet"; // where a device keeps its own number, see static/js/marking/device.js

/** @param {HTMLElement} list */
export function mount(list) {
  const own = rowOf(list.querySelectorAll("[data-tablet]"), localStorage.getItem(TABLET));
  const words = own?.querySelector("[data-this]");
  if (words instanceof HTMLElement) words.hidden = false;
}

/** @param {Iterable<Element>} rows @param {string | null} id @returns {Element | undefined} */
export function rowOf(rows, id) {
  return id === null ? undefined : [...rows].find((row) => row.getAttribute("data-tablet") === id);
}
