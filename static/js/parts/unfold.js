/** Details that are always open where there is room beside the text; on a phone they stay folded until asked for. */

const WIDE = "(min-width: 1000px)";

/** @param {HTMLElement} details @param {(query: string) => MediaQueryList} ask */
export function mount(details, ask = (query) => matchMedia(query)) {
  if (!("open" in details)) return;
  const wide = ask(WIDE);
  const unfold = () => {
    if (wide.matches) details.open = true;
  };
  unfold();
  wide.addEventListener("change", unfold);
  details.addEventListener("toggle", unfold);
}
