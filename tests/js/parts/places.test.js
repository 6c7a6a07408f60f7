import assert from "node:assert/strict";
import test from "node:test";

import { drop, hop, step } from "../../../static/js/parts/places.js";

const LISTS = [
  { parent: "1", ids: ["a", "b", "c"] },
  { parent: "2", ids: [] },
  { parent: "3", ids: ["d"] },
];

test("a step goes one place, and nowhere at the end", () => {
  assert.deepEqual(step(LISTS, "b", -1), { list: 0, place: 0 });
  assert.deepEqual(step(LISTS, "b", 1), { list: 0, place: 2 });
  assert.equal(step(LISTS, "a", -1), null);
  assert.equal(step(LISTS, "c", 1), null);
});

test("a hop goes to the end of the previous parent and to the start of the next", () => {
  assert.deepEqual(hop(LISTS, "b", 1), { list: 1, place: 0 });
  assert.deepEqual(hop([LISTS[0], LISTS[2]], "d", -1), { list: 0, place: 3 });
  assert.equal(hop(LISTS, "a", -1), null);
});

test("core tasks of base and profile have one parent, so there is nowhere to hop", () => {
  assert.equal(hop([{ parent: "1", ids: ["a"] }, { parent: "1", ids: ["b"] }], "a", 1), null);
});

test("a drop counts places among the others", () => {
  assert.deepEqual(drop(LISTS, "a", 0, "c"), { list: 0, place: 1 });
  assert.deepEqual(drop(LISTS, "a", 0, null), { list: 0, place: 2 });
  assert.deepEqual(drop(LISTS, "a", 2, "d"), { list: 2, place: 0 });
  assert.deepEqual(drop(LISTS, "a", 1, null), { list: 1, place: 0 });
});

test("a drop where it stands changes nothing", () => {
  assert.equal(drop(LISTS, "b", 0, "b"), null);
  assert.equal(drop(LISTS, "b", 0, "c"), null);
  assert.equal(drop(LISTS, "c", 0, null), null);
});
