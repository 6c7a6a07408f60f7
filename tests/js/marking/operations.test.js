import assert from "node:assert/strict";
import { test } from "node:test";

import { clean, decideAll, whyUnfit } from "../../../static/js/marking/operations.js";
import { render } from "../../../static/js/marking/words.js";
import { aStep, vectors } from "./world.js";

const { sheet: usual, cases } = vectors("operations");
const longId = (short) => `00000000-0000-4000-8000-${short.padStart(12, "0")}`;
const remarkOf = (written) => (typeof written === "string" ? written : written.repeat.repeat(written.times));

const subPoints = [1, 2, 1];
const ofSubPoints = [-1, 0, 1, 2, 3, 4].map((value) => ({ value, label: String(value), description: "" }));
const steps = [aStep(1), aStep(2), aStep(3, { levels: ofSubPoints, parts: subPoints })];

function operationOf([op, step, value, base, sequence, remark, parts]) {
  const ids = { op: longId(op), base_op: base && longId(base) };
  const mark = { value, remark: remarkOf(remark), ...(parts && { parts }) };
  return { ...ids, sheet: 7, step, ...mark, sequence, made_at: "2027-03-03T09:41:07+01:00" };
}

for (const one of cases)
  test(`shared operations: ${one.name}`, () => {
    const [standing, known] = [new Map(), new Map()];
    for (const request of one.requests) {
      const { id, ...sheet } = { ...usual, steps, ...request.sheet };
      const sender = request.sender ?? sheet.examiner;
      const answers = decideAll(request.operations.map(operationOf), new Map([[id, sheet]]), { sender, standing, known });
      assert.deepEqual(
        answers.map(({ op, outcome, reason, standing }) => [op, outcome, reason ? render(reason) : null, standing?.op ?? null]),
        request.answers.map(([op, outcome, words, base]) => [longId(op), outcome, words, base && longId(base)]),
      );
    }
    assert.deepEqual(
      Object.fromEntries([...standing].map(([place, { op, value, remark, parts }]) => [place.split("/")[1], [op, value, remark, ...(parts ? [parts] : [])]])),
      Object.fromEntries(Object.entries(one.stands).map(([step, [op, value, remark, ...parts]]) => [step, [longId(op), value, remarkOf(remark), ...parts]])),
    );
  });

test("what the server would refuse for good is known before it is kept", () => {
  assert.equal(whyUnfit(aStep(1), { value: 2, remark: "" }), null);
  assert.equal(whyUnfit(aStep(1), { value: null, remark: "😀".repeat(2000) }), null);
  assert.equal(render(whyUnfit(aStep(1), { value: 7, remark: "" })), "7 is not a level of this step.");
  assert.match(render(whyUnfit(aStep(1), { value: 1, remark: "x".repeat(2001) })), /at most 2000/);
});

test("what no database can keep is taken out of a remark", () => {
  assert.equal(clean("a\0b \ud83d c 😀"), "ab \ufffd c 😀");
});
