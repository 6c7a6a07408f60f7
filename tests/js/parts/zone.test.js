// @ts-check
/** Times and days are those of the school, on a device that is elsewhere. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dayIn, zoneOf } from "../../../static/js/parts/zone.js";

process.env.TZ = "Pacific/Auckland";
const AMSTERDAM = "Europe/Amsterdam";
const pageOf = (/** @type {string | undefined} */ zone) => /** @type {any} */ ({ documentElement: { dataset: { zone } } });

test("a page names the zone of the school", () => {
  assert.equal(zoneOf(pageOf(AMSTERDAM)), AMSTERDAM);
});

test("a zone that this browser does not know is the one of the device", () => {
  assert.equal(zoneOf(pageOf("Europe/Nowhere")), undefined);
  assert.equal(zoneOf(pageOf(undefined)), undefined);
});

test("the day ends at midnight of the school, in winter and in summer", () => {
  const days = ["2027-03-03T22:59:59Z", "2027-03-03T23:00:00Z", "2027-07-03T21:59:59Z", "2027-07-03T22:00:00Z"];
  assert.deepEqual(days.map((moment) => dayIn(Date.parse(moment), AMSTERDAM)), ["2027-03-03", "2027-03-04", "2027-07-03", "2027-07-04"]);
});

test("without a zone it is the day of the device", () => {
  assert.equal(dayIn(new Date("2027-03-03T12:00:00Z"), undefined), "2027-03-04");
});
