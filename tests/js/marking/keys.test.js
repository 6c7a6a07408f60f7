// @ts-check
/** What keys and strokes of the finger mean. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { intentOf, strokeOf } from "../../../static/js/marking/keys.js";
import { aStep } from "./world.js";

const NOW = { levels: aStep(1).levels, isTyping: false, letters: true };
const TENS = { ...NOW, levels: [0, 5, 10].map((value) => ({ value, label: "", description: "" })) };

test("arrows move between steps", () => {
  assert.deepEqual(intentOf({ key: "ArrowRight" }, NOW), { kind: "move", by: 1 });
  assert.deepEqual(intentOf({ key: "ArrowLeft" }, NOW), { kind: "move", by: -1 });
});

test("a digit chooses the level that is worth as much", () => {
  assert.deepEqual(intentOf({ key: "2" }, NOW), { kind: "level", value: 2 });
  assert.deepEqual(intentOf({ key: "0" }, NOW), { kind: "level", value: 0 });
});

test("a digit that is no level asks for nothing", () => {
  assert.equal(intentOf({ key: "7" }, NOW), null);
});

test("where levels are worth more than a digit says, the digit is the place of the level", () => {
  assert.deepEqual(intentOf({ key: "3" }, TENS), { kind: "level", value: 10 });
  assert.equal(intentOf({ key: "0" }, TENS), null);
});

test("whoever writes a remark marks nothing", () => {
  for (const key of ["2", "ArrowRight", "o", "r"]) assert.equal(intentOf({ key }, { ...NOW, isTyping: true }), null);
});

test("letters and digits can be turned off, arrows stay", () => {
  const quiet = { ...NOW, letters: false };
  assert.equal(intentOf({ key: "2" }, quiet), null);
  assert.equal(intentOf({ key: "r" }, quiet), null);
  assert.deepEqual(intentOf({ key: "ArrowRight" }, quiet), { kind: "move", by: 1 });
});

test("control and z undo; other keys with control are the browser's", () => {
  assert.deepEqual(intentOf({ key: "z", ctrlKey: true }, NOW), { kind: "undo" });
  assert.deepEqual(intentOf({ key: "z", metaKey: true }, NOW), { kind: "undo" });
  assert.equal(intentOf({ key: "2", ctrlKey: true }, NOW), null);
  assert.equal(intentOf({ key: "2", altKey: true }, NOW), null);
});

test("a stroke to the left leads on, to the right back", () => {
  assert.equal(strokeOf({ x: 500, y: 300, at: 0 }, { x: 380, y: 310, at: 200 }), 1);
  assert.equal(strokeOf({ x: 380, y: 300, at: 0 }, { x: 500, y: 310, at: 200 }), -1);
});

test("a tap, a scroll and a slow drag are no strokes", () => {
  assert.equal(strokeOf({ x: 500, y: 300, at: 0 }, { x: 495, y: 302, at: 90 }), null);
  assert.equal(strokeOf({ x: 500, y: 300, at: 0 }, { x: 420, y: 500, at: 200 }), null);
  assert.equal(strokeOf({ x: 500, y: 300, at: 0 }, { x: 300, y: 300, at: 2000 }), null);
});

test("Escape leaves a remark that is being written, and nothing else", () => {
  assert.deepEqual(intentOf({ key: "Escape" }, { ...NOW, isTyping: true }), { kind: "leave" });
  assert.equal(intentOf({ key: "Escape" }, NOW), null);
});
