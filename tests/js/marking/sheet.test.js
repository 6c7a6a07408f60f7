import assert from "node:assert/strict";
import { test } from "node:test";

import * as sheets from "../../../static/js/marking/sheet.js";
import { render } from "../../../static/js/marking/words.js";
import { SHEET, Server, aStep, anOutbox } from "./world.js";

const CUT_SCORE = { version: 1, conditions: [{ kind: "minimum-share", share: { numerator: 1, denominator: 2 } }, { kind: "critical-steps" }] };

function aSheet(facts = {}) {
  const steps = [aStep(1, { group: "W1" }), aStep(2, { group: "W2", critical: true }), aStep(3, { group: "W1" })];
  return sheets.sheetOf({ id: SHEET, steps, cutScore: CUT_SCORE, ...facts });
}

let made = 0;

/** As the screen does: kept first, changed after. */
function tapped(sheet, step, value) {
  return kept(sheet, sheets.marking(sheet, step, value));
}

function kept(sheet, change) {
  return sheets.withKept(sheet, { ...change, op: `op-${(made += 1)}` });
}

test("a sheet opens at the first step that is not yet marked", () => {
  assert.equal(aSheet().current, 1);
  assert.equal(aSheet({ marks: [{ step: 1, value: 0, remark: "", op: "x" }] }).current, 2);
});

test("a sheet is never changed, the next one is", () => {
  const sheet = aSheet();
  tapped(sheet, 1, 2);
  assert.equal(sheets.markOf(sheet, 1).value, null);
});

test("choosing the chosen level again keeps nothing", () => {
  assert.equal(sheets.marking(tapped(aSheet(), 1, 2), 1, 2), null);
});

test("a remark carries the value and a value carries the remark", () => {
  const sheet = tapped(aSheet(), 1, 2);
  assert.deepEqual(sheets.remarking(sheet, 1, "Neat."), { sheet: SHEET, step: 1, value: 2, remark: "Neat." });
  const remarked = kept(sheet, sheets.remarking(sheet, 1, "Neat."));
  assert.deepEqual(sheets.marking(remarked, 1, 3), { sheet: SHEET, step: 1, value: 3, remark: "Neat." });
});

test("what cannot be kept is known before", () => {
  const said = (sheet, change) => render(sheets.whyNot(sheet, { sheet: SHEET, remark: "", ...change }));
  assert.equal(sheets.whyNot(aSheet(), { sheet: SHEET, step: 1, value: 2, remark: "" }), null);
  assert.equal(said(aSheet(), { step: 9, value: 1 }), "This step is not on the form.");
  assert.equal(said(aSheet(), { step: 1, value: 8 }), "8 is not a level of this step.");
  assert.equal(said(aSheet({ signed: true }), { step: 1, value: 1 }), "This sheet is already signed.");
});

test("undo gives back each earlier mark, the last one first, and then there is nothing to undo", () => {
  let sheet = tapped(tapped(tapped(aSheet(), 1, 2), 1, 3), 2, 1);
  for (const [step, value] of [[2, null], [1, 2], [1, null]]) {
    const change = sheets.undoing(sheet);
    assert.deepEqual([change.step, change.value], [step, value]);
    sheet = kept(sheet, change);
  }
  assert.equal(sheets.undoing(sheet), null);
});

test("not yet marked differs from the lowest level", () => {
  const sheet = tapped(aSheet(), 1, 0);
  assert.deepEqual(sheets.progressOf(sheet), { marked: 1, total: 3 });
  assert.equal(sheets.nextOpen(sheet, 1), 2);
});

test("the next open step goes round past the end", () => {
  assert.equal(sheets.nextOpen(tapped(aSheet(), 2, 1), 3), 1);
  const full = [1, 2, 3].reduce((sheet, step) => tapped(sheet, step, 1), aSheet());
  assert.equal(sheets.nextOpen(full, 2), null);
});

test("the list of open steps keeps the one on the screen", () => {
  const sheet = sheets.withFilter(sheets.at(tapped(tapped(aSheet(), 1, 2), 2, 2), 2), "open");
  assert.deepEqual(sheets.listed(sheet).map((step) => step.id), [2, 3]);
  assert.equal(sheets.neighbour(sheet, 1), 3);
  assert.equal(sheets.neighbour(sheet, -1), null);
});

test("steps are grouped in the order of the form", () => {
  const groups = sheets.grouped(aSheet().steps).map(({ group, steps }) => [group, steps.map((step) => step.id)]);
  assert.deepEqual(groups, [["W1", [1, 3]], ["W2", [2]]]);
});

test("a step says whether its mark waits, was sent, was refused or is in conflict", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  let sheet = aSheet();
  const row = await outbox.keep(sheets.marking(sheet, 1, 2));
  sheet = sheets.withKept(sheet, row);
  assert.deepEqual([sheets.stateOf(sheet, 1), sheets.stateOf(sheet, 2)], ["waiting", "unmarked"]);
  const sent = sheets.withAnswers(sheet, [{ op: row.op, outcome: "stored" }]);
  assert.equal(sheets.stateOf(sent, 1), "sent");
  for (const outcome of ["refused", "conflict"])
    assert.equal(sheets.stateOf(sheets.withShelf(sent, [{ row, answer: { op: row.op, outcome } }]), 1), outcome);
});

