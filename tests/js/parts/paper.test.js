import assert from "node:assert/strict";
import test from "node:test";

import { isAllowed } from "../../../static/js/parts/paper.js";

test("a level of the step is a mark, and nothing typed is no mistake", () => {
  for (const written of ["0", " 2 ", "-", "–", "−", ""]) assert.equal(isAllowed(written, "- 0 1 2"), true, written);
});

test("what is no level of the step is no mark", () => {
  for (const written of ["7", "x", "1.5", "--"]) assert.equal(isAllowed(written, "- 0 1 2"), false, written);
});

test("a tenth is typed with a point or a comma", () => {
  for (const written of ["5,5", "5.5", "10"]) assert.equal(isAllowed(written, "1 5.5 10"), true, written);
  assert.equal(isAllowed("5,6", "1 5.5 10"), false);
});
