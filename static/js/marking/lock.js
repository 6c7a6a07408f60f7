// @ts-check
/**
 * One sender per browser, where the browser has Web Locks: a second tab is told "busy". Without them the ids of the marks
 * still keep anything from being stored twice.
 * @param {LockManager | undefined} locks
 * @param {string} [name]
 * @returns {(work: () => Promise<import("./outbox.js").Flushed>) => Promise<import("./outbox.js").Flushed>}
 */
export function oneSender(locks, name = "proefstuk-marking-send") {
  if (!locks) return (work) => work();
  return (work) => {
    /** @type {Promise<any>} TypeScript takes a lock's promise for one of a promise */
    const outcome = locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : "busy"));
    return outcome;
  };
}
