// @ts-check
/**
 * What an examiner does besides marking steps, on the screen of the app: the clock with its pauses, the overall remark,
 * and what became of what was done.
 *
 * @typedef {import("./course.js").Course} Course
 * @typedef {import("./screen.js").Screen} Screen
 * @typedef {import("./outbox.js").Shelved} Shelved
 * @typedef {import("./words.js").Message} Message
 */

import { duration } from "./clock.js";
import { NOT_KEPT } from "./course.js";
import { TYPING_PAUSE } from "./entering.js";
import { clean } from "./operations.js";
import { say } from "./words.js";

export class Besides {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #unfinished;
  /** @type {Shelved | null} */
  #refused = null;
  /** The last remark on its way to the store. @type {Promise<unknown>} */
  #written = Promise.resolve();

  /**
   * @param {object} given
   * @param {HTMLElement} given.root
   * @param {Screen} given.screen
   * @param {Course} given.course
   * @param {import("./telling.js").Teller} given.teller
   * @param {import("./outbox.js").Outbox} given.outbox
   * @param {() => void} given.changed the course went on
   * @param {import("./drafting.js").Drafting} given.drafting
   */
  constructor({ root, screen, course, teller, outbox, changed, drafting }) {
    this.root = root;
    this.screen = screen;
    this.course = course;
    this.teller = teller;
    this.outbox = outbox;
    this.changed = changed;
    this.drafting = drafting;
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    this.root.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.root.addEventListener("input", (event) => event.target === this.#overall && this.#writing(), { signal });
    this.root.addEventListener("change", (event) => event.target === this.#overall && this.write(), { signal });
  }

  /** Everything of it anew. */
  async draw() {
    this.#drawOverall();
    if (this.#isOpen) {
      this.#drawEnd();
      this.#drawClock();
    }
    await this.#drawRefused();
  }

  /** A sheet that the server closed is only looked at; what it refused is told there too. */
  get #isOpen() {
    return this.course.facts.open;
  }

  /** The overall remark that is being written is kept now; done once it is, also where that began a moment before. */
  write() {
    clearTimeout(this.#unfinished);
    const field = this.#overall;
    if (this.#unfinished === undefined || !field) return this.#written;
    this.#unfinished = undefined;
    const text = field.value.trim();
    if (text !== this.course.state.overallRemark) this.#written = this.#act({ kind: "remark", text });
    this.#written = this.#written.then(() => this.#dropped());
    return this.#written;
  }

  /** Whether the overall remark is being written. */
  get isTyping() {
    return this.#unfinished !== undefined;
  }

  /** What was typed before this page was loaded is kept as the overall remark. */
  async findBack() {
    const field = this.#overall;
    const found = (await this.drafting.found()).find(({ what }) => what === "overall");
    if (!found || !field || this.#isOver || document.activeElement === field) return;
    field.value = found.text;
    this.#writing();
    await this.write();
  }

  /** The draft goes once it is what stands. */
  async #dropped() {
    const typed = clean(this.#overall?.value ?? "").trim();
    if (!this.isTyping && typed === this.course.state.overallRemark) await this.drafting.drop(0, "overall");
    await this.teller.tell();
  }

  /** Show what the server refused. */
  show() {
    const deed = this.#refused?.row.deed;
    if (!this.#refused || !deed) return;
    this.teller.notice("deed", refusedWords(deed.kind, this.#refused.answer.reason ?? ""), { failed: true, understood: true });
  }

  get #isOver() {
    return !this.#isOpen || this.course.over !== null;
  }

  get #overall() {
    const field = this.root.querySelector("[data-overall]");
    return field instanceof HTMLTextAreaElement ? field : null;
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const { clockOpen, turn, reasonWords, understood } = button.dataset;
    if (clockOpen !== undefined) this.#clock();
    else if (turn !== undefined) this.#turn(turn);
    else if (reasonWords !== undefined) this.#reason().value = button.textContent?.trim() ?? "";
    else if (understood !== undefined) this.#understood();
  }

  /** What was refused is seen; the server keeps it for the coordinator. */
  async #understood() {
    const seen = this.#refused;
    this.#refused = null;
    this.teller.over("deed");
    if (seen) await this.outbox.takeTheirs(seen);
    await this.#drawRefused();
    await this.teller.tell();
  }

  /** Not yet begun, the clock is the button to begin with. */
  async #clock() {
    if (this.course.time().phase === "planned") await this.#told(this.course.begin().catch(() => NOT_KEPT));
    else this.#panel().showPopover();
  }

  /** @param {string} kind */
  async #turn(kind) {
    const field = this.#reason();
    const reason = field.value.trim();
    if (kind === "pause" && reason === "") return this.#wrong(say("Say why."));
    this.#wrong(null);
    const isDone = await this.#act(kind === "pause" ? { kind, reason } : { kind });
    if (!isDone) return;
    field.value = "";
    this.#panel().hidePopover();
    const words = TOLD[/** @type {keyof typeof TOLD} */ (kind)];
    if (words) this.screen.announce(this.screen.say(words));
  }

  /** @param {Message | null} words */
  #wrong(words) {
    const wrong = this.screen.one("[data-clock-wrong]");
    wrong.hidden = words === null;
    wrong.textContent = words ? this.screen.say(words) : "";
    const field = this.#reason();
    if (words) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (words) field.focus();
  }

  #writing() {
    clearTimeout(this.#unfinished);
    this.#unfinished = setTimeout(() => this.write(), TYPING_PAUSE);
    this.drafting.typed(0, "overall", () => this.#overall?.value ?? "");
    this.teller.begins();
  }

  /** @param {import("./deeds.js").Deed} deed */
  #act(deed) {
    return this.#told(this.course.act(deed));
  }

  /** What was asked for is done, or it is said why not. @param {Promise<Message | null>} asked */
  async #told(asked) {
    const reason = await asked;
    if (reason) {
      this.teller.failed = reason === NOT_KEPT;
      this.teller.notice(reason === NOT_KEPT ? "failed" : "refused", reason, { failed: true, save: reason === NOT_KEPT });
    } else this.teller.kept();
    await this.teller.tell();
    this.changed();
    return reason === null;
  }

