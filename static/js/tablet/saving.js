// @ts-check
/** The file of last resort, put where this browser puts what it downloads. */

import { unsentFile } from "../marking/exporting.js";

/** Long enough for a slow disk; the browser holds on to what it is still reading. */
const LONGEST_SAVE = 60_000;

/**
 * Save all that the one who marks here could not send.
 * @param {{ device: import("../marking/device.js").Device, day: { user: { id: number, name: string }, school: string } | null,
 *           page: { document: Document, root: HTMLElement, zone?: string } }} here
 * @returns {Promise<string>} the name of the file
 */
export async function saveUnsent({ device: { store, outbox, vault, tablet }, day, page }) {
  const user = day?.user ?? { id: outbox.user, name: "" };
  const school = day?.school ?? page.root.dataset.name ?? "";
  const { name, text } = await unsentFile({ unsent: await store.unsentOf(outbox.user), tablet, user, school, vault, zone: page.zone });
  download(page.document, name, text);
  return name;
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
