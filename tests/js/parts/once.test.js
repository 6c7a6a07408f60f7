import assert from "node:assert/strict";
import test from "node:test";

import { Gate } from "../../../static/js/parts/once.js";

test("a second press while the first is under way does nothing", () => {
  const gate = new Gate();
  assert.deepEqual([gate.pass(), gate.pass()], [true, false]);
});

test("coming back to the page opens the form again", () => {
  const gate = new Gate();
  gate.pass();
  gate.open();
  assert.equal(gate.pass(), true);
});
