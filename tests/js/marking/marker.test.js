// @ts-check
/** What the examiner does, one thing after the other. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Marker } from "../../../static/js/marking/marker.js";
import { MemoryStore } from "../../../static/js/marking/memory.js";
import { Outbox } from "../../../static/js/marking/outbox.js";
import { markOf, sheetOf, stateOf } from "../../../static/js/marking/sheet.js";
import { EXAMINER, SHEET, aStep } from "./world.js";

const CUT = /** @type {const} */ ({ version: 1, conditions: [{ kind: "critical-steps" }] });

function world() {
  const store = new MemoryStore();
  const outbox = new Outbox({ store, send: async () => [], user: EXAMINER });
  /** @type {string[]} */
  const told = [];
  const marker = new Marker(sheetOf({ id: SHEET, steps: [aStep(1), aStep(2)], cutScore: { ...CUT, conditions: [...CUT.conditions] } }), {
    outbox,
    marks: () => store.marks(SHEET),
    eyes: {
      changed: (_sheet, step) => told.push(`changed ${step}`),
      moved: () => told.push("moved"),
      failed: ({ step }) => told.push(`failed ${step}`),
      refused: (reason) => told.push(`refused: ${reason.text}`),
    },
  });
  return { store, outbox, marker, told };
}

test("a tap is kept and then shown", async () => {
  const { marker, store, told } = world();
  await marker.mark(1, 2);
  assert.equal(markOf(marker.sheet, 1).value, 2);
  assert.equal((await store.marks(SHEET)).length, 1);
  assert.deepEqual(told, ["changed 1"]);
});

test("what is written beside the tap comes along in the same mark", async () => {
  const { marker, store } = world();
  await marker.mark(1, 2, "a hint was needed");
  const [row] = await store.next(EXAMINER, 9, () => true);
  assert.deepEqual([row.value, row.remark], [2, "a hint was needed"]);
});

test("a tap and a remark at the same moment both come through", async () => {
  const { marker } = world();
  await Promise.all([marker.mark(1, 2), marker.write(1, "quick"), marker.mark(1, 3)]);
  assert.deepEqual([markOf(marker.sheet, 1).value, markOf(marker.sheet, 1).remark], [3, "quick"]);
});

test("the same level again keeps nothing", async () => {
  const { marker, store } = world();
  await marker.mark(1, 2);
  await marker.mark(1, 2);
  assert.equal((await store.next(EXAMINER, 9, () => true)).length, 1);
});

test("what the tablet cannot keep is not shown", async () => {
  const { marker, store, told } = world();
  store.keep = async () => Promise.reject(new Error("full"));
  await marker.mark(1, 2);
  assert.equal(markOf(marker.sheet, 1).value, null);
  assert.deepEqual(told, ["failed 1"]);
});

test("after a failure the next tap works", async () => {
  const { marker, store, told } = world();
  const { keep } = store;
  store.keep = async () => Promise.reject(new Error("full"));
  await marker.mark(1, 2);
  store.keep = keep;
  await marker.mark(1, 2);
  assert.deepEqual(told, ["failed 1", "changed 1"]);
});

test("what the rules refuse is not kept", async () => {
  const { marker, told, store } = world();
  await marker.mark(1, 9);
  assert.match(told[0], /^refused/);
  assert.deepEqual(await store.next(EXAMINER, 9, () => true), []);
});

test("undo gives back mark by mark what stood", async () => {
  const { marker } = world();
  await marker.mark(1, 1);
  await marker.mark(2, 3, "good");
  assert.equal(await marker.undo(), 2);
  assert.deepEqual([markOf(marker.sheet, 2).value, markOf(marker.sheet, 2).remark], [null, ""]);
  assert.equal(await marker.undo(), 1);
  assert.equal(await marker.undo(), null);
});

