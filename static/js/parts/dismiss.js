/** A message that can be closed. The button is hidden until it works. */

/** @param {HTMLElement} message */
export function mount(message) {
  const button = message.querySelector("[data-dismiss]");
  if (!(button instanceof HTMLElement)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    message.remove();
    document.querySelector("main")?.focus();
  });
}
