import assert from "node:assert/strict";
import test from "node:test";

import { follow, pause } from "../../../static/js/parts/progress.js";

/** Answers one after another; an Error is a lost connection. */
function around(answers) {
  const told = { shown: [], waits: [] };
  return {
    told,
    ask: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    show: (status) => told.shown.push(status.done),
    wait: async (ms) => void told.waits.push(ms),
  };
}

test("a job is followed until it has ended", async () => {
  const world = around([{ state: "running", done: 1 }, { state: "running", done: 2 }, { state: "done", done: 3 }]);
  assert.equal((await follow(world)).state, "done");
  assert.deepEqual(world.told.shown, [1, 2, 3]);
});

test("a job that failed has ended too", async () => {
  assert.equal((await follow(around([{ state: "failed" }]))).state, "failed");
});

test("a lost connection is asked again, more slowly each time", async () => {
  const world = around([new Error(), new Error(), { state: "done" }]);
  await follow(world);
  assert.deepEqual(world.told.waits, [2000, 4000]);
});

test("questions become calmer and never rarer than half a minute", () => {
  assert.equal(pause(0, 0), 500);
  assert.equal(pause(1000, 0), 5000);
  assert.equal(pause(0, 50), 30_000);
});
