// @ts-check
/** The course of an exam on the device: its clock, what is done besides marking, and when it is over. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Course, NOT_KEPT, putRight } from "../../../static/js/marking/course.js";

const MINUTE = 60_000;
const NINE = Date.parse("2027-03-03T09:00:00Z");
const FACTS = { id: 12, state: "planned", began_at: null, signed_at: null, minutes: 30, day: "2027-03-03", turns: [], overall_remark: "", photos: [] };

/** @param {Record<string, unknown>} [facts] */
function aCourse(facts = {}) {
  /** @type {import("../../../static/js/marking/deeds.js").KeptDeed[]} */
  const deeds = [];
  const world = { now: NINE, full: false };
  const keep = async (/** @type {any} */ deed) => {
    if (world.full) throw new Error("full");
    deeds.push({ op: `op-${deeds.length}`, deed, made_at: new Date(world.now).toISOString(), answer: null });
  };
  const outside = { deeds: async () => [...deeds], keep, now: () => world.now, today: () => "2027-03-03" };
  return { world, deeds, course: new Course({ ...FACTS, ...facts }, outside), again: () => new Course({ ...FACTS, ...facts }, outside).refresh() };
}

test("an exam that is planned has not run", () => {
  const { course } = aCourse();
  assert.deepEqual(course.time(), { phase: "planned", ran: 0, over: 0 });
});

test("pauses do not count", async () => {
  const { course, world } = aCourse();
  await course.act({ kind: "start" });
  world.now += 10 * MINUTE;
  await course.act({ kind: "pause", reason: "fire drill" });
  world.now += 20 * MINUTE;
  assert.deepEqual(course.time(), { phase: "paused", ran: 10 * MINUTE, over: 0 });
  await course.act({ kind: "resume" });
  world.now += 5 * MINUTE;
  assert.deepEqual(course.time(), { phase: "running", ran: 15 * MINUTE, over: 0 });
});

test("a clock that was paused is still paused after a reload", async () => {
  const { course, world, again } = aCourse();
  await course.act({ kind: "start" });
  world.now += 10 * MINUTE;
  await course.act({ kind: "pause", reason: "a fuse" });
  world.now += 60 * MINUTE;
  assert.deepEqual((await again()).time(), { phase: "paused", ran: 10 * MINUTE, over: 0 });
});

test("what the server has still counts where newer facts are kept and not read yet", async () => {
  const { course, deeds } = aCourse();
  await course.act({ kind: "no-show", reason: "" });
  deeds[0].answer = "stored";
  await course.refresh();
  deeds.length = 0; // given up: the facts that are kept now know of it
  await course.refresh();
  assert.equal(course.over, "no-show");
  await course.renewed({ ...FACTS, state: "planned" }); // the candidate came, by another tablet
  assert.equal(course.over, null);
});

test("what the server did not take counts no more", async () => {
  const { course, deeds } = aCourse();
  await course.act({ kind: "no-show", reason: "" });
  deeds.length = 0;
  await course.refresh();
  assert.equal(course.over, null);
});

test("over time is told", async () => {
  const { course, world } = aCourse();
  await course.act({ kind: "start" });
  world.now += 32 * MINUTE;
  assert.equal(course.time().over, 2 * MINUTE);
});

test("without a time that was given nothing is over it", async () => {
  const { course, world } = aCourse({ minutes: null });
  await course.act({ kind: "start" });
  world.now += 999 * MINUTE;
  assert.equal(course.time().over, 0);
});

test("a clock that was stopped stands still and can go on", async () => {
  const { course, world } = aCourse();
  await course.act({ kind: "start" });
  world.now += MINUTE;
  await course.act({ kind: "stop" });
  world.now += MINUTE;
  assert.deepEqual([course.time().phase, course.time().ran], ["stopped", MINUTE]);
  await course.act({ kind: "resume" });
  assert.equal(course.time().phase, "running");
});

