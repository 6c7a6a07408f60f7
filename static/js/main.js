/** Mounts the small modules of a page: every element with data-part="name another" gets the behaviour of those names. */

const PARTS = new Set([
  "copy", "cut-score", "day-slider", "dismiss", "draft-form", "draft-outbox", "drop-zone", "fill", "fold", "fresh", "leaving", "lines", "live", "menu", "narrow", "once", "paper", "pasted", "place", "preview", "progress", "reveal", "saved", "screen", "selection", "strength", "this-tablet", "tree-names", "tree-places", "turning", "typed", "unfold", "unsaved", "uploads",
]);
/** @type {WeakMap<HTMLElement, Map<string, Promise<boolean>>>} */
const mounted = new WeakMap();

/**
 * Give every part inside `root` its behaviour, once.
 * @param {ParentNode} root
 * @returns {Promise<void>}
 */
export async function mountAll(root = document) {
  const waiting = [];
  for (const element of root.querySelectorAll("[data-part]")) {
    for (const name of (/** @type {HTMLElement} */ (element).dataset.part ?? "").split(/\s+/)) {
      if (PARTS.has(name)) waiting.push(mountOne(/** @type {HTMLElement} */ (element), name));
    }
  }
  await Promise.all(waiting);
}

/** @param {HTMLElement} element @param {string} name @returns {Promise<boolean>} whether it is there now */
function mountOne(element, name) {
  const parts = mounted.get(element) ?? new Map();
  const mounting = parts.get(name) ?? mount(element, name);
  mounted.set(element, parts.set(name, mounting));
  return mounting;
}

/** @param {HTMLElement} element @param {string} name */
async function mount(element, name) {
  try {
    const part = await import(`./parts/${name}.js`);
    part.mount(element);
    return true;
  } catch (reason) {
    mounted.get(element)?.delete(name); // the others go on, and this one is asked for again once there is a connection
    console.error(reason);
    return false;
  }
}

/** Who signs out before its part is there is asked nevertheless what becomes of marks that are not sent. @param {Event} event */
async function hold(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-part~='leaving']") || form.hasAttribute("data-asks")) return;
  event.preventDefault();
  if (await mountOne(form, "leaving")) form.requestSubmit();
  else form.submit();
}

document.addEventListener("submit", hold, { capture: true });
if (sessionStorage.getItem("sent selection") !== null) {
  const { settle } = await import("./parts/selection.js");
  settle(sessionStorage, location.pathname);
}
if (sessionStorage.getItem("sent typed") !== null) {
  const { settle } = await import("./parts/typed.js");
  settle();
}
if (sessionStorage.getItem("sent draft") !== null) {
  const { settle } = await import("./parts/draft-sent.js");
  settle(sessionStorage, localStorage, { path: location.pathname, saved: document.querySelector("[data-flash='success']") !== null });
}
window.addEventListener("online", () => mountAll());
document.addEventListener("proefstuk:new-content", (event) => mountAll(/** @type {ParentNode} */ (event.target)));
await mountAll();
