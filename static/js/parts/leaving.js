/** Signing out clears this device, so marks that are not sent yet would go with it: asked first, with their number. */

import { forget } from "./selection.js";

/** @param {HTMLElement} element a form; data-words holds the question, with {number} in it */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure) return;
    event.preventDefault();
    const number = await unsent();
    sure = number === 0 || confirm((form.dataset.words ?? "").replace("{number}", String(number)));
    if (!sure) return;
    forget(sessionStorage);
    form.requestSubmit();
  });
}

/** Of everyone who marked on this device. */
async function unsent() {
  try {
    const { openStore } = await import("../marking/store.js");
    const store = await openStore();
    const { count, others } = await store.waiting(0);
    store.close(); // an open database could not be cleared
    return count + others;
  } catch {
    return 0; // a browser that keeps nothing has nothing to lose
  }
}
