// @ts-check
/** An exam that ends without a signature: a candidate who did not come, or an exam that cannot go on. */

import { courseOf } from "../marking/marking.js";
import { say } from "../marking/words.js";
import { one } from "./page.js";
import { hashOf } from "./router.js";
import { headed } from "./sign-view.js";

/**
 * @typedef {import("./sheet-view.js").Place} Place
 * @typedef {import("../marking/words.js").Message} Message
 */

/** @param {Place} place */
export async function showStop(place) {
  return showEnding(place, { template: "view-stop", kind: "abort", isAsked: true });
}

/** @param {Place} place */
export async function showNoShow(place) {
  return showEnding(place, { template: "view-no-show", kind: "no-show", isAsked: false });
}

/** @param {Place} place @param {{ template: string, kind: "abort" | "no-show", isAsked: boolean }} how isAsked: for a reason */
async function showEnding({ main, app, sheet }, { template, kind, isAsked }) {
  const { page, device } = app;
  const course = courseOf(sheet.facts, device, { isApp: true, now: () => app.clock.now(), today: () => app.today() });
  await course.refresh(); // first: what is pressed as soon as it is there is asked of what is known
  main.replaceChildren(page.made(template));
  headed(main, page, sheet, hashOf({ view: "sheet", sheet: sheet.id }));
  const [form, field] = [one(main, "form"), /** @type {HTMLTextAreaElement} */ (one(main, "textarea"))];

  const tell = (/** @type {Message | null} */ words) => {
    const wrong = one(main, "[data-wrong]");
    wrong.textContent = words ? page.say(words) : "";
    wrong.hidden = words === null;
    field.toggleAttribute("aria-invalid", words !== null);
    if (words) field.focus();
  };

  const draw = () => {
    const { over } = course;
    const whyNot = over ? null : course.whyNot({ kind, reason: "-" });
    form.hidden = over !== null || whyNot !== null;
    one(main, "[data-done]").hidden = over === null && whyNot === null;
    one(main, "[data-done-words]").textContent = over ? page.say(overWords(over, course.endWaits)) : whyNot ? page.say(whyNot) : "";
    const back = main.querySelector("[data-came]");
    if (back instanceof HTMLElement) back.hidden = over !== "no-show";
  };

  const refreshed = async () => {
    await course.refresh();
    draw();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reason = field.value.trim();
    if (isAsked && reason === "") return tell(say("Say why."));
    const no = await course.act({ kind, reason });
    tell(no);
    if (no) return;
    await refreshed();
    one(main, "[data-done]").focus();
  });
  main.querySelector("[data-came]")?.addEventListener("click", async () => {
    const no = await course.act({ kind: "came" });
    if (no) one(main, "[data-done-words]").textContent = page.say(no);
    else location.hash = hashOf({ view: "sheet", sheet: sheet.id });
  });

  const stop = device.outbox.observe((news) => news.kind === "answered" && refreshed());
  draw();
  /** It changed elsewhere. @param {import("./sheet-view.js").Sheet} fresh */
  const renewed = async (fresh) => {
    await course.renewed(fresh.facts);
    draw();
  };
  return { leave: async () => void stop(), renewed };
}

/** @param {"signed" | "aborted" | "no-show"} over @param {boolean} waits */
function overWords(over, waits) {
  if (over === "signed") return say("This sheet is already signed.");
  if (over === "aborted") return waits ? say("Stopped here. That is sent when there is network.") : say("This exam was stopped.");
  return waits ? say("Noted here. That is sent when there is network.") : say("This candidate did not come.");
}
