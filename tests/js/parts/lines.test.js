import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { counted, pastedLines } from "../../../static/js/parts/lines.js";

const cases = JSON.parse(readFileSync(new URL("../../vectors/pasted-lines.json", import.meta.url), "utf8"));

for (const { text, lines } of cases) {
  test(`a pasted ${JSON.stringify(text)} gives what the server makes of it`, () => {
    assert.deepEqual(pastedLines(text), lines);
  });
}

test("one and many have their own words", () => {
  const words = { wordsOne: "one", wordsMany: "{number} of them" };
  assert.deepEqual([0, 1, 3].map((number) => counted(words, number)), ["", "one", "3 of them"]);
});
