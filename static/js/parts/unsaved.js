/** Asks before a page with unsaved changes is left. */

/**
 * What a form holds, as one text that can be compared. Tokens and files aside: those are told by name and size.
 * @param {Iterable<[string, string | {name: string, size: number}]>} entries
 * @returns {string}
 */
export function snapshot(entries) {
  const lines = [];
  for (const [name, value] of entries) {
    if (name === "csrf_token") continue;
    lines.push(JSON.stringify([name, typeof value === "string" ? value : `${value.name} ${value.size}`]));
  }
  return lines.join("\n");
}

/** @param {HTMLElement} element */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const now = () => snapshot(/** @type {any} */ (new FormData(form)).entries());
  // A form that came back with errors holds work that is not saved anywhere.
  const before = form.querySelector("[aria-invalid='true']") ? "" : now();
  let leaving = false;
  form.addEventListener("submit", (event) => {
    leaving = !event.defaultPrevented; // a form sent in the background stays until its page is replaced
  });
  const stay = () => {
    leaving = false;
  };
  window.addEventListener("pageshow", stay);
  form.addEventListener("proefstuk:not-sent", stay);
  window.addEventListener("beforeunload", (event) => {
    if (form.isConnected && !leaving && now() !== before) event.preventDefault();
  });
}
