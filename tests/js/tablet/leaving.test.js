// @ts-check
/** What is left when somebody goes, and when a new build comes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { asksFirst, leftBy, sendAll } from "../../../static/js/tablet/leaving.js";
import { decisionLines, lockedLines, unkeptLines, waitingLines } from "../../../static/js/tablet/unsent-list.js";
import { isEmpty, saveUnsent, withUnkept } from "../../../static/js/tablet/saving.js";
import { holdSheet, takesOver } from "../../../static/js/tablet/update.js";
import { render } from "../../../static/js/marking/words.js";

const clock = (/** @type {string} */ moment) => moment.slice(11, 16);
const AT = "2027-03-03T09:41:00Z";

const EVERYONE = [{ user: 4, count: 3, shelf: 1, photos: 2, since: AT }, { user: 7, count: 1, shelf: 0, photos: 0, since: AT }];

test("who signs out is asked about what is of that person alone", () => {
  assert.deepEqual(leftBy(EVERYONE, 4), { unsent: 5, shelf: 1, unkept: 0, others: 1 });
  assert.deepEqual(leftBy(EVERYONE, 9, 2), { unsent: 0, shelf: 0, unkept: 2, others: 6 });
});

test("nobody is asked where nothing of theirs is here, whatever others left", () => {
  assert.ok(!asksFirst(leftBy(EVERYONE, 9)));
  for (const some of [{ unsent: 1 }, { shelf: 1 }, { unkept: 1 }]) assert.ok(asksFirst({ unsent: 0, shelf: 0, unkept: 0, others: 0, ...some }));
});

test("sending waits for a window that is at it, and then tries itself", async () => {
  const results = ["busy", "busy", "sent"];
  let resets = 0;
  await sendAll(/** @type {any} */ ({ outbox: { reset: () => (resets += 1), flush: async () => results.shift() } }));
  assert.deepEqual([results.length, resets], [0, 3]);
});

test("one line per candidate says how much and since when", () => {
  const rows = [{ sheet: 12, step: 1, made_at: AT }, { sheet: 12, step: 0, made_at: AT }, { sheet: 13, step: 1, made_at: AT }];
  const lines = waitingLines(rows, [{ sheet: 12 }, { sheet: 14 }], new Map([[12, "Noor"]]), clock);
  assert.deepEqual(lines.map(({ sheet, href }) => [sheet, href]), [[12, "#/sheet/12"], [13, null], [14, null]]);
  assert.equal(lines[0].title, "Noor");
  assert.equal(render(lines[0].words), "3 not sent since 09:41");
  assert.equal(render(lines[2].words), "1 photo not sent yet");
});

test("what was refused leads to its step, and says why", () => {
  const shelf = /** @type {any} */ ([
    { row: { op: "one", sheet: 12, step: 31, made_at: AT }, answer: { outcome: "refused", reason: "This sheet is already signed." } },
    { row: { op: "two", sheet: 12, step: 0, made_at: AT }, answer: { outcome: "refused" } },
    { row: { sheet: 13, step: 31, made_at: AT }, answer: { outcome: "conflict", reason: "x" } },
    { row: { op: "gone", sheet: 14, step: 31, made_at: AT }, answer: { outcome: "refused", reason: "You no longer examine this candidate." } },
  ]);
  const lines = decisionLines(shelf, new Map([[12, "Noor"]]), (sheet, step) => (sheet === 12 && step === 31 ? 4 : 0));
  assert.deepEqual(lines.map(({ href }) => href), ["#/sheet/12/step/31", "#/sheet/12", null, null]);
  assert.deepEqual(lines.map(({ op }) => op), ["one", "two", null, "gone"]); // nothing is to be decided of what was refused
  assert.equal(render(lines[0].words), "Step 4: This sheet is already signed.");
  assert.match(render(lines[2].words), /Both marks are kept/);
});

test("a deed that was refused is called by what it was", () => {
  const row = /** @type {any} */ ({ op: "one", sheet: 12, step: 0, made_at: AT, deed: { kind: "no-show" } });
  const [line] = decisionLines([{ row, answer: { op: "one", outcome: "refused", reason: "No." } }], new Map());
  assert.match(render(line.words), /did not note that the candidate did not come: No\./);
});

test("a mark that could not be kept leads to its step", () => {
  const [line] = unkeptLines([{ sheet: 12, step: 31, made_at: AT }], new Map([[12, "Noor"]]), () => 4);
  assert.deepEqual([line.title, line.href], ["Noor", "#/sheet/12/step/31"]);
  assert.match(render(line.words), /^Step 4: This mark is NOT SAVED/);
});

test("of others there is a number and a time, and nothing else", () => {
  const everyone = [{ user: 4, count: 2, shelf: 0, photos: 0, since: AT }, { user: 7, count: 1, shelf: 1, photos: 1, since: AT }];
  assert.deepEqual(lockedLines(everyone, 4, clock).map((line) => render(line)), ["2 not sent since 09:41"]);
  const refused = [{ user: 7, count: 0, shelf: 1, photos: 0, since: AT }];
  assert.deepEqual(lockedLines(refused, 4, clock).map((line) => render(line)), ["1 not taken by the server"]);
});

test("a new build waits for what is not sent, unless the examiner says so", () => {
  const free = { isWaiting: true, unsent: 0, isBusy: false, isWanted: false };
  assert.ok(takesOver(free));
  assert.ok(!takesOver({ ...free, unsent: 3 }));
  assert.ok(takesOver({ ...free, unsent: 3, isWanted: true }));
});

test("a new build never takes over while a sheet is open, whoever wants it", () => {
  assert.ok(!takesOver({ isWaiting: true, unsent: 0, isBusy: true, isWanted: true }));
  assert.ok(!takesOver({ isWaiting: false, unsent: 0, isBusy: false, isWanted: true }));
});

test("a window with a sheet holds on until it leaves it", async () => {
  /** @type {Promise<any>[]} */
  const held = [];
  const locks = /** @type {any} */ ({ request: (/** @type {string} */ _, /** @type {any} */ how, /** @type {() => Promise<any>} */ work) => (assert.equal(how.mode, "shared"), held.push(work())) });
  const release = holdSheet(locks);
  release();
  await held[0];
  holdSheet(/** @type {any} */ (undefined))();
});

test("what could not be kept is in the file, and a file with nothing in it is not made", async () => {
  const row = /** @type {any} */ ({ op: "a", sheet: 12, step: 1, value: 2 });
  const nothing = { operations: [], shelf: [], photos: [] };
  assert.deepEqual(withUnkept(nothing, [row]).operations, [row]);
  assert.ok(isEmpty(withUnkept(nothing, [])));
  assert.ok(!isEmpty(withUnkept(nothing, [row])));
  const device = /** @type {any} */ ({ store: { unsentOf: async () => nothing }, outbox: { user: 4, unkept: () => [] } });
  assert.equal(await saveUnsent({ device, day: null, page: /** @type {any} */ ({ root: { dataset: {} } }) }), null);
});
