// @ts-check
/**
 * The keys under which the tablet keeps what is personal. They are made here, cannot be read out by any script, and never
 * leave this browser: who takes the disk out of a tablet finds nothing but noise.
 *
 * There are two, because they end at different moments. `people` is for whom the exams are of and what was seen of them;
 * it goes at signing out, at being shut out and when the agreed time is over, and with it go the names. `unsent` is for
 * what no server has yet; it stays until that is sent, exported or given up, because a mark must never be lost.
 *
 * @typedef {import("./store.js").Seal} Seal
 * @typedef {"people" | "unsent"} Kind
 * @typedef {{ format: 1, key: string, iv: Uint8Array, data: ArrayBuffer }} Sealed
 * @typedef {{ get: (kind: Kind) => Promise<Kept | undefined>, add: (kept: Kept) => Promise<boolean>,
 *             remove: (kind: Kind) => Promise<void> }} Drawer add: false where there is one already
 * @typedef {{ kind: Kind, id: string, key: CryptoKey }} Kept
 */

const FORMAT = 1;
const ALGORITHM = { name: "AES-GCM", length: 256 };

/** What was sealed under a key that is gone: nobody can read it again. */
export class Forgotten extends Error {}

export class Vault {
  #drawer;
  #crypto;
  /** @type {Map<Kind, Promise<Kept>>} */
  #held = new Map();

  /** @param {{ drawer: Drawer, crypto?: Crypto }} outside */
  constructor({ drawer, crypto = globalThis.crypto }) {
    this.#drawer = drawer;
    this.#crypto = crypto;
  }

  /** How to seal and open under one of the keys, made when it is first needed. @param {Kind} kind @returns {Seal} */
  seal(kind) {
    return {
      seal: async (clear) => this.#sealed(await this.#key(kind), clear),
      open: async (sealed) => this.#opened(kind, sealed),
    };
  }

  /** End a key: what was sealed under it cannot be read any more, whatever the disk still holds. @param {Kind} kind */
  async forget(kind) {
    this.#held.delete(kind);
    await this.#drawer.remove(kind);
  }

  /** @param {Kind} kind @returns {Promise<Kept>} */
  #key(kind) {
    const held = this.#held.get(kind) ?? this.#found(kind);
    this.#held.set(kind, held);
    held.catch(() => this.#held.delete(kind));
    return held;
  }

  /** @param {Kind} kind @returns {Promise<Kept>} */
  async #found(kind) {
    const kept = await this.#drawer.get(kind);
    if (kept) return kept;
    const key = await this.#crypto.subtle.generateKey(ALGORITHM, false, ["encrypt", "decrypt"]);
    const made = { kind, id: this.#crypto.randomUUID(), key };
    if (await this.#drawer.add(made)) return made;
    return this.#found(kind); // another tab was first
  }

  /** @param {Kept} kept @param {unknown} clear @returns {Promise<Sealed>} */
  async #sealed({ id, key }, clear) {
    const iv = this.#crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(JSON.stringify(clear));
    return { format: FORMAT, key: id, iv, data: await this.#crypto.subtle.encrypt({ name: ALGORITHM.name, iv }, key, bytes) };
  }

  /** @param {Kind} kind @param {unknown} given */
  async #opened(kind, given) {
    if (!isSealed(given)) return given; // kept by a version that did not seal yet
    const { id, key } = await this.#key(kind);
    if (given.key !== id) throw new Forgotten("the key is gone");
    const bytes = await this.#crypto.subtle.decrypt({ name: ALGORITHM.name, iv: given.iv }, key, given.data);
    return JSON.parse(new TextDecoder().decode(bytes));
  }
}

/** @param {unknown} given @returns {given is Sealed} */
function isSealed(given) {
  return given !== null && typeof given === "object" && "format" in given && "iv" in given && "data" in given;
}
