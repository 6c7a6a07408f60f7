// @ts-check
/** The file of last resort, or the files of it, put where this browser puts what it downloads. */

/**
 * @typedef {import("../marking/store.js").Unsent} Unsent
 * @typedef {{ user: { id: number, name: string }, school: string }} Of
 */

import { unsentFiles } from "../marking/exporting.js";

/** Long enough for a slow disk; the browser holds on to what it is still reading. */
const LONGEST_SAVE = 60_000;
/** A browser that is given the next file at once may drop it. */
const BETWEEN = 1000;

/**
 * Save all that the one who marks here could not send, and what this tablet could not even keep.
 * @param {{ device: import("../marking/device.js").Device, day: Of | null, prepared?: Of | null,
 *           page: { document: Document, root: HTMLElement, zone?: string } }} here
 * @param {(number: number, count: number) => void} [tell] before each file, where it is more than one
 * @returns {Promise<string | null>} the names of the files; null: there is nothing to put in them, so there are none
 */
export async function saveUnsent({ device: { store, outbox, vault, tablet }, day, prepared = day, page }, tell = () => {}) {
  const user = prepared?.user ?? { id: outbox.user, name: "" };
  const school = prepared?.school ?? page.root.dataset.name ?? "";
  const unsent = withUnkept(await store.unsentOf(outbox.user), outbox.unkept());
  if (isEmpty(unsent)) return null;
  const names = [];
  for (const made of unsentFiles({ unsent, tablet, user, school, vault, zone: page.zone })) {
    const { name, text, number, count } = await made();
    if (count > 1) tell(number, count);
    if (number > 1) await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    download(page.document, name, text);
    names.push(name);
  }
  return names.join(", ");
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
