// @ts-check
/** What the examiner is told of what is kept and sent: the words of the outbox, and the notice that lies over the page. */

import { told } from "./state.js";
import { say, sayMany } from "./words.js";

/**
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./outbox.js").Outbox} Outbox
 * @typedef {Pick<import("./screen.js").Screen, "notice" | "outbox">} Eyes
 * @typedef {"failed" | "refused" | "trouble" | "sign-in" | "shut-out" | "not-sent" | "others" | "ended" | "deed"} Reason
 * @typedef {{ failed?: boolean, signIn?: boolean, understood?: boolean, save?: boolean }} How save: as a file, the way out
 */

export class Teller {
  /** Why the notice is there, so that it goes when that is over. @type {Reason | null} */
  #why = null;
  /** The last change could not be kept. */
  failed = false;
  /** Why nothing can be sent. @type {import("./state.js").Stopped | null} */
  #stopped = null;
  /** How many marks wait. */
  count = 0;
  #begun = 0;
  /** Nothing else was told last than that all is saved. */
  #isSaved = false;

  /**
   * @param {{ eyes: Eyes, outbox: Pick<Outbox, "status" | "unkept">, clock: (moment: string) => string, now?: () => number,
   *           isApp?: boolean, doing?: () => Message | null }} outside isApp: which says on the day what others left;
   *   doing: what is typed or touched and not kept yet, in words
   */
  constructor({ eyes, outbox, clock, now = Date.now, isApp = false, doing = () => null }) {
    this.isApp = isApp;
    this.doing = doing;
    this.eyes = eyes;
    this.outbox = outbox;
    this.clock = clock;
    this.now = now;
  }

  /** Trouble with this device stays: nothing that comes later may hide it. @param {Reason} reason @param {Message} words @param {How} [how] */
  notice(reason, words, how) {
    if (this.#why === "trouble" && reason !== "trouble") return;
    this.#why = reason;
    this.eyes.notice(words, how);
  }

  /** What was told is over; another notice stays. @param {...Reason} reasons */
  over(...reasons) {
    if (this.#why === null || !reasons.includes(this.#why)) return;
    this.#why = null;
    this.eyes.notice(null);
  }

  /** What is not sent, in words. */
  async tell() {
    const begun = this.#begun;
    const status = await this.outbox.status().catch(() => null);
    if (!status) return;
    if (begun !== this.#begun) return this.tell(); // what was counted is of before
    this.count = status.count;
    this.#show(told(status, { now: this.now(), failed: this.failed, clock: this.clock, stopped: this.#stopped }));
    if (status.count === 0) this.over("not-sent");
    if (status.others > 0 && !this.isApp && this.#why === null) this.notice("others", othersWait(status.others));
  }

  /** Something is typed or touched: at once it is not said any more that all is saved. */
  begins() {
    this.#begun += 1;
    if (this.#isSaved) this.#show({ kind: "saved", words: say("All marks saved") });
  }

  /** @param {import("./state.js").Told} found */
  #show(found) {
    const doing = this.doing();
    this.#isSaved = found.kind === "saved" && doing === null;
    this.eyes.outbox(found.kind === "saved" && doing !== null ? { kind: "kept", words: doing } : found);
  }

  /** @param {string} result of a flush */
  flushed(result) {
    const words = say("Your sign-in has ended. Everything is kept on this tablet. Sign in again to send it.");
    if (result === "sign-in-again" || result === "shut-out") this.#stopped = result === "shut-out" ? result : "sign-in";
    else if (result === "sent" || result === "empty") this.#stopped = null;
    if (result === "sign-in-again") this.notice("sign-in", words, { signIn: true });
    else this.over("sign-in");
  }

  /** The marks have to be sent before what was asked for. */
  notSentYet() {
    this.notice("not-sent", notSentYet(this.count), { failed: true });
  }

  /** This tablet could not keep a change. */
  notKept() {
    this.failed = true;
    this.notice("failed", NOT_KEPT, { failed: true, save: true });
  }

  /** The file is there. @param {string | null} name */
  saved(name) {
    this.notice("failed", name === null ? say("The file could not be saved.") : say("Saved as %(name)s. Give it to the coordinator, and take the paper form for the rest.", { name }), { failed: true, save: true });
  }

  /** A change was kept: what failed or was refused before is over, unless a mark is left that could not be kept. */
  kept() {
    this.failed = false;
    this.over("refused");
    if (this.outbox.unkept().length === 0) this.over("failed");
  }

  forgets() {
    const words = say("This browser cannot keep marks. Stay on this page until it says that all marks are saved.");
    this.notice("trouble", words, { failed: true });
  }

  renewed() {
    this.notice("trouble", say("Proefstuk was renewed in another window. Load this page again to go on."), { failed: true });
  }
}

const NOT_KEPT = say("This mark is NOT SAVED: this tablet could not keep it. Try again, or save it as a file and take the paper form for the rest.");

/** @param {number} number */
function othersWait(number) {
  return sayMany(
    "%(count)s mark of another examiner waits on this tablet. It is sent when that examiner signs in here.",
    "%(count)s marks of another examiner wait on this tablet. They are sent when that examiner signs in here.",
    number,
  );
}

/** @param {number} number */
function notSentYet(number) {
  return sayMany(
    "%(count)s mark is not sent yet. Sign when it is: the tablet sends it as soon as there is network.",
    "%(count)s marks are not sent yet. Sign when they are: the tablet sends them as soon as there is network.",
    number,
  );
}
