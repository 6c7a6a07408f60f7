// @ts-check
/** How times and days are written in the app. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Page } from "../../../static/js/tablet/page.js";

process.env.TZ = "Pacific/Auckland"; // a tablet that is not where the school is
const document = /** @type {any} */ ({ documentElement: { lang: "en", dataset: { zone: "Europe/Amsterdam" } } });
const page = new Page(/** @type {any} */ ({ dataset: {} }), {}, document);

test("a time is the one on the clock of the school", () => {
  assert.equal(page.clock("2027-03-03T13:30:00Z"), "14:30");
  assert.equal(page.moment("2027-03-03T23:30:00Z"), "Thu 4 Mar 00:30");
});

test("a day is that day, wherever it is read", () => {
  assert.equal(page.day("2027-03-03"), "Wed 3 Mar 2027");
});

test("since a moment of another day at school, its day is said", (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2027-03-03T22:30:00Z") });
  assert.equal(page.since("2027-03-03T07:00:00Z"), "08:00");
  assert.equal(page.since("2027-03-02T22:30:00Z"), "Tue 2 Mar 23:30");
  assert.equal(page.since("2027-03-02T23:30:00Z"), "00:30");
});
