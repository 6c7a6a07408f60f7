import assert from "node:assert/strict";
import test from "node:test";

import { Selection, forget, listKey, remember, settle } from "../../../static/js/parts/selection.js";

test("rows of other pages stay chosen", () => {
  const selection = new Selection(["1", "2"]);
  selection.choose("26", true);
  assert.deepEqual(selection.elsewhere(["26", "27"]), ["1", "2"]);
});

test("all that match counts rows nobody has seen", () => {
  const selection = new Selection(["1"], true);
  assert.equal(selection.count(1240), 1240);
});

test("taking one row away ends all that match", () => {
  const selection = new Selection(["1", "2"], true);
  selection.choose("2", false);
  assert.equal(selection.everything, false);
  assert.equal(selection.count(1240), 1);
});

test("a page says whether all, some or none of it is chosen", () => {
  const selection = new Selection(["1"]);
  assert.equal(selection.page(["1"]), "all");
  assert.equal(selection.page(["1", "2"]), "some");
  assert.equal(selection.page(["2"]), "none");
  assert.equal(selection.page([]), "none");
});

test("a selection survives being written down", () => {
  const again = Selection.fromText(new Selection(["7", "8"], true).toText());
  assert.deepEqual([...again.ids], ["7", "8"]);
  assert.equal(again.everything, true);
});

test("what cannot be read is an empty selection", () => {
  for (const text of [null, "", "{", "[]", '{"ids": 3}']) assert.equal(Selection.fromText(text).count(9), 0);
});

test("another page or order of a list is the same list", () => {
  const plain = listKey("http://school.test/portfolios?level=4");
  assert.equal(listKey("http://school.test/portfolios?page=3&sort=-name&level=4"), plain);
  assert.notEqual(listKey("http://school.test/portfolios?level=3"), plain);
});

/** As a browser keeps things; a Map that speaks like Storage. */
function storageWith(entries) {
  const map = new Map(Object.entries(entries));
  return {
    map,
    get length() {
      return map.size;
    },
    key: (at) => [...map.keys()][at] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => map.set(key, value),
    removeItem: (key) => map.delete(key),
  };
}

test("an action that went on ends the selection of its list, however it was filtered", () => {
  const storage = storageWith({ "selection /a?": "1", "selection /a?q=x": "2", "selection /ab?": "3", other: "4" });
  remember(storage, "/a");
  settle(storage, "/a/runs/1");
  assert.deepEqual([...storage.map.keys()], ["selection /ab?", "other"]);
});

test("an action that came back to its list keeps the selection", () => {
  const storage = storageWith({ "selection /a?": "1" });
  remember(storage, "/a");
  settle(storage, "/a");
  settle(storage, "/elsewhere");
  assert.deepEqual([...storage.map.keys()], ["selection /a?"]);
});

test("whoever signs out leaves no selection behind", () => {
  const storage = storageWith({ "selection /a?": "1", "selection /b?q=x": "2", other: "3" });
  forget(storage);
  assert.deepEqual([...storage.map.keys()], ["other"]);
});
