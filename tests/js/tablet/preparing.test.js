// @ts-check
/** Preparing: in which order, and what is said of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { prepare, readiness, sized } from "../../../static/js/tablet/preparing.js";
import { render } from "../../../static/js/marking/words.js";

const given = { sheets: [{ exam: "Cutting" }, { exam: "Colouring" }, { exam: "Cutting" }] };
const room = { isPersisted: true, free: 5_000_000_000 };

/** @param {object} [other] */
function outside(other = {}) {
  /** @type {string[]} */
  const done = [];
  const noted = (/** @type {string} */ what, /** @type {any} */ result) => async () => (done.push(what), result);
  const steps = { fetched: noted("fetched", given), app: noted("app", true), space: noted("space", room), keep: noted("keep", undefined) };
  return { done, told: /** @type {number[]} */ ([]), ...steps, ...other };
}

test("room first, then the app, then the exams, and they are kept when all of them are there", async () => {
  const world = outside();
  await prepare({ ...world, tell: (step) => world.told.push(step) });
  assert.deepEqual(world.done, ["space", "app", "fetched", "keep"]);
  assert.deepEqual(world.told, [1, 2, 3, 4, 5]);
});

test("without an answer nothing is kept, and it never says ready", async () => {
  const world = outside({ fetched: async () => Promise.reject(new Error("no network")) });
  await assert.rejects(() => prepare({ ...world, tell: (step) => world.told.push(step) }));
  assert.deepEqual(world.done, ["space", "app"]);
  assert.equal(world.told.at(-1), 3);
});

test("every exam is named once with how many do it", () => {
  const words = readiness({ isApp: true, room, given }).map((line) => render(line.words));
  assert.ok(words.includes("Cutting: 2 candidates"));
  assert.ok(words.includes("Colouring: 1 candidate"));
});

test("an app that is not kept, and too little room, are not ready", () => {
  const held = (/** @type {any} */ found) => readiness(found).map(({ isHeld }) => isHeld);
  assert.deepEqual(held({ isApp: false, room, given: { sheets: [] } }), [false, true, true]);
  assert.deepEqual(held({ isApp: true, room: { ...room, free: 1000 }, given: { sheets: [] } }), [true, true, false]);
});

test("a warning of what the browser may clear has no tick", () => {
  const [, , last] = readiness({ isApp: true, room: { ...room, isPersisted: false }, given: { sheets: [] } });
  assert.deepEqual([last.isHeld, last.words.text.startsWith("This browser may clear")], [null, true]);
});

test("a browser that does not tell is not called full", () => {
  const [, , last] = readiness({ isApp: true, room: { isPersisted: null, free: null }, given: { sheets: [] } });
  assert.notEqual(last.isHeld, false);
});

test("sizes are read at a glance", () => {
  assert.deepEqual([0, 900, 1500, 100_000, 1_250_000, 11_400_000_000].map(sized), ["0 kB", "0.9 kB", "1.5 kB", "100 kB", "1.3 MB", "11 GB"]);
});
