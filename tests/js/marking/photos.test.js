// @ts-check
/** Photos on their way: which, when, how often, and what becomes of those that are refused. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { keepSendingPhotos, photoPost } from "../../../static/js/marking/photo-sending.js";
import { chosen, fitted, LARGEST_PHOTO, notKept, PATIENCE, PhotoSender, timeFor, whyNoMore } from "../../../static/js/marking/photos.js";
import { ShutOut, SignInAgain, TryLater, TurnedDown } from "../../../static/js/marking/troubles.js";

/** A store with these photos waiting, and a server that answers as it is told. */
function world(/** @type {string[]} */ ids, /** @type {(id: string) => any} */ answer = () => ({ outcome: "stored" })) {
  const waiting = new Map(ids.map((id) => [id, { id, sheet: 7, step: 1, sha256: "0", size: 3, type: "image/jpeg" }]));
  const time = { ticks: 0 };
  /** @type {string[]} */
  const posted = [];
  /** @type {any[]} */
  const heard = [];
  const store = {
    photosWaiting: async () => [...waiting.values()],
    photo: async (/** @type {string} */ id) => (waiting.has(id) ? { blob: new Blob(["abc"]) } : undefined),
    photoSent: async (/** @type {string} */ id) => void waiting.delete(id),
  };
  const post = async (/** @type {any} */ { id }) => {
    posted.push(id);
    return answer(id);
  };
  const sender = new PhotoSender({ store, post, user: 4, ticks: () => time.ticks, random: () => 1 });
  sender.observe((news) => heard.push(news));
  return { sender, posted, waiting, heard, time, store };
}

const failing = (/** @type {Error} */ error) => () => {
  throw error;
};

test("photos go one after the other and are off the list once the server has them", async () => {
  const { sender, posted, waiting } = world(["a", "b"]);
  assert.equal(await sender.flush(), "sent");
  assert.deepEqual(posted, ["a", "b"]);
  assert.equal(waiting.size, 0);
  assert.equal(await sender.flush(), "empty");
});

test("a photo that the server has already counts as sent", async () => {
  const { sender, waiting } = world(["a"], () => ({ outcome: "duplicate" }));
  await sender.flush();
  assert.equal(waiting.size, 0);
});

test("marks go first, also between two photos", async () => {
  const { sender, posted } = world(["a", "b"]);
  sender.mayGo = () => posted.length < 1;
  assert.equal(await sender.flush(), "marks-first");
  assert.deepEqual(posted, ["a"]);
});

test("two calls at once send nothing twice", async () => {
  const { sender, posted } = world(["a"]);
  assert.deepEqual(await Promise.all([sender.flush(), sender.flush()]), ["sent", "busy"]);
  assert.deepEqual(posted, ["a"]);
});

test("without network a photo stays, and each try waits longer", async () => {
  const { sender, waiting, time } = world(["a"], failing(new TypeError("failed to fetch")));
  const waits = [];
  for (let round = 0; round < 10; round += 1) {
    assert.equal(await sender.flush(), "waiting");
    waits.push(sender.wait());
    time.ticks += sender.wait();
  }
  assert.deepEqual(waits.slice(0, 3), [2_000, 4_000, 8_000]);
  assert.equal(waits.at(-1), 5 * 60_000);
  assert.equal(waiting.size, 1);
});

test("it waits as long as the server asks, and no longer than it is worth", async () => {
  const { sender } = world(["a"], failing(new TryLater("", 60_000)));
  await sender.flush();
  assert.equal(sender.wait(), 60_000);
  assert.equal(await sender.flushIfDue(), "waiting");
  sender.reset();
  assert.equal(sender.wait(), 0);
});

test("a photo that is refused stays, says why, and does not hold up the others", async () => {
  const { sender, posted, waiting } = world(["a", "b"], (id) => (id === "a" ? { outcome: "refused", reason: "No photo." } : { outcome: "stored" }));
  assert.equal(await sender.flush(), "sent");
  assert.deepEqual([...waiting.keys()], ["a"]);
  assert.equal(sender.refusal("a"), "No photo.");
  assert.equal(sender.refusal("b"), null);
  await sender.flush();
  assert.deepEqual(posted, ["a", "b"]);
});

