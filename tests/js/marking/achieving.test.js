// @ts-check
/** A group that is marked achieved at once. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Marker } from "../../../static/js/marking/marker.js";
import { MemoryStore } from "../../../static/js/marking/memory.js";
import { Outbox } from "../../../static/js/marking/outbox.js";
import { achieving, markOf, sheetOf } from "../../../static/js/marking/sheet.js";
import { EXAMINER, SHEET, aStep } from "./world.js";

const CUT = { version: 1, conditions: [] };
const ALL = [1, 2, 3, 4];

/** @param {Partial<Parameters<typeof sheetOf>[0]>} [known] */
function aSheet(known = {}) {
  const steps = [aStep(1, { critical: true, critical_minimum: 2 }), aStep(2), aStep(3), aStep(4)];
  return sheetOf({ id: SHEET, steps, cutScore: CUT, ...known });
}

/** @param {ReturnType<typeof aSheet>} sheet */
function markerOf(sheet) {
  const store = new MemoryStore();
  const outbox = new Outbox({ store, send: async () => [], user: EXAMINER });
  const eyes = { changed: () => {}, moved: () => {}, failed: () => {}, refused: () => {} };
  return { store, marker: new Marker(sheet, { outbox, marks: () => store.marks(SHEET), eyes }) };
}

test("open steps of points get the most there is, a critical one never", () => {
  const changes = achieving(aSheet(), ALL);
  assert.deepEqual(changes.map(({ step, value }) => [step, value]), [[2, 3], [3, 3], [4, 3]]);
});

test("of two or three levels the lowest that is better than not achieved is given, not the best", () => {
  const named = (/** @type {number[]} */ values) => values.map((value) => ({ value, label: "", description: "" }));
  const steps = [[2, 0, 1], [0, 1], [-1, 0, 5, 10], [-1, 0, 3], [0, 1, 2, 3, 4]].map((values, place) => aStep(place + 1, { levels: named(values) }));
  const changes = achieving(sheetOf({ id: SHEET, steps, cutScore: CUT }), [1, 2, 3, 4, 5]);
  assert.deepEqual(changes.map(({ value }) => value), [1, 1, 5, 3, 4]);
});

test("no mark that stands is changed, and no remark is lost", () => {
  const marks = [{ step: 2, value: 0, remark: "", op: "a" }, { step: 3, value: null, remark: "slow", op: "b" }];
  const changes = achieving(aSheet({ marks }), ALL);
  assert.deepEqual(changes.map(({ step, remark }) => [step, remark]), [[3, "slow"], [4, ""]]);
});

test("a step that is exempt, of another group or undecided is left alone", () => {
  const exempt = [{ step: 2, decision: "7" }];
  const row = { op: "x", sheet: SHEET, step: 3, value: 1, remark: "", base_op: null, sequence: 1, made_at: "", user: EXAMINER, before: null };
  const shelf = [{ row, answer: { op: "x", outcome: /** @type {const} */ ("conflict") } }];
  assert.deepEqual(achieving(aSheet({ exempt, shelf }), [1, 2, 3]), []);
});

test("sub-points are all seen", () => {
  const step = { ...aStep(2), parts: [1, 2], levels: [0, 1, 2, 3].map((value) => ({ value, label: "", description: "" })) };
  const [change] = achieving(sheetOf({ id: SHEET, steps: [step], cutScore: CUT }), [2]);
  assert.deepEqual([change.value, change.parts], [3, [0, 1]]);
});

test("one undo takes all of it back and nothing else", async () => {
  const { marker } = markerOf(aSheet());
  await marker.mark(2, 1);
  assert.equal(await marker.achieve(ALL), 2);
  await marker.undo();
  assert.deepEqual(ALL.map((step) => markOf(marker.sheet, step).value), [null, 1, null, null]);
  await marker.undo();
  assert.equal(markOf(marker.sheet, 2).value, null);
});

test("a step that was taken back before is not mistaken for an undo", async () => {
  const { marker } = markerOf(aSheet());
  await marker.mark(2, 3);
  await marker.mark(2, null);
  await marker.achieve(ALL);
  await marker.undo();
  assert.deepEqual(ALL.map((step) => markOf(marker.sheet, step).value), [null, null, null, null]);
});

test("what a tablet cannot keep stops there, and what it kept can be undone", async () => {
  const { marker, store } = markerOf(aSheet());
  const { keep } = store;
  let kept = 0;
  store.keep = async (...given) => {
    if ((kept += 1) > 2) throw new Error("full");
    return keep.apply(store, given);
  };
  assert.equal(await marker.achieve(ALL), 2);
  store.keep = keep;
  await marker.undo();
  assert.deepEqual(ALL.map((step) => markOf(marker.sheet, step).value), [null, null, null, null]);
});
