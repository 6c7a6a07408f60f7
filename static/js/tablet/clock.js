// @ts-check
/** The server's time as this tablet knows it, also after its own clock was set back or the app was closed. */

import { sureTime, timeNow, wasSetBack } from "./keeping.js";

const PLACE = "proefstuk-tablet-time"; // a moment and nothing else
const OVER = "proefstuk-tablet-over"; // another

export class Clock {
  /** @type {import("./keeping.js").Anchor | null} */
  #anchor = null;

  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage @param {{ device?: () => number, ticks?: () => number }} [outside] */
  constructor(storage, { device = Date.now, ticks = () => performance.now() } = {}) {
    this.storage = storage;
    this.device = device;
    this.ticks = ticks;
    this.#found(Number(storage.getItem(PLACE)) || 0);
  }

  /** What the server said: that is right, whatever was found before. @param {number} server @param {number} device when it said so */
  set(server, device) {
    this.#anchor = { server, device };
    this.#found(server);
    this.#write(server);
  }

  /** What is known from preparing, until the server says more. @param {{ prepared_at: number, ahead: number } | null} day */
  prepared(day) {
    if (!day || this.#anchor) return;
    this.#anchor = { server: day.prepared_at + day.ahead, device: day.prepared_at };
    if (this.#anchor.server > this.latest) this.#found(this.#anchor.server);
  }

  /** The server's time as well as it can be known here. */
  now() {
    return Math.max(timeNow(this.#known()), this.sure());
  }

  /** What it surely is by now, whatever the clock of this tablet says. */
  sure() {
    this.#found(sureTime(this.#known()));
    this.#write(this.latest);
    return this.latest;
  }

  /** When it was first found to be past this moment, and at every look since; null: it is not. @param {number} until */
  overSince(until) {
    const now = this.now();
    const known = Number(this.storage.getItem(OVER)) || null;
    if (now < until) {
      if (known !== null) this.storage.removeItem(OVER);
      return null;
    }
    if (known !== null && known >= until && known <= now) return known;
    this.#remember(OVER, now);
    return now;
  }

  isSetBack() {
    return wasSetBack(this.#known());
  }

  #known() {
    return { anchor: this.#anchor, latest: this.latest, device: this.device(), ran: this.ticks() - this.since };
  }

  /** @param {number} latest */
  #found(latest) {
    this.latest = latest;
    this.since = this.ticks();
  }

  /** A minute lost at a crash is no harm. @param {number} now */
  #write(now) {
    if (Math.abs(now - (this.written ?? 0)) < 60_000) return;
    this.written = now;
    this.#remember(PLACE, now);
  }

  /** @param {string} name @param {number} moment */
  #remember(name, moment) {
    try {
      this.storage.setItem(name, String(Math.round(moment)));
    } catch {
      // A full store: this run still knows.
    }
  }
}
