// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

import { addressFor, turns } from "../../../static/js/tablet/freshness.js";

const sheet = (/** @type {boolean} */ open) => ({ id: 12, form: "f", facts: { open } });

test("it is asked with the versions and the forms that are here", () => {
  const sheets = [{ id: 12, version: "0a1b2c3d", form: "f", facts: {} }, { id: 13, form: "f", facts: {} }];
  assert.equal(addressFor("/fresh", sheets, ["f", "g"]), "/fresh?have=12-0a1b2c3d.13-0&forms=f.g");
});

test("a sheet that was signed elsewhere is drawn anew, closed", () => {
  assert.equal(turns(sheet(true), sheet(false), null), true);
});

test("one that was signed here stays as it is: it says so already", () => {
  assert.equal(turns(sheet(true), sheet(false), "signed"), false);
});

test("one that takes marks as before is not drawn anew under the finger", () => {
  assert.equal(turns(sheet(true), sheet(true), null), false);
  assert.equal(turns(sheet(false), sheet(false), null), false);
});
