// @ts-check
/**
 * A new build of the app. It is fetched and kept beside the one that runs, and takes over when nobody is in the middle of
 * something: nothing waits to be sent, or the examiner says so; and never while a sheet is open in any window.
 *
 * @typedef {{ isKept: () => Promise<boolean>, heard: (build: string) => Promise<void>, consider: () => Promise<void>,
 *             now: () => Promise<boolean | null>, isWaiting: () => boolean }} Updates
 */

/** Held, shared, by every window that shows a sheet. */
export const OPEN_SHEET = "proefstuk-tablet-sheet";

/**
 * Whether the new build takes over now.
 * @param {{ isWaiting: boolean, unsent: number, isBusy: boolean, isWanted: boolean }} known isBusy: a sheet is open somewhere
 */
export function takesOver({ isWaiting, unsent, isBusy, isWanted }) {
  return isWaiting && !isBusy && (unsent === 0 || isWanted);
}

/**
 * @param {object} outside
 * @param {string} outside.address of the worker
 * @param {string} outside.build that this page is of
 * @param {() => Promise<number>} outside.unsent
 * @param {() => boolean} outside.isFree whether this window may be loaded anew
 * @param {() => void} outside.changed something is to be told
 * @param {ServiceWorkerContainer | undefined} [outside.workers]
 * @param {LockManager | undefined} [outside.locks]
 * @param {() => void} [outside.reload]
 * @returns {Updates}
 */
export function watchUpdates({ address, build, unsent, isFree, changed, workers = navigator.serviceWorker, locks = navigator.locks, reload = () => location.reload() }) {
  if (!workers) return NONE;
  let hadOne = workers.controller !== null; // the first one takes nobody's place
  let isStale = false;
  /** @type {ServiceWorkerRegistration | null} */
  let registration = null;
  // Nothing waits for this: on a bad wifi it may take as long as it likes.
  const registering = workers.register(address, { updateViaCache: "none" }).then(watched, () => null);
  workers.addEventListener("controllerchange", () => {
    isStale ||= hadOne;
    hadOne = true;
    consider();
  });

  /** @param {ServiceWorkerRegistration} found */
  function watched(found) {
    registration = found;
    found.addEventListener("updatefound", () => {
      const coming = found.installing;
      coming?.addEventListener("statechange", () => coming.state === "installed" && consider());
    });
    consider();
    return found;
  }

  async function consider(isWanted = false) {
    if (isStale && isFree()) return void reload();
    const known = { isWaiting: isNewHere(), unsent: await unsent(), isBusy: !isFree(), isWanted };
    if (takesOver(known) && (await alone(locks))) registration?.waiting?.postMessage("take over");
    changed();
  }

  function isNewHere() {
    return registration != null && registration.waiting !== null;
  }

  /** Whether the server could be asked. */
  async function lookedFor() {
    const found = await registering;
    const isAsked = (await found?.update().then(() => true, () => false)) ?? false;
    if (found) await settled(found);
    return isAsked;
  }

  return {
    consider: () => consider(),
    isWaiting: () => isStale || isNewHere(),
    async heard(newest) {
      if (newest !== build) await lookedFor();
      await consider();
    },
    async now() {
      const isAsked = await lookedFor();
      const found = isStale || isNewHere();
      await consider(true);
      return found || (isAsked ? false : null);
    },
    async isKept() {
      const found = await registering;
      if (found && !found.active) await settled(found);
      const names = "caches" in globalThis ? await caches.keys().catch(() => []) : [];
      return found?.active != null && names.some((name) => name.startsWith("proefstuk-tablet-"));
    },
  };
}

/** A browser without workers: the app works as long as its page is open. @type {Updates} */
const NONE = { isKept: async () => false, heard: async () => {}, consider: async () => {}, now: async () => false, isWaiting: () => false };
const LONGEST_INSTALL = 30_000;

/** Until what is being fetched is kept, or has failed. @param {ServiceWorkerRegistration} registration */
function settled({ installing }) {
  if (!installing) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => ["installed", "activating", "activated", "redundant"].includes(installing.state) && resolve(undefined);
    installing.addEventListener("statechange", done);
    setTimeout(resolve, LONGEST_INSTALL);
    done();
  });
}

/** Whether no window of this browser has a sheet open. @param {LockManager | undefined} locks @returns {Promise<boolean>} */
async function alone(locks) {
  if (!locks) return true;
  return locks.request(OPEN_SHEET, { ifAvailable: true }, async (lock) => lock !== null);
}

/** Say to the other windows that a sheet is open here, until what is given back is called. @param {LockManager | undefined} locks */
export function holdSheet(locks = navigator.locks) {
  if (!locks) return () => {};
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  locks.request(OPEN_SHEET, { mode: "shared" }, () => held);
  return () => release();
}
