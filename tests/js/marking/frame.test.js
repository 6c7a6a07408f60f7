// @ts-check
/** What waits for a frame of the browser is put off by one frame at most, and not at all where none comes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { frame, LONGEST_FRAME } from "../../../static/js/marking/frame.js";

/** @param {{ visibilityState?: DocumentVisibilityState }} [how] */
function browser({ visibilityState = "visible" } = {}) {
  const page = Object.assign(new EventTarget(), { visibilityState });
  const target = new EventTarget();
  /** @type {(() => void)[]} */
  const frames = [];
  /** @type {{ work: () => void, after: number }[]} */
  const timers = [];
  let isSeen = false;
  const outside = /** @type {any} */ ({
    page,
    target,
    nextFrame: (/** @type {() => void} */ work) => frames.push(work),
    later: (/** @type {() => void} */ work, /** @type {number} */ after) => timers.push({ work, after }),
  });
  const seen = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return isSeen;
  };
  frame(outside).then(() => (isSeen = true));
  return { page, target, frames, timers, seen };
}

test("it is over after the next frame, and not before", async () => {
  const { frames, timers, seen } = browser();
  assert.equal(await seen(), false);
  frames[0]();
  assert.equal(await seen(), false);
  timers.at(-1)?.work();
  assert.equal(await seen(), true);
});

test("a page that nobody sees has no frame to wait for", async () => {
  assert.equal(await browser({ visibilityState: "hidden" }).seen(), true);
});

test("a page that is put aside does not wait on", async () => {
  const { page, seen } = browser();
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(await seen(), true);
});

test("a page that goes away does not wait on", async () => {
  const { target, seen } = browser();
  target.dispatchEvent(new Event("pagehide"));
  assert.equal(await seen(), true);
});

test("a frame that does not come is not waited for", async () => {
  const { timers, seen } = browser();
  assert.equal(timers[0].after, LONGEST_FRAME);
  timers[0].work();
  assert.equal(await seen(), true);
});
