// @ts-check
/** The day on the screen: cards that are patched in place, so that nothing moves under a finger. */

import { notTaken } from "../marking/state.js";
import { say, sayMany } from "../marking/words.js";
import { sectionsOf } from "./day.js";
import { one } from "./page.js";
import { showPreparing } from "./preparing-view.js";

/**
 * @typedef {import("./day.js").Card} Card
 * @typedef {import("./app.js").App} App
 */

const ACTS = { begin: say("Begin"), "go-on": say("Go on"), look: say("See the sheet") };
const NAMES = /** @type {const} */ (["today", "left", "tomorrow"]);

/** @param {{ main: HTMLElement, app: App }} place */
export async function showDay({ main, app }) {
  const { page } = app;
  main.replaceChildren(...page.made("view-day").childNodes);
  const preparing = showPreparing(app);
  /** @type {Map<number, HTMLElement>} */
  const drawn = new Map();
  let isOnTop = false;

  async function draw() {
    const cards = await app.cards();
    const sections = sectionsOf(cards);
    one(main, "[data-date]").textContent = app.day ? page.day(app.today()) : "";
    for (const name of NAMES) {
      const section = one(main, `[data-section="${name}"]`);
      lay(one(section, "ul"), sections[name].map((card) => drawnCard(card)));
      if (name !== "today") section.hidden = sections[name].length === 0;
    }
    one(main, "[data-section=today] [data-none]").hidden = !app.day || sections.today.length > 0;
    // What was prepared from the top of the page says there that it is ready, with the exams below it.
    isOnTop = app.day === null || (isOnTop && preparing.box.isConnected);
    one(main, "[data-again]").hidden = isOnTop;
    const place = one(main, isOnTop ? "[data-prepare]" : "[data-again]");
    if (preparing.box.parentElement !== place) place.append(preparing.box);
    preparing.draw();
  }

  /** @param {Card} card */
  function drawnCard(card) {
    const made = drawn.get(card.sheet.id) ?? page.made("part-card");
    drawn.set(card.sheet.id, made);
    drawCard(app, made, card);
    return made;
  }

  await draw();
  return { leave: async () => {}, draw, isFree: () => !preparing.isBusy() };
}

/** Put these in the list in this order, and touch it only where it differs. @param {HTMLElement} list @param {HTMLElement[]} items */
function lay(list, items) {
  const same = list.childElementCount === items.length && items.every((item, place) => list.children[place] === item);
  if (!same) list.replaceChildren(...items);
}

/** @param {App} app @param {HTMLElement} made @param {Card} card */
function drawCard({ page }, made, card) {
  const { sheet, state, marked, total } = card;
  const href = `#/sheet/${sheet.id}`;
  made.className = `sitting-card app-card sitting-${state.kind}`;
  made.dataset.sheet = String(sheet.id);
  const avatar = one(made, "[data-avatar]");
  if (!avatar.hasChildNodes()) page.avatar(avatar, sheet.name, sheet.photo);
  one(made, "[data-time]").textContent = card.section === "today" ? page.clock(sheet.starts_at) : page.moment(sheet.starts_at);
  one(made, "[data-where]").textContent = [sheet.place, sheet.room].filter(Boolean).join(" · ");
  one(made, "[data-state]").replaceChildren(page.state(state));
  const link = /** @type {HTMLAnchorElement} */ (one(made, "[data-link]"));
  link.textContent = sheet.name;
  link.href = href;
  one(made, "[data-exam]").textContent = sheet.formative ? page.say(say("%(exam)s, practice", { exam: sheet.exam })) : sheet.exam;
  const bar = /** @type {HTMLProgressElement} */ (one(made, "[data-bar]"));
  const far = page.say(say("%(marked)s of %(total)s steps are marked", { marked, total }));
  bar.max = total || 1;
  bar.value = marked;
  bar.setAttribute("aria-label", far);
  one(made, "[data-bar-words]").textContent = far;
  one(made, "[data-meter]").classList.toggle("meter-full", total > 0 && marked >= total);
  drawWaiting(page, one(made, "[data-waits]"), card);
  const act = /** @type {HTMLAnchorElement} */ (one(made, "[data-act]"));
  act.href = href;
  act.className = card.act === "look" ? "btn btn-secondary" : "btn btn-primary";
  page.sign(act, card.act === "look" ? "eye" : "mark");
  one(act, "[data-act-words]").textContent = page.say(ACTS[card.act]);
  act.setAttribute("aria-label", `${page.say(ACTS[card.act])}: ${sheet.name}`);
}

/** @param {import("./page.js").Page} page @param {HTMLElement} place @param {Card} card */
function drawWaiting(page, place, { unsent, since, undecided, refused }) {
  place.hidden = unsent + undecided + refused === 0;
  if (undecided > 0) place.textContent = page.say(sayMany("%(count)s needs your decision", "%(count)s need your decision", undecided));
  else if (refused > 0) place.textContent = page.say(notTaken(refused));
  else if (since) place.textContent = page.say(notSent(unsent, page.since(since)));
}

/** @param {number} count @param {string} since */
function notSent(count, since) {
  return sayMany("%(count)s not sent since %(since)s", "%(count)s not sent since %(since)s", count, { since });
}