test("what the server said goes on here", async () => {
  const turns = [{ kind: "start", at: "2027-03-03T08:30:00Z" }, { kind: "pause", at: "2027-03-03T08:40:00Z" }];
  const { course, world } = aCourse({ state: "in_progress", began_at: "2027-03-03T08:30:00Z", turns });
  assert.deepEqual([course.time().phase, course.time().ran], ["paused", 10 * MINUTE]);
  await course.act({ kind: "resume" });
  world.now += MINUTE;
  assert.equal(course.time().ran, 11 * MINUTE);
});

test("an exam that began without turns runs since it began", () => {
  const { course } = aCourse({ state: "in_progress", began_at: "2027-03-03T08:50:00Z" });
  assert.deepEqual([course.time().phase, course.time().ran], ["running", 10 * MINUTE]);
});

test("a first mark begins it once", async () => {
  const { course, deeds } = aCourse();
  await course.begin();
  await course.begin();
  assert.deepEqual(deeds.map(({ deed }) => deed.kind), ["start"]);
});

test("where the start cannot be kept the mark is not kept either", async () => {
  const { course, world } = aCourse();
  world.full = true;
  await assert.rejects(course.begin());
});

test("what the tablet cannot keep is said and changes nothing", async () => {
  const { course, world } = aCourse();
  world.full = true;
  assert.equal(await course.act({ kind: "start" }), NOT_KEPT);
  assert.equal(course.time().phase, "planned");
});

test("signing stops the clock and waits for its answer", async () => {
  const { course, world, deeds } = aCourse({ state: "in_progress", began_at: "2027-03-03T08:30:00Z" });
  await course.act({ kind: "sign", name: "A. de Wit", overall_remark: "", global_rating: null, marks: {} });
  world.now += 60 * MINUTE;
  assert.deepEqual([course.over, course.endWaits, course.time().ran], ["signed", true, 30 * MINUTE]);
  deeds[0].answer = "stored";
  await course.refresh();
  assert.deepEqual([course.over, course.endWaits], ["signed", false]);
});

test("a signature that was refused opens the sheet again", async () => {
  const { course, deeds } = aCourse({ state: "in_progress", began_at: "2027-03-03T08:30:00Z" });
  await course.act({ kind: "sign", name: "A. de Wit", overall_remark: "", global_rating: null, marks: {} });
  deeds.length = 0; // the store takes a refused one out
  await course.refresh();
  assert.deepEqual([course.over, course.time().phase], [null, "running"]);
});

test("who did not come can come after all", async () => {
  const { course } = aCourse();
  await course.act({ kind: "no-show", reason: "" });
  assert.equal(course.over, "no-show");
  await course.act({ kind: "came" });
  assert.deepEqual([course.over, course.time().phase], [null, "planned"]);
});

test("a device whose clock is an hour fast still counts right", () => {
  const [kept] = putRight([{ op: "a", deed: { kind: "start" }, made_at: "2027-03-03T10:00:00.000Z", answer: null }], -60 * MINUTE);
  assert.equal(kept.made_at, "2027-03-03T09:00:00.000Z");
});

test("a double tap does it once", async () => {
  const { course, deeds } = aCourse({ state: "in_progress", began_at: "2027-03-03T08:30:00Z" });
  const sign = { kind: "sign", name: "A. de Wit", overall_remark: "", global_rating: null, marks: {} };
  const [first, second] = await Promise.all([course.act(sign), course.act(sign)]);
  assert.deepEqual([first, second?.text, deeds.length], [null, "This sheet is already signed.", 1]);
});

test("a double tap on the clock begins once", async () => {
  const { course, deeds } = aCourse();
  await Promise.all([course.begin(), course.begin()]);
  assert.equal(deeds.length, 1);
});

test("an exam that somebody else marks now is over on this tablet", async () => {
  const outside = { deeds: async () => [], keep: async () => assert.fail("nothing is kept"), withdrawn: async () => true };
  const course = await new Course(FACTS, outside).refresh();
  assert.equal(course.over, "withdrawn");
  assert.equal((await course.act({ kind: "start" }))?.text, "You no longer examine this candidate.");
});
