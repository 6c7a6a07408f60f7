import assert from "node:assert/strict";
import test from "node:test";

import { having, plain } from "../../../static/js/parts/narrow.js";

const TEXTS = ["B1-K1-W1 Bereidt het laswerk voor", "B1-K1-W2 Begeleidt cliënten", "B1-K2-W1 Controleert de lasnaad"].map(plain);

test("all words have to stand there, wherever they stand", () => {
  assert.deepEqual(having(TEXTS, "las voor"), [true, false, false]);
  assert.deepEqual(having(TEXTS, "lasnaad k2"), [false, false, true]);
});

test("capitals and accents make no difference", () => {
  assert.deepEqual(having(TEXTS, "CLIENTEN"), [false, true, false]);
  assert.deepEqual(having(TEXTS, "cliënten"), [false, true, false]);
});

test("nothing typed leaves everything", () => {
  assert.deepEqual(having(TEXTS, "   "), [true, true, true]);
});

test("what nothing has finds nothing", () => {
  assert.deepEqual(having(TEXTS, "🪚"), [false, false, false]);
});
