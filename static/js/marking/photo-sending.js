// @ts-check
/**
 * Photos over the wire, and when they are sent: each time the outbox has nothing left to send.
 *
 * POST /exams/tablet/photos/<uuid>  <- the bytes  -> {"photo", "outcome": "stored" | "duplicate" | "refused", "reason"?}
 *
 * @typedef {import("./photos.js").WaitingPhoto} WaitingPhoto
 * @typedef {import("./photos.js").PhotoAnswer} PhotoAnswer
 * @typedef {Pick<import("./outbox.js").Outbox, "observe" | "flush">} Marks
 */

import { oneSender } from "./lock.js";
import { PhotoSender, timeFor } from "./photos.js";
import { ShutOut, SignInAgain, TryLater, TurnedDown } from "./troubles.js";

const OURS = "X-Proefstuk";
const SESSION_LIMIT = 8_000;
/** Nothing is wrong with the photo: the way to it, or the server's day, is bad. 409 is a photo that came in damaged. */
const PASSING = new Set([408, 409, 425, 429]);
/** Long, since an outbox that is emptied asks anyway. */
export const HEARTBEAT = 60_000;

/**
 * How to send a photo of one user.
 * @param {object} outside
 * @param {number} outside.user
 * @param {string} [outside.tablet]
 * @param {typeof fetch} [outside.fetch]
 * @param {string} [outside.address]
 * @param {string} [outside.session]
 * @returns {(photo: WaitingPhoto, blob: Blob) => Promise<PhotoAnswer>}
 */
export function photoPost({
  user,
  tablet = "",
  fetch = globalThis.fetch.bind(globalThis),
  address = "/exams/tablet/photos/",
  session = "/exams/session",
}) {
  const known = tablet ? { "X-Proefstuk-Tablet": tablet } : {};
  return async (photo, blob) => {
    const who = await asked(fetch, session, { headers: { ...known } }, SESSION_LIMIT);
    if (who.shut_out) throw new ShutOut("this tablet is shut out");
    if (who.user !== user) throw new SignInAgain("somebody else is signed in, or nobody");
    const headers = { ...known, "Content-Type": photo.type, "X-CSRFToken": String(who.csrf_token), "X-Proefstuk-Sha256": photo.sha256 };
    return asked(fetch, address + photo.id, { method: "POST", headers, body: blob }, timeFor(blob.size));
  };
}

/** @param {typeof fetch} fetch @param {string} address @param {RequestInit} request @param {number} limit @returns {Promise<any>} */
async function asked(fetch, address, request, limit) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit);
  const headers = { Accept: "application/json", ...request.headers };
  try {
    return await answerOf(
      await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "error", ...request, headers, signal: stop.signal }),
    );
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} response */
async function answerOf(response) {
  const { status } = response;
  if (status >= 500 || PASSING.has(status)) throw new TryLater(`answered ${status}`, pauseIn(response));
  if (!response.headers.has(OURS)) throw new TryLater("somebody else's answer");
  if (status === 401) throw new SignInAgain("nobody is signed in");
  const found = await response.json().catch(() => null);
  if (status === 403 && found?.shut_out) throw new ShutOut("this tablet is shut out");
  if (!response.ok) throw new TurnedDown(found?.title ?? "");
  if (found === null || typeof found !== "object") throw new TryLater("not the answer that was expected");
  return found;
}

/** @param {Response} response in milliseconds */
function pauseIn(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? seconds * 1000 : 0;
}

/**
 * Send photos whenever the marks are through, until told to stop.
 * @param {{ store: import("./photos.js").PhotoStore, outbox: Marks, user: number, tablet?: string, session?: string }} device
 * @param {{ sender?: PhotoSender, later?: (work: () => void, after: number) => any, forget?: (timer: any) => void,
 *           target?: Pick<Window, "addEventListener" | "removeEventListener"> }} [outside]
 * @returns {{ sender: PhotoSender, stop: () => void }}
 */
export function keepSendingPhotos(
  { store, outbox, user, tablet, session },
  { sender: given, later = setTimeout.bind(globalThis), forget = clearTimeout.bind(globalThis), target = window } = {},
) {
  let areThrough = false; // the marks
  const alone = oneSender(globalThis.navigator?.locks, "proefstuk-photos-send");
  const sender = given ?? new PhotoSender({ store, user, post: photoPost({ user, tablet, session }), alone });
  sender.mayGo = () => areThrough;
  /** @type {any} */
  let timer = null;
  const plan = (/** @type {number} */ after) => {
    forget(timer);
    timer = later(tick, after);
  };
  const tick = async () => {
    plan(HEARTBEAT);
    if (!areThrough) return;
    const result = await sender.flushIfDue();
    if (result === "waiting") plan(sender.wait() + 20);
  };
  const stop = outbox.observe((news) => {
    if (news.kind === "kept" || news.kind === "deed") areThrough = false;
    if (news.kind !== "flushed") return;
    areThrough = news.result === "sent" || news.result === "empty";
    if (areThrough) plan(0);
  });
  // What the outbox says counts photos too; and a mark that was made meanwhile goes before the next one.
  const stopHearing = sender.observe((news) => news.kind === "answered" && outbox.flush());
  const online = () => sender.reset();
  target.addEventListener("online", online);
  plan(HEARTBEAT);
  return {
    sender,
    stop: () => {
      stop();
      stopHearing();
      forget(timer);
      target.removeEventListener("online", online);
    },
  };
}

/** @type {WeakMap<object, { sender: PhotoSender, stop: () => void }>} */
const begun = new WeakMap();

/**
 * The one sender of a device, begun when it is first asked for.
 * @param {{ store: import("./photos.js").PhotoStore, outbox: import("./outbox.js").Outbox, tablet?: string }} device
 * @param {string} [session]
 * @returns {PhotoSender}
 */
export function photosOf(device, session) {
  const { store, outbox, tablet } = device;
  const found = begun.get(device) ?? keepSendingPhotos({ store, outbox, user: outbox.user, tablet, session });
  begun.set(device, found);
  return found.sender;
}

/** Send no more photos of this device: somebody else signed in. @param {object} device */
export function stopPhotosOf(device) {
  begun.get(device)?.stop();
  begun.delete(device);
}
