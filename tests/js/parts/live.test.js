// @ts-check
/** Following the day: when it asks, and what it tells aloud. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { asking, EVERY, minutesSince, told } from "../../../static/js/parts/live.js";

/** A page with a timer that is woken by hand. @param {() => Promise<void>} ask */
function world(ask) {
  const page = { isSeen: true, asked: 0, failed: 0 };
  /** @type {{ work: () => any, after: number } | null} */
  let planned = null;
  const { seen, stop } = asking({
    ask: () => {
      page.asked += 1;
      return ask();
    },
    failed: () => (page.failed += 1),
    isSeen: () => page.isSeen,
    later: (work, after) => (planned = { work, after }),
    forget: () => (planned = null),
  });
  return { page, seen, stop, planned: () => planned?.after, wake: async () => planned?.work() };
}

test("it asks every five seconds", async () => {
  const { page, wake, planned } = world(async () => {});
  assert.equal(page.asked, 0);
  assert.equal(planned(), EVERY);
  await wake();
  await wake();
  assert.equal(page.asked, 2);
  assert.equal(planned(), EVERY);
});

test("it rests while nobody looks, and asks at once when somebody does", async () => {
  const { page, wake, planned, seen } = world(async () => {});
  page.isSeen = false;
  await wake();
  assert.equal(page.asked, 0);
  assert.equal(planned(), undefined);
  page.isSeen = true;
  await seen();
  assert.equal(page.asked, 1);
  assert.equal(planned(), EVERY);
});

test("without network it says so and goes on asking", async () => {
  const { page, wake, planned } = world(async () => Promise.reject(new TypeError("failed to fetch")));
  await wake();
  assert.equal(page.failed, 1);
  assert.equal(planned(), EVERY);
});

test("it asks one question at a time", async () => {
  /** @type {() => void} */
  let answer = () => {};
  const { page, seen } = world(() => new Promise((resolve) => (answer = resolve)));
  const first = seen();
  await seen();
  assert.equal(page.asked, 1);
  answer();
  await first;
});

test("it stops for good", async () => {
  const { page, stop, seen, planned } = world(async () => {});
  stop();
  await seen();
  assert.equal(page.asked, 0);
  assert.equal(planned(), undefined);
});

const rows = (/** @type {Record<string, string>} */ states) =>
  new Map(Object.entries(states).map(([key, state]) => [key, { state, said: `${key}: ${state}` }]));

test("changed states are told, and nothing else", () => {
  assert.equal(told(rows({ a: "going-on", b: "expected" }), rows({ a: "done", b: "expected", c: "expected" }), ""), "a: done.");
  assert.equal(told(rows({ a: "done" }), rows({ a: "done" }), ""), "");
});

test("many changes at once are counted", () => {
  const before = rows({ a: "x", b: "x", c: "x", d: "x" });
  const after = rows({ a: "y", b: "y", c: "y", d: "y" });
  assert.equal(told(before, after, "{number} exams changed."), "4 exams changed.");
});

test("minutes are whole and never less than none", () => {
  assert.equal(minutesSince("2027-03-03T09:00:00Z", Date.parse("2027-03-03T09:01:59Z")), 1);
  assert.equal(minutesSince("2027-03-03T09:00:00Z", Date.parse("2027-03-03T08:00:00Z")), 0);
});
