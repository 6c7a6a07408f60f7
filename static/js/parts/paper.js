// @ts-check
/** The list in which marks are copied from paper: Enter goes on to the next step, a code jumps to its step. */

/** @param {HTMLElement} form */
export function mount(form) {
  const marks = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[data-mark]")]);
  for (const [place, mark] of marks.entries()) onEnter(mark, () => focus(marks[place + 1] ?? form.querySelector("button.btn-primary")));
  const code = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-code]"));
  const value = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-code-mark]"));
  if (!code || !value) return;
  onEnter(code, () => (rowWith(form, code.value) ? focus(value) : tell(form, code.value ? form.dataset.unknown ?? "" : "")));
  onEnter(value, () => copy(form, code, value));
}

/** @param {HTMLInputElement} field @param {() => void} then */
function onEnter(field, then) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    then();
  });
}

/** Put the mark where its code says, and be ready for the next code. @param {HTMLElement} form @param {HTMLInputElement} code @param {HTMLInputElement} value */
function copy(form, code, value) {
  const mark = /** @type {HTMLInputElement | null} */ (rowWith(form, code.value)?.querySelector("[data-mark]") ?? null);
  if (!mark) {
    tell(form, form.dataset.unknown ?? "");
    focus(code);
    return;
  }
  mark.value = value.value;
  mark.dispatchEvent(new Event("input", { bubbles: true }));
  mark.scrollIntoView({ block: "center" });
  tell(form, `${code.value} ✓ ${value.value}`);
  code.value = "";
  value.value = "";
  focus(code);
}

/** @param {HTMLElement} form @param {string} written */
function rowWith(form, written) {
  const wanted = plain(written);
  return /** @type {HTMLElement | undefined} */ ([...form.querySelectorAll("[data-row]")].find((row) => plain(/** @type {HTMLElement} */ (row).dataset.codeIs ?? "") === wanted && wanted !== ""));
}

/** A code without what stands between its numbers, and without zeros that say nothing. @param {string} code */
function plain(code) {
  const parts = code.trim().split(/[-. ]+/);
  return parts.length === 3 ? parts.map((part) => String(Number(part))).join("-") : "";
}

/** @param {HTMLElement} form @param {string} words */
function tell(form, words) {
  const place = form.querySelector("[data-code-said]");
  if (place) place.textContent = words;
}

/** @param {HTMLElement | null | undefined} field */
function focus(field) {
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}
