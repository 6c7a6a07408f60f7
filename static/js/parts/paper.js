// @ts-check
/** The list in which marks are copied from paper: Enter goes on to the next step, a code jumps to its step. */

/** @param {HTMLElement} form */
export function mount(form) {
  const marks = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[data-mark]")]);
  for (const mark of marks) mark.addEventListener("change", () => check(form, mark));
  for (const [place, mark] of marks.entries()) onEnter(mark, () => focus(check(form, mark) ? (marks[place + 1] ?? form.querySelector("button.btn-primary")) : mark));
  const code = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-code]"));
  const value = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-code-mark]"));
  if (!code || !value) return;
  onEnter(code, () => {
    const isKnown = rowWith(form, code.value) !== undefined || code.value === "";
    warn(form, code, isKnown ? "" : (form.dataset.unknown ?? ""));
    focus(isKnown && code.value ? value : code);
  });
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
    warn(form, code, form.dataset.unknown ?? "");
    focus(code);
    return;
  }
  const isMark = isAllowed(value.value, mark.dataset.allowed);
  warn(form, value, isMark ? "" : noMark(form, value.value));
  if (!isMark) {
    focus(value);
    return;
  }
  code.removeAttribute("aria-invalid");
  mark.value = value.value;
  mark.dispatchEvent(new Event("input", { bubbles: true }));
  check(form, mark);
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

/** Say at the step that what was typed is no mark of it. @param {HTMLElement} form @param {HTMLInputElement} mark @returns {boolean} whether it is one */
function check(form, mark) {
  const isMark = isAllowed(mark.value, mark.dataset.allowed);
  invalid(mark, !isMark);
  show(mark.closest("[data-row]")?.querySelector("[data-wrong]"), isMark ? "" : noMark(form, mark.value));
  return isMark;
}

/** @param {string} written @param {string | undefined} allowed what may be typed, apart by spaces @returns {boolean} */
export function isAllowed(written, allowed) {
  const text = written.trim().replace(",", ".").replace(/[\u2013\u2212]/, "-");
  if (text === "" || !allowed) return true;
  const wanted = Number(text);
  return allowed.split(" ").some((one) => one === text || (one !== "-" && text !== "-" && Number(one) === wanted));
}

/** @param {HTMLElement} form @param {string} written */
function noMark(form, written) {
  return (form.dataset.noMark ?? "").replace("{written}", written.trim());
}

/** @param {HTMLElement} form @param {HTMLInputElement} field of the line on top @param {string} words */
function warn(form, field, words) {
  invalid(field, words !== "");
  if (words) tell(form, "");
  show(form.querySelector("[data-code-wrong]"), words);
}

/** @param {HTMLInputElement} field @param {boolean} isWrong */
function invalid(field, isWrong) {
  if (isWrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/** @param {Element | null | undefined} place @param {string} words */
function show(place, words) {
  if (!(place instanceof HTMLElement)) return;
  place.hidden = words === "";
  const line = place.querySelector("span");
  if (line) line.textContent = words;
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