test("a sheet taken up again knows what waits and what is on the shelf", () => {
  const row = { op: "a", sheet: SHEET, step: 1, value: 2, remark: "" };
  const marks = [{ step: 1, value: 2, remark: "", op: "a" }];
  assert.equal(sheets.stateOf(aSheet({ marks, waiting: [row] }), 1), "waiting");
  assert.equal(sheets.stateOf(aSheet({ marks, shelf: [{ row, answer: { op: "a", outcome: "conflict" } }] }), 1), "conflict");
  assert.equal(sheets.stateOf(aSheet({ marks, waiting: [{ ...row, sheet: 8 }] }), 1), "sent");
});

test("the standing is known while marking, unless the cut score is of a newer kind", () => {
  const sheet = tapped(aSheet(), 2, 0);
  assert.equal(sheets.standing(sheet).conditions[1].held, false);
  assert.equal(sheets.standing({ ...sheet, cutScore: { version: 9, conditions: [] } }), null);
});

test("before signing, open steps and conflicts are named", () => {
  const said = (sheet) => render(sheets.whyNotSign(sheet));
  assert.equal(said(tapped(aSheet(), 1, 2)), "2 steps are not yet marked. Mark them before you sign.");
  const full = [1, 2, 3].reduce((sheet, step) => tapped(sheet, step, 1), aSheet());
  assert.equal(sheets.whyNotSign(full), null);
  const row = { op: "a", sheet: SHEET, step: 1, value: 2, remark: "" };
  assert.match(said(sheets.withShelf(full, [{ row, answer: { op: "a", outcome: "conflict" } }])), /^1 step was marked differently/);
  assert.equal(said({ ...full, signed: true }), "This sheet is already signed.");
  assert.equal(said({ ...full, state: "planned" }), "Only an exam in progress can be signed.");
});

test("the summary names what is open, waiting and undecided", () => {
  const row = { op: "a", sheet: SHEET, step: 3, value: 2, remark: "" };
  const sheet = sheets.withShelf(tapped(aSheet(), 1, 2), [{ row, answer: { op: "a", outcome: "refused" } }]);
  const { marked, total, open, waiting, refused, conflicts } = sheets.summary(sheet);
  assert.deepEqual({ marked, total, open, waiting, refused, conflicts }, { marked: 1, total: 3, open: [2, 3], waiting: 1, refused: [3], conflicts: [] });
});

test("after a decision the store's marks are shown and there is nothing to undo", () => {
  const sheet = sheets.withMarks(tapped(aSheet(), 1, 2), [{ step: 1, value: 1, remark: "theirs", op: "b" }]);
  assert.deepEqual([sheets.markOf(sheet, 1).remark, sheets.undoing(sheet)], ["theirs", null]);
});

test("what is exempt is not open, counts nowhere and does not keep from signing", () => {
  const sheet = aSheet({ exempt: [{ step: 1, decision: "B-12" }] });
  assert.equal(sheet.current, 2);
  assert.deepEqual(sheets.progressOf(sheet), { marked: 0, total: 2 });
  assert.deepEqual(sheets.summary(sheet).open, [2, 3]);
  const done = tapped(tapped(sheet, 2, 2), 3, 2);
  assert.equal(sheets.whyNotSign(done), null);
  assert.equal(sheets.nextOpen(done, null), null);
});

test("where all that is asked does not apply there is nothing to sign, whatever is exempt", () => {
  const quiet = [{ value: -1, label: "n/a", description: "" }, { value: 1, label: "yes", description: "" }];
  const steps = [aStep(1), aStep(2, { levels: quiet })];
  const sheet = sheets.sheetOf({ id: SHEET, steps, cutScore: CUT_SCORE, exempt: [{ step: 1, decision: "B-12" }] });
  assert.equal(render(sheets.whyNotSign(tapped(sheet, 2, -1))), "No step applies, so there is nothing to judge.");
});

test("what an undo puts back is said: a mark, a remark, or the marks of one touch", () => {
  assert.equal(sheets.undoWords(aSheet()), null);
  const marked = tapped(aSheet(), 2, 3);
  assert.equal(render(sheets.undoWords(marked)), "Step 2 is open again.");
  const remarked = kept(marked, sheets.remarking(marked, 2, "Neat."));
  assert.equal(render(sheets.undoWords(remarked)), "The remark of step 2 is as it was before.");
  const together = [1, 3].reduce((sheet, step) => sheets.withKept(sheet, { ...sheets.marking(sheet, step, 2), op: `all-${step}` }, "touch"), marked);
  assert.equal(render(sheets.undoWords(together)), "2 steps are as they were before.");
});

test("what was done at an earlier visit can be undone, unless one of its steps changed elsewhere", () => {
  const left = tapped(aSheet(), 2, 3);
  const { op } = sheets.markOf(left, 2);
  const back = sheets.withMarks(aSheet(), [{ step: 2, value: 3, remark: "", op }]);
  assert.deepEqual(sheets.withPast(back, left).past, left.past);
  const changed = sheets.withMarks(aSheet(), [{ step: 2, value: 1, remark: "", op: "of another tablet" }]);
  assert.deepEqual(sheets.withPast(changed, left).past, []);
  assert.deepEqual(sheets.withPast(back, undefined).past, []);
});
