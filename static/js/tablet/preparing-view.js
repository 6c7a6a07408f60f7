// @ts-check
/** The box with the button that prepares this tablet, how far it is, and what is ready. */

import { ShutOut, SignInAgain } from "../marking/troubles.js";
import { say } from "../marking/words.js";
import { one } from "./page.js";
import { STEPS } from "./preparing.js";

/** @param {import("./app.js").App} app */
export function showPreparing(app) {
  const { page } = app;
  const box = page.made("part-prepare");
  const button = /** @type {HTMLButtonElement} */ (one(box, "[data-start]"));
  const signIn = /** @type {HTMLAnchorElement} */ (one(box, "[data-sign-in-first]"));
  const bar = /** @type {HTMLProgressElement} */ (one(box, "[data-far]"));
  let isBusy = false;
  const explained = one(box, "[data-why]").textContent;
  bar.max = STEPS;

  button.addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    button.setAttribute("aria-disabled", "true");
    bar.hidden = false;
    await app.prepare(tell).then(ready, failed);
    isBusy = false;
    button.removeAttribute("aria-disabled");
    bar.hidden = true;
    app.redraw();
  });

  /** @param {number} step @param {import("../marking/words.js").Message} words */
  function tell(step, words) {
    bar.value = step;
    one(box, "[data-doing]").textContent = page.say(words);
  }

  /** @param {readonly import("./preparing.js").Ready[]} lines */
  function ready(lines) {
    one(box, "[data-ready]").replaceChildren(...lines.map(line));
  }

  /** @param {import("./preparing.js").Ready} found */
  function line({ isHeld, words }) {
    const made = page.made("part-ready");
    page.sign(made, isHeld ? "check" : isHeld === null ? "info" : "warning");
    one(made, "span").className = isHeld ? "held" : isHeld === null ? "undecided" : "missed";
    one(made, "[data-words]").textContent = page.say(words);
    return made;
  }

  /** @param {unknown} trouble */
  function failed(trouble) {
    one(box, "[data-ready]").replaceChildren();
    one(box, "[data-doing]").textContent = page.say(inWords(trouble));
    signIn.hidden = !(trouble instanceof SignInAgain);
  }

  function draw() {
    const words = app.day ? say("Prepare again") : say("Prepare this tablet");
    one(box, "[data-start-words]").textContent = page.say(words);
    button.className = app.day ? "btn btn-secondary" : "btn btn-primary";
    signIn.href = app.signInAddress();
    const why = one(box, "[data-why]");
    why.textContent = app.day ? page.say(prepared(app.day)) : explained;
    button.hidden = app.isShutOut;
    if (app.isShutOut) why.textContent = page.say(say("This tablet is shut out. Ask an administrator to let it in again; until then it cannot be prepared."));
    if (app.session?.user !== null) return;
    signIn.hidden = false;
    signIn.className = "btn btn-primary";
    button.className = "btn btn-secondary";
  }

  /** @param {import("./app.js").Day} day */
  function prepared(day) {
    const [when, until] = [page.moment(day.now), page.moment(day.until)];
    return say("Prepared for %(name)s on %(when)s. The names stay here until %(until)s.", { name: day.user.name, when, until });
  }

  if (app.day) void app.readiness().then((lines) => isBusy || ready(lines));
  draw(); // before it is on the page: what changes there fades
  return { box, draw, isBusy: () => isBusy };
}

/** What went wrong, and what to do about it. @param {unknown} trouble */
function inWords(trouble) {
  if (trouble instanceof SignInAgain) return say("Sign in first. Then prepare this tablet.");
  if (trouble instanceof ShutOut) return say("An administrator shut this tablet out. Nothing new is given to it.");
  if (trouble instanceof DOMException && trouble.name === "QuotaExceededError") {
    return say("There is no room left on this tablet. Remove something else from it, and prepare again.");
  }
  return say("The server could not be reached. What was on this tablet is still there. Try again with network.");
}
