// @ts-check
/**
 * Signing out: names, drafts and choices go from this browser at once, also while another window is open; marks that no
 * server has stay, whoever made them, locked until that person signs in here again. Who signs out is told how many of
 * their own there are, and can send them or save them first; of what others left nobody else can do anything.
 *
 * @typedef {import("../marking/device.js").Device} Device
 * @typedef {{ unsent: number, shelf: number, unkept: number, others: number }} Left unsent: of who signs out; shelf: that
 *   the server did not take as it was; unkept: this device could not keep it either; others: unsent of other people
 */

import { notSentOf } from "../marking/state.js";
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

/**
 * What this person leaves here, and what others left.
 * @param {readonly { user: number, count: number, shelf: number, photos: number }[]} everyone
 * @param {number} user @param {number} [unkept]
 * @returns {Left}
 */
export function leftBy(everyone, user, unkept = 0) {
  const own = everyone.find((one) => one.user === user);
  const others = everyone.filter((one) => one.user !== user).reduce((sum, one) => sum + notSentOf(one), 0);
  return { unsent: own ? notSentOf(own) : 0, shelf: own?.shelf ?? 0, unkept, others };
}

/** Whether there is something to ask before signing out. @param {Left} left */
export function asksFirst({ unsent, shelf, unkept }) {
  return unsent + shelf + unkept > 0;
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
 * @param {{ left: () => Promise<Left>, send: () => Promise<unknown>, save: () => Promise<string | null> }} outside
 * @returns {Promise<boolean>} whether to sign out
 */
export async function asked(dialog, { left, send, save }) {
  const words = dialog.dataset;
  const draw = async () => {
    const found = await left();
    const lines = [[words.words, found.unsent], [words.shelf, found.shelf], [words.unkept, found.unkept]];
    const told = lines.filter(([, number]) => number).map(([line = "", number]) => String(line).replace("{number}", String(number)));
    say(dialog, "[data-leaving-words]", told.join(" "));
    hide(dialog, "[data-leaving-send]", found.unsent === 0);
    return asksFirst(found);
  };
  if (!(await draw())) return true;
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
        (name) => say(dialog, "[data-leaving-status]", (name === null ? words.notSaved : words.saved) ?? ""),
        () => say(dialog, "[data-leaving-status]", words.notSaved ?? ""),
      ),
    );
    on("[data-leaving-send]", async () => {
      await send();
      if (!(await draw())) done(true);
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

/** @param {HTMLElement} within @param {string} selector @param {boolean} isHidden */
function hide(within, selector, isHidden) {
  const found = within.querySelector(selector);
  if (found instanceof HTMLElement) found.hidden = isHidden;
}
