/** Drafts that this browser could not send when they were typed are sent as soon as a page is open and there is a connection. */

import { postDraft } from "./draft-form.js";
import { Drafts } from "./drafts.js";

const OURS = /^\/portfolio\/(drafts\/[0-9a-f-]{36}|entries\/\d+\/draft)$/;

/**
 * Send what is kept; what the server has leaves this browser, and what it does not want yet stays.
 * @param {Drafts} drafts
 * @param {(address: string, fields: [string, string][], version: number) => Promise<{status: number}>} post
 * @returns {Promise<number>} how many the server has now
 */
export async function sendAll(drafts, post) {
  let sent = 0;
  for (const address of drafts.addresses().filter((each) => OURS.test(each))) {
    const draft = drafts.read(address);
    if (!draft) continue;
    const fields = draft.fields.filter(([name]) => name !== "draft_version");
    const { status } = await post(address, fields, Number(draft.seen) || 0);
    if (status === 0) break; // no connection: the others would not arrive either
    if (status >= 300) continue; // somebody typed elsewhere, or it is too much: its own form says so
    drafts.drop(address);
    sent += 1;
  }
  return sent;
}

/** @param {HTMLElement} element the list of what is not finished */
export async function mount(element) {
  const drafts = new Drafts(localStorage, element.dataset.person ?? "");
  const post = (/** @type {string} */ address, /** @type {[string, string][]} */ fields, /** @type {number} */ version) =>
    postDraft(address, fields, version, element.dataset.token ?? "");
  const go = async () => {
    if (element.isConnected && (await sendAll(drafts, post))) await redraw(element);
  };
  window.addEventListener("online", go);
  await go();
}

/** @param {HTMLElement} element */
async function redraw(element) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || !element.isConnected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
  if (!fresh) return;
  element.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("proefstuk:new-content", { bubbles: true }));
}
