import assert from "node:assert/strict";
import test from "node:test";

import { isAccepted, isBrokenVideo, objection, readableSize, together } from "../../../static/js/parts/drop-zone.js";

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

test("a video that does not begin as one is told before it is sent", async () => {
  const begins = (/** @type {string} */ name, /** @type {string} */ head) => new File([new TextEncoder().encode(head)], name);
  assert.equal(await isBrokenVideo(begins("weld.mp4", "\0\0\0\0\0\0\0\0\0\0")), true);
  assert.equal(await isBrokenVideo(begins("weld.mov", "\0")), true);
  assert.equal(await isBrokenVideo(begins("weld.mp4", "\0\0\0\x18ftypisom")), false);
  assert.equal(await isBrokenVideo(new File([new Uint8Array([0x1a, 0x45, 0xdf, 0xa3])], "weld.webm")), false);
  assert.equal(await isBrokenVideo(begins("weld.txt", "\0\0\0\0\0\0\0\0")), false);
});
