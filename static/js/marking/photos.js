// @ts-check
/**
 * Photos on their way to the server, apart from camera, storage and network. Marks come first: a photo follows the deed
 * that announced it, one at a time, when nothing else is to be sent, and has a long time for it. What the server refuses
 * stays on the device, and the screen says why.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {{ id: string, sheet: number, step: number | null, sha256: string, size: number, type: string }} WaitingPhoto
 * @typedef {{ outcome: "stored" | "duplicate" | "refused", reason?: string }} PhotoAnswer
 * @typedef {"busy" | "empty" | "sent" | "waiting" | "marks-first" | "sign-in-again" | "shut-out"} PhotosFlushed
 * @typedef {{ kind: "answered", photo: string, answer: PhotoAnswer } | { kind: "flushed", result: PhotosFlushed }} PhotoNews
 * @typedef {object} PhotoStore see store.js
 * @property {(user: number) => Promise<WaitingPhoto[]>} photosWaiting those whose announcement the server has
 * @property {(id: string) => Promise<{ blob: Blob } | undefined>} photo
 * @property {(id: string) => Promise<unknown>} photoSent
 */

import { Patience } from "./patience.js";
import { TryLater, TurnedDown } from "./troubles.js";
import { say } from "./words.js";

export const LARGEST_PHOTO = 10_000_000;
export const MOST_PHOTOS = 20;
export const LONGEST_EDGE = 2_048;
export const QUALITY = 0.85;
/** The least a photo is given; slower than two kilobytes in this unit counts as no network. */
export const PATIENCE = 60_000;
const SLOWEST = 20; // bytes a millisecond
const LONGEST_WAIT = 5 * 60_000;
/** What the server makes of it by itself, where this browser cannot draw it. */
const TAKEN_AS_IT_IS = new Set(["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"]);

/** Milliseconds that so many bytes are given. @param {number} size */
export function timeFor(size) {
  return Math.max(PATIENCE, Math.ceil(size / SLOWEST));
}

/** The size in which a photo is kept: never larger than it is, never wider or higher than the longest edge.
 * @param {{ width: number, height: number }} photo */
export function fitted({ width, height }) {
  const share = Math.min(1, LONGEST_EDGE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

/**
 * Which bytes are kept: those that were drawn here, which tell no place; the original only where nothing could be drawn
 * of it and the server can. A message where neither will do.
 * @param {Blob} original @param {Blob | null} drawn
 * @returns {{ blob: Blob } | { no: Message }}
 */
export function chosen(original, drawn) {
  const blob = drawn ?? (TAKEN_AS_IT_IS.has(original.type) && original.size > 0 ? original : null);
  if (!blob) return { no: say("This is not a photo.") };
  if (blob.size > LARGEST_PHOTO) return { no: say("A photo may be at most %(limit)s.", { limit: "10 MB" }) };
  return { blob };
}

/** The reason no photo is taken any more, or null. @param {number} there how many the sheet has @returns {Message | null} */
export function whyNoMore(there) {
  if (there < MOST_PHOTOS) return null;
  return say("A sheet has at most %(most)s photos. Delete one first.", { most: MOST_PHOTOS });
}

/**
 * What is said when a photo could not be kept here.
 * @param {unknown} error
 * @returns {Message}
 */
export function notKept(error) {
  const isFull = error !== null && typeof error === "object" && "name" in error && error.name === "QuotaExceededError";
  if (isFull) return say("This tablet is full: this photo is NOT SAVED. Send what waits, or free some space.");
  return say("This photo is NOT SAVED: this tablet could not keep it. Try again.");
}

export class PhotoSender {
  #sending = false;
  #patience;
  /** What the server refused, with its reason; tried again when the page is opened anew. @type {Map<string, string>} */
  #refused = new Map();
  /** @type {Set<(news: PhotoNews) => void>} */
  #listeners = new Set();

  /**
   * @param {object} outside
   * @param {PhotoStore} outside.store
   * @param {(photo: WaitingPhoto, blob: Blob) => Promise<PhotoAnswer>} outside.post
   * @param {number} outside.user
   * @param {() => boolean} [outside.mayGo] whether no mark is to be sent first
   * @param {() => number} [outside.ticks]
   * @param {() => number} [outside.random]
   * @param {(work: () => Promise<any>) => Promise<any>} [outside.alone] one sender per browser, see lock.js
   */
  constructor({ store, post, user, mayGo = () => true, ticks = () => performance.now(), random = Math.random, alone = (work) => work() }) {
    this.store = store;
    this.post = post;
    this.user = user;
    this.mayGo = mayGo;
    this.ticks = ticks;
    this.random = random;
    this.alone = alone;
    this.#patience = new Patience({ longest: LONGEST_WAIT, longestPause: LONGEST_WAIT, ticks: () => this.ticks(), random: () => this.random() });
  }

  /** Send what waits, now. @returns {Promise<PhotosFlushed>} */
  async flush() {
    if (this.#sending) return "busy";
    this.#sending = true;
    try {
      return this.#tell(await this.alone(() => this.#sendAll()).catch((trouble) => this.#patience.after(trouble)));
    } finally {
      this.#sending = false;
    }
  }

  /** Send what waits unless the last failure asks for patience. @returns {Promise<PhotosFlushed>} */
  async flushIfDue() {
    return this.wait() > 0 ? "waiting" : this.flush();
  }

  /** Milliseconds until the next try by itself. */
  wait() {
    return this.#patience.left();
  }

  /** Forget earlier failures: the network is said to be back, or somebody signed in. */
  reset() {
    this.#patience.reset();
  }

  /** Why the server refused this photo, or null. @param {string} id */
  refusal(id) {
    return this.#refused.get(id) ?? null;
  }

  /** Be told of everything that happens; returns how to stop. @param {(news: PhotoNews) => void} listener */
  observe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns {Promise<PhotosFlushed>} */
  async #sendAll() {
    for (let sent = 0; ; sent += 1) {
      const [photo] = (await this.store.photosWaiting(this.user)).filter(({ id }) => !this.#refused.has(id));
      if (!photo) {
        this.reset();
        return sent > 0 ? "sent" : "empty";
      }
      if (!this.mayGo()) return "marks-first";
      await this.#sendOne(photo);
    }
  }

  /** @param {WaitingPhoto} photo */
  async #sendOne(photo) {
    const kept = await this.store.photo(photo.id);
    if (!kept) return this.#refuse(photo.id, ""); // its key is gone, or it was taken away meanwhile
    const answer = await this.post(photo, kept.blob).catch((trouble) => {
      if (!(trouble instanceof TurnedDown)) throw trouble;
      return /** @type {PhotoAnswer} */ ({ outcome: "refused", reason: trouble.message });
    });
    if (answer.outcome === "refused") return this.#refuse(photo.id, answer.reason ?? "");
    if (answer.outcome !== "stored" && answer.outcome !== "duplicate") throw new TryLater("not the answer that was expected");
    await this.store.photoSent(photo.id);
    this.#announce({ kind: "answered", photo: photo.id, answer });
  }

  /** @param {string} id @param {string} reason */
  #refuse(id, reason) {
    this.#refused.set(id, reason);
    this.#announce({ kind: "answered", photo: id, answer: { outcome: "refused", reason } });
  }

  /** @param {PhotosFlushed} result */
  #tell(result) {
    this.#announce({ kind: "flushed", result });
    return result;
  }

  /** @param {PhotoNews} news */
  #announce(news) {
    for (const listener of this.#listeners) listener(news);
  }
}
