// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

import { changedBetween, differs, standingMarks, whoMade } from "../../../static/js/marking/differing.js";
import { render } from "../../../static/js/marking/words.js";

const PAPER = { op: "a", value: 2, remark: "", by: 7, made_at: "2027-03-03T16:45:00Z", from: "Typed in from paper by Marijke Bos." };
const DEVICE = { op: "a", value: 2, remark: "", by: 7, made_at: "2027-03-03T16:45:00Z" };
const words = (/** @type {any} */ message) => render(message, {});

test("a mark that was typed in from paper is no other tablet's, though it counts as the examiner's own", () => {
  assert.equal(words(whoMade(PAPER, true, "17:45")), "Typed in from paper by Marijke Bos. At 17:45.");
  assert.equal(words(differs(PAPER)), "The server has another mark for this step.");
});

test("a mark of a device is that device's", () => {
  assert.equal(words(whoMade(DEVICE, true, "17:45")), "Your other tablet, 17:45");
  assert.equal(words(whoMade(DEVICE, false, "17:45")), "The other device, 17:45");
  assert.equal(words(differs(DEVICE)), "This step was marked differently on another device.");
});

test("where nothing stands any more the other device is all there is to say", () => {
  assert.equal(words(differs(null)), "This step was marked differently on another device.");
});

const mark = (/** @type {number} */ step, /** @type {number | null} */ value, op = `op-${step}-${value}`) => ({ step, value, remark: "", op });
const shelved = (/** @type {number} */ step, sheet = 7) => /** @type {any} */ ({ row: { sheet, step, op: "mine" }, answer: { op: "mine", outcome: "refused" } });

test("on a sheet that takes no marks any more the mark of the server stands where mine was refused", () => {
  const facts = { id: 7, open: false, marks: [mark(1, 1), mark(2, 2)] };
  assert.deepEqual(standingMarks([mark(1, 0, "mine"), mark(2, 2)], facts, [shelved(1)]), [mark(2, 2), mark(1, 1)]);
});

test("where nothing stands at the server nothing is shown", () => {
  assert.deepEqual(standingMarks([mark(1, 0, "mine")], { id: 7, open: false, marks: [] }, [shelved(1)]), []);
});

test("on an open sheet, and of another one, this tablet goes on showing its own", () => {
  const mine = [mark(1, 0, "mine")];
  assert.deepEqual(standingMarks(mine, { id: 7, open: true, marks: [mark(1, 1)] }, [shelved(1)]), mine);
  assert.deepEqual(standingMarks(mine, { id: 7, open: false, marks: [mark(1, 1)] }, [shelved(1, 8)]), mine);
});

test("a step that was marked elsewhere is told with what it showed before", () => {
  const before = new Map([[1, mark(1, 1)], [2, mark(2, 2)], [3, mark(3, 0)]]);
  const now = new Map([[1, mark(1, 1, "sent anew")], [2, mark(2, 0)], [4, mark(4, 3)]]);
  assert.deepEqual([...changedBetween(before, now)].map(([step, { value }]) => [step, value]), [[2, 2], [3, 0], [4, null]]);
});