test("a photo that the server turns down stays too", async () => {
  const { sender, waiting } = world(["a"], failing(new TurnedDown("Too large.")));
  await sender.flush();
  assert.equal(waiting.size, 1);
  assert.equal(sender.refusal("a"), "Too large.");
});

test("it says that somebody has to sign in, or that the tablet is shut out", async () => {
  assert.equal(await world(["a"], failing(new SignInAgain())).sender.flush(), "sign-in-again");
  assert.equal(await world(["a"], failing(new ShutOut())).sender.flush(), "shut-out");
});

test("an answer that makes no sense is none", async () => {
  const { sender, waiting } = world(["a"], () => ({ outcome: "perhaps" }));
  assert.equal(await sender.flush(), "waiting");
  assert.equal(waiting.size, 1);
});

test("whoever listens hears of each photo and of the end", async () => {
  const { sender, heard } = world(["a"]);
  await sender.flush();
  assert.deepEqual(heard, [
    { kind: "answered", photo: "a", answer: { outcome: "stored" } },
    { kind: "flushed", result: "sent" },
  ]);
});

test("a photo is made no larger than it is, and no larger than is shown", () => {
  assert.deepEqual(fitted({ width: 4000, height: 3000 }), { width: 2048, height: 1536 });
  assert.deepEqual(fitted({ width: 3000, height: 6000 }), { width: 1024, height: 2048 });
  assert.deepEqual(fitted({ width: 640, height: 480 }), { width: 640, height: 480 });
  assert.deepEqual(fitted({ width: 9000, height: 2 }), { width: 2048, height: 1 });
});

test("what was drawn here is kept rather than what the camera made", () => {
  const camera = new Blob(["camera"], { type: "image/heic" });
  const drawn = new Blob(["drawn"], { type: "image/jpeg" });
  assert.deepEqual(chosen(camera, drawn), { blob: drawn });
  assert.deepEqual(chosen(camera, null), { blob: camera });
});

test("what is no photo, or too large, is said at once", () => {
  const text = new Blob(["words"], { type: "text/plain" });
  const large = new Blob([new Uint8Array(LARGEST_PHOTO + 1)], { type: "image/jpeg" });
  assert.deepEqual(chosen(text, null), { no: { text: "This is not a photo." } });
  assert.deepEqual(chosen(new Blob([], { type: "image/png" }), null), { no: { text: "This is not a photo." } });
  assert.ok("no" in chosen(large, null));
});

test("a sheet has twenty photos at most", () => {
  assert.equal(whyNoMore(19), null);
  assert.equal(whyNoMore(20)?.gaps?.most, 20);
});

test("a full tablet is called full", () => {
  assert.match(notKept(new DOMException("", "QuotaExceededError")).text, /^This tablet is full/);
  assert.match(notKept(new Error()).text, /NOT SAVED: this tablet could not keep it/);
});

test("a large photo gets more time", () => {
  assert.equal(timeFor(100), PATIENCE);
  assert.equal(timeFor(10_000_000), 500_000);
});

/** A server behind fetch. @param {(address: string, request: any) => any} answers */
function fetching(answers, status = 200, headers = { "X-Proefstuk": "1" }) {
  /** @type {any[]} */
  const calls = [];
  const fetch = async (/** @type {string} */ address, /** @type {any} */ request) => {
    calls.push([address, request]);
    const isSession = address.endsWith("session");
    return new Response(JSON.stringify(answers(address, request)), { status: isSession ? 200 : status, headers });
  };
  return { calls, fetch: /** @type {any} */ (fetch) };
}

const PHOTO = { id: "p1", sheet: 7, step: 1, sha256: "abc", size: 3, type: "image/jpeg" };
const session = { user: 4, csrf_token: "token", shut_out: false };

