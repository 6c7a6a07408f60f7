/** Search as one types: of many choices only those with these words stay; what is ticked stays anyhow. */

/** @param {string} text */
export const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Which of these texts have all the words. @param {string[]} texts @param {string} query @returns {boolean[]} */
export function having(texts, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return texts.map((text) => words.every((word) => text.includes(word)));
}

/** @param {HTMLElement} element a search form; data-for is the id of what holds the choices */
export function mount(element) {
  const box = /** @type {HTMLInputElement | null} */ (element.querySelector("input[type='search']"));
  const status = element.querySelector("[role='status']");
  const holder = document.getElementById(element.dataset.for ?? "");
  if (!box || !holder || box.value) return; // narrowed by the server: the page has no more than what was found
  const found = [...holder.querySelectorAll("[data-found]")].map((part) => /** @type {HTMLElement} */ (part));
  const groups = [...holder.querySelectorAll("[data-group]")].map((part) => /** @type {HTMLElement} */ (part));
  const above = (/** @type {HTMLElement} */ part) => part.closest("[data-group]")?.querySelector("summary")?.textContent ?? "";
  const texts = found.map((part) => plain(`${above(part)} ${part.querySelector("label, a")?.textContent ?? ""} ${part.querySelector(".pick-indicators")?.textContent ?? ""}`));
  /** @type {Map<HTMLElement, boolean> | null} */
  let before = null;
  const narrow = () => {
    const query = box.value.trim();
    const has = having(texts, query);
    found.forEach((part, place) => {
      const tick = part.querySelector("input[name='work_processes']:not(:disabled)");
      part.hidden = !has[place] && !(tick instanceof HTMLInputElement && tick.checked);
    });
    if (query && !before) before = new Map(groups.map((group) => [group, "open" in group && Boolean(group.open)]));
    for (const group of groups) {
      group.hidden = ![...group.querySelectorAll("[data-found]")].some((part) => part instanceof HTMLElement && !part.hidden);
      if (group instanceof HTMLDetailsElement) group.open = query ? true : (before?.get(group) ?? group.open);
    }
    if (!query) before = null;
    const number = new Set(found.filter((part, place) => has[place] && part.matches("div"))).size;
    const words = number === 0 ? element.dataset.none : number === 1 ? element.dataset.one : element.dataset.many;
    if (status) status.textContent = query ? (words ?? "").replace("{number}", String(number)) : "";
  };
  box.addEventListener("input", narrow);
  element.addEventListener("submit", (event) => {
    event.preventDefault(); // what was ticked stays on the page
    narrow();
  });
}
