// @ts-check
/** Signing without network: what is open or unusual, a name under it, and what the server made of it afterwards. */

import { courseOf, loaded, originsIn } from "../marking/marking.js";
import { stepsDrawn } from "../marking/screen.js";
import { markOf, standing } from "../marking/sheet.js";
import { seen, summing } from "../marking/summing.js";
import { duration } from "../marking/clock.js";
import { say, sayMany } from "../marking/words.js";
import { one } from "./page.js";
import { hashOf } from "./router.js";
import { drawnSheet } from "./sheet-view.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./sheet-view.js").Sheet} Sheet
 * @typedef {import("../marking/words.js").Message} Message
 * @typedef {import("../marking/outbox.js").Shelved} Shelved
 */

/** @param {import("./sheet-view.js").Place} place */
export async function showSign({ main, app, sheet }) {
  const view = new Signing(main, app, sheet);
  await view.begin();
  return { leave: () => view.leave(), renewed: (/** @type {Sheet} */ fresh) => view.renewed(fresh) };
}

class Signing {
  #stop = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {HTMLElement} main @param {App} app @param {Sheet} sheet */
  constructor(main, app, sheet) {
    this.main = main;
    this.app = app;
    this.sheet = sheet;
    this.page = app.page;
    this.course = courseOf(sheet.facts, app.device, { isApp: true, now: () => app.clock.now(), today: () => app.today(), withdrawn: () => app.isWithdrawn(sheet.id) });
    this.steps = stepsDrawn(drawnSheet(app, sheet));
    this.places = new Map(this.steps.map(({ id }, place) => [id, place + 1]));
  }

  async begin() {
    const { main, page, sheet, app } = this;
    await this.#read(); // first: a form that is there before somebody listens would be sent off by the browser itself
    main.replaceChildren(page.made("view-sign"));
    headed(main, page, sheet, hashOf({ view: "sheet", sheet: sheet.id }));
    const { facts } = sheet;
    this.#field("overall").value = this.course.state.overallRemark;
    this.#field("name").value = app.day?.user.name ?? "";
    this.#drawRatings(facts.global_ratings ?? []);
    one(main, "form").addEventListener("submit", (event) => this.#submitted(event));
    one(main, "[data-fetch]").addEventListener("click", () => this.#fetch());
    this.#stop = app.device.outbox.observe((news) => news.kind === "answered" && this.#answered());
    this.#timer = setInterval(() => this.#drawTime(), 1000);
    await this.#draw();
  }

  /** A remark that was written and not signed stays. */
  async leave() {
    this.#stop();
    clearInterval(this.#timer);
    const text = this.#field("overall").value.trim();
    if (this.course.over === null && text !== this.course.state.overallRemark) await this.course.act({ kind: "remark", text });
  }

  async #read() {
    await this.course.refresh();
    await this.#readMarks();
  }

  async #readMarks() {
    this.marked = await loaded(this.steps, this.course, this.app.device, this.app.today());
    this.refused = await this.#refusedSignature();
  }

  /** It changed elsewhere. @param {Sheet} fresh */
  async renewed(fresh) {
    await this.course.renewed(Object.assign(this.sheet.facts, fresh.facts));
    await this.#readMarks();
    await this.#draw();
  }

  async #answered() {
    await this.#read();
    await this.#draw();
  }

