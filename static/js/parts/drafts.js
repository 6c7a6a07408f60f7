/** What was typed and is not saved yet, kept in this browser for the person who typed it. */

const START = "draft ";
const LONGEST = 7 * 24 * 60 * 60 * 1000; // a week; then nobody comes back for it

/** @typedef {{at: number, seen: string, fields: [string, string][]}} Draft */

/** The drafts of one person; the storage is handed in. */
export class Drafts {
  /** @param {Storage} storage @param {string} person @param {() => number} now */
  constructor(storage, person, now = Date.now) {
    this.storage = storage;
    this.person = person;
    this.now = now;
  }

  /** @param {string} address of the part @returns {string} */
  key(address) {
    return `${START}${this.person} ${address}`;
  }

  /** @param {string} address @param {string} seen @param {[string, string][]} fields @returns {boolean} whether it is kept */
  keep(address, seen, fields) {
    try {
      this.storage.setItem(this.key(address), JSON.stringify({ at: this.now(), seen, fields }));
      return true;
    } catch {
      return false; // a full or closed store: the page itself still asks before it is left
    }
  }

  /** @param {string} address */
  drop(address) {
    this.storage.removeItem(this.key(address));
  }

  /** The addresses that something is kept for. @returns {string[]} */
  addresses() {
    const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at) ?? "");
    return keys.filter((key) => key.startsWith(this.key(""))).map((key) => key.slice(this.key("").length));
  }

  /** @param {string} address @returns {Draft | null} */
  read(address) {
    try {
      const found = JSON.parse(this.storage.getItem(this.key(address)) ?? "null");
      return found && Array.isArray(found.fields) && this.now() - found.at < LONGEST ? found : null;
    } catch {
      return null;
    }
  }
}

/** All drafts leave this browser: whoever signs out leaves nothing behind. @param {Storage} storage */
export function forgetDrafts(storage) {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
  for (const key of keys) if (key.startsWith(START)) storage.removeItem(key);
}
