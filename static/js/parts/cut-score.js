/** The editor of a cut score says back at once what is being filled in, and draws a card anew when it asks other things. */

const SOON = 400; // milliseconds after the last key

/**
 * @param {HTMLFormElement} form data-said: the address that says it back
 * @param {{ask?: typeof fetch, wait?: (run: () => void, ms: number) => number}} [outside]
 */
export function mount(form, { ask = (...sent) => fetch(...sent), wait = setTimeout } = {}) {
  let latest = 0;
  const said = async (/** @type {HTMLElement | null} */ card) => {
    const mine = ++latest;
    const page = await answer(form, ask);
    if (page && mine === latest) show(page, form, card);
  };
  form.addEventListener("input", () => {
    const mine = ++latest;
    wait(() => mine === latest && said(null), SOON);
  });
  form.addEventListener("change", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches("[name$='-measure'], [name$='-bar']")) said(target.closest("[data-redraw]"));
  });
}

/** The page as it would be; null without connection. */
async function answer(/** @type {HTMLFormElement} */ form, /** @type {typeof fetch} */ ask) {
  try {
    const found = await ask(form.dataset.said ?? "", { method: "POST", body: new FormData(form) });
    return found.ok ? new DOMParser().parseFromString(await found.text(), "text/html") : null;
  } catch {
    return null; // saving says it back as well
  }
}

/** @param {Document} page @param {HTMLFormElement} form @param {HTMLElement | null} card */
function show(page, form, card) {
  const isWhole = !page.querySelector(".summary"); // half a number says nothing yet
  if (card) redraw(page, card);
  if (!isWhole) return;
  for (const line of form.querySelectorAll("[data-sentence]")) {
    const other = page.querySelector(`[data-sentence="${/** @type {HTMLElement} */ (line).dataset.sentence}"]`);
    if (other && other.textContent !== line.textContent) line.textContent = other.textContent;
  }
  for (const name of ["faults", "told"]) {
    const [here, there] = [document, page].map((root) => root.querySelector(`[data-cut-score="${name}"]`));
    if (here && there && here.innerHTML !== there.innerHTML) here.replaceChildren(...there.childNodes);
  }
}

/** A card asks other things now: a mark instead of a label. Whoever is in it stays where they are. */
function redraw(/** @type {Document} */ page, /** @type {HTMLElement} */ card) {
  const other = page.getElementById(card.id);
  if (!other) return;
  const focused = document.activeElement?.id;
  for (const wrong of other.querySelectorAll(".wrong")) wrong.remove(); // it has only just been asked
  card.replaceChildren(...other.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}