test("an answered mark is sent, a conflict is shown with what stands", async () => {
  const { marker, store } = world();
  await marker.mark(1, 2);
  await marker.mark(2, 1);
  const [first, second] = await store.next(EXAMINER, 9, () => true);
  const standing = { op: "x", value: 3, remark: "", by: EXAMINER, made_at: "2026-11-23T12:00:00Z" };
  const answers = [
    { op: first.op, outcome: /** @type {const} */ ("stored") },
    { op: second.op, outcome: /** @type {const} */ ("conflict"), standing },
  ];
  await store.settle(answers);
  await marker.answered(answers);
  assert.deepEqual([stateOf(marker.sheet, 1), stateOf(marker.sheet, 2)], ["sent", "conflict"]);
});

test("taking theirs shows what stands, and tells the server", async () => {
  const { marker, store } = world();
  await marker.mark(1, 2);
  const [row] = await store.next(EXAMINER, 9, () => true);
  const standing = { op: "x", value: 3, remark: "", by: EXAMINER, made_at: "2026-11-23T12:00:00Z" };
  const answers = [{ op: row.op, outcome: /** @type {const} */ ("conflict"), standing }];
  await store.settle(answers);
  await marker.answered(answers);
  const shelved = marker.sheet.shelf.get(1);
  assert.ok(shelved);
  await marker.takeTheirs(shelved);
  assert.deepEqual([markOf(marker.sheet, 1).value, stateOf(marker.sheet, 1)], [3, "waiting"]);
});

test("what another tab kept is seen after a refresh, and waits", async () => {
  const { marker, outbox } = world();
  await outbox.keep({ sheet: SHEET, step: 2, value: 3, remark: "" });
  await marker.refresh();
  assert.deepEqual([markOf(marker.sheet, 2).value, stateOf(marker.sheet, 2)], [3, "waiting"]);
});

test("who moves on while a remark is being kept stays on the next step", async () => {
  const { marker } = world();
  marker.go(1);
  const kept = marker.write(1, "typed just before the tap on Next");
  await Promise.resolve();
  await Promise.resolve();
  marker.go(2);
  await kept;
  assert.equal(marker.sheet.current, 2);
});

/** Storage that is full until it is not. @param {any} outbox */
function full(outbox) {
  const { keep } = outbox.store;
  outbox.store.keep = async () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  return () => (outbox.store.keep = keep);
}

test("what could not be kept stays in memory, the latest of each step", async () => {
  const { marker, outbox, told } = world();
  await marker.mark(1, 1);
  const base = markOf(marker.sheet, 1).op;
  full(outbox);
  await marker.mark(1, 2);
  await marker.mark(1, 3);
  await marker.mark(2, 2);
  assert.deepEqual(outbox.unkept().map(({ step, value, base_op }) => [step, value, base_op]), [[1, 3, base], [2, 2, null]]);
  assert.equal((await outbox.status()).unkept, 2);
  assert.deepEqual(told.slice(1), ["failed 1", "failed 1", "failed 2"]);
});

test("kept after all, it is forgotten as one that could not be", async () => {
  const { marker, outbox } = world();
  const mend = full(outbox);
  await marker.mark(1, 2);
  mend();
  await marker.write(1, "quick"); // the mark that was tapped comes along
  assert.deepEqual([outbox.unkept(), markOf(marker.sheet, 1).value, markOf(marker.sheet, 1).remark], [[], 2, "quick"]);
});

test("a remark that could not be kept comes along with the next mark", async () => {
  const { marker, outbox } = world();
  const mend = full(outbox);
  await marker.write(1, "quick");
  mend();
  await marker.mark(1, 2);
  assert.deepEqual([outbox.unkept(), markOf(marker.sheet, 1).remark], [[], "quick"]);
});

test("back to what stands, nothing is left that could not be kept", async () => {
  const { marker, outbox } = world();
  await marker.mark(1, 1);
  full(outbox);
  await marker.mark(1, 2);
  await marker.mark(1, 1);
  assert.deepEqual(outbox.unkept(), []);
});
