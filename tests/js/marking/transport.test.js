import assert from "node:assert/strict";
import { test } from "node:test";

import { OUR_HEADER, transport } from "../../../static/js/marking/transport.js";
import { SignInAgain, TryLater, TurnedDown } from "../../../static/js/marking/troubles.js";
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
