import assert from "node:assert/strict";
import test from "node:test";

import { address, latest } from "../../../static/js/parts/preview.js";

/** Answers when it is told to. */
function slow() {
  /** @type {Map<string, {answer: (html: string) => void, fail: (why: Error) => void}>} */
  const waiting = new Map();
  const load = (/** @type {string} */ url) =>
    new Promise((answer, fail) => {
      waiting.set(url, { answer, fail });
    });
  return { load, waiting };
}

test("an answer that was overtaken is not shown", async () => {
  const { load, waiting } = slow();
  /** @type {string[]} */
  const shown = [];
  const ask = latest(load, (html) => shown.push(html));
  const both = [ask("first"), ask("second")];
  waiting.get("second")?.answer("new");
  waiting.get("first")?.answer("old");
  await Promise.all(both);
  assert.deepEqual(shown, ["new"]);
});

test("without network what was shown stays", async () => {
  const { load, waiting } = slow();
  /** @type {string[]} */
  const shown = [];
  const asked = latest(load, (html) => shown.push(html))("page");
  waiting.get("page")?.fail(new Error("offline"));
  await asked;
  assert.deepEqual(shown, []);
});

test("the secret of the form stays out of the address", () => {
  const fields = /** @type {[string, string][]} */ ([["csrf_token", "s"], ["en-qualification-one", "a & b"]]);
  assert.equal(address("/preview", fields), "/preview?en-qualification-one=a+%26+b");
});
