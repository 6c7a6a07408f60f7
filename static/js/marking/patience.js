// @ts-check
/** When to try again by oneself: twice as long after each failure, with jitter, and as long as the server asks for. */

import { ShutOut, SignInAgain, TryLater } from "./troubles.js";

export class Patience {
  #failures = 0;
  #due = 0;

  /** @param {{ longest: number, longestPause: number, ticks: () => number, random: () => number }} limits milliseconds */
  constructor({ longest, longestPause, ticks, random }) {
    this.longest = longest;
    this.longestPause = longestPause;
    this.ticks = ticks;
    this.random = random;
  }

  /** Milliseconds until the next try. */
  left() {
    return Math.max(0, this.#due - this.ticks());
  }

  /** Forget earlier failures. */
  reset() {
    this.#failures = 0;
    this.#due = 0;
  }

  /** Wait after this trouble; what came of the try. @param {unknown} trouble
   * @returns {"shut-out" | "sign-in-again" | "waiting"} */
  after(trouble) {
    this.#failures += 1;
    const ceiling = Math.min(1000 * 2 ** this.#failures, this.longest);
    const pause = trouble instanceof TryLater ? Math.min(trouble.pause, this.longestPause) : 0;
    this.#due = this.ticks() + Math.max(ceiling / 2 + (this.random() * ceiling) / 2, pause);
    if (trouble instanceof ShutOut) return "shut-out";
    return trouble instanceof SignInAgain ? "sign-in-again" : "waiting";
  }
}
