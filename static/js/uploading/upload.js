/**
 * One file on its way. It ends in "done", "refused" or "cancelled"; whatever happens before that, it goes on by itself:
 * after a cut connection from where the server is, after an expired sign-in once the same person is signed in again.
 *
 * @typedef {import("./wire.js").Answer} Answer
 * @typedef {"waiting" | "sending" | "checking" | "offline" | "signed-out" | "paused" | "done" | "refused" | "gone" | "cancelled"} State
 * @typedef {{name: string, size: number, lastModified: number, slice: (from: number, to: number) => Blob}} Source
 * @typedef {{list: () => Promise<Answer>, begin: (file: Source) => Promise<Answer>, offset: (address: string) => Promise<Answer>, state: (address: string) => Promise<Answer>, send: (address: string, bytes: Blob, offset: number, watch: {signal: AbortSignal, progress: (sent: number) => void}) => Promise<Answer>, drop: (address: string) => Promise<Answer>}} Line
 * @typedef {{read: (file: Source) => string | null, keep: (file: Source, address: string) => void, forget: (file: Source) => void}} Remembers
 * @typedef {{wait: (ms: number) => {over: Promise<void>, end: () => void}, chance: () => number}} World
 */

import { mayPass, pause } from "../parts/retry.js";

export const CHUNK = 8_000_000;
const ENDED = new Set(["done", "refused", "gone", "cancelled"]);
const ELSEWHERE = new Set([409, 423]);
const NO_LONGER = new Set([404, 410]);

export class Upload {
  /** @type {State} */
  state = "waiting";
  message = "";
  /** Bytes that the server has for good. */
  safe = 0;
  /** Bytes that were sent, some of them perhaps in vain. */
  sent = 0;
  /** What became of it, once it is done: "used" when it is with its entry, "taken" while it waits for its form. */
  outcome = "";
  address = "";
  #attempt = 0;
  #doubts = 0;
  #stop = new AbortController();
  #turn = 0;
  #last = Promise.resolve();
  /** @type {(() => void) | null} */
  #wake = null;

  /**
   * @param {Source} file
   * @param {{wire: Line, memory: Remembers, world: World, user: number, changed: () => void}} around
   */
  constructor(file, { wire, memory, world, user, changed }) {
    this.file = file;
    this.wire = wire;
    this.memory = memory;
    this.world = world;
    this.user = user;
    this.changed = changed;
  }

  get hasEnded() {
    return ENDED.has(this.state);
  }

  /** Whether it holds one of the places in the queue. */
  get isRunning() {
    return !this.hasEnded && this.state !== "waiting" && this.state !== "paused";
  }

  /** Go on until it has ended or is paused; a turn begins when the one before it is over. */
  run() {
    const turn = (this.#turn += 1);
    this.#stop = new AbortController();
    this.#become("sending");
    this.#last = this.#last.then(() => this.#go(turn));
    return this.#last;
  }

  /** @param {number} turn */
  async #go(turn) {
    let isKnown = false; // where the server is; after every trouble it is asked anew
    while (this.isRunning && turn === this.#turn) {
      if (!this.address) await this.#find();
      else if (!isKnown) isKnown = await this.#ask();
      else if (this.safe < this.file.size) isKnown = await this.#send();
      else isKnown = await this.#settle();
      if (!this.address) isKnown = false;
    }
  }

  /** Stand still until told to go on; what the server has stays there. */
  pause() {
    if (this.hasEnded) return;
    this.#become("paused");
    this.#halt();
  }

  /** It may have its turn again. */
  resume() {
    if (this.state === "paused") this.#become("waiting");
  }

  /** Give it up, here and there. */
  async cancel() {
    const { address } = this;
    this.#become("cancelled");
    this.#halt();
    this.memory.forget(this.file);
    if (address) await this.wire.drop(address); // if that fails, the server gives it up by itself in a week
  }

  /** There may be a connection again, or a sign-in: do not wait any longer. */
  soon() {
    this.#wake?.();
  }

