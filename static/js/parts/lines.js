/** A pasted list: how many it gives and which, while one types. Twin of `pasted_lines` in qualification_files/rules. */

const BULLET = /^(?:[-–—•·*▪●○]\s*|\(?(?:[0-9]{1,3}|[a-z])[.)]\s+)+/;
const LINES = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/**
 * One line for each line that says something, without its bullet and without the mark that ends it.
 * @param {string} text
 * @returns {string[]}
 */
export function pastedLines(text) {
  return text
    .split(LINES)
    .map((line) => line.trim().replace(BULLET, "").trim())
    .filter((line) => /[^;.]/.test(line))
    .map((line) => (/[;.]$/.test(line) ? line.slice(0, -1).trimEnd() : line));
}

/**
 * @param {DOMStringMap} words
 * @param {number} number
 * @returns {string} how many indicators it gives
 */
export function counted(words, number) {
  if (!number) return "";
  return number === 1 ? (words.wordsOne ?? "") : (words.wordsMany ?? "").replace("{number}", String(number));
}

/** @param {HTMLElement} element */
export function mount(element) {
  const box = element.querySelector("textarea");
  const preview = /** @type {HTMLElement | null} */ (element.querySelector("[data-pasted-preview]"));
  const look = /** @type {HTMLElement | null} */ (element.querySelector("[data-pasted-look]"));
  const words = /** @type {HTMLElement | null} */ (element.closest("[data-words-one]"))?.dataset ?? {};
  if (!box || !preview) return;
  if (look) look.hidden = true; // one sees it already
  const show = () => {
    const lines = pastedLines(box.value);
    preview.hidden = !lines.length;
    const list = document.createElement("ol");
    if (lines.length > 1) list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    const count = Object.assign(document.createElement("p"), { textContent: counted(words, lines.length) });
    preview.replaceChildren(count, ...(lines.length > 1 ? [list] : []));
  };
  box.addEventListener("input", show);
  show();
}
