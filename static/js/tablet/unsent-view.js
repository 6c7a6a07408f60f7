// @ts-check
/** What is not sent: per candidate, with the ways to get rid of it: send, save as a file, decide, or give up by name. */

import { say, sayMany } from "../marking/words.js";
import { isNamed } from "./keeping.js";
import { one } from "./page.js";
import { saveUnsent } from "./saving.js";
import { decisionLines, lockedLines, waitingLines } from "./unsent-list.js";

/** @param {{ main: HTMLElement, app: import("./app.js").App }} place */
export async function showUnsent({ main, app }) {
  const { page } = app;
  main.replaceChildren(...page.made("view-unsent").childNodes);
  const doing = one(main, "[data-doing]");
  const tell = (/** @type {import("../marking/words.js").Message} */ words) => void (doing.textContent = page.say(words));
  const send = /** @type {HTMLButtonElement} */ (one(main, "[data-send]"));
  const save = /** @type {HTMLButtonElement} */ (one(main, "[data-save]"));
  const field = /** @type {HTMLInputElement} */ (one(main, "#give-up-name"));
  const wrong = one(main, "[data-wrong]");

  send.addEventListener("click", async () => {
    tell(say("Sending…"));
    app.device.outbox.reset();
    const result = await app.device.outbox.flush();
    await app.redraw();
    tell(outcome(result));
  });
  save.addEventListener("click", async () => {
    const name = await saveUnsent(app).catch(() => null);
    tell(name === null ? say("The file could not be saved.") : say("Saved as %(name)s. Give it to the coordinator. What is in it stays here until the server has it.", { name }));
  });
  // Its exam is not here any more, so that there is no step at which to decide: seen is all that is left to say.
  main.addEventListener("click", async ({ target }) => {
    const op = target instanceof Element ? target.closest("[data-away]")?.getAttribute("data-away") : null;
    if (!op) return;
    await app.device.store.takeOff(op);
    await app.changed();
    one(main, "h1").focus();
  });
  one(main, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const isSure = isNamed(field.value, app.day?.user.name ?? "");
    wrong.hidden = isSure;
    field.setAttribute("aria-invalid", String(!isSure));
    if (!isSure) return field.focus();
    await app.device.store.giveUp(app.device.outbox.user);
    field.value = "";
    one(main, "[data-give-up]").removeAttribute("open");
    await app.changed();
    tell(say("Given up. Nothing waits on this tablet any more."));
  });

  async function draw() {
    const { store, outbox } = app.device;
    const [rows, photos, shelf, everyone] = await Promise.all([
      store.next(outbox.user, Infinity, () => true),
      store.photosWaiting(outbox.user),
      outbox.shelf(),
      store.everyone(),
    ]);
    const names = new Map(app.sheets.map(({ id, name }) => [id, name]));
    const clock = (/** @type {string} */ moment) => page.since(moment);
    const count = rows.length + photos.length;
    const locked = lockedLines(everyone, outbox.user, clock);
    list("decide", decisionLines(shelf, names).map(line));
    list("waiting", waitingLines(rows, photos, names, clock).map(line));
    list("others", locked.map((words) => line({ title: words, words: null, href: null, op: null })));
    one(main, "[data-sum]").textContent = count === 0 ? "" : page.say(sayMany("%(count)s waits on this tablet.", "%(count)s wait on this tablet.", count));
    one(main, "[data-none]").hidden = count + shelf.length + locked.length > 0;
    send.hidden = outbox.user === 0 || count === 0;
    save.hidden = outbox.user === 0 || count + shelf.length === 0;
    one(main, "[data-give-up]").hidden = save.hidden || !app.day;
    one(main, "[data-who]").textContent = app.day?.user.name ?? "";
  }

  /** @param {string} name @param {HTMLElement[]} items */
  function list(name, items) {
    const section = one(main, `[data-${name}]`);
    section.hidden = items.length === 0;
    const place = one(section, "ul");
    const isSame = place.childElementCount === items.length && items.every((item, at) => item.isEqualNode(place.children[at]));
    if (!isSame) place.replaceChildren(...items);
  }

  /** @param {{ title: import("../marking/words.js").Message | string, words: import("../marking/words.js").Message | null, href: string | null, op?: string | null }} found */
  function line({ title, words, href, op = null }) {
    const made = page.made("part-line");
    const name = typeof title === "string" ? title : page.say(title);
    one(made, "[data-title]").textContent = name;
    one(made, "[data-words]").textContent = words ? page.say(words) : "";
    const link = /** @type {HTMLAnchorElement} */ (one(made, "[data-link]"));
    link.hidden = href === null;
    if (href !== null) link.href = href;
    for (const of of made.querySelectorAll("[data-of]")) of.textContent = `: ${name}`;
    const away = one(made, "[data-away]");
    away.hidden = op === null;
    away.dataset.away = op ?? "";
    return made;
  }

  await draw();
  return { leave: async () => {}, draw, isFree: () => field.value === "" };
}

/** @param {import("../marking/outbox.js").Flushed} result */
function outcome(result) {
  if (result === "sent" || result === "empty") return say("Sent.");
  if (result === "sign-in-again") return say("Sign in again to send it.");
  if (result === "busy") return say("It is being sent.");
  return say("The server could not be reached. It is tried again by itself.");
}
