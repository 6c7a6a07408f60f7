// @ts-check
/** The cards of the day. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { cardOf, sectionsOf, stepsIn, withdrawnIn } from "../../../static/js/tablet/day.js";

const TODAY = "2027-03-03";
/** @type {any} */
const sheet = { id: 12, name: "Noor", day: TODAY, starts_at: "2027-03-03T09:00:00Z", facts: { state: "planned", exempt: [{ step: 3, decision: "2027-4" }] } };
const STEPS = [1, 2, 3];
const nothing = () => ({
  state: { begun: false, over: /** @type {any} */ (null), overOp: /** @type {string | null} */ (null) },
  marks: /** @type {{ step: number, value: number | null }[]} */ ([]),
  waiting: { count: 0, since: /** @type {string | null} */ (null), ops: /** @type {string[]} */ ([]) },
  undecided: 0,
});
const text = (/** @type {import("../../../static/js/tablet/day.js").Card} */ card) => card.state.words.text;

test("the steps of a form are those that are drawn, each once", () => {
  assert.deepEqual(stepsIn(['<li data-step="4">', "name", '<li data-step="7"><a data-step="4">', "data-step=\"9\""]), [4, 7]);
});

test("what nobody touched is planned, and can begin", () => {
  const card = cardOf(sheet, STEPS, nothing(), TODAY);
  assert.deepEqual([text(card), card.act, card.marked, card.total, card.section], ["Planned", "begin", 0, 2, "today"]);
});

test("marks made here count at once; exempt steps and marks taken back do not", () => {
  const marks = [{ step: 1, value: 2 }, { step: 2, value: null }, { step: 3, value: 1 }];
  const card = cardOf(sheet, STEPS, { ...nothing(), marks }, TODAY);
  assert.deepEqual([text(card), card.state.words.gaps, card.act], ["In progress: %(marked)s of %(total)s", { marked: 1, total: 2 }, "go-on"]);
});

test("an exam that began without a mark is busy too", () => {
  const seen = nothing();
  seen.state.begun = true;
  assert.equal(cardOf(sheet, STEPS, seen, TODAY).act, "go-on");
});

test("signed here is not signed: the server has to have it", () => {
  const seen = nothing();
  seen.state = { begun: true, over: "signed", overOp: "a" };
  seen.waiting = { count: 1, since: "2027-03-03T10:00:00Z", ops: ["a"] };
  const waits = cardOf(sheet, STEPS, seen, TODAY);
  assert.deepEqual([text(waits), waits.state.kind, waits.unsent, waits.act], ["Signed here, not sent yet", "wait", 1, "look"]);
  seen.waiting = nothing().waiting;
  assert.deepEqual([text(cardOf(sheet, STEPS, seen, TODAY)), cardOf(sheet, STEPS, seen, TODAY).state.kind], ["Signed", "ok"]);
});

test("two examiners who differ have something to do", () => {
  const seen = nothing();
  seen.state = { begun: true, over: "signed", overOp: null };
  assert.equal(text(cardOf({ ...sheet, facts: { state: "agreeing" } }, STEPS, seen, TODAY)), "Signed, compare marks");
});

test("who did not come, and what was stopped, says so whatever was marked", () => {
  for (const [over, words] of [["no-show", "Did not come"], ["aborted", "Stopped"]]) {
    const seen = nothing();
    seen.state = { begun: true, over, overOp: null };
    seen.marks = [{ step: 1, value: 2 }];
    assert.equal(text(cardOf(sheet, STEPS, seen, TODAY)), words);
  }
});

test("who did not come and what was stopped here is not final before the server has it", () => {
  for (const [over, words] of [["no-show", "Did not come: noted here, not sent yet"], ["aborted", "Stopped here, not sent yet"]]) {
    const seen = nothing();
    seen.state = { begun: true, over, overOp: "a" };
    seen.waiting = { count: 1, since: "2027-03-03T10:00:00Z", ops: ["a"] };
    const card = cardOf(sheet, STEPS, seen, TODAY);
    assert.deepEqual([text(card), card.state.kind, card.act], [words, "wait", "look"]);
  }
});

test("tomorrow is only to look at, and what was left open before is not lost sight of", () => {
  const later = cardOf({ ...sheet, day: "2027-03-04" }, STEPS, nothing(), TODAY);
  assert.deepEqual([later.section, later.act, text(later), later.state.kind], ["tomorrow", "look", "Planned", "quiet"]);
  const before = cardOf({ ...sheet, day: "2027-03-01" }, STEPS, nothing(), TODAY);
  assert.deepEqual([before.section, before.act], ["left", "begin"]);
});

test("each section is in the order of time", () => {
  const at = (/** @type {number} */ id, /** @type {string} */ starts_at) => cardOf({ ...sheet, id, starts_at }, STEPS, nothing(), TODAY);
  const { today } = sectionsOf([at(3, "2027-03-03T11:00:00Z"), at(2, "2027-03-03T09:00:00Z"), at(1, "2027-03-03T11:00:00Z")]);
  assert.deepEqual(today.map((card) => card.sheet.id), [2, 1, 3]);
});

test("who was taken off an exam can look at it alone, and what was refused is not theirs to decide", () => {
  const card = cardOf(sheet, STEPS, { ...nothing(), marks: [{ step: 1, value: 2 }], refused: 1, isWithdrawn: true }, TODAY);
  assert.deepEqual([text(card), card.act, card.refused, card.undecided], ["You no longer examine this candidate", "look", 1, 0]);
});

test("taken off once, it stays so until the tablet is prepared anew", () => {
  const shelf = /** @type {any} */ ([{ row: { sheet: 12 }, answer: { reason: "Off." } }, { row: { sheet: 13 }, answer: { reason: "Other." } }]);
  assert.deepEqual(withdrawnIn(shelf, null, "Off."), [12]);
  assert.deepEqual(withdrawnIn([], "[12]", "Off."), [12]);
});