  #drawOverall() {
    const field = this.#overall;
    if (!field) return;
    field.readOnly = this.#isOver;
    const { overallRemark } = this.course.state;
    const isBeingWritten = document.activeElement === field || this.#unfinished !== undefined;
    if (!isBeingWritten && field.value !== overallRemark) field.value = overallRemark;
  }

  #drawEnd() {
    const { over, endWaits } = this.course;
    const { begun } = this.course.state;
    this.screen.ended(over && ENDED[over][endWaits ? "waits" : "known"], { cameAfterAll: over === "no-show" });
    for (const [name, isThere] of /** @type {const} */ ([["before", !begun], ["begun", begun]])) {
      for (const link of this.root.querySelectorAll(`[data-${name}]`))
        if (link instanceof HTMLElement) link.hidden = over !== null || !isThere;
    }
  }

  #drawClock() {
    const time = this.course.time();
    const button = this.root.querySelector("[data-clock-open]");
    if (!(button instanceof HTMLButtonElement)) return;
    button.classList.toggle("is-planned", time.phase === "planned");
    button.classList.toggle("is-paused", time.phase === "paused" || time.phase === "stopped");
    this.screen.one("[data-clock-runs]").hidden = time.phase !== "running";
    this.screen.one("[data-clock-stands]").hidden = time.phase !== "paused" && time.phase !== "stopped";
    this.screen.turns(this.course.turns().map(({ kind, at, reason }) => ({ at: new Date(at).toISOString(), words: reason ? say("Paused: %(reason)s", { reason }) : TURNS[kind] })));
    this.tick();
  }

  /** What changes every second. */
  tick() {
    if (!this.#isOpen) return;
    const { phase, ran, over } = this.course.time();
    const { minutes } = this.course.facts;
    const note = phase === "running" ? (over > 0 ? say("over time") : minutes ? say("of %(minutes)s min", { minutes }) : null) : PHASES[phase];
    this.screen.clockNote(note, clockWords(phase, { message: duration(ran) }, over > 0 ? { message: duration(over) } : null));
  }

  async #drawRefused() {
    const shelf = await this.outbox.shelf();
    const refused = shelf.filter(({ row }) => row.deed && row.sheet === this.course.facts.id);
    const isNew = refused[0]?.row.op !== this.#refused?.row.op;
    this.#refused = refused[0] ?? null;
    if (isNew && this.#refused) this.show();
    if (!this.#refused) this.teller.over("deed");
  }

  #panel() {
    return this.screen.one("#clock");
  }

  #reason() {
    return /** @type {HTMLTextAreaElement} */ (this.screen.one("[data-clock-reason]"));
  }
}

const TURNS = { start: say("Start"), pause: say("Paused"), resume: say("Went on"), stop: say("Clock stopped") };
const TOLD = { pause: say("The clock pauses."), resume: say("The clock goes on."), stop: say("The clock stands still.") };
const PHASES = { planned: say("Start"), paused: say("paused"), stopped: say("stopped"), over: null };
const ENDED = {
  signed: {
    waits: say("Signed here. It is sent when there is network. Nothing of this sheet can be changed any more."),
    known: say("This sheet is signed. Nothing of it can be changed any more."),
  },
  aborted: {
    waits: say("This exam was stopped here. That is sent when there is network."),
    known: say("This exam was stopped."),
  },
  "no-show": {
    waits: say("It was noted here that this candidate did not come. That is sent when there is network."),
    known: say("This candidate did not come."),
  },
  withdrawn: {
    waits: say("You no longer examine this candidate. Nothing can be marked here any more."),
    known: say("You no longer examine this candidate. Nothing can be marked here any more."),
  },
  closed: { waits: say("This exam no longer takes marks."), known: say("This exam no longer takes marks.") },
};

/** @typedef {{ message: Message }} Said */

/** @param {import("./course.js").Phase} phase @param {Said} ran @param {Said | null} over */
function clockWords(phase, ran, over) {
  if (phase === "planned") return say("The exam has not begun.");
  if (phase === "paused") return say("The clock pauses at %(time)s. Pauses do not count.", { time: ran });
  if (phase === "stopped" || phase === "over") return say("The clock stands still at %(time)s.", { time: ran });
  if (over) return say("The exam has run for %(time)s, %(over)s over time. Pauses do not count.", { time: ran, over });
  return say("The exam has run for %(time)s. Pauses do not count.", { time: ran });
}

/** @param {string} kind @param {string} reason of the server, in the reader's words */
export function refusedWords(kind, reason) {
  if (kind === "sign") return say("The server did not take your signature: %(reason)s The sheet is open again.", { reason });
  if (kind === "abort") return say("The server did not stop this exam: %(reason)s", { reason });
  if (kind === "no-show") return say("The server did not note that the candidate did not come: %(reason)s", { reason });
  if (kind === "remark") return say("The server did not take your overall remark: %(reason)s", { reason });
  return say("The server did not take what you did here: %(reason)s", { reason });
}
