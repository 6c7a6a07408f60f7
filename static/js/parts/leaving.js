/**
 * Signing out of an ordinary page: names, drafts and choices go from this browser. Marks that are not sent yet stay,
 * whoever made them, until that person signs in here again; how many there are is asked about first, with the ways to
 * send them now or to save them as a file (see tablet/leaving.js).
 */

import { forgetDrafts } from "./drafts.js";
import { forget } from "./selection.js";

/** @param {HTMLElement} element a form; data-user is who signs out, the addresses are where marks go */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  let sure = false;
  form.dataset.asks = "";
  form.addEventListener("submit", async (event) => {
    if (sure) return;
    event.preventDefault();
    sure = await cleared(form.dataset);
    if (!sure) return;
    forget(sessionStorage);
    forgetDrafts(localStorage);
    form.requestSubmit();
  });
}

/** Whether to sign out: everything personal is gone then. @param {DOMStringMap} addresses */
async function cleared({ user, sync = "", session = "" }) {
  const kept = await opened(Number(user) || null, sync, session);
  if (!kept) return true; // a browser that keeps nothing has nothing to lose
  const { device, leaving, saving } = kept;
  const dialog = document.querySelector("[data-leaving]");
  try {
    const left = async () => leaving.leftBy(await device.store.everyone(), device.outbox.user);
    const save = async () => saving.saveUnsent({ device, day: await device.store.day(), page: { document, root: document.body } });
    const send = () => leaving.sendAll(device);
    const isSure = dialog instanceof HTMLDialogElement ? await leaving.asked(dialog, { left, send, save }) : !leaving.asksFirst(await left());
    if (isSure) await device.forgetPeople();
    return isSure;
  } finally {
    device.store.close();
  }
}

/** What this browser keeps; the modules for it come only now, because few pages need them. @param {number | null} user @param {string} sync @param {string} session */
async function opened(user, sync, session) {
  try {
    const [{ openDevice }, leaving, saving] = await Promise.all([
      import("../marking/device.js"),
      import("../tablet/leaving.js"),
      import("../tablet/saving.js"),
    ]);
    return { device: await openDevice({ user, sync, session }), leaving, saving };
  } catch {
    return null;
  }
}
