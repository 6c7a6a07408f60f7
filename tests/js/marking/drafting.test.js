// @ts-check
/** What is being typed is kept in the rough, found back, and goes once it is kept as what it is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafting } from "../../../static/js/marking/drafting.js";
import { MemoryStore } from "../../../static/js/marking/memory.js";
import { Teller } from "../../../static/js/marking/telling.js";
import { say } from "../../../static/js/marking/words.js";

const later = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const drafting = (/** @type {MemoryStore} */ store, user = 4) => new Drafting({ store, user, sheet: 7, pause: 5 });

test("what is typed is found back by who typed it, also while typing goes on", async () => {
  const store = new MemoryStore();
  let text = "H";
  drafting(store).typed(1, "remark", () => text);
  text = "Held";
  await later(20);
  assert.deepEqual(await drafting(store).found(), [{ step: 1, what: "remark", text: "Held" }]);
  assert.deepEqual(await drafting(store, 5).found(), []);
});

test("once it is kept nothing of it comes back, not even what was on its way", async () => {
  const store = new MemoryStore();
  const drafts = drafting(store);
  drafts.typed(1, "number", () => "7");
  await drafts.drop(1, "number");
  drafts.typed(2, "number", () => "8");
  await later(20);
  await drafts.drop(2, "number");
  await later(20);
  assert.deepEqual(await drafts.found(), []);
});

test("what is typed waits for nothing and is counted nowhere", async () => {
  const store = new MemoryStore();
  await store.keepDraft({ user: 4, sheet: 7, step: 1, what: "remark" }, "Held");
  assert.deepEqual(await store.everyone(), []);
  assert.equal((await store.waiting(4)).count, 0);
});

test("it stays when the names go, and goes when what is unsent is given up", async () => {
  const store = new MemoryStore();
  await store.keepDraft({ user: 4, sheet: 7, step: 1, what: "remark" }, "Held");
  await store.forgetPeople();
  assert.equal((await store.drafts(4, 7)).length, 1);
  await store.giveUp(5);
  assert.equal((await store.drafts(4, 7)).length, 1);
  await store.giveUp(4);
  assert.deepEqual(await store.drafts(4, 7), []);
});

test("while something is typed it is not said that all is saved", async () => {
  /** @type {string[]} */
  const said = [];
  let isTyping = false;
  const status = async () => ({ count: 0, since: null, others: 0, photos: 0, refused: 0, conflicts: 0, unkept: 0 });
  const teller = new Teller({
    eyes: { notice: () => {}, outbox: ({ words }) => void said.push(words.text) },
    outbox: { status, unkept: () => [] },
    clock: String,
    doing: () => (isTyping ? say("Writing…") : null),
  });
  await teller.tell();
  isTyping = true;
  teller.begins();
  await teller.tell();
  isTyping = false;
  await teller.tell();
  assert.deepEqual(said, ["All marks saved", "Writing…", "Writing…", "All marks saved"]);
});
