import assert from "node:assert/strict";
import test from "node:test";

import { snapshot } from "../../../static/js/parts/unsaved.js";

test("a changed word makes a form unsaved", () => {
  assert.notEqual(snapshot([["name", "a"]]), snapshot([["name", "b"]]));
});

test("a new token changes nothing", () => {
  assert.equal(snapshot([["csrf_token", "1"], ["name", "a"]]), snapshot([["csrf_token", "2"], ["name", "a"]]));
});

test("another file makes a form unsaved", () => {
  assert.notEqual(snapshot([["file", { name: "", size: 0 }]]), snapshot([["file", { name: "a.pdf", size: 9 }]]));
});
