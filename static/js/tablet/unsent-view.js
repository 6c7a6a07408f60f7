// @ts-check
/** What is not sent: per candidate, with the ways to get rid of it: send, save as a file, decide, or give up by name. */

import { say, sayMany } from "../marking/words.js";
import { notSentOf } from "../marking/state.js";
import { isNamed } from "./keeping.js";
import { one } from "./page.js";
import { hashOf } from "./router.js";
import { saveUnsent } from "./saving.js";
import { decisionLines, lockedLines, unkeptLines, waitingLines } from "./unsent-list.js";

/** @param {{ main: HTMLElement, app: import("./app.js").App }} place */
export async function showUnsent({ main, app }) {
  const { page } = app;
  main.replaceChildren(...page.made("view-unsent").childNodes);
  const doing = one(main, "[data-doing]");
  const heading = one(main, "h1");
  const unsent = heading.textContent ?? "";
  const tell = (/** @type {import("../marking/words.js").Message} */ words) => void (doing.textContent = page.say(words));
  const send = /** @type {HTMLButtonElement} */ (one(main, "[data-send]"));
  const save = /** @type {HTMLButtonElement} */ (one(main, "[data-save]"));
  const field = /** @type {HTMLInputElement} */ (one(main, "#give-up-name"));
  const wrong = one(main, "[data-wrong]");

  let isAllSent = false;

  send.addEventListener("click", async () => {
    tell(say("Sending…"));
    app.device.outbox.reset();
    const result = await app.device.outbox.flush();
    await app.redraw();
    tell(outcome(result));
  });
  save.addEventListener("click", async () => {
    let files = 1;
    const name = await saveUnsent(app, (number, count) => {
      files = count;
      tell(say("Saving file %(number)s of %(count)s. If the browser asks, let it save more than one file.", { number, count }));
    }).catch(() => null);
    if (name !== null && isAllSent) return tell(say("Saved as %(name)s. The server has all that is in it.", { name }));
    if (name !== null && files > 1) return tell(say("Saved as %(count)s files: %(name)s. Give all of them to the coordinator, who takes in the first one first. What is in them stays here until the server has it.", { name, count: files }));
    tell(name === null ? say("The file could not be saved.") : hasUnkept() ? say("Saved as %(name)s. Give it to the coordinator, and take the paper form for the rest.", { name }) : say("Saved as %(name)s. Give it to the coordinator. What is in it stays here until the server has it.", { name }));
  });
  // The coordinator has it, and nothing is to be decided here: seen is all that is left to say.
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
    app.device.outbox.forgetUnkept();
    field.value = "";
    one(main, "[data-give-up]").removeAttribute("open");
    await app.changed();
    tell(say("Deleted. Nothing of yours waits on this tablet any more."));
  });

  const hasUnkept = () => app.device.outbox.unkept().length > 0;
  /** @param {number} sheet @param {number} step */
  const numberOf = (sheet, step) => {
    const found = app.sheets.find(({ id }) => id === sheet);
    return found ? app.stepsOf(found).indexOf(step) + 1 : 0;
  };

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
    const count = notSentOf({ count: rows.length, photos: photos.length });
    const unkept = outbox.unkept();
    const [conflicts, refused] = [shelf.filter(isConflict), shelf.filter((one) => !isConflict(one))];
    const toSave = count + unkept.length + conflicts.length;
    const locked = lockedLines(everyone, outbox.user, clock);
    drawBack();
    list("unkept", unkeptLines(unkept, names, numberOf).map(line));
    list("decide", decisionLines(conflicts, names, numberOf).map(line));
    list("refused", decisionLines(refused, names, numberOf).map(line));
    list("waiting", waitingLines(rows, photos, names, clock).map(line));
    list("others", locked.map((words) => line({ title: words, words: null, href: null, op: null })));
    heading.textContent = count + unkept.length > 0 || shelf.length === 0 ? unsent : page.say(conflicts.length > 0 ? say("What needs your decision") : say("What the server did not take"));
    isAllSent = count + unkept.length === 0;
    one(main, "[data-sum]").textContent = count === 0 ? "" : page.say(waits(count));
    one(main, "[data-none]").hidden = count + unkept.length + shelf.length + locked.length > 0;
    one(main, "[data-others-title]").textContent = page.say(outbox.user === 0 ? say("Of whoever marked here before") : say("Of another examiner"));
    send.hidden = outbox.user === 0 || count === 0 || app.isShutOut || app.session?.user === null;
    // Of an exam that was taken off the plan no coordinator sees what was refused: the file is all there is.
    save.hidden = outbox.user === 0 || toSave + refused.length === 0;
    save.className = app.isShutOut && count > 0 ? "btn btn-primary" : "btn btn-secondary";
    one(main, "[data-save-note]").hidden = save.hidden;
    one(main, "[data-give-up]").hidden = outbox.user === 0 || toSave === 0 || !app.day || (isAllSent && conflicts.every(({ row }) => names.has(row.sheet)));
    one(main, "[data-who]").textContent = app.day?.user.name ?? "";
  }

  /** Who came here from a step goes back to it. */
  function drawBack() {
    const back = /** @type {HTMLAnchorElement} */ (one(main, "[data-back]"));
    const sheet = app.sheets.find(({ id }) => id === app.cameFrom?.sheet);
    back.hidden = !sheet;
    if (!sheet || !app.cameFrom) return;
    back.href = hashOf(app.cameFrom);
    one(back, "[data-back-words]").textContent = page.say(say("Back to %(name)s", { name: sheet.name }));
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

/** @param {import("../marking/outbox.js").Shelved} shelved */
function isConflict({ answer }) {
  return answer.outcome === "conflict";
}

/** @param {number} count */
function waits(count) {
  return sayMany(
    "%(count)s change waits on this tablet. Every tap, remark, pause and photo is one.",
    "%(count)s changes wait on this tablet. Every tap, remark, pause and photo is one.",
    count,
  );
}
