import assert from "node:assert/strict";
import { test } from "node:test";

import { intentOf } from "../../../static/js/marking/keys.js";
import { limitsOf, valueOf, worthOf, written } from "../../../static/js/marking/numbers.js";
import { marking, remarking, sheetOf, standing, undoing, whyNotSign, withKept, withoutRemark } from "../../../static/js/marking/sheet.js";
import { render } from "../../../static/js/marking/words.js";
import { anOutbox, aStep, SHEET } from "./world.js";

const levelsOf = (lowest, highest) =>
  Array.from({ length: highest - lowest + 1 }, (_, place) => ({ value: lowest + place, label: "", description: "" }));
const tenths = aStep(1, { unit: 10, levels: levelsOf(10, 100) });
const parted = aStep(2, { parts: [2, 1, 2], levels: levelsOf(-1, 5) });
const cutScore = { version: 1, conditions: [{ kind: "minimum-share", share: { numerator: 1, denominator: 2 } }] };
const levels = [-1, 0, 1].map((value) => ({ value, label: "x", description: "" }));

for (const [text, value] of [["5,7", 57], ["5.7", 57], [" 10 ", 100], ["1", 10], ["9.90", 99], ["", null], ["10.1", undefined], ["0,9", undefined], ["5.75", undefined], ["-1", undefined], ["5,", undefined], ["five", undefined], ["1e1", undefined]])
  test(`“${text}” is read as ${value}`, () => assert.equal(valueOf(text, tenths), value));

test("every value that is written reads back as itself", () => {
  for (const { value } of tenths.levels) assert.equal(valueOf(written(value, 10, ","), tenths), value);
});

test("a number has clear limits", () => {
  assert.deepEqual(limitsOf(tenths), ["1.0", "10.0"]);
});

test("sub-points are kept with their sum, and undone with it", async () => {
  const outbox = anOutbox();
  let sheet = sheetOf({ id: SHEET, steps: [parted], cutScore });
  const change = marking(sheet, 2, worthOf(parted, [0, 1]), [0, 1]);
  assert.deepEqual(change, { sheet: SHEET, step: 2, value: 3, remark: "", parts: [0, 1] });
  const row = await outbox.keep(change);
  sheet = withKept(sheet, row);
  assert.equal(marking(sheet, 2, 3, [0, 1]), null);
  assert.deepEqual(remarking(sheet, 2, "Neat.").parts, [0, 1]);
  assert.deepEqual(undoing(sheet), { sheet: SHEET, step: 2, value: null, remark: "" });
});

test("sub-points go over the wire with their mark, and nothing goes where there are none", async () => {
  const sent = [];
  const outbox = anOutbox({ send: async (operations) => (sent.push(...operations), operations.map(({ op }) => ({ op, outcome: "stored" }))) });
  await outbox.keep({ sheet: SHEET, step: 2, value: 3, remark: "", parts: [0, 1] });
  await outbox.keep({ sheet: SHEET, step: 1, value: 55, remark: "" });
  await outbox.flush();
  assert.deepEqual(sent.map(({ parts }) => parts), [[0, 1], undefined]);
});

test("a mark that asks for a remark holds the signature back until it is there", () => {
  const steps = [aStep(1, { remark_values: [0] })];
  const marks = (remark) => [{ step: 1, value: 0, remark, op: "a" }];
  const bare = sheetOf({ id: SHEET, steps, cutScore, marks: marks(" ") });
  assert.deepEqual(withoutRemark(bare).map(({ id }) => id), [1]);
  assert.match(render(whyNotSign(bare)), /1 mark asks for a remark/);
  assert.equal(whyNotSign(sheetOf({ id: SHEET, steps, cutScore, marks: marks("Gas was on.") })), null);
});

test("where nothing applies nothing is signed", () => {
  const sheet = sheetOf({ id: SHEET, steps: [aStep(1, { levels })], cutScore, marks: [{ step: 1, value: -1, remark: "", op: "a" }] });
  assert.match(render(whyNotSign(sheet)), /No step applies/);
});

test("nothing is foretold of tenths, nor by a cut score this device does not know", () => {
  const marks = [{ step: 1, value: 55, remark: "", op: "a" }];
  assert.equal(standing(sheetOf({ id: SHEET, steps: [tenths], cutScore, marks })), null);
  assert.equal(standing(sheetOf({ id: SHEET, steps: [aStep(1)], cutScore: { version: 2, all: [] , conditions: []}, marks: [] })), null);
});

test("a third examiner signs while the other two compare", () => {
  const loaded = { id: SHEET, steps: [aStep(1)], cutScore, state: "agreeing", marks: [{ step: 1, value: 2, remark: "", op: "a" }] };
  assert.equal(whyNotSign(sheetOf({ ...loaded, third: true })), null);
  assert.match(render(whyNotSign(sheetOf(loaded))), /Only an exam in progress/);
});

test("a letter says that a step does not apply, where it may, and digits pass over it", () => {
  const now = { levels, isTyping: false, letters: true };
  assert.deepEqual(intentOf({ key: "n" }, now), { kind: "level", value: -1 });
  assert.equal(intentOf({ key: "n" }, { ...now, levels: levels.slice(1) }), null);
  assert.deepEqual(intentOf({ key: "1" }, now), { kind: "level", value: 1 });
  const large = [-1, 0, 5, 10].map((value) => ({ value, label: "", description: "" }));
  assert.deepEqual(intentOf({ key: "1" }, { ...now, levels: large }), { kind: "level", value: 0 });
});
