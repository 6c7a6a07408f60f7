/** Saving what is filled in, one request at a time, until nothing is left to save. */

/** Whether what is filled in is saved, being saved, or neither; knows no page and no network. */
export class Saver {
  /** @param {string} saved what the server has, as text; null-like "" where it has nothing of this */
  constructor(saved) {
    this.saved = saved;
    this.stopped = false; // somebody else changed it: only the person decides what happens now
    /** @type {Promise<boolean> | null} */
    this.under = null;
  }

  /** @param {string} now @returns {boolean} */
  isDirty(now) {
    return now !== this.saved;
  }

  /**
   * Save until nothing is left to save, one at a time.
   * @param {() => string} now
   * @param {() => Promise<boolean>} send
   * @returns {Promise<boolean>} whether all of it is saved
   */
  save(now, send) {
    this.under ??= this.#untilClean(now, send).finally(() => {
      this.under = null;
    });
    return this.under;
  }

  /** @param {() => string} now @param {() => Promise<boolean>} send */
  async #untilClean(now, send) {
    while (this.isDirty(now())) {
      const sent = now();
      if (this.stopped || !(await send())) return false;
      this.saved = sent;
    }
    return true;
  }
}
