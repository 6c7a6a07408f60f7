// @ts-check
/** About this tablet: for whom it is prepared and how long, what it promises to keep, its version, and signing out. */

import { say, sayMany } from "../marking/words.js";
import { isApple } from "./keeping.js";
import { one } from "./page.js";
import { sized } from "./preparing.js";
import { showPreparing } from "./preparing-view.js";
import { leftHere, signOut } from "./signing-out.js";
import { spaceFound } from "./space.js";

/** So much of its number tells it from other tablets, here and in the lists of the server. */
const SHORT = 4;

/** @param {{ main: HTMLElement, app: import("./app.js").App }} place */
export async function showTablet({ main, app }) {
  const { page, updates } = app;
  main.replaceChildren(...page.made("view-tablet").childNodes);
  const preparing = showPreparing(app);
  one(main, "[data-prepare]").append(preparing.box);
  const room = await spaceFound();
  const doing = one(main, "[data-doing]");
  const update = one(main, "[data-update]");
  const leave = one(main, "[data-leave]");

  update.addEventListener("click", async () => {
    doing.textContent = page.say(say("Looking for a new version…"));
    const isFound = await updates.now();
    doing.textContent = page.say(isFound === null ? say("There is no network now. Try again when there is.") : isFound ? say("The new version starts as soon as no exam is open in another window.") : say("This is the newest version."));
  });
  one(main, "[data-install-now]").addEventListener("click", () => app.install());
  leave.addEventListener("click", () => signOut(app));

  async function draw() {
    preparing.draw();
    drawFacts(app, one(main, "[data-facts]"), room);
    drawInstall(app, main);
    one(main, "[data-version]").textContent = page.say(say("This is version %(build)s.", { build: app.addresses.build }));
    update.hidden = false;
    one(update, "[data-update-words]").textContent = page.say(updates.isWaiting() ? say("Update now") : say("Look for a newer version"));
    const { others } = await leftHere(app.device);
    one(main, "[data-locked]").hidden = others === 0;
    one(main, "[data-locked]").textContent = page.say(staysLocked(others));
    leave.hidden = !app.day && app.device.outbox.user === 0;
  }

  await draw();
  return { leave: async () => {}, draw, isFree: () => !preparing.isBusy() };
}

/** @param {import("./app.js").App} app @param {HTMLElement} list @param {import("./preparing.js").Space} room */
function drawFacts(app, list, room) {
  const { page, day } = app;
  const facts = [
    [say("Prepared for"), day ? day.user.name : page.say(say("Nobody"))],
    ...(day ? [[say("Prepared on"), page.moment(day.now)], [say("Names stay until"), page.moment(day.until)]] : []),
    [say("Code in the list of tablets"), app.device.tablet.slice(0, SHORT)],
    [say("What is kept here"), page.say(promised(app, room))],
    ...(room.free === null ? [] : [[say("Free space"), sized(room.free)]]),
    [say("Encryption"), page.say(app.device.vault ? say("Names and marks are encrypted.") : say("Nothing is encrypted: this address has no https."))],
  ];
  const made = /** @type {[import("../marking/words.js").Message, string][]} */ (facts).map(([title, words]) => {
    const line = page.made("part-fact");
    one(line, "[data-title]").textContent = page.say(title);
    one(line, "[data-words]").textContent = words;
    return line;
  });
  const isSame = made.length === list.childElementCount && made.every((line, at) => line.isEqualNode(list.children[at]));
  if (!isSame) list.replaceChildren(...made);
}

/** @param {import("./app.js").App} app @param {import("./preparing.js").Space} room */
function promised({ device }, { isPersisted }) {
  if (!device.store.survives) return say("Nothing: this browser cannot keep marks.");
  if (isPersisted) return say("Everything stays here until it is sent. This browser promised that.");
  return say("This browser may clear what is not used for a week.");
}

/** Put on the home screen an iPad keeps what is here; elsewhere it is only quicker to open. @param {import("./app.js").App} app @param {HTMLElement} main */
function drawInstall({ page, canInstall }, main) {
  const isApp = matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;
  const isOnApple = isApple(navigator.userAgent, navigator.maxTouchPoints);
  one(main, "[data-install]").hidden = isApp || (!canInstall && !isOnApple);
  one(main, "[data-install-now]").hidden = !canInstall;
  const words = isOnApple
    ? say("On an iPad, tap Share and then Add to Home Screen. Otherwise the iPad clears what is kept here when it is not opened for a week.")
    : say("As an app it opens with one tap, also without network.");
  one(main, "[data-install-words]").textContent = page.say(words);
}

/** @param {number} count */
function staysLocked(count) {
  return sayMany(
    "%(count)s change of another examiner stays here, locked, also when you sign out.",
    "%(count)s changes of another examiner stay here, locked, also when you sign out.",
    count,
  );
}
