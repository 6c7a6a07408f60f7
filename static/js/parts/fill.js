/** A button that fills in an account of the demo school. */

/** @param {HTMLElement} element */
export function mount(element) {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById(element.dataset.form ?? ""));
  if (!form) return;
  element.hidden = false;
  element.addEventListener("click", () => {
    for (const name of ["email", "password"]) {
      const field = /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
      if (field) field.value = element.dataset[name] ?? "";
    }
    const button = /** @type {HTMLElement | null} */ (form.querySelector("button:not([type='button'])"));
    button?.focus();
    button?.scrollIntoView({ block: "center" });
  });
}
