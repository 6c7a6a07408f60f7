// @ts-check
/** The page to sign on: no signature while this tablet still has marks that the server has not. */

import { openDevice } from "./device.js";
import { keepSending } from "./lifecycle.js";
import { render, sayMany } from "./words.js";

const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}");
const { outbox, store } = await openDevice(facts);
const button = document.querySelector("[data-sign-button]");
const isOpen = button instanceof HTMLButtonElement && !button.disabled;
outbox.observe(tell);
keepSending(outbox);
await tell();

async function tell() {
  const waiting = await store.next(outbox.user, Infinity, (place) => place.startsWith(`${facts.id}/`));
  const shelf = (await outbox.shelf()).filter(({ row, answer }) => row.sheet === facts.id && answer.outcome === "conflict");
  carry("[data-unsent]", waiting.length);
  carry("[data-undecided]", shelf.length);
  const note = document.querySelector("[data-unsent-note]");
  if (note instanceof HTMLElement) note.hidden = waiting.length + shelf.length === 0;
  const words = document.querySelector("[data-unsent-words]");
  if (words) words.textContent = waiting.length ? notSent(waiting.length) : shelf.length ? undecided(shelf.length) : "";
  if (button instanceof HTMLButtonElement) button.disabled = !isOpen || waiting.length + shelf.length > 0;
}

/** The server is told too, and refuses. @param {string} field @param {number} count */
function carry(field, count) {
  const input = document.querySelector(field);
  if (input instanceof HTMLInputElement) input.value = String(count);
}

/** @param {number} count */
function notSent(count) {
  const sentence = sayMany(
    "%(count)s mark is not sent yet. Sign when it is: the tablet sends it as soon as there is network.",
    "%(count)s marks are not sent yet. Sign when they are: the tablet sends them as soon as there is network.",
    count,
  );
  return render(sentence, facts.words);
}

/** @param {number} count */
function undecided(count) {
  const sentence = sayMany(
    "%(count)s step was marked differently on two devices. Decide which mark stands before you sign; where no choice is shown, mark that step again.",
    "%(count)s steps were marked differently on two devices. Decide which marks stand before you sign; where no choice is shown, mark those steps again.",
    count,
  );
  return render(sentence, facts.words);
}
