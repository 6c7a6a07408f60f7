// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

import { differs, whoMade } from "../../../static/js/marking/differing.js";
import { render } from "../../../static/js/marking/words.js";

const PAPER = { op: "a", value: 2, remark: "", by: 7, made_at: "2027-03-03T16:45:00Z", from: "Typed in from paper by Marijke Bos." };
const DEVICE = { op: "a", value: 2, remark: "", by: 7, made_at: "2027-03-03T16:45:00Z" };
const words = (/** @type {any} */ message) => render(message, {});

test("a mark that was typed in from paper is no other tablet's, though it counts as the examiner's own", () => {
  assert.equal(words(whoMade(PAPER, true, "17:45")), "Typed in from paper by Marijke Bos. At 17:45.");
  assert.equal(words(differs(PAPER)), "The server has another mark for this step.");
});

test("a mark of a device is that device's", () => {
  assert.equal(words(whoMade(DEVICE, true, "17:45")), "Your other tablet, 17:45");
  assert.equal(words(whoMade(DEVICE, false, "17:45")), "The other device, 17:45");
  assert.equal(words(differs(DEVICE)), "This step was marked differently on another device.");
});

test("where nothing stands any more the other device is all there is to say", () => {
  assert.equal(words(differs(null)), "This step was marked differently on another device.");
});
