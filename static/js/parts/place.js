/** Keeps the place in a list: the page, search and sorting that one left come back when a crumb leads there again. */

/** @param {string} path */
const name = (path) => `place in ${path}`;

/**
 * Note how a list is looked at now.
 * @param {Storage} store
 * @param {{pathname: string, search: string}} address
 */
export function remember(store, address) {
  store.setItem(name(address.pathname), address.search);
}

/**
 * Where a link to a list leads: to the place that was left, or as it is where none is known.
 * @param {Storage} store
 * @param {string} href
 * @returns {string}
 */
export function placeBehind(store, href) {
  const address = new URL(href);
  const search = store.getItem(name(address.pathname));
  if (search === null) return href;
  address.search = search;
  return address.href;
}

/** @param {HTMLElement} element the search of a list, or crumbs that may lead to one */
export function mount(element) {
  if (element.matches("form")) remember(sessionStorage, location);
  for (const link of element.querySelectorAll("ol > li > a")) {
    const anchor = /** @type {HTMLAnchorElement} */ (link);
    if (anchor.origin === location.origin) anchor.href = placeBehind(sessionStorage, anchor.href);
  }
}
