import assert from "node:assert/strict";
import { test } from "node:test";

import { OUR_HEADER, TABLET_HEADER, asking, transport } from "../../../static/js/marking/transport.js";
import { ShutOut, SignInAgain, TryLater, TurnedDown } from "../../../static/js/marking/troubles.js";
import { EXAMINER } from "./world.js";

const NOW = Date.parse("2027-03-03T09:00:00Z");
const OURS = { [OUR_HEADER]: "1", "Content-Type": "application/json" };
const ours = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers: { ...OURS, ...headers } });
const session = () => ours({ user: EXAMINER, csrf_token: "fresh" });

/** A send whose network answers with these, one after the other. */
function sending(answers, outside = {}) {
  const asked = [];
  const fetch = async (address, request) => {
    asked.push({ address, request });
    const next = answers.shift();
    return typeof next === "function" ? next(request) : next;
  };
  return { asked, send: transport({ user: EXAMINER, fetch, now: () => NOW, ...outside }) };
}

test("the token is asked for right before and goes along with the marks", async () => {
  const { asked, send } = sending([session(), ours({ answers: [{ op: "a", outcome: "stored" }] })]);
  assert.deepEqual(await send([{ op: "a" }]), [{ op: "a", outcome: "stored" }]);
  assert.deepEqual(asked.map((one) => one.address), ["/api/session", "/exams/sync"]);
  const { method, headers, body, redirect, credentials } = asked[1].request;
  assert.deepEqual([method, headers["X-CSRFToken"], redirect, credentials], ["POST", "fresh", "error", "same-origin"]);
  assert.deepEqual(JSON.parse(body), { sent_at: "2027-03-03T09:00:00.000Z", operations: [{ op: "a" }] });
});

test("each sending asks for a token of its own", async () => {
  const { asked, send } = sending([session(), ours({ answers: [] }), session(), ours({ answers: [] })]);
  await send([]);
  await send([]);
  assert.equal(asked.filter((one) => one.address === "/api/session").length, 2);
});

test("a captive portal's 200 is no answer", async () => {
  const portal = new Response("<html>Welcome</html>", { status: 200, headers: { "Content-Type": "text/html" } });
  await assert.rejects(sending([portal]).send([]), TryLater);
  await assert.rejects(sending([session(), new Response('{"answers": []}', { status: 200 })]).send([]), TryLater);
});

test("HTML under our own header is no answer either", async () => {
  await assert.rejects(sending([session(), new Response("<html>", { headers: OURS })]).send([]));
});

test("nobody signed in, or somebody else, sends nothing", async () => {
  for (const user of [null, 5]) {
    const { asked, send } = sending([ours({ user, csrf_token: "x" })]);
    await assert.rejects(send([]), SignInAgain);
    assert.equal(asked.length, 1);
  }
});

test("401 from us asks to sign in again, 401 from a proxy does not", async () => {
  await assert.rejects(sending([session(), ours({}, 401)]).send([]), SignInAgain);
  await assert.rejects(sending([session(), new Response("", { status: 401 })]).send([]), TryLater);
});

test("503 says how long to wait, in seconds or by the clock", async () => {
  const later = (written) => new Response("", { status: 503, headers: { "Retry-After": written } });
  const pause = (written) => sending([later(written)]).send([]).catch((trouble) => trouble.pause);
  assert.equal(await pause("120"), 120_000);
  assert.equal(await pause("Wed, 03 Mar 2027 09:00:30 GMT"), 30_000);
  assert.equal(await pause("Wed, 03 Mar 2027 08:00:00 GMT"), 0);
  assert.equal(await pause("soon"), 0);
});

test("a server that is reached and turns the request down is told apart from one that is not", async () => {
  for (const status of [400, 403, 413, 500]) await assert.rejects(sending([session(), ours({}, status)]).send([]), TurnedDown);
  for (const status of [502, 504, 429]) await assert.rejects(sending([session(), ours({}, status)]).send([]), TryLater);
});

test("a network that fails is passed on", async () => {
  await assert.rejects(sending([() => Promise.reject(new TypeError("fetch failed"))]).send([]), /fetch failed/);
});

test("a request that hangs is given up and taken back", async () => {
  let signal;
  const { send } = sending([(request) => ((signal = request.signal), new Promise(() => {}))], { timeLimit: 20 });
  await assert.rejects(send([]), /within 20 ms/);
  assert.equal(signal.aborted, true);
});

test("a body that never ends is given up too", async () => {
  const endless = new Response(new ReadableStream({ start() {} }), { headers: OURS });
  await assert.rejects(sending([endless], { timeLimit: 20 }).send([]), TryLater);
});

test("every request says which tablet asks, where it is one", async () => {
  const { asked, send } = sending([session(), ours({ answers: [] })], { tablet: "6f1d2c1e" });
  await send([]);
  assert.deepEqual(asked.map(({ request }) => request.headers[TABLET_HEADER]), ["6f1d2c1e", "6f1d2c1e"]);
  const plain = sending([session(), ours({ answers: [] })]);
  await plain.send([]);
  assert.equal(TABLET_HEADER in plain.asked[0].request.headers, false);
});

test("every session is told on: who, which build, what time it is there", async () => {
  const heard = [];
  const answer = ours({ user: EXAMINER, csrf_token: "x", now: "2027-03-03T10:00:00+00:00", build: "b7", shut_out: false });
  await sending([answer, ours({ answers: [] })], { onSession: (found) => heard.push(found) }).send([]);
  await sending([session(), ours({ answers: [] })], { onSession: (found) => heard.push(found) }).send([]);
  const times = { sent: NOW, received: NOW };
  assert.deepEqual(heard, [
    { user: EXAMINER, build: "b7", shut_out: false, now: "2027-03-03T10:00:00+00:00", ...times },
    { user: EXAMINER, build: null, shut_out: false, now: null, ...times },
  ]);
});

test("a tablet that is shut out sends nothing, whether it is told before or after", async () => {
  const before = sending([ours({ user: EXAMINER, csrf_token: "x", shut_out: true })]);
  await assert.rejects(before.send([]), ShutOut);
  await assert.rejects(sending([ours({ user: null, csrf_token: "x", shut_out: true })]).send([]), ShutOut);
  assert.equal(before.asked.length, 1);
  await assert.rejects(sending([session(), ours({ shut_out: true }, 403)]).send([]), ShutOut);
});

test("a 403 that says anything else, or is somebody else's, is not taken for it", async () => {
  await assert.rejects(sending([session(), ours({ shut_out: false }, 403)]).send([]), TurnedDown);
  await assert.rejects(sending([session(), new Response("<html>", { status: 403, headers: OURS })]).send([]), TurnedDown);
  await assert.rejects(sending([session(), new Response('{"shut_out": true}', { status: 403 })]).send([]), TryLater);
});

test("a photo or a day is asked for under the same conditions", async () => {
  const asked = [];
  const ask = asking({ tablet: "t", fetch: async (...given) => (asked.push(given), ours({ photo: "p" })) });
  assert.deepEqual(await ask("/exams/tablet/photos/p", { method: "POST", body: "bytes", headers: { "Content-Type": "image/jpeg" } }), { photo: "p" });
  const { headers, redirect, body } = asked[0][1];
  assert.deepEqual([headers[TABLET_HEADER], headers["Content-Type"], redirect, body], ["t", "image/jpeg", "error", "bytes"]);
});
