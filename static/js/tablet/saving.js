// @ts-check
/** The file of last resort, put where this browser puts what it downloads. */

/** @typedef {import("../marking/store.js").Unsent} Unsent */

import { unsentFile } from "../marking/exporting.js";

/** Long enough for a slow disk; the browser holds on to what it is still reading. */
const LONGEST_SAVE = 60_000;

/**
 * Save all that the one who marks here could not send, and what this tablet could not even keep.
 * @param {{ device: import("../marking/device.js").Device, day: { user: { id: number, name: string }, school: string } | null,
 *           page: { document: Document, root: HTMLElement, zone?: string } }} here
 * @returns {Promise<string | null>} the name of the file; null: there is nothing to put in it, so there is no file
 */
export async function saveUnsent({ device: { store, outbox, vault, tablet }, day, page }) {
  const user = day?.user ?? { id: outbox.user, name: "" };
  const school = day?.school ?? page.root.dataset.name ?? "";
  const unsent = withUnkept(await store.unsentOf(outbox.user), outbox.unkept());
  if (isEmpty(unsent)) return null;
  const { name, text } = await unsentFile({ unsent, tablet, user, school, vault, zone: page.zone });
  download(page.document, name, text);
  return name;
}

/** @param {Unsent} unsent @param {import("../marking/outbox.js").Row[]} unkept @returns {Unsent} */
export function withUnkept(unsent, unkept) {
  return { ...unsent, operations: [...unsent.operations, ...unkept] };
}

/** @param {Unsent} unsent */
export function isEmpty({ operations, shelf, photos }) {
  return operations.length + shelf.length + photos.length === 0;
}

/** @param {Document} document @param {string} name @param {string} text */
export function download(document, name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), LONGEST_SAVE);
}
