/**
 * Signing out: what the server has is cleared from this device. Marks that are not sent yet stay, whoever made them, until
 * that person signs in here again; how many there are is said first.
 */

import { forgetDrafts } from "./drafts.js";
import { forget } from "./selection.js";

const LONGEST_WIPE = 1500; // milliseconds; another tab may hold on to the database for a moment

/** @param {HTMLElement} element a form; data-words holds the question, with {number} in it */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  let sure = false;
  form.dataset.asks = "";
  form.addEventListener("submit", async (event) => {
    if (sure) return;
    event.preventDefault();
    const number = await unsent();
    sure = number === 0 || confirm((form.dataset.words ?? "").replace("{number}", String(number)));
    if (!sure) return;
    forget(sessionStorage);
    forgetDrafts(localStorage);
    form.requestSubmit();
  });
}

/** The marks of everyone who marked on this device that no server has; where there are none the device is cleared. */
async function unsent() {
  try {
    const { openStore } = await import("../marking/store.js");
    const store = await openStore();
    const { count, others } = await store.waiting(0);
    if (count + others === 0) await soon(store.wipe());
    else store.close();
    return count + others;
  } catch {
    return 0; // a browser that keeps nothing has nothing to lose
  }
}

/** @param {Promise<void>} work */
function soon(work) {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, LONGEST_WIPE))]);
}
