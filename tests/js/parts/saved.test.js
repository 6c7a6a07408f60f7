import assert from "node:assert/strict";
import test from "node:test";

import { Saver } from "../../../static/js/parts/saver.js";
import { Turns } from "../../../static/js/parts/screen.js";

test("what was typed while it was being saved is saved as well", async () => {
  const saver = new Saver("a");
  let now = "b";
  const sent = [];
  const all = await saver.save(() => now, async () => {
    sent.push(now);
    if (now === "b") now = "c";
    return true;
  });
  assert.deepEqual([all, sent, saver.isDirty("c")], [true, ["b", "c"], false]);
});

test("two at once are one", async () => {
  const saver = new Saver("a");
  let times = 0;
  const send = async () => (times += 1) > 0;
  await Promise.all([saver.save(() => "b", send), saver.save(() => "b", send)]);
  assert.equal(times, 1);
});

test("what could not be saved stays unsaved", async () => {
  const saver = new Saver("a");
  assert.equal(await saver.save(() => "b", async () => false), false);
  assert.equal(saver.isDirty("b"), true);
});

test("after somebody else changed it nothing is sent until the person says so", async () => {
  const saver = new Saver("a");
  saver.stopped = true;
  assert.equal(await saver.save(() => "b", async () => assert.fail()), false);
});

test("deeds wait for each other, also after one that failed", async () => {
  const turns = new Turns();
  const order = [];
  const first = turns.take(async () => {
    await new Promise((go) => setTimeout(go, 5));
    order.push(1);
    throw new Error("no");
  });
  const second = turns.take(async () => order.push(2));
  await assert.rejects(first);
  await second;
  assert.deepEqual(order, [1, 2]);
});
