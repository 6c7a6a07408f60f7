// @ts-check
/** The marking screen of one sheet in the app: put together from the form and what differs for this candidate. */

import { Besides } from "../marking/besides.js";
import { mountCamera } from "../marking/camera.js";
import { mountMarking } from "../marking/marking.js";
import { progressOf } from "../marking/sheet.js";
import { one } from "./page.js";
import { saveUnsent } from "./saving.js";
import { addressOf, farOf, stationOf } from "./station.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./day.js").Sheet & { session: number, required: number, values: Record<string, string> }} Sheet
 * @typedef {{ main: HTMLElement, app: App, sheet: Sheet, step?: number }} Place
 */

/** @param {Place} place */
export async function showSheet({ main, app, sheet, step }) {
  main.replaceChildren(drawnSheet(app, sheet));
  const { page, device } = app;
  /** @type {import("../marking/marking.js").Marking | undefined} */
  let marking;
  // Before anything can be tapped: what comes later would move it under the finger.
  const station = await drawStation(app, sheet, () => marking?.sheet().current ?? null);
  if (station) main.prepend(station);
  if (station) showChosen(station);
  marking = await mountMarking({
    root: one(main, "[data-screen]"),
    facts: sheet.facts,
    words: page.words,
    device,
    isApp: true,
    Besides,
    at: step ?? null,
    now: () => app.clock.now(),
    today: () => app.today(),
    withdrawn: () => app.isWithdrawn(sheet.id),
    save: () => saveUnsent(app),
    drawn: (marked) => drawFar(page, main, marked),
    before: app.visits.get(sheet.id),
  });
  await marking.photograph(mountCamera);
  /** Everything on the screen reads these facts. @param {Sheet} fresh */
  const renewed = async (fresh) => marking?.renewed(Object.assign(sheet.facts, fresh.facts));
  const leave = async () => {
    await marking?.leave();
    if (marking) app.visits.set(sheet.id, marking.sheet());
  };
  return { leave, at: () => marking?.sheet().current ?? null, bring: () => marking?.bring(), renewed };
}

/** The screen as HTML of our own: the text of the form, and in its gaps what the server made for this candidate.
 * @param {App} app @param {Sheet} sheet */
export function drawnSheet({ day, page }, { form, values }) {
  const template = document.createElement("template");
  template.innerHTML = (day?.forms[form] ?? []).map((part, place) => (place % 2 ? (values[part] ?? "") : part)).join("");
  // An older app may have taken the form along: its icons are not kept any more, those of this one are.
  for (const use of template.content.querySelectorAll("use")) {
    use.setAttribute("href", `${page.root.dataset.icons}#${use.getAttribute("href")?.split("#").at(-1)}`);
  }
  return template.content;
}

/** @param {App} app @param {Sheet} sheet @param {() => number | null} current step on the screen */
async function drawStation(app, sheet, current) {
  const { page } = app;
  const chips = stationOf(await app.cards(), sheet);
  if (chips.length === 0) return null;
  const strip = page.made("part-station");
  one(strip, "ul").append(...chips.map((chip) => drawnChip(page, chip, current)));
  return strip;
}

/** The chosen one in the middle of the strip, where there are more than fit. @param {HTMLElement} strip */
function showChosen(strip) {
  const list = one(strip, "ul");
  const chip = list.querySelector("[aria-current]");
  if (!(chip instanceof HTMLElement)) return;
  const [outer, inner] = [list.getBoundingClientRect(), chip.getBoundingClientRect()];
  list.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}

/** How far the one on the screen is, among the others. @param {import("./page.js").Page} page @param {HTMLElement} main
 * @param {import("../marking/sheet.js").Sheet} sheet */
function drawFar(page, main, sheet) {
  const far = main.querySelector('.station-chip[aria-current="page"] [data-far]');
  if (far) far.textContent = page.say(farOf(progressOf(sheet)));
}

/** @param {import("./page.js").Page} page @param {import("./station.js").Chip} chip @param {() => number | null} current */
function drawnChip(page, chip, current) {
  const made = page.made("part-chip");
  const link = /** @type {HTMLAnchorElement} */ (one(made, "a"));
  page.avatar(one(made, "[data-avatar]"), chip.name, chip.photo);
  one(made, "[data-name]").textContent = chip.name;
  one(made, "[data-far]").textContent = page.say(chip.far);
  if (chip.isHere) link.setAttribute("aria-current", "page");
  link.href = addressOf(chip, null);
  link.addEventListener("click", (event) => {
    if (chip.isHere) event.preventDefault();
    else link.href = addressOf(chip, current()); // another step than when it was drawn
  });
  return made;
}