  async #draw() {
    const { main, course } = this;
    const isOver = course.over !== null;
    one(main, "form").hidden = isOver;
    one(main, "[data-over]").hidden = !isOver;
    one(main, "[data-over-words]").textContent = isOver ? this.page.say(overWords(course)) : "";
    this.#drawRefused();
    if (!isOver) this.#drawSumming();
    this.#drawTime();
  }

  /** What the server did not take, and why. */
  #drawRefused() {
    const box = one(this.main, "[data-refused]");
    const isNew = box.hidden && this.refused !== null;
    box.hidden = this.refused === null;
    const reason = this.refused?.answer.reason ?? "";
    one(box, "[data-refused-words]").textContent = this.page.say(say("The server did not take your signature: %(reason)s The sheet is open again.", { reason }));
    if (!isNew) return;
    this.page.announce(one(box, "[data-refused-words]").textContent ?? "");
    one(this.main, "h1").focus();
  }

  #drawSumming() {
    const { facts } = this.sheet;
    const found = this.#found();
    const lists = [
      this.#list("attention", openWords(found.open.length), say("You can sign when every step has a mark."), found.open),
      this.#list("attention", conflictWords(found.conflicts.length), say("Decide at the step which mark stands."), found.conflicts),
      this.#list("attention", refusedWords(found.refused.length), say("The coordinator has it. Look at the step before you sign."), found.refused),
      this.#list("attention", lackingWords(found.lacking.length), say("Write it at the step. You can sign when it is there."), found.lacking),
      this.#list("attention", say("No remark says why"), say("A candidate who fails on a critical step will want to know why. Write a remark there."), found.withoutReason),
    ];
    const came = this.#came();
    one(this.main, "[data-confirm-own]").hidden = came.length > 0;
    one(this.main, "[data-confirm-looked]").hidden = came.length === 0;
    const unusual = found.unusual.map((words) => this.page.say(words));
    one(this.main, "[data-summing]").replaceChildren(...lists.filter((list) => list !== null), ...came, ...this.#unusual(unusual));
    this.#drawVerdict(facts.shows_standing !== false);
    one(this.main, "[data-marked]").textContent = this.page.say(say("%(marked)s of %(total)s", this.#progress()));
    const button = /** @type {HTMLButtonElement} */ (one(this.main, "[data-sign-now]"));
    button.setAttribute("aria-disabled", String(found.whyNot !== null));
    one(this.main, "[data-why-not]").textContent = found.whyNot ? this.page.say(found.whyNot) : "";
  }

  /** One list for each way in which marks came that were not made here, as long as they stand. */
  #came() {
    const origins = originsIn(this.sheet.facts);
    /** @type {Map<string, number[]>} */
    const ways = new Map();
    const sheet = /** @type {import("../marking/sheet.js").Sheet} */ (this.marked);
    for (const { id } of this.steps) {
      const { value, op } = markOf(sheet, id);
      const how = value === null ? undefined : origins.get(op ?? "");
      if (how) ways.set(how, [...(ways.get(how) ?? []), id]);
    }
    const look = say("Look whether they are as you mean them: your name stands under them too.");
    return [...ways].map(([how, ids]) => /** @type {HTMLElement} */ (this.#list("info", cameWords(ids.length, how), look, ids, { marked: true })));
  }

  #found() {
    const { course, sheet } = this;
    const turns = course.turns();
    return summing(/** @type {import("../marking/sheet.js").Sheet} */ (this.marked), {
      begun: course.state.begun,
      time: course.time(),
      turns,
      minutes: sheet.facts.minutes ?? null,
    }, (at) => this.page.clock(at));
  }

  #progress() {
    const sheet = /** @type {import("../marking/sheet.js").Sheet} */ (this.marked);
    const counted = sheet.steps.filter(({ id }) => !sheet.exempt.has(id));
    return { marked: counted.filter(({ id }) => markOf(sheet, id).value !== null).length, total: counted.length };
  }

  /** @param {"attention" | "info"} kind @param {Message} title @param {Message} words @param {number[]} ids
   * @param {{ marked?: boolean }} [how] marked: with the mark that stands */
  #list(kind, title, words, ids, { marked = false } = {}) {
    if (ids.length === 0) return null;
    const made = this.page.made("part-summing");
    made.classList.add(`callout-${kind}`);
    this.page.sign(made, kind === "info" ? "info" : "flag");
    one(made, "[data-title]").textContent = this.page.say(title);
    one(made, "[data-words]").textContent = this.page.say(words);
    one(made, "[data-steps]").append(...ids.map((id) => this.#link(id, marked ? this.#markWords(id) : "")));
    return made;
  }

  /** The mark that stands for a step, as its button says it. @param {number} id */
  #markWords(id) {
    const { value } = markOf(/** @type {import("../marking/sheet.js").Sheet} */ (this.marked), id);
    const { levels, unit = 1 } = this.steps.find((step) => step.id === id) ?? { levels: [] };
    const label = levels.find((level) => level.value === value)?.label ?? String(value);
    const isPlain = value === null || value < 0 || unit !== 1 || label === String(value);
    return isPlain ? label : this.page.say(say("%(value)s, %(label)s", { value, label }));
  }

  /** @param {number} id @param {string} mark */
  #link(id, mark) {
    const made = this.page.made("part-summing-step");
    const link = /** @type {HTMLAnchorElement} */ (one(made, "a"));
    link.href = hashOf({ view: "sheet", sheet: this.sheet.id, step: id });
    one(made, "[data-number]").textContent = String(this.places.get(id));
    one(made, "[data-name]").textContent = this.steps.find((step) => step.id === id)?.name ?? "";
    one(made, "[data-mark]").textContent = mark;
    one(made, "[data-mark]").hidden = mark === "";
    return made;
  }

  /** @param {string[]} sentences */
  #unusual(sentences) {
    if (sentences.length === 0) return [];
    const made = this.page.made("part-unusual");
    for (const sentence of sentences) {
      const line = this.page.document.createElement("li");
      line.textContent = sentence;
      one(made, "ul").append(line);
    }
    return [made];
  }

  /** @param {boolean} shows */
  #drawVerdict(shows) {
    const box = one(this.main, "[data-verdict]");
    const outcome = shows ? standing(/** @type {import("../marking/sheet.js").Sheet} */ (this.marked)) : null;
    box.hidden = outcome === null;
    if (!outcome) return;
    const kind = { passed: "ok", failed: "stop", incomplete: "wait" }[outcome.result];
    one(box, "[data-verdict-line]").textContent = this.page.say(outcome.headline);
    one(box, ".verdict").className = `verdict verdict-${kind}`;
    one(box, "[data-alone]").hidden = this.sheet.required === 1;
  }

  #drawTime() {
    const { ran, over } = this.course.time();
    const overTime = () => this.page.say(say("%(time)s, %(over)s over time", { time: { message: duration(ran) }, over: { message: duration(over) } }));
    one(this.main, "[data-took]").textContent = over > 0 ? overTime() : this.page.say(duration(ran));
  }

  /** @param {{ value: number, label: string }[]} ratings */
  #drawRatings(ratings) {
    one(this.main, "[data-rating]").hidden = ratings.length === 0;
    for (const { value, label } of ratings) {
      const made = this.page.made("part-rating");
      const radio = /** @type {HTMLInputElement} */ (one(made, "input"));
      radio.value = String(value);
      one(made, "span").textContent = label;
      one(this.main, "[data-ratings]").append(made);
    }
  }

  /** @param {Event} event */
  async #submitted(event) {
    event.preventDefault();
    const found = this.#found();
    const rating = /** @type {HTMLInputElement | null} */ (this.main.querySelector("[data-ratings] input:checked"));
    const wrongs = this.#wrongs(rating !== null);
    if (found.whyNot || wrongs) return;
    if (this.refused) await this.app.device.outbox.takeTheirs(this.refused); // this signature takes its place
    const reason = await this.course.act({
      kind: "sign",
      name: this.#field("name").value.trim(),
      overall_remark: this.#field("overall").value.trim(),
      global_rating: rating ? Number(rating.value) : null,
      marks: seen(/** @type {import("../marking/sheet.js").Sheet} */ (this.marked)),
    });
    this.#tell("[data-why-not]", reason);
    if (reason) return;
    await this.#read();
    await this.#draw();
    one(this.main, "[data-over]").focus();
  }

  /** What is not filled in is said at its field; the first of them gets the focus. @param {boolean} isRated */
  #wrongs(isRated) {
    const isConfirmed = /** @type {HTMLInputElement} */ (one(this.main, "[data-confirmed]")).checked;
    const asks = (this.sheet.facts.global_ratings ?? []).length > 0;
    const checks = /** @type {const} */ ([
      ["[data-rating-wrong]", "[data-ratings] input", asks && !isRated, say("Say how you find the whole before you sign.")],
      ["[data-name-wrong]", "[data-name-field]", this.#field("name").value.trim() === "", say("Sign with your name.")],
      ["[data-confirmed-wrong]", "[data-confirmed]", !isConfirmed, say("Confirm this before you sign.")],
    ]);
    for (const [place, , isWrong, words] of checks) this.#tell(place, isWrong ? words : null);
    const first = checks.find(([, , isWrong]) => isWrong);
    if (first) one(this.main, first[1]).focus();
    return first !== undefined;
  }

  /** @param {string} place @param {Message | null} words */
  #tell(place, words) {
    const found = one(this.main, place);
    found.textContent = words ? this.page.say(words) : "";
    found.hidden = words === null;
  }

  /** @returns {Promise<Shelved | null>} */
  async #refusedSignature() {
    const shelf = await this.app.device.outbox.shelf();
    return shelf.findLast(({ row }) => row.sheet === this.sheet.id && row.deed?.kind === "sign") ?? null;
  }

  /** What stands at the server is brought here, to be looked at before signing again. */
  async #fetch() {
    const button = one(this.main, "[data-fetch]");
    button.setAttribute("aria-disabled", "true");
    const isDone = await this.app.prepare(() => {}).then(() => true, () => false);
    button.setAttribute("aria-disabled", "false");
    if (isDone) location.hash = hashOf({ view: "sheet", sheet: this.sheet.id });
    else this.#tell("[data-fetch-wrong]", say("There is no network now. Try again when there is."));
  }

  /** @param {"name" | "overall"} name @returns {HTMLInputElement | HTMLTextAreaElement} */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (one(this.main, `[data-${name}-field]`));
  }
}

