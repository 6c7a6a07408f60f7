// @ts-check
/** What the outbox says: saved only when nothing waits and nothing needs a decision. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { PATIENCE, told } from "../../../static/js/marking/state.js";
import { render } from "../../../static/js/marking/words.js";

const CALM = { count: 0, since: null, others: 0, refused: 0, conflicts: 0, photos: 0, unkept: 0 };
const AT = Date.parse("2026-11-23T14:02:00Z");

/** @param {Partial<typeof CALM> & { since?: string | null }} status @param {number} [later] @param {boolean} [failed] */
function said(status, later = 0, failed = false) {
  const clock = (/** @type {string} */ moment) => moment.slice(11, 16);
  const { kind, words } = told({ ...CALM, ...status }, { now: AT + later, failed, clock });
  return `${kind}: ${render(words)}`;
}

const KEPT = { count: 3, since: new Date(AT).toISOString() };

test("nothing waits: all marks are saved", () => {
  assert.equal(said({}), "saved: All marks saved");
});

test("a mark under way is kept, not saved", () => {
  assert.equal(said(KEPT), "kept: 3 kept here, sending");
});

test("a mark that waits too long is named with its time", () => {
  assert.equal(said(KEPT, PATIENCE + 1), "stuck: Kept on this tablet, 3 not sent since 14:02");
});

test("a mark of which a clock that was set back says that it is still to come is not called under way", () => {
  assert.equal(said(KEPT, -60 * 60 * 1000), "stuck: Kept on this tablet, 3 not sent since 14:02");
});

test("photos that are not sent are named once the marks are through", () => {
  assert.equal(said({ photos: 2 }), "kept: 2 photos not sent yet");
  assert.equal(said({ photos: 2, ...KEPT }), "kept: 5 kept here, sending");
});

test("what this tablet could not keep is said before anything else, until it is kept", () => {
  assert.equal(said({ unkept: 1, ...KEPT }, PATIENCE + 1), "failed: NOT SAVED");
});

test("a failure to keep is said before anything else", () => {
  assert.equal(said(KEPT, PATIENCE + 1, true), "failed: NOT SAVED");
});

test("while a conflict is undecided nobody reads that all is saved", () => {
  assert.equal(said({ conflicts: 1 }), "stuck: 1 mark needs your decision");
  assert.equal(said({ conflicts: 1, refused: 1, ...KEPT }), "stuck: 1 mark needs your decision");
});

test("what the server refused is not for the examiner to decide", () => {
  assert.equal(said({ refused: 1 }), "stuck: 1 not taken by the server");
});

test("what another examiner left here does not change what is said of one's own", () => {
  assert.equal(said({ others: 4 }), "saved: All marks saved");
});

test("what cannot be sent is not called under way: it says what has to be done", () => {
  const clock = (/** @type {string} */ moment) => moment;
  const now = { now: AT, failed: false, clock };
  const words = (/** @type {import("../../../static/js/marking/state.js").Stopped} */ stopped) => {
    const { kind, words } = told({ ...CALM, ...KEPT }, { ...now, stopped });
    return `${kind}: ${render(words)}`;
  };
  assert.equal(words("sign-in"), "stuck: 3 not sent: sign in");
  assert.equal(words("shut-out"), "stuck: 3 not sent: save them as a file");
});

test("with nothing to send, being signed out takes nothing from what is saved", () => {
  const { kind } = told(CALM, { now: AT, failed: false, clock: (moment) => moment, stopped: "sign-in" });
  assert.equal(kind, "saved");
});
