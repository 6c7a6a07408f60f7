import assert from "node:assert/strict";
import test from "node:test";

import { Retry, mayPass, pause } from "../../../static/js/parts/retry.js";

/** A clock that is moved by hand, and dice that always show the same. */
function world(chance = 1) {
  const planned = [];
  return {
    planned,
    set: (act, wait) => planned.push({ act, wait }),
    clear: (timer) => void (timer && planned.splice(timer - 1, 1)),
    chance: () => chance,
    pass: () => planned.pop().act(),
  };
}

test("each pause is longer than the one before, up to a minute", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 99].map((attempt) => pause(attempt, 1)), [2000, 4000, 8000, 16000, 32000, 60000, 60000]);
});

test("two devices do not come back at the same moment", () => {
  assert.deepEqual([pause(2, 0), pause(2, 0.5)], [4000, 6000]);
});

test("what did not go is tried again until it goes", () => {
  const clock = world();
  let left = 2;
  const retry = new Retry(() => ((left -= 1) ? retry.later() : retry.done()), clock);
  retry.later();
  clock.pass();
  assert.deepEqual([retry.waits, clock.planned[0].wait], [true, 4000]);
  clock.pass();
  assert.deepEqual([retry.waits, clock.planned.length], [false, 0]);
});

test("a connection that returns does not wait for the pause to end", () => {
  const clock = world(0.2);
  const retry = new Retry(() => {}, clock);
  for (let time = 0; time < 5; time += 1) retry.later();
  retry.soon();
  assert.deepEqual(clock.planned.map((each) => each.wait), [200]);
});

test("where nothing waits a connection that returns does nothing", () => {
  const clock = world();
  new Retry(() => {}, clock).soon();
  assert.deepEqual(clock.planned, []);
});

test("only what may be answered otherwise later is tried again", () => {
  assert.deepEqual([0, 429, 503].map(mayPass), [true, true, true]);
  assert.deepEqual([200, 401, 404, 409, 422].map(mayPass), [false, false, false, false, false]);
});
