// @ts-check
/** When the outbox is asked to send. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { HEARTBEAT, keepSending } from "../../../static/js/marking/lifecycle.js";

/** An outbox that counts, and a page that does what the test says. */
function world() {
  /** @type {Set<(news: any) => void>} */
  const listeners = new Set();
  const asked = { flushes: 0, resets: 0, wait: 0 };
  const outbox = /** @type {any} */ ({
    observe(/** @type {any} */ listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flushIfDue: () => (asked.flushes += 1),
    reset: () => (asked.resets += 1),
    wait: () => asked.wait,
  });
  const target = new EventTarget();
  const page = Object.assign(new EventTarget(), { visibilityState: /** @type {DocumentVisibilityState} */ ("visible") });
  /** @type {{ work: () => void, after: number } | null} */
  let planned = null;
  const later = (/** @type {() => void} */ work, /** @type {number} */ after) => (planned = { work, after });
  const stop = keepSending(outbox, { target: /** @type {any} */ (target), page: /** @type {any} */ (page), later, forget: () => (planned = null) });
  return {
    asked,
    page,
    stop,
    news: (/** @type {any} */ one) => listeners.forEach((listener) => listener(one)),
    happens: (/** @type {EventTarget} */ where, /** @type {string} */ name) => where.dispatchEvent(new Event(name)),
    target,
    planned: () => planned?.after,
    wake: () => planned?.work(),
  };
}

test("it sends as soon as the page is opened, and then by a timer", () => {
  const { planned, wake, asked } = world();
  assert.equal(planned(), 0);
  wake();
  assert.equal(asked.flushes, 1);
  assert.equal(planned(), HEARTBEAT);
});

test("it sends after each tap", () => {
  const { news, planned } = world();
  news({ kind: "kept" });
  assert.equal(planned(), 0);
});

test("it sends after each deed besides marking too", () => {
  const { news, planned } = world();
  news({ kind: "deed" });
  assert.equal(planned(), 0);
});

test("it forgets its patience when the network is said to be back or the page is seen again", () => {
  const { happens, target, page, asked } = world();
  happens(target, "online");
  happens(target, "pageshow");
  happens(page, "visibilitychange");
  assert.deepEqual([asked.resets, asked.flushes], [3, 3]);
});

test("a page that goes out of sight sends nothing more", () => {
  const { happens, page, asked } = world();
  page.visibilityState = "hidden";
  happens(page, "visibilitychange");
  assert.equal(asked.flushes, 0);
});

test("after a failure it waits as long as the outbox asks", () => {
  const { news, planned, asked } = world();
  asked.wait = 4000;
  news({ kind: "flushed", result: "waiting" });
  assert.equal(planned(), 4020);
  news({ kind: "flushed", result: "sign-in-again" });
  assert.equal(planned(), 4020);
});

test("while another tab sends it asks again soon", () => {
  const { news, planned } = world();
  news({ kind: "flushed", result: "busy" });
  assert.ok(Number(planned()) < 1000);
});

test("once stopped nothing wakes it", () => {
  const { stop, happens, target, asked, planned } = world();
  stop();
  happens(target, "online");
  assert.deepEqual([asked.flushes, planned()], [0, undefined]);
});
