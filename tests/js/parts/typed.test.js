import assert from "node:assert/strict";
import test from "node:test";

import { settle } from "../../../static/js/parts/typed.js";

class Shelf {
  kept = new Map();
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

/** What is kept after the page that followed on sending. @param {boolean} saved @param {boolean} sent */
function after(saved, sent) {
  globalThis.sessionStorage = new Shelf();
  globalThis.localStorage = new Shelf();
  globalThis.document = { querySelector: () => (saved ? {} : null) };
  localStorage.setItem("draft 7 /portfolio/evidence/1", "typed");
  if (sent) sessionStorage.setItem("sent typed", "draft 7 /portfolio/evidence/1");
  settle();
  assert.equal(sessionStorage.getItem("sent typed"), null);
  return localStorage.getItem("draft 7 /portfolio/evidence/1");
}

test("what was saved is no longer kept here", () => {
  assert.equal(after(true, true), null);
});

test("what was sent and not saved stays", () => {
  assert.equal(after(false, true), "typed");
});

test("what was not sent stays, whatever else was saved", () => {
  assert.equal(after(true, false), "typed");
});
