import assert from "node:assert/strict";
import test from "node:test";

import { isAccepted, objection, readableSize, together } from "../../../static/js/parts/drop-zone.js";

const photo = { name: "Bench.JPG", size: 2_400_000, type: "image/jpeg" };
const report = { name: "report.pdf", size: 80_000, type: "application/pdf" };

test("a file is accepted by its ending, its type or its kind", () => {
  assert.ok(isAccepted(photo, ".png, .jpg"));
  assert.ok(isAccepted(photo, "image/*"));
  assert.ok(isAccepted(report, "application/pdf"));
  assert.ok(isAccepted(report, ""));
  assert.ok(!isAccepted(report, "image/*,.docx"));
});

test("a file over the limit is too large", () => {
  assert.equal(objection(photo, { limit: 1_000_000 }), "large");
  assert.equal(objection(photo, { limit: 2_400_000 }), null);
});

test("a file of the wrong kind is refused before its size is looked at", () => {
  assert.equal(objection(photo, { accept: ".pdf", limit: 1 }), "refused");
});

test("the same file chosen twice comes along once", () => {
  assert.deepEqual(together([photo], [{ ...photo }, report], true), [photo, report]);
});

test("where one file fits the newest one stays", () => {
  assert.deepEqual(together([photo], [report], false), [report]);
});

test("sizes read as people say them", () => {
  assert.equal(readableSize(2_400_000, "en"), "2.4 MB");
  assert.equal(readableSize(80_000, "en"), "80 kB");
  assert.equal(readableSize(2_400_000, "nl"), "2,4 MB");
});
