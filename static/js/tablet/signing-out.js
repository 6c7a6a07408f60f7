// @ts-check
/** Signing out of the app: asked where something waits, then everything personal goes and the server is told. */

import { say } from "../marking/words.js";
import { asked, clearHere, leftBy, sendAll } from "./leaving.js";
import { remembered } from "./remembered.js";
import { saveUnsent } from "./saving.js";

/** The number of who left where the server could not be told: it is told as soon as there is network, and of nobody else. */
const UNTOLD = "proefstuk-tablet-leave";
export const NOT_TOLD = say("The names are gone from this tablet. Without network the server could not be told that you leave: that happens by itself as soon as there is network. Do not hand this tablet on before that.");

/** @param {import("./app.js").App} app */
export async function signOut(app) {
  const { page, device } = app;
  const dialog = /** @type {HTMLDialogElement} */ (page.document.querySelector("[data-leaving]"));
  const isSure = await asked(dialog, {
    left: () => leftHere(app.device),
    send: () => sendAll(app.device),
    save: () => saveUnsent(app),
  });
  if (!isSure) return;
  remembered.setItem(UNTOLD, String(device.outbox.user));
  await clearHere(device);
  app.others?.postMessage("gone");
  const isTold = await tellServer(app);
  if (isTold) location.assign(app.addresses.signIn);
  else await app.left(NOT_TOLD);
}

/** What of whom no server has. @param {import("../marking/device.js").Device} device */
export async function leftHere({ store, outbox }) {
  return leftBy(await store.everyone(), outbox.user, outbox.unkept().length);
}

/** Whether somebody left of whom the server does not know it yet; a reload does not change that. */
export const isLeaving = () => remembered.getItem(UNTOLD) !== null;

/** Finish what could not be finished without network. @param {import("./app.js").App} app @returns {Promise<boolean>} whether there was something */
export async function finishLeaving(app) {
  if (!isLeaving()) return false;
  await tellServer(app);
  return !isLeaving();
}

/** @param {import("./app.js").App} app */
async function tellServer({ ask, addresses }) {
  try {
    const session = await ask(addresses.session);
    if (session.user !== null && String(session.user) === remembered.getItem(UNTOLD)) await post(addresses.signOut, session.csrf_token);
    remembered.removeItem(UNTOLD);
    return true;
  } catch {
    return false;
  }
}

/** The answer is a page to go to, which is not wanted here. @param {string} address @param {string} token */
async function post(address, token) {
  const body = new URLSearchParams({ csrf_token: token });
  const answer = await fetch(address, { method: "POST", body, redirect: "manual", cache: "no-store" });
  if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(`answered ${answer.status}`);
}
