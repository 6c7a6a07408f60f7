// @ts-check
/** What is told before signing, without network. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { seen, summing } from "../../../static/js/marking/summing.js";
import { sheetOf } from "../../../static/js/marking/sheet.js";
import { render } from "../../../static/js/marking/words.js";
import { SHEET, aStep } from "./world.js";

const CUT = { version: 1, conditions: [] };
const MINUTE = 60_000;
const CALM = { begun: true, time: { phase: /** @type {const} */ ("running"), ran: 40 * MINUTE, over: 0 }, turns: [], minutes: 60 };

/** @param {(number | null)[]} values @param {string[]} [remarks] @param {Record<string, unknown>} [more] */
function marked(values, remarks = [], more = {}) {
  const steps = values.map((_, place) => aStep(place + 1, place === 0 ? { critical: true, critical_minimum: 2 } : {}));
  const marks = values.map((value, place) => ({ step: place + 1, value, remark: remarks[place] ?? "", op: value === null ? null : `op-${place + 1}` }));
  return sheetOf({ id: SHEET, steps, cutScore: CUT, marks, ...more });
}

/** @param {import("../../../static/js/marking/words.js").Message[]} messages */
const texts = (messages) => messages.map(({ text }) => text);

test("a calm exam has nothing to look at", () => {
  const found = summing(marked([2, 3, 1, 2, 3]), CALM);
  assert.deepEqual({ ...found }, { open: [], lacking: [], conflicts: [], refused: [], withoutReason: [], unusual: [], whyNot: null });
});

test("open steps are named and hold the signature up", () => {
  const found = summing(marked([2, null, 1]), CALM);
  assert.deepEqual(found.open, [2]);
  assert.match(found.whyNot?.text ?? "", /not yet marked/);
});

test("a critical step that failed without a word is named", () => {
  assert.deepEqual(summing(marked([0, 3, 1]), CALM).withoutReason, [1]);
  assert.deepEqual(summing(marked([0, 3, 1], ["fell over"]), CALM).withoutReason, []);
});

test("an exam that began here may be signed although the server still has it as planned", () => {
  const sheet = marked([2, 3, 1], [], { state: "planned" });
  assert.equal(summing(sheet, CALM).whyNot, null);
  assert.match(summing(sheet, { ...CALM, begun: false }).whyNot?.text ?? "", /in progress/);
});

test("very fast is unusual", () => {
  const time = { ...CALM.time, ran: 4 * MINUTE };
  const [found] = summing(marked([2, 3, 1, 2, 3]), { ...CALM, time }).unusual;
  assert.deepEqual([found.count, found.gaps?.minutes], [4, 60]);
});

test("without a time that is given, a few seconds a step are unusual", () => {
  const time = { ...CALM.time, ran: 10_000 };
  assert.equal(summing(marked([2, 3, 1, 2, 3]), { ...CALM, time, minutes: null }).unusual.length, 1);
  assert.equal(summing(marked([2, 3, 1, 2, 3]), { ...CALM, minutes: null }).unusual.length, 0);
});

test("all marks equal is unusual, of three steps not yet", () => {
  assert.deepEqual(texts(summing(marked([2, 2, 2, 2]), CALM).unusual), ["All %(count)s steps have the same mark."]);
  assert.deepEqual(summing(marked([2, 2, 2]), CALM).unusual, []);
});

test("pauses are told with how long they were", () => {
  const turns = /** @type {import("../../../static/js/marking/clock.js").Turn[]} */ ([
    { kind: "start", at: 0 },
    { kind: "pause", at: 10 * MINUTE },
    { kind: "resume", at: 15 * MINUTE },
    { kind: "pause", at: 20 * MINUTE },
    { kind: "resume", at: 27 * MINUTE },
  ]);
  const [found] = summing(marked([2, 3, 1]), { ...CALM, turns }).unusual;
  assert.deepEqual([found.count, found.gaps?.minutes], [2, 12]);
});

test("a clock that stands still is said to, since when, and is no pause of 0 minutes", () => {
  const paused = /** @type {import("../../../static/js/marking/clock.js").Turn[]} */ ([{ kind: "start", at: 0 }, { kind: "pause", at: 10 * MINUTE }]);
  const found = summing(marked([2, 3, 1]), { ...CALM, turns: paused }, () => "14:40").unusual;
  assert.deepEqual(found.map((words) => render(words)), ["The clock stands still now: paused since 14:40."]);
  const brief = /** @type {import("../../../static/js/marking/clock.js").Turn[]} */ ([...paused, { kind: "resume", at: 10 * MINUTE + 5_000 }]);
  assert.deepEqual(texts(summing(marked([2, 3, 1]), { ...CALM, turns: brief }).unusual), ["The clock paused once, for less than a minute."]);
});

test("what was seen is what stands for each step that has a mark", () => {
  assert.deepEqual(seen(marked([2, null, 1])), { 1: "op-1", 3: "op-3" });
});
