/** A button that copies its own value. Hidden where a page may not reach the clipboard; the words beside it can be selected. */

/** @param {HTMLElement} button */
export function mount(button) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) return;
  const words = button.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.value);
    if (words) words.textContent = button.dataset.copied ?? "";
  });
}
