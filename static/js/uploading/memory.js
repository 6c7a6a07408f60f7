/**
 * Which upload a file belongs to, so that choosing the same file again after a crash goes on where it was. Kept in this
 * browser: a fingerprint of the file and the address of its upload, nothing else; gone when the file is there.
 */

const START = "upload ";
const LONGEST = 8 * 24 * 60 * 60 * 1000; // the server keeps an unfinished one for a week

/** @typedef {{name: string, size: number, lastModified: number}} FileFacts */

/**
 * The same text for the same file, and no name in it.
 * @param {FileFacts} file
 * @returns {string}
 */
export function fingerprint(file) {
  let hash = 5381;
  for (const letter of `${file.name} ${file.lastModified}`) hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) % 2 ** 45;
  return `${hash.toString(36)}-${file.size.toString(36)}`;
}

export class Memory {
  /** @param {Storage} storage @param {string} place whose uploads, and for what @param {() => number} now */
  constructor(storage, place, now = Date.now) {
    this.storage = storage;
    this.place = place;
    this.now = now;
  }

  /** @param {FileFacts} file @returns {string} */
  key(file) {
    return `${START}${this.place} ${fingerprint(file)}`;
  }

  /** @param {FileFacts} file @param {string} address */
  keep(file, address) {
    this.tidy();
    try {
      this.storage.setItem(this.key(file), JSON.stringify({ at: this.now(), address }));
    } catch {
      // A full or closed store: the upload goes on, it only cannot be found again after a crash.
    }
  }

  /** @param {FileFacts} file @returns {string | null} the address of its upload */
  read(file) {
    return this.#address(this.key(file));
  }

  /** @param {FileFacts} file */
  forget(file) {
    try {
      this.storage.removeItem(this.key(file));
    } catch {
      // A closed store holds nothing to forget.
    }
  }

  /** What nobody came back for. */
  tidy() {
    try {
      const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at) ?? "");
      for (const key of keys) if (key.startsWith(START) && this.#address(key) === null) this.storage.removeItem(key);
    } catch {
      // As above.
    }
  }

  /** @param {string} key @returns {string | null} */
  #address(key) {
    try {
      const found = JSON.parse(this.storage.getItem(key) ?? "null");
      return found && this.now() - found.at < LONGEST ? String(found.address) : null;
    } catch {
      return null;
    }
  }
}
