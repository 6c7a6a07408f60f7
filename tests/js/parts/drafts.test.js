import assert from "node:assert/strict";
import test from "node:test";

import { Drafts, forgetDrafts } from "../../../static/js/parts/drafts.js";

class Shelf {
  kept = new Map();
  get length() {
    return this.kept.size;
  }
  key(at) {
    return [...this.kept.keys()][at] ?? null;
  }
  getItem(key) {
    return this.kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
  removeItem(key) {
    this.kept.delete(key);
  }
}

const FIELDS = [["name", "Welds"]];

test("a draft comes back to the person who typed it, and to nobody else", () => {
  const shelf = new Shelf();
  new Drafts(shelf, "7", () => 5).keep("/core-tasks/1", "abc", FIELDS);
  assert.deepEqual(new Drafts(shelf, "7", () => 6).read("/core-tasks/1"), { at: 5, seen: "abc", fields: FIELDS });
  assert.equal(new Drafts(shelf, "8", () => 6).read("/core-tasks/1"), null);
});

test("nobody is offered a draft of more than a week ago", () => {
  const shelf = new Shelf();
  new Drafts(shelf, "7", () => 0).keep("/core-tasks/1", "", FIELDS);
  assert.equal(new Drafts(shelf, "7", () => 8 * 24 * 3600 * 1000).read("/core-tasks/1"), null);
});

test("what is not a draft is passed over", () => {
  const shelf = new Shelf();
  shelf.setItem("draft 7 /core-tasks/1", "{half");
  assert.equal(new Drafts(shelf, "7").read("/core-tasks/1"), null);
});

test("a full store stops nobody from typing", () => {
  const full = Object.assign(new Shelf(), { setItem: () => { throw new Error("full"); } });
  new Drafts(full, "7").keep("/core-tasks/1", "", FIELDS);
});

test("signing out leaves no draft of anybody, and nothing else is touched", () => {
  const shelf = new Shelf();
  new Drafts(shelf, "7").keep("/core-tasks/1", "", FIELDS);
  shelf.setItem("other", "stays");
  forgetDrafts(shelf);
  assert.deepEqual([...shelf.kept.keys()], ["other"]);
});
