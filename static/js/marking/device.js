// @ts-check
/** This device's store and outbox, as every page of marking opens them. */

import { oneSender } from "./lock.js";
import { MemoryStore } from "./memory.js";
import { Outbox } from "./outbox.js";
import { openStore } from "./store.js";
import { transport } from "./transport.js";

/**
 * @typedef {{ user: number | null, sync: string, session: string }} Facts
 * @param {Facts} facts @param {{ onClosed?: () => void }} [outside]
 */
export async function openDevice({ user, sync, session }, { onClosed } = {}) {
  // A browser without a store, or one that refuses it, can still mark; the screen has to say that nothing survives.
  const store = await openStore({ onClosed }).catch(() => new MemoryStore());
  const send = transport({ user: user ?? 0, address: sync, sessionAddress: session });
  const outbox = new Outbox({ store, send, user: user ?? 0, newId, alone: oneSender(navigator.locks) });
  return { store, outbox };
}

/** crypto.randomUUID is there in secure pages only. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
