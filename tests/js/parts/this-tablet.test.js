import assert from "node:assert/strict";
import test from "node:test";

import { rowOf } from "../../../static/js/parts/this-tablet.js";

const row = (id) => ({ getAttribute: () => id });

test("the row of this device is the one with its number", () => {
  const [one, two] = [row("a"), row("b")];
  assert.equal(rowOf([one, two], "b"), two);
});

test("a device that never was a tablet is none of them", () => {
  assert.equal(rowOf([row("a")], null), undefined);
  assert.equal(rowOf([row("a")], "c"), undefined);
});
