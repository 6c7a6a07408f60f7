import assert from "node:assert/strict";
import test from "node:test";

import { placeBehind, remember } from "../../../static/js/parts/place.js";

const LIST = "https://school.example/qualifications";

/** @returns {Storage} */
function storage() {
  const kept = new Map();
  return /** @type {any} */ ({
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
  });
}

test("a crumb leads to the place in the list that was left", () => {
  const store = storage();
  remember(store, { pathname: "/qualifications", search: "?tab=inactive&page=3" });
  assert.equal(placeBehind(store, LIST), `${LIST}?tab=inactive&page=3`);
  assert.equal(placeBehind(store, `${LIST}?tab=active`), `${LIST}?tab=inactive&page=3`);
});

test("a list that was not looked at is led to as it is", () => {
  assert.equal(placeBehind(storage(), `${LIST}?tab=inactive`), `${LIST}?tab=inactive`);
});
