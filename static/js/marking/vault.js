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
 * A third key vouches for a file of last resort: the tablet's secret, given to it when it was prepared.
 *
 * @typedef {"people" | "unsent"} Kind
 * @typedef {{ format: 1, key: string, iv: Uint8Array, data: ArrayBuffer }} Sealed
 * @typedef {{ get: (kind: Kind | "file") => Promise<Kept | undefined>, add: (kept: Kept) => Promise<boolean>,
 *             put: (kept: Kept) => Promise<void>, remove: (kind: Kind | "file") => Promise<void> }} Drawer add: false where
 *   there is one already; put: instead of the one that is there
 * @typedef {{ kind: Kind | "file", id: string, key: CryptoKey }} Kept
 */

const FORMAT = 1;
const ALGORITHM = { name: "AES-GCM", length: 256 };

/** What was sealed under a key that is gone: nobody can read it again. */
export class Forgotten extends Error {}

export class Vault {
  #drawer;
  #crypto;
  /** Looking into the drawer, shared by all who ask meanwhile. @type {Map<Kind, Promise<Kept>>} */
  #looking = new Map();

  /** @param {{ drawer: Drawer, crypto?: Crypto }} outside */
  constructor({ drawer, crypto = globalThis.crypto }) {
    this.#drawer = drawer;
    this.#crypto = crypto;
  }

  /** How to seal and open under one of the keys, made when it is first needed. @param {Kind} kind @returns {Seal} */
  seal(kind) {
    return {
      seal: async (clear) => this.sealBytes(kind, new TextEncoder().encode(JSON.stringify(clear))),
      open: async (sealed) => {
        if (!isSealed(sealed)) return sealed; // kept by a version that did not seal yet
        return JSON.parse(new TextDecoder().decode(await this.openBytes(kind, sealed)));
      },
      sealBytes: (clear) => this.sealBytes(kind, clear),
      openBytes: (sealed) => this.openBytes(kind, sealed),
      isSealed,
    };
  }

  /** @param {Kind} kind @param {ArrayBuffer | Uint8Array} clear @returns {Promise<Sealed>} */
  async sealBytes(kind, clear) {
    const { id, key } = await this.#key(kind);
    const iv = this.#crypto.getRandomValues(new Uint8Array(12));
    return { format: FORMAT, key: id, iv, data: await this.#crypto.subtle.encrypt({ name: ALGORITHM.name, iv }, key, clear) };
  }

  /** @param {Kind} kind @param {Sealed | ArrayBuffer} given @returns {Promise<ArrayBuffer>} */
  async openBytes(kind, given) {
    if (!isSealed(given)) return given;
    const { id, key } = await this.#key(kind);
    if (given.key !== id) throw new Forgotten("the key is gone");
    const opening = this.#crypto.subtle.decrypt({ name: ALGORITHM.name, iv: given.iv }, key, given.data);
    return opening.catch(() => Promise.reject(new Forgotten("it was altered")));
  }

  /** End a key: what was sealed under it cannot be read any more, whatever the disk still holds, nor by another tab.
   * @param {Kind | "file"} kind */
  async forget(kind) {
    if (kind !== "file") this.#looking.delete(kind);
    await this.#drawer.remove(kind);
  }

  /** The tablet's secret as a key that vouches and cannot be read. @param {string} base64 of 32 bytes @param {string} tablet its id */
  async keepSecret(base64, tablet) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const key = await this.#crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    await this.#drawer.put({ kind: "file", id: tablet, key });
  }

  /** The id of the tablet that was given the secret, or null where there is none. @returns {Promise<string | null>} */
  async tablet() {
    return (await this.#drawer.get("file"))?.id ?? null;
  }

  /** The tablet's word for a text, in hexadecimal digits, or null where it was given no secret. @param {string} text */
  async mac(text) {
    const kept = await this.#drawer.get("file");
    if (!kept) return null;
    const signed = await this.#crypto.subtle.sign("HMAC", kept.key, new TextEncoder().encode(text));
    return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /**
   * The key as it lies in the drawer now: it is not held on to, since another tab may have ended it.
   * @param {Kind} kind @returns {Promise<Kept>}
   */
  #key(kind) {
    const underWay = this.#looking.get(kind);
    if (underWay) return underWay;
    const looking = this.#found(kind).finally(() => {
      if (this.#looking.get(kind) === looking) this.#looking.delete(kind);
    });
    this.#looking.set(kind, looking);
    return looking;
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
}

/** @param {unknown} given @returns {given is Sealed} */
export function isSealed(given) {
  return given !== null && typeof given === "object" && "format" in given && "iv" in given && "data" in given;
}
