// @ts-check
/** How long names stay, for whom, and by which clock. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "../../../static/js/tablet/clock.js";
import { isApple, isNamed, isTooOld, judged, labelOf, sureTime, timeNow, TOO_OLD, wasSetBack } from "../../../static/js/tablet/keeping.js";

const HOUR = 3_600_000;
const NOON = Date.parse("2027-03-03T12:00:00Z");
const day = { user: { id: 4, name: "Sanne Bakker" }, now: "2027-03-03T12:00:00Z", until: "2027-03-04T12:00:00Z" };
const UNTIL = Date.parse(day.until);
const plain = { day, session: undefined, wasShutOut: false, now: NOON, sure: NOON, overSince: null, isAsked: true };

test("without network the one who prepared it goes on", () => {
  assert.deepEqual(judged(plain), { user: 4, ends: null, hides: false, signIn: false, shutOut: false });
});

test("signed out by the server the one who prepared it goes on, and cannot send", () => {
  assert.deepEqual(judged({ ...plain, session: { user: null } }), { user: 4, ends: null, hides: false, signIn: true, shutOut: false });
});

test("when somebody else signs in the names of the first go at once", () => {
  assert.deepEqual(judged({ ...plain, session: { user: 7 } }), { user: 7, ends: "another", hides: false, signIn: false, shutOut: false });
});

test("when the agreed time is over the names go, and the same one still sends", () => {
  const found = judged({ ...plain, now: Date.parse(day.until), sure: Date.parse(day.until) });
  assert.deepEqual([found.user, found.ends, found.hides], [4, "over", false]);
});

test("when it is over by a clock that nobody confirms the names are hidden, and stay", () => {
  const found = judged({ ...plain, now: UNTIL + 2 * HOUR, overSince: UNTIL + HOUR });
  assert.deepEqual([found.user, found.ends, found.hides], [4, null, true]);
});

test("a clock in another time zone hides the names and throws nothing away", () => {
  const found = judged({ ...plain, now: UNTIL + 14 * HOUR, overSince: UNTIL + 14 * HOUR });
  assert.deepEqual([found.ends, found.hides], [null, true]);
});

test("over by the clock for as long again as they were to stay, the names go", () => {
  const since = (/** @type {number} */ now) => judged({ ...plain, now, overSince: now });
  assert.deepEqual([since(UNTIL + 24 * HOUR - 1).ends, since(UNTIL + 24 * HOUR).ends], [null, "long-over"]);
  assert.equal(since(UNTIL + 24 * HOUR).hides, false);
});

test("where the names stay for an hour, a clock that is wrong by a time zone still throws nothing away", () => {
  const short = { ...day, until: "2027-03-03T13:00:00Z" };
  const at = (/** @type {number} */ now) => judged({ ...plain, day: short, now, overSince: now }).ends;
  assert.deepEqual([at(NOON + 15 * HOUR), at(NOON + 25 * HOUR)], [null, "long-over"]);
});

test("two looks hours apart that agree are believed, and the names go", () => {
  const at = (/** @type {number} */ now) => judged({ ...plain, now, overSince: UNTIL + HOUR }).ends;
  assert.deepEqual([at(UNTIL + 7 * HOUR - 1), at(UNTIL + 7 * HOUR)], [null, "long-over"]);
});

test("before a clock alone ends anything the server is asked what time it is", () => {
  const found = judged({ ...plain, now: UNTIL + 240 * HOUR, overSince: UNTIL + 240 * HOUR, isAsked: false });
  assert.deepEqual([found.ends, found.hides], [null, true]);
});

test("what ends is not hidden first", () => {
  const found = judged({ ...plain, now: Date.parse(day.until), session: { user: 4, shut_out: true } });
  assert.deepEqual([found.ends, found.hides], ["shut-out", false]);
});

test("a clock is believed for a few hours between two looks, and not for more", () => {
  const anchor = { server: NOON, device: NOON };
  const known = { anchor, latest: NOON, ran: 0 };
  assert.equal(sureTime({ ...known, device: NOON + 3 * HOUR }), NOON + 3 * HOUR);
  assert.equal(sureTime({ ...known, device: NOON + 5 * HOUR }), NOON);
  assert.equal(sureTime({ ...known, device: NOON + 366 * 24 * HOUR, ran: HOUR }), NOON + HOUR);
  assert.equal(sureTime({ ...known, device: NOON - HOUR, ran: HOUR }), NOON + HOUR);
});

test("one who prepared nothing is known by the sign-in", () => {
  assert.deepEqual(judged({ ...plain, day: null, session: { user: 7 } }), { user: 7, ends: null, hides: false, signIn: false, shutOut: false });
});

test("shut out means that the names go, also while the server is away", () => {
  assert.equal(judged({ ...plain, session: { user: 4, shut_out: true } }).ends, "shut-out");
  assert.equal(judged({ ...plain, wasShutOut: true }).ends, "shut-out");
});

test("let in again counts more than what was known before", () => {
  const found = judged({ ...plain, wasShutOut: true, session: { user: 4, shut_out: false } });
  assert.deepEqual([found.ends, found.shutOut], [null, false]);
});

test("time goes by the tablet's clock, moved to the server's", () => {
  const anchor = { server: NOON, device: NOON - 2 * HOUR };
  assert.equal(timeNow({ anchor, latest: 0, device: NOON - HOUR, ran: 0 }), NOON + HOUR);
});

