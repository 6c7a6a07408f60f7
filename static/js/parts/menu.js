/** A <details> that behaves as a menu: Escape, a click elsewhere and leaving it with the keyboard close it. */

/** @param {HTMLElement} element @param {{ signal?: AbortSignal }} [until] the menu goes before its page does */
export function mount(element, { signal } = {}) {
  const menu = /** @type {HTMLDetailsElement} */ (element);
  const opener = menu.querySelector("summary");
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    opener?.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  const elsewhere = (/** @type {Event} */ event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("pointerdown", elsewhere, { signal });
}
