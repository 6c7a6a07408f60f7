import assert from "node:assert/strict";
import { test } from "node:test";

import { follow } from "../../../static/js/parts/pasted.js";

/** A page whose pauses and answers come when the test says so. */
function page() {
  const pauses = [];
  const answers = [];
  const shown = [];
  const asked = [];
  const type = follow({
    ask: (text) => new Promise((resolve, reject) => { asked.push(text); answers.push({ resolve, reject }); }),
    show: (answer) => shown.push(answer),
    wait: () => new Promise((go) => pauses.push(go)),
  });
  return { type, pauses, answers, shown, asked };
}

const settled = () => new Promise((go) => setTimeout(go, 0));

test("only what was typed last is asked", async () => {
  const { type, pauses, asked } = page();
  type("2");
  type("25080");
  pauses.forEach((go) => go());
  await settled();
  assert.deepEqual(asked, ["25080"]);
});

test("an answer that comes too late is not shown", async () => {
  const { type, pauses, answers, shown } = page();
  type("25080");
  pauses[0]();
  await settled();
  type("25081");
  answers[0].resolve("old");
  await settled();
  assert.deepEqual(shown, []);
});

test("an emptied field asks nothing and shows nothing", async () => {
  const { type, pauses, asked, shown } = page();
  type("  ");
  pauses[0]();
  await settled();
  assert.deepEqual([asked, shown], [[], [""]]);
});

test("a failure takes away what no longer holds", async () => {
  const { type, pauses, answers, shown } = page();
  type("25080");
  pauses[0]();
  await settled();
  answers[0].reject(new Error("500"));
  await settled();
  assert.deepEqual(shown, [""]);
});
