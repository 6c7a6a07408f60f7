import assert from "node:assert/strict";
import { test } from "node:test";

import { look, SHORTEST } from "../../../static/js/parts/strength.js";

test("nothing typed yet is no reproach", () => {
  assert.equal(look("").kind, "empty");
});

test("a short password is told how much is missing", () => {
  assert.deepEqual(look("kort"), { kind: "short", missing: SHORTEST - 4 });
});

test("a sign made of two halves counts once", () => {
  assert.equal(look("🙂".repeat(11)).missing, 1);
});

test("long enough is not yet hard to guess", () => {
  assert.equal(look("aaaaaaaaaaaaaaaaaaaaaaaa").kind, "long");
  assert.equal(look("een fiets zo").kind, "long");
});

test("several words, or a fairly long mixture, are hard to guess", () => {
  assert.equal(look("een fiets zonder bel").kind, "strong");
  assert.equal(look("Xk7!qpW2#mZr9aB").kind, "strong");
});
