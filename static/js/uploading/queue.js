/** Several files, some at a time: the others wait for their turn. */

export const AT_ONCE = 2;

/** @typedef {import("./upload.js").Upload} Upload */

export class Queue {
  /** @type {Upload[]} */
  uploads = [];

  /** @param {number} atOnce */
  constructor(atOnce = AT_ONCE) {
    this.atOnce = atOnce;
  }

  /** Those of which something is still to come. */
  get pending() {
    return this.uploads.filter((upload) => !upload.hasEnded);
  }

  /** @param {Upload} upload */
  add(upload) {
    this.uploads.push(upload);
    this.pump();
  }

  /** Let as many go as there are places. */
  pump() {
    for (const upload of this.uploads) {
      if (this.uploads.filter((each) => each.isRunning).length >= this.atOnce) return;
      if (upload.state === "waiting") upload.run().finally(() => this.pump());
    }
  }

  /** There may be a connection again. */
  soon() {
    for (const upload of this.uploads) upload.soon();
  }
}