/** Whose exam it is, and the way back. @param {HTMLElement} main @param {import("./page.js").Page} page @param {Sheet} sheet @param {string} back */
export function headed(main, page, sheet, back) {
  for (const link of main.querySelectorAll("[data-back]")) link.setAttribute("href", back);
  page.avatar(one(main, "[data-avatar]"), sheet.name, sheet.photo);
  for (const place of main.querySelectorAll("[data-of]")) place.textContent = sheet.name;
  one(main, "[data-exam]").textContent = sheet.exam;
}

/** @param {import("../marking/course.js").Course} course */
function overWords({ over, endWaits }) {
  if (over === "aborted") return say("This exam was stopped.");
  if (over === "withdrawn") return say("You no longer examine this candidate.");
  if (over === "no-show") return say("This candidate did not come.");
  return endWaits ? say("Signed here. It is sent when there is network.") : say("Signed, and the server has it.");
}

/** @param {number} count @param {string} how */
function cameWords(count, how) {
  return sayMany("%(count)s mark came another way. %(how)s", "%(count)s marks came another way. %(how)s", count, { how });
}

/** @param {number} count */
function openWords(count) {
  return sayMany("%(count)s step is not yet marked", "%(count)s steps are not yet marked", count);
}

/** @param {number} count */
function conflictWords(count) {
  return sayMany("%(count)s step was marked differently on two devices", "%(count)s steps were marked differently on two devices", count);
}

/** @param {number} count */
function refusedWords(count) {
  return sayMany("The server did not take %(count)s mark", "The server did not take %(count)s marks", count);
}

/** @param {number} count */
function lackingWords(count) {
  return sayMany("%(count)s mark asks for a remark that says why", "%(count)s marks ask for a remark that says why", count);
}
