// @ts-check
/** What is shown where an exam is not on this tablet. */

/** @param {{ main: HTMLElement, app: import("./app.js").App }} place */
export async function showMissing({ main, app }) {
  const made = app.page.made("view-missing");
  main.replaceChildren(...made.childNodes);
  return { leave: async () => {}, isFree: () => true };
}
