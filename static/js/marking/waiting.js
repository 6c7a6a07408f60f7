// @ts-check
/**
 * The day of an examiner: marks that wait on this tablet are named at their candidate, and sent from here too. Where this
 * tablet is prepared for who looks, the way to a candidate is the app, which goes on when the network goes.
 */

import { openDevice } from "./device.js";
import { keepSending } from "./lifecycle.js";
import { photosOf } from "./photo-sending.js";
import { render, sayMany } from "./words.js";

const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}");
const device = await openDevice(facts);
const { outbox, store } = device;
outbox.observe(tell);
photosOf(device, facts.session);
keepSending(outbox);
await tell();
await leadIntoTheApp();

async function tell() {
  const rows = await store.next(outbox.user, Infinity, () => true);
  say(document.querySelector("[data-waiting]"), document.querySelector("[data-waiting-words]"), rows.length);
  for (const card of document.querySelectorAll("[data-sheet]")) {
    const here = rows.filter((row) => row.sheet === Number(card.getAttribute("data-sheet"))).length;
    const words = card.querySelector("[data-waits]");
    say(words, words, here);
  }
}

/** @param {Element | null} box @param {Element | null} words @param {number} count */
function say(box, words, count) {
  if (!(box instanceof HTMLElement) || !words) return;
  box.hidden = count === 0;
  const sentence = sayMany(
    "%(count)s mark on this tablet is not sent yet.",
    "%(count)s marks on this tablet are not sent yet.",
    count,
  );
  if (count > 0) words.textContent = render(sentence, facts.words);
}

/** Only for exams that are on this tablet, as long as their names are, and for the one they were prepared for. */
async function leadIntoTheApp() {
  const link = document.querySelector("[data-app-link]");
  const app = link instanceof HTMLAnchorElement ? link.getAttribute("href") : null;
  const day = /** @type {any} */ (await store.day().catch(() => null));
  if (app === null || day?.user.id !== outbox.user || Date.now() + day.ahead >= Date.parse(day.until)) return;
  link?.closest(".callout")?.setAttribute("hidden", "");
  for (const { id } of await store.sheets()) {
    const acts = document.querySelector(`[data-sheet="${id}"] .sitting-acts`);
    const act = acts?.querySelector(".btn-primary");
    if (act) lead(act, `${app}#/sheet/${id}`);
  }
}

/** The button for a candidate, with its own words, becomes the way into the app. @param {Element} act @param {string} address */
function lead(act, address) {
  if (act instanceof HTMLAnchorElement && !act.pathname.startsWith("/exams/sheets/")) return;
  const link = document.createElement("a");
  link.href = address;
  link.className = act.className;
  link.replaceChildren(...act.childNodes);
  (act.closest("form") ?? act).replaceWith(link);
}
