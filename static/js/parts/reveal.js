/** A tick that shows what is typed in a password field, or in several. */

/** @param {HTMLElement} element */
export function mount(element) {
  const tick = /** @type {HTMLInputElement} */ (element.querySelector("input"));
  const ids = (element.dataset.for ?? "").split(/\s+/);
  const fields = ids.map((id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id))).filter((field) => field !== null);
  const show = () => {
    for (const field of fields) field.type = tick.checked ? "text" : "password";
  };
  tick.addEventListener("change", show);
  // What is sent, or kept by the browser for the way back, is a password again.
  fields[0]?.form?.addEventListener("submit", () => {
    tick.checked = false;
    show();
  });
  element.hidden = !fields.length;
}
