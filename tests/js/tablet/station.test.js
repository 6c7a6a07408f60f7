// @ts-check
/** The other candidates at this station. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, stationOf } from "../../../static/js/tablet/station.js";

const DAY = "2027-03-03";
const HERE = { id: 12, session: 3, day: DAY, place: "Workshop 2", form: "a" };

/** @param {number} id @param {Record<string, unknown>} [sheet] @param {Record<string, unknown>} [card] @returns {any} */
function aCard(id, sheet = {}, card = {}) {
  const facts = { id, session: 3, day: DAY, place: "Workshop 2", form: "a", name: `Candidate ${id}`, photo: null, starts_at: `${DAY}T09:00:00Z`, ...sheet };
  return { sheet: facts, marked: 4, total: 30, act: "go-on", ...card };
}

/** @param {ReturnType<typeof stationOf>} chips */
const ids = (chips) => chips.map(({ id }) => id);

test("who is alone has no chips", () => {
  assert.deepEqual(stationOf([aCard(12)], HERE), []);
});

test("everybody still to be marked on this day in this place is there, in the order of time", () => {
  const cards = [aCard(14, { starts_at: `${DAY}T10:00:00Z` }), aCard(12), aCard(11, { session: 4 })];
  assert.deepEqual(ids(stationOf(cards, HERE)), [11, 12, 14]);
});

test("who is examined on this day in another workshop is not at this station", () => {
  const cards = [aCard(12), aCard(13), aCard(14, { session: 4, place: "Workshop 5" })];
  assert.deepEqual(ids(stationOf(cards, HERE)), [12, 13]);
});

test("who is done is not there, but for the one on the screen", () => {
  const cards = [aCard(11, {}, { act: "look" }), aCard(12, {}, { act: "look" }), aCard(13)];
  assert.deepEqual(ids(stationOf(cards, HERE)), [12, 13]);
});

test("the same session counts where it lasts longer than a day, another day does not", () => {
  const cards = [aCard(12), aCard(13, { day: "2027-03-02" }), aCard(14, { day: "2027-03-02", session: 9 })];
  assert.deepEqual(ids(stationOf(cards, HERE)), [12, 13]);
});

test("how far each is is told, also of the one on the screen", () => {
  const [one, other] = stationOf([aCard(12), aCard(13)], HERE);
  assert.deepEqual([one.isHere, other.isHere], [true, false]);
  assert.deepEqual([one.far.gaps, other.far.gaps], [{ marked: 4, total: 30 }, { marked: 4, total: 30 }]);
});

test("who does the same form is shown at the same step", () => {
  assert.equal(addressOf({ id: 13, sameForm: true }, 77), "#/sheet/13/step/77");
  assert.equal(addressOf({ id: 13, sameForm: true }, null), "#/sheet/13");
  assert.equal(addressOf({ id: 13, sameForm: false }, 77), "#/sheet/13");
});