  #halt() {
    this.#stop.abort();
    this.#wake?.();
  }

  /** An upload that this browser began before, or a new one. */
  async #find() {
    const known = this.memory.read(this.file);
    if (known) {
      const answer = await this.wire.offset(known);
      if (answer.status === 200 && answer.size === this.file.size) this.address = known;
      else if (answer.status === 200 || NO_LONGER.has(answer.status)) this.memory.forget(this.file);
      else await this.#trouble(answer);
      return;
    }
    const answer = await this.wire.begin(this.file);
    if (answer.status !== 201) return this.#trouble(answer);
    this.#went();
    if (this.state === "cancelled") return void this.wire.drop(answer.address);
    this.address = answer.address;
    this.memory.keep(this.file, answer.address);
  }

  /** @returns {Promise<boolean>} whether it is known how far the server is */
  async #ask() {
    const answer = await this.wire.offset(this.address);
    if (answer.status !== 200) {
      await this.#trouble(answer);
      return false;
    }
    this.#went();
    this.safe = this.sent = answer.offset;
    this.changed();
    return true;
  }

  /** @returns {Promise<boolean>} whether the next bytes follow on these */
  async #send() {
    const from = this.safe;
    const bytes = this.file.slice(from, Math.min(from + CHUNK, this.file.size));
    try {
      await bytes.slice(0, 1).arrayBuffer(); // while it is sent, a file that is gone looks like a connection that is
    } catch {
      this.#become("gone"); // moved, changed or on a card that was taken out
      return false;
    }
    const { signal } = this.#stop;
    if (signal.aborted) return false;
    const answer = await this.wire.send(this.address, bytes, from, {
      signal,
      progress: (sent) => {
        this.sent = Math.min(this.file.size, from + sent);
        this.changed();
      },
    });
    if (answer.status !== 204) {
      if (!signal.aborted) await this.#trouble(answer);
      return false;
    }
    this.#went();
    this.safe = this.sent = answer.offset;
    this.changed();
    return true;
  }

  /** All of it is there: read what was made of it. @returns {Promise<boolean>} */
  async #settle() {
    this.#become("checking");
    const answer = await this.wire.state(this.address);
    if (answer.status !== 200) {
      await this.#trouble(answer);
      return false;
    }
    const { state, message } = answer.told;
    if (state === "used" || state === "taken") this.#end("done", state);
    else if (state === "refused") this.#end("refused", state, message);
    else return this.#send(); // no bytes are left; this asks to look at them again
    return true;
  }

  /** @param {"done" | "refused"} state @param {string} outcome @param {string} [message] */
  #end(state, outcome, message = "") {
    if (this.hasEnded) return;
    this.memory.forget(this.file);
    this.outcome = outcome;
    this.#become(state, message);
  }

  #went() {
    this.#attempt = this.#doubts = 0;
    if (this.isRunning && this.state !== "checking") this.#become("sending");
  }

  /** What an answer that is none of the good ones means. @param {Answer} answer */
  async #trouble({ status, told }) {
    if (!this.isRunning) return;
    if (status === 401) return this.#signIn();
    if (NO_LONGER.has(status) && this.address) return this.#again();
    if (mayPass(status)) return this.#later(status, told.title ?? "");
    if (ELSEWHERE.has(status)) return this.#nap();
    if (status === 400 && this.#doubts++ < 2) return void (await this.wire.list()); // the token may be an old one
    this.memory.forget(this.file);
    this.#become("refused", told.title ?? "");
  }

  /** The server has given it up: from the beginning. */
  #again() {
    this.memory.forget(this.file);
    this.address = "";
    this.safe = this.sent = 0;
    if (this.#doubts++ > 2) this.#become("refused");
  }

  /** @param {number} status @param {string} words what the server said, if it was the server that answered */
  async #later(status, words) {
    this.#become("offline", status === 0 ? "" : words);
    await this.#nap();
  }

  /** Nobody is signed in: look every now and then whether that is over. */
  async #signIn() {
    this.#become("signed-out");
    while (this.state === "signed-out") {
      await this.#nap();
      const answer = await this.wire.list();
      if (answer.status === 200 && answer.told.user === this.user) return this.#went();
    }
  }

  async #nap() {
    const { over, end } = this.world.wait(pause(this.#attempt, this.world.chance()));
    this.#attempt += 1;
    this.#wake = end;
    await over;
    this.#wake = null;
  }

  /** @param {State} state @param {string} [message] */
  #become(state, message = "") {
    if (this.state === state && this.message === message) return;
    this.state = state;
    this.message = message;
    this.changed();
  }
}
