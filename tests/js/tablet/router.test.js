// @ts-check
/** Where one is in the app. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { hashOf, isBusy, isPlace, isSamePlace, routeOf } from "../../../static/js/tablet/router.js";

const PLACES = ["#/", "#/unsent", "#/tablet", "#/sheet/12", "#/sheet/12/sign", "#/sheet/12/stop", "#/sheet/12/no-show", "#/sheet/12/step/340"];

test("every place has an address that leads back to it", () => {
  for (const hash of PLACES) assert.equal(hashOf(routeOf(hash)), hash);
});

test("what is no place of ours is the day", () => {
  for (const hash of ["", "#", "#/sheet/", "#/sheet/x", "#/sheet/12/other", "#/sheet/12/step/", "#/sheet/1e9", "#//evil"])
    assert.deepEqual(routeOf(hash), { view: "day" });
});

test("a step is another place on the same screen", () => {
  assert.deepEqual(routeOf("#/sheet/12/step/340"), { view: "sheet", sheet: 12, step: 340 });
  assert.ok(isSamePlace(routeOf("#/sheet/12/step/340"), routeOf("#/sheet/12")));
  assert.ok(!isSamePlace(routeOf("#/sheet/12/sign"), routeOf("#/sheet/12")));
  assert.ok(!isSamePlace(routeOf("#/sheet/13"), routeOf("#/sheet/12")));
});

test("the skip link is no place", () => {
  assert.ok(!isPlace("#content"));
  assert.ok(isPlace("#/unsent"));
  assert.ok(isPlace(""));
});

test("only with a candidate is somebody busy", () => {
  assert.deepEqual(PLACES.map((hash) => isBusy(routeOf(hash))), [false, false, false, true, true, true, true, true]);
});