test("a photo is sent with its digest, the tablet and a fresh token", async () => {
  const { calls, fetch } = fetching((address) => (address.endsWith("session") ? session : { outcome: "stored" }));
  const blob = new Blob(["abc"]);
  assert.deepEqual(await photoPost({ user: 4, tablet: "t1", fetch })(PHOTO, blob), { outcome: "stored" });
  const [address, { method, headers, body }] = calls[1];
  assert.equal(address, "/exams/tablet/photos/p1");
  assert.equal(method, "POST");
  assert.equal(body, blob);
  assert.deepEqual([headers["X-Proefstuk-Sha256"], headers["X-Proefstuk-Tablet"], headers["X-CSRFToken"]], ["abc", "t1", "token"]);
});

test("another user's photo is not sent", async () => {
  const { calls, fetch } = fetching(() => ({ ...session, user: 5 }));
  await assert.rejects(photoPost({ user: 4, fetch })(PHOTO, new Blob([])), SignInAgain);
  assert.equal(calls.length, 1);
});

for (const [status, body, trouble] of /** @type {[number, any, any][]} */ ([
  [401, {}, SignInAgain],
  [403, { shut_out: true }, ShutOut],
  [404, { title: "No." }, TurnedDown],
  [409, {}, TryLater],
  [413, { title: "Too large." }, TurnedDown],
  [503, {}, TryLater],
])) {
  test(`an answer ${status} is ${trouble.name}`, async () => {
    const { fetch } = fetching((address) => (address.endsWith("session") ? session : body), status);
    await assert.rejects(photoPost({ user: 4, fetch })(PHOTO, new Blob([])), trouble);
  });
}

test("the answer of a captive portal is none", async () => {
  const { fetch } = fetching(() => session, 200, /** @type {any} */ ({}));
  await assert.rejects(photoPost({ user: 4, fetch })(PHOTO, new Blob([])), TryLater);
});

/** An outbox that says what the test wants, and a timer that is woken by hand. */
function sending(/** @type {PhotoSender} */ sender, /** @type {any} */ store) {
  /** @type {Set<(news: any) => void>} */
  const listeners = new Set();
  const outbox = /** @type {any} */ ({
    flush: async () => "empty",
    observe: (/** @type {any} */ listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  /** @type {{ work: () => any, after: number } | null} */
  let planned = null;
  const later = (/** @type {() => void} */ work, /** @type {number} */ after) => (planned = { work, after });
  const { stop } = keepSendingPhotos({ store, outbox, user: 4 }, { sender, later, forget: () => (planned = null), target: /** @type {any} */ (new EventTarget()) });
  return { news: (/** @type {any} */ one) => listeners.forEach((listener) => listener(one)), planned: () => planned?.after, wake: async () => planned?.work(), stop };
}

test("photos are sent once the marks are through, and not before", async () => {
  const { sender, posted, store } = world(["a"]);
  const { news, wake, planned } = sending(sender, store);
  await wake();
  assert.deepEqual(posted, []);
  news({ kind: "flushed", result: "waiting" });
  await wake();
  assert.deepEqual(posted, []);
  news({ kind: "flushed", result: "sent" });
  assert.equal(planned(), 0);
  await wake();
  assert.deepEqual(posted, ["a"]);
});

test("a mark that is made meanwhile goes before the next photo", async () => {
  const { sender, posted, store } = world(["a"]);
  const { news, wake } = sending(sender, store);
  news({ kind: "flushed", result: "empty" });
  news({ kind: "kept" });
  await wake();
  assert.deepEqual(posted, []);
});

test("after a failure it tries again by itself", async () => {
  const { sender, store } = world(["a"], failing(new TryLater("")));
  const { news, wake, planned, stop } = sending(sender, store);
  news({ kind: "flushed", result: "empty" });
  await wake();
  assert.equal(planned(), 2_020);
  stop();
  assert.equal(planned(), undefined);
});
