// @ts-check
/**
 * Signing out: names, drafts and choices go from this browser at once, also while another window is open; marks that no
 * server has stay, whoever made them, locked until that person signs in here again. Who signs out is told how many there
 * are, and can send them or save them first.
 *
 * @typedef {import("../marking/device.js").Device} Device
 */

import { forgetDrafts } from "../parts/drafts.js";
import { forget as forgetSelection } from "../parts/selection.js";

/** All that goes when somebody signs out. @param {Pick<Device, "forgetPeople">} device */
export async function clearHere(device) {
  await device.forgetPeople();
  try {
    forgetSelection(sessionStorage);
    forgetDrafts(localStorage);
  } catch {
    // A browser that refuses to store has nothing to forget.
  }
}

/** How much of everybody no server has. @param {readonly { count: number, shelf: number, photos: number }[]} everyone */
export function countOf(everyone) {
  return everyone.reduce((sum, { count, shelf, photos }) => sum + count + shelf + photos, 0);
}

/** Send what waits, now; another window may be at it already. @param {Pick<Device, "outbox">} device */
export async function sendAll({ outbox }) {
  for (let tries = 0; tries < 20; tries += 1) {
    outbox.reset();
    if ((await outbox.flush()) !== "busy") return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/**
 * Ask before signing out while something waits. Sending may make the question needless.
 * @param {HTMLDialogElement} dialog
 * @param {{ count: () => Promise<number>, send: () => Promise<unknown>, save: () => Promise<unknown> }} outside
 * @returns {Promise<boolean>} whether to sign out
 */
export async function asked(dialog, { count, send, save }) {
  const words = dialog.dataset;
  const draw = async () => {
    const number = await count();
    say(dialog, "[data-leaving-words]", (words.words ?? "").replace("{number}", String(number)));
    return number;
  };
  if ((await draw()) === 0) return true;
  say(dialog, "[data-leaving-status]", "");
  return new Promise((resolve) => {
    const listening = new AbortController();
    const done = (/** @type {boolean} */ isSure) => {
      listening.abort();
      dialog.close();
      resolve(isSure);
    };
    const on = (/** @type {string} */ selector, /** @type {() => unknown} */ work) =>
      dialog.querySelector(selector)?.addEventListener("click", work, { signal: listening.signal });
    on("[data-leaving-go]", () => done(true));
    on("[data-leaving-stay]", () => done(false));
    on("[data-leaving-save]", () =>
      save().then(
        () => say(dialog, "[data-leaving-status]", words.saved ?? ""),
        () => say(dialog, "[data-leaving-status]", words.notSaved ?? ""),
      ),
    );
    on("[data-leaving-send]", async () => {
      await send();
      if ((await draw()) === 0) done(true);
      else say(dialog, "[data-leaving-status]", words.failed ?? "");
    });
    dialog.addEventListener("cancel", () => done(false), { signal: listening.signal });
    dialog.showModal();
  });
}

/** @param {HTMLElement} within @param {string} selector @param {string} words */
function say(within, selector, words) {
  const place = within.querySelector(selector);
  if (place) place.textContent = words;
}
