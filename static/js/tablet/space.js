// @ts-check
/** Room on this tablet. Every question is one that some browser cannot answer, or answers by asking the person. */

const LONGEST = 3_000;

/** Ask to keep what is here, and how much room there is. @returns {Promise<import("./preparing.js").Space>} */
export async function spaceHere() {
  const [isPersisted, free] = await Promise.all([within(persisted(true)), within(room())]);
  return { isPersisted, free };
}

/** The same without asking anybody. @returns {Promise<import("./preparing.js").Space>} */
export async function spaceFound() {
  const [isPersisted, free] = await Promise.all([within(persisted(false)), within(room())]);
  return { isPersisted, free };
}

/** @param {boolean} asks */
async function persisted(asks) {
  const storage = navigator.storage;
  if (!storage?.persisted) return null;
  return (await storage.persisted()) || (asks && storage.persist ? storage.persist() : false);
}

async function room() {
  const found = await navigator.storage?.estimate?.();
  return found?.quota === undefined ? null : found.quota - (found.usage ?? 0);
}

/** What hangs is not known. @template T @param {Promise<T>} work @returns {Promise<T | null>} */
function within(work) {
  return Promise.race([work.catch(() => null), new Promise((resolve) => setTimeout(() => resolve(null), LONGEST))]);
}
