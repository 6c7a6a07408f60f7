import assert from "node:assert/strict";
import { test } from "node:test";

import { duration, elapsed, isRunning, offset } from "../../../static/js/marking/clock.js";
import { render } from "../../../static/js/marking/words.js";

const turns = (...rows) => rows.map(([kind, at]) => ({ kind, at }));

test("a clock that was not started shows nothing", () => {
  assert.equal(elapsed([], 5000), 0);
  assert.equal(isRunning([]), false);
});

test("pauses do not count", () => {
  const day = turns(["start", 1000], ["pause", 4000], ["resume", 10_000]);
  assert.deepEqual([elapsed(day, 12_000), isRunning(day)], [5000, true]);
});

test("a stopped clock stands still", () => {
  const day = turns(["start", 1000], ["stop", 4000]);
  assert.deepEqual([elapsed(day, 99_000), isRunning(day)], [3000, false]);
});

test("a device clock that was set back does not take time away", () => {
  assert.equal(elapsed(turns(["start", 5000], ["pause", 1000], ["resume", 2000]), 3000), 1000);
});

test("how long is written as that, and not as a time of the day", () => {
  assert.deepEqual([0, 65_000, 3_725_999, -5].map((ran) => render(duration(ran))), ["0 min 00 s", "1 min 05 s", "62 min 05 s", "0 min 00 s"]);
});

test("a tablet two hours slow is known to be so within half of the round trip", () => {
  const real = 10_000_000_000;
  const slow = real - 7_200_000;
  assert.ok(Math.abs(offset({ sent: slow, received: slow + 800, server: real + 700 }) - 7_200_000) <= 400);
});
