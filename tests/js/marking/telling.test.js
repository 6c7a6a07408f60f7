// @ts-check
/** What the examiner is told of what is kept and sent. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Teller } from "../../../static/js/marking/telling.js";
import { say } from "../../../static/js/marking/words.js";

function world() {
  const status = { count: 0, since: /** @type {string | null} */ (null), others: 0, refused: 0, conflicts: 0, photos: 0 };
  /** @type {any[]} */
  const unkept = [];
  /** @type {(string | null)[]} */
  const notices = [];
  /** @type {string[]} */
  const outbox = [];
  const eyes = {
    notice: (/** @type {any} */ message) => void notices.push(message?.text ?? null),
    outbox: (/** @type {any} */ { kind }) => void outbox.push(kind),
  };
  const teller = new Teller({ eyes, outbox: { status: async () => status, unkept: () => unkept }, clock: (moment) => moment, now: () => 0 });
  return { unkept, teller, status, notices, outbox };
}

test("a change that could not be kept is told until one is kept", async () => {
  const { teller, notices, outbox } = world();
  teller.notKept();
  await teller.tell();
  teller.kept();
  await teller.tell();
  assert.match(notices[0] ?? "", /NOT SAVED/);
  assert.deepEqual([notices.at(-1), outbox], [null, ["failed", "saved"]]);
});

test("a mark that is kept does not hide another that could not be", () => {
  const { teller, notices, unkept } = world();
  unkept.push({ step: 1 });
  teller.notKept();
  teller.kept();
  assert.match(notices.at(-1) ?? "", /NOT SAVED.*paper form/);
  unkept.pop();
  teller.kept();
  assert.equal(notices.at(-1), null);
});

test("a mark that is kept does not take another notice away", () => {
  const { teller, notices } = world();
  teller.flushed("sign-in-again");
  teller.kept();
  assert.equal(notices.length, 1);
  teller.flushed("sent");
  assert.equal(notices.at(-1), null);
});

test("trouble with the device stays whatever comes", () => {
  const { teller, notices } = world();
  teller.renewed();
  teller.notice("refused", say("Say why."));
  teller.kept();
  assert.deepEqual(notices.length, 1);
});

test("what is not sent yet is over once it is", async () => {
  const { teller, status, notices } = world();
  status.count = 2;
  await teller.tell();
  teller.notSentYet();
  status.count = 0;
  await teller.tell();
  assert.equal(notices.at(-1), null);
});

test("a store that cannot be read says nothing wrong", async () => {
  const { notices, outbox } = world();
  const teller = new Teller({ eyes: { notice() {}, outbox() {} }, outbox: { status: () => Promise.reject(new Error("closed")), unkept: () => [] }, clock: String });
  await teller.tell();
  assert.deepEqual([notices, outbox, teller.count], [[], [], 0]);
});

test("with the sign-in ended nothing is called under way, until something is sent again", async () => {
  const { teller, status, outbox } = world();
  Object.assign(status, { count: 2, since: new Date(0).toISOString() });
  teller.flushed("sign-in-again");
  await teller.tell();
  teller.flushed("waiting");
  await teller.tell();
  teller.flushed("sent");
  await teller.tell();
  assert.deepEqual(outbox, ["stuck", "stuck", "kept"]);
});
