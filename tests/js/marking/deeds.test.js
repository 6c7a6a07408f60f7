// What was done besides marking: the cases that the server's rules run too, and what this device adds to them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { elapsed, isRunning } from "../../../static/js/marking/clock.js";
import { keepsItsPlace, stateAfter, turnsOf, whyNotDeed } from "../../../static/js/marking/deeds.js";
import { render, say } from "../../../static/js/marking/words.js";
import { vectors } from "./world.js";

const { turns: CLOCKS, why_not: CASES, sheet: SHEET } = vectors("deeds");
const ZERO = Date.parse("2027-03-03T09:00:00Z");
const seconds = (moment) => (moment - ZERO) / 1000;

for (const { name, began, said, now, turns, runs, ran } of CLOCKS)
  test(`the clock: ${name}`, () => {
    const found = turnsOf(
      began === null ? null : ZERO + began * 1000,
      said.map(([tablet, kind, at]) => ({ tablet, kind, at: ZERO + at * 1000 })),
    );
    assert.deepEqual(found.map(({ kind, at }) => [kind, seconds(at)]), turns);
    assert.deepEqual([isRunning(found), elapsed(found, ZERO + now * 1000) / 1000], [runs, ran]);
  });

function writtenOut(value) {
  if (value === null || typeof value !== "object") return value;
  if ("repeat" in value) return value.repeat.repeat(value.times);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, writtenOut(part)]));
}

function kept(deed, place, answer = null) {
  return { op: `op-${place}`, deed, made_at: new Date(ZERO + place * 1000).toISOString(), answer };
}

for (const { name, sheet = {}, before, deed, why_not_sign, reason, after } of CASES)
  test(`deeds: ${name}`, () => {
    const { signed, day, today, ...facts } = { ...SHEET, ...sheet };
    const done = before.map((one, place) => kept(writtenOut(one), place));
    const state = stateAfter({ ...facts, signed_at: signed ? "2027-03-03T09:00:00Z" : null }, done);
    const whyNotSign = why_not_sign ? say(why_not_sign) : null;
    const no = whyNotDeed(state, writtenOut(deed), { day, today, whyNotSign });
    assert.equal(no && render(no), reason);
    assert.deepEqual([state.begun, state.over, state.overallRemark], after);
  });

test("what waits is counted, and what ended the exam here is told by its id", () => {
  const deeds = [kept({ kind: "start" }, 1, "stored"), kept({ kind: "remark", text: "Well." }, 2), kept({ kind: "sign", name: "S.", overall_remark: "Well." }, 3)];
  const state = stateAfter({ state: "planned" }, deeds);
  assert.deepEqual([state.waiting, state.over, state.overOp], [2, "signed", "op-3"]);
  assert.deepEqual(stateAfter({ state: "signed", signed_at: "2027-03-03T10:00:00Z" }, []).overOp, null);
});

test("photos of the server and of this device are shown, and one that was taken away is not", () => {
  const deeds = [kept({ kind: "photo", photo: "b", step: 3 }, 1), kept({ kind: "photo-off", photo: "a" }, 2)];
  const { photos } = stateAfter({ state: "in_progress", photos: [{ id: "a", step: null }, { id: "c", step: 1 }] }, deeds);
  assert.deepEqual(photos, [
    { photo: "c", step: 1, op: null, sent: true },
    { photo: "b", step: 3, op: "op-1", sent: false },
  ]);
});

test("turns of this device are put on the server's clock", () => {
  const { turns } = stateAfter({ state: "planned" }, [kept({ kind: "start" }, 10), kept({ kind: "pause", reason: "x" }, 20)], { ahead: 3_600_000 });
  assert.deepEqual(turns.map(({ kind, at }) => [kind, seconds(at)]), [["start", 3610], ["pause", 3620]]);
  assert.deepEqual(turns.map(({ reason }) => reason), [undefined, "x"]);
});

test("the reason of a pause that the server tells can be read back", () => {
  const pause = { kind: "pause", at: "2027-03-03T09:10:00Z", reason: "Alarm" };
  const { turns } = stateAfter({ state: "in_progress", began_at: "2027-03-03T09:00:00Z", turns: [pause] }, []);
  assert.deepEqual(turns.map(({ kind, reason }) => [kind, reason]), [["start", undefined], ["pause", "Alarm"]]);
});

test("the server's turns come first, and a first mark here begins the clock where nothing else did", () => {
  const facts = { state: "in_progress", began_at: "2027-03-03T09:00:00Z", turns: [{ kind: "start", at: "2027-03-03T09:00:00Z" }] };
  assert.deepEqual(stateAfter(facts, [kept({ kind: "stop" }, 60)]).turns.map(({ kind }) => kind), ["start", "stop"]);
  const { begun, turns } = stateAfter({ state: "planned" }, [], { began: ZERO });
  assert.deepEqual([begun, turns], [true, [{ kind: "start", at: ZERO }]]);
});

test("a deed of a newer version changes nothing that is known here", () => {
  const state = stateAfter({ state: "in_progress" }, [kept({ kind: "constructor" }, 1), kept({ kind: "dance" }, 2)]);
  assert.deepEqual([state.over, state.waiting], [null, 2]);
});

test("what ends an exam, or takes that back, keeps its place among the marks", () => {
  const kinds = ["start", "pause", "resume", "stop", "remark", "no-show", "came", "abort", "sign", "photo", "photo-off"];
  assert.deepEqual(kinds.filter((kind) => keepsItsPlace({ kind })), ["no-show", "came", "abort", "sign"]);
});