test("a clock that is set back does not give the names more time", () => {
  const anchor = { server: NOON, device: NOON };
  assert.equal(timeNow({ anchor, latest: NOON + 5 * HOUR, device: NOON - 24 * HOUR, ran: HOUR }), NOON + 6 * HOUR);
  assert.ok(wasSetBack({ anchor, latest: NOON + 5 * HOUR, device: NOON - 24 * HOUR, ran: HOUR }));
  assert.ok(!wasSetBack({ anchor, latest: NOON, device: NOON + 1000, ran: 1000 }));
});

/** A clock on a tablet whose own clock and running time the test turns. */
function tablet() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value), removeItem: (/** @type {string} */ key) => void kept.delete(key) };
  const time = { device: NOON, ticks: 0 };
  const opened = () => new Clock(storage, { device: () => time.device, ticks: () => time.ticks });
  return { time, opened, kept };
}

test("the latest time is known after a restart too", () => {
  const { time, opened } = tablet();
  opened().set(NOON + 20 * HOUR, NOON);
  time.device = NOON - 100 * HOUR;
  assert.equal(opened().now(), NOON + 20 * HOUR);
});

test("a clock that jumped ahead and is right again did nothing", () => {
  const { time, opened } = tablet();
  opened().set(NOON, NOON);
  time.device = NOON + 366 * 24 * HOUR;
  const wrong = opened();
  wrong.prepared({ prepared_at: NOON, ahead: 0 });
  assert.deepEqual([wrong.now(), wrong.sure()], [NOON + 366 * 24 * HOUR, NOON]);
  time.device = NOON + HOUR;
  assert.deepEqual([wrong.now(), wrong.sure()], [NOON + HOUR, NOON + HOUR]);
  assert.equal(opened().now(), NOON + HOUR);
});

test("a clock that stays ahead is passed by what the tablet itself ran, over several openings", () => {
  const { time, opened } = tablet();
  opened().set(NOON, NOON);
  time.device = NOON + 366 * 24 * HOUR;
  for (let times = 0; times < 3; times += 1) {
    const clock = opened();
    clock.sure();
    time.ticks += 8 * HOUR;
    clock.sure();
  }
  assert.equal(opened().sure(), NOON + 24 * HOUR);
});

test("when it was prepared is sure, also where what was remembered is gone", () => {
  const { time, opened } = tablet();
  time.device = NOON + 2 * HOUR;
  const clock = opened();
  clock.prepared({ prepared_at: NOON, ahead: 0 });
  assert.equal(clock.sure(), NOON + 2 * HOUR);
});

test("while it runs the time goes on although its clock stands still", () => {
  const { time, opened } = tablet();
  const clock = opened();
  clock.set(NOON, NOON);
  time.device = NOON - HOUR;
  time.ticks = 3 * HOUR;
  assert.equal(clock.now(), NOON + 3 * HOUR);
});

test("what the server says puts a clock right that ran ahead", () => {
  const { time, opened } = tablet();
  time.device = NOON + 48 * HOUR;
  const clock = opened();
  clock.prepared({ prepared_at: NOON, ahead: 0 });
  assert.equal(clock.now(), NOON + 48 * HOUR);
  clock.set(NOON, NOON + 48 * HOUR);
  assert.equal(clock.now(), NOON);
});

test("since when it is over is known after a restart, and forgotten when the clock is right again", () => {
  const { time, opened } = tablet();
  opened().set(NOON, NOON);
  const seen = (/** @type {number} */ device) => {
    time.device = device;
    const clock = opened();
    clock.prepared({ prepared_at: NOON, ahead: 0 });
    return clock.overSince(UNTIL);
  };
  assert.equal(seen(UNTIL + HOUR), UNTIL + HOUR);
  assert.equal(seen(UNTIL + 7 * HOUR), UNTIL + HOUR);
  assert.equal(seen(NOON + HOUR), null);
  assert.equal(seen(UNTIL + 9 * HOUR), UNTIL + 9 * HOUR);
});

test("when it was over before this tablet was prepared again counts for nothing", () => {
  const { opened, kept } = tablet();
  kept.set("proefstuk-tablet-over", String(NOON - HOUR));
  opened().set(NOON, NOON);
  assert.equal(opened().overSince(NOON - HOUR / 2), NOON);
});

test("nothing but a moment is written down", () => {
  const { opened, kept } = tablet();
  opened().set(NOON, NOON);
  assert.deepEqual([...kept.values()], [String(NOON)]);
});

test("a day is too long to wait", () => {
  assert.ok(!isTooOld(new Date(NOON).toISOString(), NOON + TOO_OLD));
  assert.ok(isTooOld(new Date(NOON).toISOString(), NOON + TOO_OLD + 1));
  assert.ok(!isTooOld(null, NOON));
});

test("a name is a name whatever its capitals and spaces", () => {
  assert.ok(isNamed("  sanne   BAKKER ", "Sanne Bakker"));
  assert.ok(isNamed("Zoe\u0308", "Zoë"));
  assert.ok(!isNamed("Sanne", "Sanne Bakker"));
  assert.ok(!isNamed("", ""));
});

const AGENTS = /** @type {[string, number, string][]} */ ([
  ["Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", 5, "Android, Chrome"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15", 5, "iPad, Safari"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15", 0, "macOS, Safari"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0", 0, "Windows, Edge"],
  ["Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36", 10, "ChromeOS, Chrome"],
  ["something else", 0, ""],
]);

test("a device says what kind it is", () => {
  for (const [agent, touches, label] of AGENTS) assert.equal(labelOf(agent, touches), label);
});

test("an iPad is told apart from a Mac by its touch", () => {
  assert.ok(isApple(AGENTS[1][0], 5));
  assert.ok(!isApple(AGENTS[1][0], 0));
});
