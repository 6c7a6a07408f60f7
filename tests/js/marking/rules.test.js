import assert from "node:assert/strict";
import { test } from "node:test";

import { isKnown, openSteps, progress, verdict } from "../../../static/js/marking/rules.js";
import { render } from "../../../static/js/marking/words.js";
import { aStep, vectors } from "./world.js";

const { scales, cases } = vectors("verdicts");

const pair = ({ numerator, denominator }) => [numerator, denominator];
const marksOf = (marks) => new Map(Object.entries(marks).map(([step, value]) => [Number(step), value]));

function stepsOf(rows) {
  return rows.map(([id, scale, weight, critical, critical_minimum]) =>
    aStep(id, { weight, critical, critical_minimum, levels: scales[scale].map((value) => ({ value, label: "", description: "" })) }),
  );
}

function cutScoreOf({ minimum, critical }) {
  const share = minimum && { kind: "minimum-share", share: { numerator: minimum[0], denominator: minimum[1] } };
  return { version: 1, conditions: [share, critical && { kind: "critical-steps" }].filter(Boolean) };
}

for (const one of cases)
  test(`shared verdict: ${one.name}`, () => {
    const found = verdict(stepsOf(one.steps), marksOf(one.marks), cutScoreOf(one));
    assert.deepEqual(
      {
        ...one,
        result: found.result,
        points: found.points,
        maximum: found.maximum,
        share: pair(found.share),
        open: found.open_steps,
        conditions: found.conditions.map(({ name, held, needed, reached, message }) => [
          name,
          held,
          pair(needed),
          pair(reached),
          render(message),
        ]),
        headline: render(found.headline),
      },
      one,
    );
  });

test("progress counts marked steps, and open ones keep the order of the form", () => {
  const steps = [aStep(3), aStep(1), aStep(2)];
  const marks = new Map([[1, 0], [2, null]]);
  assert.deepEqual(progress(steps, marks), { marked: 1, total: 3 });
  assert.deepEqual(openSteps(steps, marks).map((step) => step.id), [3, 2]);
});

test("a cut score of an unknown kind or version is not guessed at", () => {
  const newer = { version: 1, conditions: [{ kind: "best-of" }] };
  assert.equal(isKnown(newer), false);
  assert.equal(isKnown({ version: 2, conditions: [] }), false);
  assert.throws(() => verdict([aStep(1)], new Map(), newer), TypeError);
});
