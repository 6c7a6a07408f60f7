/** Details that are open where there is room and folded on a phone, until somebody opens them there. */

const NARROW = "(max-width: 699px)";

/** @type {Map<string, boolean>} what the person opened or closed; a part of the page that is drawn again stays so */
const chosen = new Map();

/** @param {HTMLElement} details data-stays: open on a phone as well @param {(query: string) => {matches: boolean}} ask */
export function mount(details, ask = (query) => matchMedia(query)) {
  if (!("open" in details)) return;
  const narrow = ask(NARROW).matches;
  const before = chosen.get(details.id);
  if (narrow) details.open = before ?? details.hasAttribute("data-stays");
  details.addEventListener("toggle", () => {
    if (narrow && details.id) chosen.set(details.id, Boolean(details.open));
  });
}
