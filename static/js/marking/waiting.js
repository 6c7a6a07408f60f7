// @ts-check
/** The day of an examiner: marks that wait on this tablet are named at their candidate, and sent from here too. */

import { openDevice } from "./device.js";
import { keepSending } from "./lifecycle.js";
import { render, sayMany } from "./words.js";

const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}");
const { outbox, store } = await openDevice(facts);
outbox.observe(tell);
keepSending(outbox);
await tell();

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
