/** Trying again by itself what did not reach the server: sooner at first, and never in step with everybody else. */

const FIRST = 2000; // milliseconds
const LONGEST = 60000;

/** @param {number} attempt 0 for the first @param {number} chance from 0 to 1 @returns {number} milliseconds to wait */
export function pause(attempt, chance) {
  const most = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  return most / 2 + (most / 2) * chance;
}

/** Whether the server may answer otherwise in a while: it was not reached, or had something else to do. @param {number} status */
export function mayPass(status) {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/** One thing to try again; the clock and the dice are handed in. */
export class Retry {
  #attempt = 0;
  #timer = 0;

  /**
   * @param {() => void} act
   * @param {{set: (act: () => void, wait: number) => number, clear: (timer: number) => void, chance: () => number}} world
   */
  constructor(act, world = { set: (then, wait) => window.setTimeout(then, wait), clear: (timer) => clearTimeout(timer), chance: Math.random }) {
    this.act = act;
    this.world = world;
  }

  /** Whether something waits for its turn. @returns {boolean} */
  get waits() {
    return this.#timer !== 0;
  }

  /** It did not go: try again after a pause that grows. */
  later() {
    this.#plan(pause(this.#attempt, this.world.chance()));
    this.#attempt += 1;
  }

  /** There may be a connection again: what waits is tried almost at once, spread over a second. */
  soon() {
    if (this.waits) this.#plan(1000 * this.world.chance());
  }

  /** It went, or nobody needs it any more. */
  done() {
    this.#attempt = 0;
    this.world.clear(this.#timer);
    this.#timer = 0;
  }

  /** @param {number} wait */
  #plan(wait) {
    this.world.clear(this.#timer);
    this.#timer = this.world.set(() => {
      this.#timer = 0;
      this.act();
    }, wait);
  }
}
