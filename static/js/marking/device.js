// @ts-check
/**
 * This device's store, keys and outbox, as every page of marking opens them. What a browser lacks is looked for by name,
 * and nothing here waits for a person: a question about storage must not keep a page from starting.
 */

import { openDrawer } from "./drawer.js";
import { newId } from "./identity.js";
import { oneSender } from "./lock.js";
import { MemoryStore } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Blocked, openStore } from "./store.js";
import { transport } from "./transport.js";
import { Vault } from "./vault.js";

export const TABLET = "proefstuk-tablet";

/**
 * @typedef {{ user: number | null, sync: string, session: string }} Facts
 * @typedef {import("./store.js").IndexedStore | MemoryStore} DeviceStore
 * @typedef {object} Device
 * @property {DeviceStore} store
 * @property {null | "blocked" | "newer" | "refused"} trouble why nothing survives: another tab holds on to an older schema,
 *   the app was renewed and this page was not, or the browser refuses
 * @property {Outbox} outbox
 * @property {Vault | null} vault null: this browser has no keys here, so what is kept is not encrypted (http, or refused)
 * @property {string} tablet the id this browser gave itself
 * @property {() => Promise<void>} forgetPeople names and all that is shown are gone, in every tab; what is unsent stays
 */

/**
 * @param {Facts} facts
 * @param {{ onClosed?: () => void, onSession?: (session: import("./transport.js").Session) => void }} [outside]
 * @returns {Promise<Device>}
 */
export async function openDevice({ user, sync, session }, { onClosed, onSession } = {}) {
  const vault = await openVault();
  const seals = vault ? { people: vault.seal("people"), unsent: vault.seal("unsent") } : undefined;
  // A browser without a store, or one that refuses it, can still mark; the screen has to say that nothing survives.
  const [store, trouble] = await openStore({ onClosed, seals }).then(kept, forgotten);
  if (vault && !(store instanceof MemoryStore)) void store.sealWhatIsOpen().catch(() => {}); // next time, then
  const tablet = await tabletId(vault);
  const send = transport({ user: user ?? 0, address: sync, sessionAddress: session, tablet, onSession });
  const outbox = new Outbox({ store, send, user: user ?? 0, newId, alone: oneSender(navigator.locks) });
  askToStay();
  const forgetPeople = async () => {
    // Each is worth something without the other.
    const gone = await Promise.allSettled([vault?.forget("people"), store.forgetPeople()]);
    for (const one of gone) if (one.status === "rejected") throw one.reason;
  };
  return { store, trouble, outbox, vault, tablet, forgetPeople };
}

/** @param {DeviceStore} store @returns {[DeviceStore, null]} */
function kept(store) {
  return [store, null];
}

/** @param {unknown} error @returns {[DeviceStore, "blocked" | "newer" | "refused"]} */
function forgotten(error) {
  const isNewer = error instanceof DOMException && error.name === "VersionError";
  return [new MemoryStore(), error instanceof Blocked ? "blocked" : isNewer ? "newer" : "refused"];
}

/** The keys of this browser; null where it has none, as over http. @returns {Promise<Vault | null>} */
export async function openVault() {
  if (!globalThis.crypto?.subtle) return null;
  return openDrawer().then(
    (drawer) => new Vault({ drawer }),
    () => null,
  );
}

/**
 * The id of this browser as a tablet, made the first time. As which it was prepared counts: a browser that crashes loses
 * what it wrote in plain in the seconds before, and must not become a tablet that nobody can shut out.
 * @param {Vault | null} vault
 * @returns {Promise<string>}
 */
async function tabletId(vault) {
  const prepared = (await vault?.tablet().catch(() => null)) ?? null;
  try {
    const known = prepared ?? localStorage.getItem(TABLET) ?? newId();
    localStorage.setItem(TABLET, known);
    return known;
  } catch {
    return prepared ?? (forThisPage ??= newId()); // a browser that keeps nothing is another tablet each time
  }
}

/** @type {string | undefined} */
let forThisPage;

/**
 * Whether the browser promised to keep what is stored, and how much room there is, in bytes; null where it does not say.
 * @returns {Promise<{ persisted: boolean | null, usage: number | null, quota: number | null }>}
 */
export async function storageFacts() {
  const [persisted, estimate] = await Promise.all([said(navigator.storage?.persisted?.()), said(navigator.storage?.estimate?.())]);
  return { persisted: persisted ?? null, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null };
}

/** Some browsers ask the person, and until then nothing may wait for it. */
function askToStay() {
  const ask = () => void said(navigator.storage?.persist?.());
  globalThis.addEventListener?.("pointerdown", ask, { once: true });
}

/** @template T @param {Promise<T> | undefined} asked @returns {Promise<T | null>} null when it is not said within a second */
async function said(asked) {
  const tooLong = new Promise((resolve) => setTimeout(() => resolve(null), 1_000));
  return Promise.race([Promise.resolve(asked ?? null).catch(() => null), /** @type {Promise<null>} */ (tooLong)]);
}
