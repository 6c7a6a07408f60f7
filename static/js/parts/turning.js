/** A file on a page of its own: the arrow keys go to the file before it and after it, unless something else uses them. */

const USES_ARROWS = "input, textarea, select, video, audio, pre, summary, [contenteditable]";

/** @param {HTMLElement} sheet */
export function mount(sheet) {
  const page = sheet.ownerDocument;
  page.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(USES_ARROWS)) return;
    page.querySelector(`.turning a[rel="${way}"]`)?.click();
  });
}
