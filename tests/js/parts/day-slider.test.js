import assert from "node:assert/strict";
import { test } from "node:test";

import { dayNumber, written } from "../../../static/js/parts/day-slider.js";

test("a day and its number say the same, in leap years and far away", () => {
  for (const day of ["2028-02-29", "1990-01-01", "2099-12-31", "2027-03-28"]) assert.equal(written(dayNumber(day)), day);
});

test("what is no day has no number", () => {
  for (const text of ["", "2027", "2027-13-01", "1 March"]) assert.equal(dayNumber(text), null);
});

test("days follow each other, also when the clock is put forward", () => {
  assert.equal(dayNumber("2027-03-29") - dayNumber("2027-03-27"), 2);
});
