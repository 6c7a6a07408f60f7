// @ts-check
/** The app for tablets: opens what this tablet keeps, shows the day, and then asks the network. */

import { openDevice } from "../marking/device.js";
import { App } from "./app.js";
import { showDay } from "./day-view.js";
import { showNoShow, showStop } from "./ending-view.js";
import { showMissing } from "./missing-view.js";
import { Page } from "./page.js";
import { isBusy, isPlace, isSamePlace, routeOf } from "./router.js";
import { showSheet } from "./sheet-view.js";
import { showSign } from "./sign-view.js";
import { showTablet } from "./tablet-view.js";
import { showUnsent } from "./unsent-view.js";
import { holdSheet, watchUpdates } from "./update.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-app]"));
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const place = /** @type {HTMLElement} */ (root.querySelector("[data-place]"));
const top = /** @type {HTMLElement} */ (root.querySelector("[data-top]"));
const notices = /** @type {HTMLElement} */ (root.querySelector("[data-notices]"));
const page = new Page(root, words);
/** As the server gave it: the history of a browser keeps titles in plain, so no name may come into one. */
const titleOfAll = document.title;
const { sync = "", session = "", worker = "", build = "" } = root.dataset;
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("proefstuk-tablet") : null;

/** @type {App} */
let app;
/** @type {Event | null} */
let offer = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // asked when the examiner wants to
  offer = event;
  app?.mayInstall(event);
});
const open = (/** @type {number | null} */ user) => openDevice({ user, sync, session }, { onClosed: () => app?.closed() });
const updates = watchUpdates({
  address: worker,
  build,
  // While the store changes hands nobody knows: then there may be something.
  unsent: async () => (await app?.device.outbox.status().catch(() => ({ count: 1 })))?.count ?? 0,
  isFree: () => Boolean(app) && !isBusy(app.route) && (app.view?.isFree?.() ?? true),
  changed: () => app?.tellOfUpdate(),
});
app = new App({ page, device: await open(null), open, updates, others });
let release = () => {};

const SCREENS = { day: showDay, unsent: showUnsent, tablet: showTablet };
/** With a candidate: each is given the sheet as it was prepared. @type {Record<string, (place: any) => Promise<import("./app.js").View>>} */
const WITH_CANDIDATE = { sheet: showSheet, sign: showSign, stop: showStop, "no-show": showNoShow };

/** Show what the address says. @param {{ anew?: boolean }} [how] anew: also where it is on the screen already */
async function show({ anew = false } = {}) {
  const route = routeOf(location.hash);
  const isThere = app.view !== null && isSamePlace(route, app.route);
  if (isThere && !anew && route.step === app.route.step) return;
  const at = app.view?.at?.() ?? null;
  if (isThere && anew && at !== null) route.step = at;
  if (route.view === "unsent" && isBusy(app.route)) app.cameFrom = { ...app.route, ...(app.route.view === "sheet" && at !== null && { step: at }) };
  else if (route.view !== "unsent") app.cameFrom = null;
  await app.view?.leave();
  release();
  app.view = null;
  app.route = route;
  const isSheet = isBusy(route) && app.sheets.some(({ id }) => id === route.sheet);
  release = isSheet ? holdSheet() : () => {};
  top.hidden = isSheet;
  notices.classList.toggle("is-aside", isSheet);
  const main = document.createElement(isSheet ? "div" : "main");
  if (!isSheet) Object.assign(main, { id: "content", tabIndex: -1, className: "app-main" });
  place.replaceChildren(main);
  app.view = await drawn(route, main);
  document.title = isSheet ? titleOfAll : titled(main);
  focusOn(main, isSheet);
  scrollTo(0, 0);
  app.view?.bring?.();
  root.dataset.view = route.view;
  await app.drawHeader();
  if (isSheet) void app.refreshIfDue();
  await app.updates.consider();
}

/** What a screen reader hears first and Tab goes on from: with a candidate the step, or the heading of what is asked.
 * @param {HTMLElement} main @param {boolean} isSheet */
function focusOn(main, isSheet) {
  if (!isSheet) return main.focus({ preventScroll: true });
  if (document.activeElement !== document.body) return; // the screen chose already
  const target = main.querySelector(".step.is-current") ?? main.querySelector("h1");
  if (!(target instanceof HTMLElement)) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  page.announce(main.querySelector(".mark-name")?.textContent?.trim() ?? "");
}

/** @param {import("./router.js").Route} route @param {HTMLElement} main */
async function drawn(route, main) {
  if (route.view === "day" || route.view === "unsent" || route.view === "tablet") return SCREENS[route.view]({ main, app });
  const sheet = app.sheets.find(({ id }) => id === route.sheet);
  const showIt = WITH_CANDIDATE[route.view];
  return sheet && showIt ? showIt({ main, app, sheet, step: route.step }) : showMissing({ main, app });
}

/** Of a screen without a candidate. @param {HTMLElement} main */
function titled(main) {
  const heading = main.querySelector("h1")?.textContent?.trim();
  return [heading, root.dataset.name].filter(Boolean).join(" · ");
}

addEventListener("hashchange", () => isPlace(location.hash) && app.inTurn(() => show()));
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href="#content"]') : null;
  if (!link) return;
  event.preventDefault();
  document.getElementById("content")?.focus();
});
if (offer) app.mayInstall(offer);
await app.begin();
app.again = () => app.inTurn(() => show({ anew: true }));
await app.inTurn(() => show());
root.dataset.ready = "";
await app.askSession();
