import assert from "node:assert/strict";
import { test } from "node:test";

import { oneSender } from "../../../static/js/marking/lock.js";
import { MemoryStore } from "../../../static/js/marking/memory.js";
import { LONGEST_PAUSE } from "../../../static/js/marking/outbox.js";
import { ShutOut, SignInAgain, TryLater, TurnedDown } from "../../../static/js/marking/troubles.js";
import { EXAMINER, SHEET, Server, anOutbox, drained, locks, tap } from "./world.js";

const down = async () => {
  throw new TypeError("fetch failed");
};

test("a kept mark is shown, waits, and knows when it was made", async () => {
  const store = new MemoryStore();
  const outbox = anOutbox({ store });
  await outbox.keep(tap(1, 2, "Neat."));
  const [{ value, remark }] = await store.marks(SHEET);
  assert.deepEqual([value, remark], [2, "Neat."]);
  assert.deepEqual(await outbox.status(), { count: 1, since: "2027-03-03T09:00:00.000Z", others: 0, photos: 0, refused: 0, conflicts: 0, unkept: 0 });
});

test("nothing to send is empty and asks nothing of the network", async () => {
  assert.equal(await anOutbox({ send: () => assert.fail("sent") }).flush(), "empty");
});

test("what was sent and answered for is gone from the outbox and still shown", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  const outbox = anOutbox({ store, send: server.send });
  const { op } = await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "sent");
  assert.equal((await outbox.status()).count, 0);
  assert.equal((await store.marks(SHEET))[0].op, op);
});

test("a store that cannot keep says so, and nothing is announced", async () => {
  const full = Object.assign(new MemoryStore(), { keep: async () => Promise.reject(new Error("QuotaExceededError")) });
  const outbox = anOutbox({ store: full });
  outbox.observe(() => assert.fail("announced"));
  await assert.rejects(outbox.keep(tap(1, 2)), /Quota/);
});

test("only the documented fields go over the wire", async () => {
  const sent = [];
  const outbox = anOutbox({ send: async (operations) => (sent.push(...operations), down()) });
  await outbox.keep(tap(1, 2));
  await outbox.flush();
  assert.deepEqual(Object.keys(sent[0]).sort(), ["base_op", "made_at", "op", "remark", "sequence", "sheet", "step", "value"]);
});

test("a request that was lost is sent again", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: down });
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "waiting");
  outbox.send = server.send;
  assert.equal(await outbox.flush(), "sent");
  assert.equal(server.written.length, 1);
});

test("an answer that was lost leads to a duplicate, not to a second mark", async () => {
  const server = new Server();
  const answers = [];
  const outbox = anOutbox({ send: async (operations) => (server.receive(operations), down()) });
  outbox.observe((news) => news.kind === "answered" && answers.push(...news.answers));
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "waiting");
  assert.equal((await outbox.status()).count, 1);
  outbox.send = server.send;
  await outbox.flush();
  assert.deepEqual([answers.map((answer) => answer.outcome), server.written.length], [["duplicate"], 1]);
});

test("a lost answer and a further tap on the same step make no conflict with oneself", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: async (operations) => (server.receive(operations), down()) });
  await outbox.keep(tap(1, 2));
  await outbox.flush();
  await outbox.keep(tap(1, 3));
  outbox.send = server.send;
  await drained(outbox);
  assert.equal((await outbox.status()).conflicts, 0);
  assert.equal(server.marks()[0].value, 3);
});

test("a request that arrives twice is written once", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: async (operations) => (server.receive(operations), server.receive(operations)) });
  await outbox.keep(tap(1, 2));
  await outbox.keep(tap(1, 3));
  await drained(outbox);
  assert.equal(server.written.length, 2);
});

test("answers in another order are each taken for their own mark", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: async (operations) => server.receive(operations).reverse() });
  await outbox.keep(tap(1, 2));
  await outbox.keep(tap(9, 2));
  await outbox.keep(tap(2, 1));
  await outbox.flush();
  assert.deepEqual((await outbox.shelf()).map(({ row }) => row.step), [9]);
  assert.equal((await outbox.status()).count, 0);
});

test("a mark that was not answered for stays", async () => {
  const server = new Server();
  let first = true;
  const send = async (operations) => {
    const answers = server.receive(operations);
    return first ? ((first = false), answers.slice(1)) : down();
  };
  const outbox = anOutbox({ send });
  const { op } = await outbox.keep(tap(1, 2));
  await outbox.keep(tap(2, 2));
  assert.equal(await outbox.flush(), "waiting");
  assert.deepEqual((await outbox.store.next(EXAMINER, 9, () => true)).map((row) => row.op), [op]);
});

for (const [what, answer] of [
  ["nothing", []],
  ["somebody else's ids", [{ op: "x", outcome: "stored" }]],
  ["no list", { answers: "<html>" }],
  ["null", null],
  ["rubbish", [null, 7, "stored"]],
])
  test(`a server that answers with ${what} keeps everything here`, async () => {
    const outbox = anOutbox({ send: async () => answer });
    await outbox.keep(tap(1, 2));
    assert.equal(await outbox.flush(), "waiting");
    assert.equal((await outbox.status()).count, 1);
  });

test("an outcome that is not known is no answer", async () => {
  const outbox = anOutbox({ send: async (operations) => operations.map(({ op }) => ({ op, outcome: "maybe" })) });
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "waiting");
  assert.equal((await outbox.status()).count, 1);
});

test("nobody signed in keeps everything, and after signing in it is sent", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: async () => Promise.reject(new SignInAgain("401")) });
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "sign-in-again");
  assert.equal((await outbox.status()).count, 1);
  outbox.send = server.send;
  outbox.reset();
  assert.equal(await outbox.flushIfDue(), "sent");
});

test("another user of the tablet does not send these marks, and sees how many wait", async () => {
  const store = new MemoryStore();
  await anOutbox({ store }).keep(tap(1, 2));
  const other = anOutbox({ store, user: 5, send: () => assert.fail("sent") });
  assert.equal(await other.flush(), "empty");
  const { count, others } = await other.status();
  assert.deepEqual([count, others], [0, 1]);
});

test("two flushes at once send once", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  await outbox.keep(tap(1, 2));
  assert.deepEqual(await Promise.all([outbox.flush(), outbox.flush()]), ["sent", "busy"]);
  assert.equal(server.requests.length, 1);
});

test("after a flush that failed another can start", async () => {
  const outbox = anOutbox({ send: down, alone: async () => Promise.reject(new Error("the lock is broken")) });
  await outbox.keep(tap(1, 2));
  assert.deepEqual([await outbox.flush(), await outbox.flush()], ["waiting", "waiting"]);
});

test("of two tabs one sends and the other is told it is busy", async () => {
  const [store, server, shared] = [new MemoryStore(), new Server(), locks()];
  const tab = () => anOutbox({ store, send: server.send, alone: oneSender(shared) });
  const [one, other] = [tab(), tab()];
  await one.keep(tap(1, 2));
  await other.keep(tap(1, 3));
  assert.deepEqual(await Promise.all([one.flush(), other.flush()]), ["sent", "busy"]);
  assert.deepEqual(server.requests, [2]);
});

test("two tabs without locks still write each mark once and make no conflict", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  const [one, other] = [anOutbox({ store, send: server.send }), anOutbox({ store, send: server.send })];
  for (let value = 0; value < 4; value += 1) {
    await one.keep(tap(1, value));
    await other.keep(tap(1, 3 - value));
    await Promise.all([one.flush(), other.flush()]);
  }
  assert.equal(server.written.length, 8);
  assert.equal((await one.status()).conflicts, 0);
});

test("what was kept before a crash is sent after it, in order", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  await anOutbox({ store }).keep(tap(1, 2));
  await anOutbox({ store }).keep(tap(1, 3));
  assert.equal(await anOutbox({ store, send: server.send }).flush(), "sent");
  assert.equal(server.marks()[0].value, 3);
});

test("a crash between the answer and its storing leads to duplicates only", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  const crashing = Object.assign(Object.create(store), { settle: async () => Promise.reject(new Error("crash")) });
  for (const method of ["keep", "next", "shelf", "waiting"]) crashing[method] = store[method].bind(store);
  const before = anOutbox({ store: crashing, send: server.send });
  await before.keep(tap(1, 2));
  assert.equal(await before.flush(), "waiting");
  await drained(anOutbox({ store, send: server.send }));
  assert.equal(server.written.length, 1);
});

test("a mark kept while others are sent goes out in the same flush", async () => {
  const server = new Server();
  let more = true;
  const outbox = anOutbox({
    send: async (operations) => {
      if (more) await outbox.keep(tap(2, 1));
      more = false;
      return server.receive(operations);
    },
  });
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "sent");
  assert.equal((await outbox.status()).count, 0);
});

test("three hundred marks go out in one request, in the order of the device", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  const kept = [];
  for (let i = 0; i < 300; i += 1) kept.push((await outbox.keep(tap(1 + (i % 6), i % 4))).op);
  assert.equal(await outbox.flush(), "sent");
  assert.deepEqual(server.requests, [300]);
  assert.deepEqual(server.written, kept);
});

test("a clock set back changes nothing of the order", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  await outbox.keep(tap(1, 1));
  outbox.time.now -= 3_600_000;
  await outbox.keep(tap(1, 2));
  await outbox.flush();
  assert.equal(server.marks()[0].value, 2);
});

test("a refused mark goes to the shelf with its reason and does not hold up the others", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  await outbox.keep(tap(1, 7));
  await outbox.keep(tap(2, 3));
  await outbox.keep(tap(2, 1));
  assert.equal(await outbox.flush(), "sent");
  const [{ row, answer }] = await outbox.shelf();
  assert.deepEqual([row.value, answer.reason], [7, "7 is not a level of this step."]);
  assert.equal(server.written.length, 2);
});

test("a refused mark is no longer counted once a newer one of its step is stored", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  await outbox.keep(tap(1, 7));
  await outbox.flush();
  assert.equal((await outbox.status()).refused, 1);
  await outbox.keep(tap(1, 3));
  await outbox.flush();
  assert.deepEqual([(await outbox.status()).refused, await outbox.shelf(), server.marks()[0].value], [0, [], 3]);
});

/** A tablet whose mark on step 1 differs from one that another tablet sent before. */
async function conflicting() {
  const [store, server] = [new MemoryStore(), new Server()];
  const theirs = anOutbox({ send: server.send });
  await theirs.keep(tap(1, 1, "theirs"));
  await theirs.flush();
  const outbox = anOutbox({ store, send: server.send });
  await outbox.keep(tap(1, 3, "mine"));
  await outbox.flush();
  return { store, server, outbox };
}

test("a conflict overwrites nothing and both marks are to be seen", async () => {
  const { server, outbox, store } = await conflicting();
  const [{ row, answer }] = await outbox.shelf();
  assert.deepEqual([row.remark, answer.standing.remark, answer.standing.by], ["mine", "theirs", EXAMINER]);
  assert.equal(server.marks()[0].value, 1);
  assert.equal((await store.marks(SHEET))[0].value, 3);
});

test("a conflict survives a restart", async () => {
  const { store } = await conflicting();
  const { count, conflicts } = await anOutbox({ store }).status();
  assert.deepEqual([count, conflicts], [0, 1]);
});

test("keep mine sends my mark on top of theirs and clears the shelf", async () => {
  const { server, outbox } = await conflicting();
  await outbox.keepMine((await outbox.shelf())[0]);
  await drained(outbox);
  assert.deepEqual([server.marks()[0].value, (await outbox.status()).conflicts], [3, 0]);
});

test("take theirs tells the server, so that it knows the conflict is settled", async () => {
  const { server, outbox } = await conflicting();
  await outbox.takeTheirs((await outbox.shelf())[0]);
  assert.deepEqual([(await outbox.status()).count, (await outbox.status()).conflicts], [1, 0]);
  await drained(outbox);
  assert.deepEqual([server.marks()[0].value, server.marks()[0].remark, server.written.length], [1, "theirs", 2]);
});

test("take theirs shows their mark, and the next tap rests on it", async () => {
  const { server, outbox, store } = await conflicting();
  await outbox.takeTheirs((await outbox.shelf())[0]);
  assert.deepEqual((await store.marks(SHEET)).map(({ value, remark }) => [value, remark]), [[1, "theirs"]]);
  await outbox.keep(tap(1, 2));
  await drained(outbox);
  assert.deepEqual([server.marks()[0].value, (await outbox.status()).conflicts], [2, 0]);
});

test("several conflicting marks of one step are decided at once", async () => {
  const { outbox, server } = await conflicting();
  await outbox.keep(tap(1, 0, "mine, later"));
  await outbox.flush();
  assert.equal((await outbox.status()).conflicts, 2);
  await outbox.keepMine((await outbox.shelf()).at(-1));
  await drained(outbox);
  assert.deepEqual([server.marks()[0].remark, (await outbox.status()).conflicts], ["mine, later", 0]);
});

test("a refused mark that is given up shows what stands again", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  const outbox = anOutbox({ store, send: server.send });
  await outbox.keep(tap(1, 1));
  await outbox.flush();
  server.sheet.signed = true;
  await outbox.keep(tap(1, 3));
  await outbox.flush();
  await outbox.takeTheirs((await outbox.shelf())[0]);
  assert.deepEqual((await store.marks(SHEET)).map(({ value }) => value), [1]);
});

test("a refused mark with nothing under it leaves its step not yet marked", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  server.sheet.signed = true;
  const outbox = anOutbox({ store, send: server.send });
  await outbox.keep(tap(1, 3));
  await outbox.flush();
  await outbox.takeTheirs((await outbox.shelf())[0]);
  assert.deepEqual(await store.marks(SHEET), []);
});

test("what an examiner who was taken off marked stays on the shelf and can be sent once put back", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: server.send });
  server.sheet.withdrawn = true;
  await outbox.keep(tap(1, 3));
  await outbox.flush();
  server.sheet.withdrawn = false;
  await outbox.keepMine((await outbox.shelf())[0]);
  await drained(outbox);
  assert.equal(server.marks()[0].value, 3);
});

test("marks loaded from the server are what the first tap rests on", async () => {
  const [store, server] = [new MemoryStore(), new Server()];
  const earlier = anOutbox({ send: server.send });
  await earlier.keep(tap(1, 1));
  await earlier.flush();
  await store.adopt(SHEET, server.marks());
  const outbox = anOutbox({ store, send: server.send });
  await outbox.keep(tap(1, 2));
  await drained(outbox);
  assert.deepEqual([server.marks()[0].value, (await outbox.status()).conflicts], [2, 0]);
});

test("loading a sheet again does not touch what waits or is undecided", async () => {
  const { store, server, outbox } = await conflicting();
  await outbox.keep(tap(2, 2));
  await store.adopt(SHEET, server.marks());
  assert.deepEqual((await store.marks(SHEET)).map(({ step, value }) => [step, value]), [[1, 3], [2, 2]]);
});

test("one mark that breaks the server does not hold up those behind it", async () => {
  const server = new Server();
  const send = async (operations) => {
    server.requests.push(operations.length);
    if (operations.some(({ remark }) => remark === "poison")) throw new TurnedDown("answered 500");
    return server.receive(operations);
  };
  const outbox = anOutbox({ send });
  for (let i = 0; i < 40; i += 1) await outbox.keep(tap(1 + (i % 5), i % 4, i === 17 ? "poison" : ""));
  assert.equal(await outbox.flush(), "waiting");
  const left = await outbox.store.next(EXAMINER, 99, () => true);
  assert.deepEqual([...new Set(left.map((row) => row.step))], [left[0].step]);
  assert.equal(left[0].remark, "poison");
  outbox.send = server.send;
  await drained(outbox);
  assert.deepEqual([server.written.length, (await outbox.status()).conflicts], [40, 0]);
});

test("a server that turns everything down is not asked without end", async () => {
  let asked = 0;
  const outbox = anOutbox({ send: async () => Promise.reject(new TurnedDown(`answered 500 (${(asked += 1)})`)) });
  for (let i = 0; i < 200; i += 1) await outbox.keep(tap(1 + (i % 6), i % 4));
  assert.equal(await outbox.flush(), "waiting");
  assert.ok(asked < 20, `asked ${asked} times`);
});

test("a server that turned everything down for a while gets everything once, in order per step", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: async () => Promise.reject(new TurnedDown("answered 500")) });
  for (let i = 0; i < 200; i += 1) await outbox.keep(tap(1 + (i % 6), i % 4));
  for (let i = 0; i < 5; i += 1) await outbox.flush();
  outbox.send = server.send;
  await drained(outbox);
  assert.deepEqual([server.written.length, (await outbox.status()).conflicts], [200, 0]);
});

test("waiting grows with each failure, has chance in it, and stops at half a minute", async () => {
  const waits = [];
  const outbox = anOutbox({ send: down });
  await outbox.keep(tap(1, 2));
  for (let i = 0; i < 8; i += 1) {
    await outbox.flush();
    waits.push(outbox.wait());
  }
  assert.deepEqual(waits, [1500, 3000, 6000, 12000, 22500, 22500, 22500, 22500]);
  outbox.random = () => 0.999999;
  await outbox.flush();
  assert.ok(outbox.wait() > 29_000 && outbox.wait() <= 30_000);
});

test("what comes by itself waits its turn, and a pressed button does not", async () => {
  let asked = 0;
  const outbox = anOutbox({ send: async () => ((asked += 1), down()) });
  await outbox.keep(tap(1, 2));
  await outbox.flush();
  assert.deepEqual([await outbox.flushIfDue(), asked], ["waiting", 1]);
  assert.deepEqual([await outbox.flush(), asked], ["waiting", 2]);
  outbox.time.ticks += 30_000;
  assert.deepEqual([await outbox.flushIfDue(), asked], ["waiting", 3]);
});

test("a server that asks to wait is given the time it asks for, within reason", async () => {
  const outbox = anOutbox({ send: async () => Promise.reject(new TryLater("503", 120_000)) });
  await outbox.keep(tap(1, 2));
  await outbox.flush();
  assert.equal(outbox.wait(), 120_000);
  outbox.send = async () => Promise.reject(new TryLater("503", 86_400_000));
  await outbox.flush();
  assert.equal(outbox.wait(), LONGEST_PAUSE);
});

test("success and a reset forget earlier failures", async () => {
  const server = new Server();
  const outbox = anOutbox({ send: down });
  await outbox.keep(tap(1, 2));
  for (let i = 0; i < 5; i += 1) await outbox.flush();
  outbox.reset();
  assert.equal(outbox.wait(), 0);
  await outbox.flush();
  assert.equal(outbox.wait(), 1500);
  outbox.send = server.send;
  await outbox.flush();
  assert.equal(outbox.wait(), 0);
});

test("the screen hears of what was kept, answered and flushed, until it no longer wants to", async () => {
  const heard = [];
  const outbox = anOutbox({ send: new Server().send });
  const stop = outbox.observe(({ kind }) => heard.push(kind));
  await outbox.keep(tap(1, 2));
  await outbox.flush();
  stop();
  await outbox.flush();
  assert.deepEqual(heard, ["kept", "answered", "flushed"]);
});

test("a deed goes out between the marks, in the order of the device, and the screen hears of it", async () => {
  const [sent, heard] = [[], []];
  const outbox = anOutbox({ send: async (operations) => (sent.push(...operations), operations.map(({ op }) => ({ op, outcome: "stored" }))) });
  outbox.observe(({ kind, row }) => heard.push([kind, row?.deed?.kind]));
  await outbox.keep(tap(1, 2));
  await outbox.keepDeed(SHEET, { kind: "pause", reason: "fire\0 drill" });
  await outbox.keep(tap(2, 2));
  await outbox.flush();
  assert.deepEqual(sent.map(({ step, deed }) => deed ?? step), [1, { kind: "pause", reason: "fire drill" }, 2]);
  assert.deepEqual(Object.keys(sent[1]).sort(), ["deed", "made_at", "op", "sequence", "sheet"]);
  assert.deepEqual(heard, [["kept", undefined], ["deed", "pause"], ["kept", undefined], ["answered", undefined], ["flushed", undefined]]);
});

/** A server that breaks on what is poisoned, and notes what it took. */
function fragile(isPoison) {
  const taken = [];
  const server = { taken, isPoison };
  server.send = async (operations) => {
    if (operations.some((one) => server.isPoison(one))) throw new TurnedDown("answered 500");
    taken.push(...operations.map((one) => one.deed?.kind ?? one.step));
    return operations.map(({ op }) => ({ op, outcome: "stored" }));
  };
  return server;
}

test("a deed waits for a mark of its sheet that is set aside, and goes out after it", async () => {
  const server = fragile(({ remark }) => remark === "poison");
  const outbox = anOutbox({ send: server.send });
  await outbox.keep(tap(1, 2, "poison"));
  await outbox.keep(tap(2, 2));
  await outbox.keepDeed(SHEET, { kind: "remark", text: "Well." });
  await outbox.keepDeed(SHEET, { kind: "sign", name: "S." });
  await outbox.keepDeed(8, { kind: "sign", name: "S." });
  assert.equal(await outbox.flush(), "waiting");
  assert.deepEqual(server.taken, [2, "sign"]); // of the other sheet
  server.isPoison = () => false;
  assert.equal(await outbox.flush(), "sent");
  assert.deepEqual(server.taken.slice(2), [1, "remark", "sign"]);
});

test("what was done after somebody was missed does not overtake that", async () => {
  const server = fragile(({ deed }) => deed?.kind === "no-show");
  const outbox = anOutbox({ send: server.send });
  await outbox.keepDeed(SHEET, { kind: "no-show", reason: "" });
  await outbox.keepDeed(SHEET, { kind: "came" });
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "waiting");
  assert.deepEqual(server.taken, []);
  server.isPoison = () => false;
  await drained(outbox);
  assert.deepEqual(server.taken, ["no-show", "came", 1]);
});

test("a deed that breaks the server holds up no mark, but the deeds behind it", async () => {
  const server = fragile(({ deed }) => deed?.kind === "pause");
  const outbox = anOutbox({ send: server.send });
  await outbox.keepDeed(SHEET, { kind: "pause", reason: "x" });
  await outbox.keep(tap(1, 2));
  await outbox.keepDeed(SHEET, { kind: "resume" });
  await outbox.keepDeed(SHEET, { kind: "sign", name: "S." });
  assert.equal(await outbox.flush(), "waiting");
  assert.deepEqual(server.taken, [1]);
  server.isPoison = () => false;
  await drained(outbox);
  assert.deepEqual(server.taken, [1, "pause", "resume", "sign"]);
});

test("a request is about sixty kilobytes at most, and one large mark still goes out", async () => {
  const sizes = [];
  const outbox = anOutbox({
    send: async (operations) => {
      sizes.push(new TextEncoder().encode(JSON.stringify(operations)).length);
      return operations.map(({ op }) => ({ op, outcome: "stored" }));
    },
  });
  for (let i = 0; i < 60; i += 1) await outbox.keep(tap(1 + (i % 6), i % 4, "é".repeat(1500)));
  await outbox.keepDeed(SHEET, { kind: "remark", text: "x".repeat(70_000) });
  assert.equal(await outbox.flush(), "sent");
  assert.ok(sizes.length >= 3 && sizes.length <= 6, String(sizes));
  assert.ok(sizes.filter((size) => size > 62_000).length === 1, String(sizes));
  assert.equal((await outbox.status()).count, 0);
});

test("a tablet that is shut out keeps everything and says so", async () => {
  const outbox = anOutbox({ send: async () => Promise.reject(new ShutOut("shut out")) });
  const heard = [];
  outbox.observe((news) => news.kind === "flushed" && heard.push(news.result));
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "shut-out");
  assert.deepEqual([(await outbox.status()).count, heard, outbox.wait() > 0], [1, ["shut-out"], true]);
});

test("a refused deed is tried again under a new id, or given up", async () => {
  const outbox = anOutbox({ send: async (operations) => operations.map(({ op }) => ({ op, outcome: "refused", reason: "No." })) });
  const { op } = await outbox.keepDeed(SHEET, { kind: "abort", reason: "Unwell." });
  await outbox.flush();
  const [shelved] = await outbox.shelf();
  const again = await outbox.keepMine(shelved);
  assert.deepEqual([again.deed, again.op === op, await outbox.shelf()], [shelved.row.deed, false, []]);
  await outbox.flush();
  await outbox.takeTheirs((await outbox.shelf())[0]);
  assert.deepEqual([(await outbox.status()).refused, (await outbox.status()).count], [0, 0]);
});

test("while an exam is prepared nothing is sent, and that waits for what is being sent", async () => {
  const [store, server, shared] = [new MemoryStore(), new Server(), locks()];
  /** @type {string[]} */
  const order = [];
  const send = async (operations) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push("sent");
    return server.receive(operations);
  };
  const tab = () => anOutbox({ store, send, alone: oneSender(shared) });
  const [one, other] = [tab(), tab()];
  await one.keep(tap(1, 2));
  const flushed = one.flush();
  const prepared = other.inQuiet(async () => {
    order.push("prepared");
    await one.keep(tap(2, 2));
    order.push(await one.flush(), await other.flush());
    return "facts";
  });
  assert.deepEqual([await flushed, await prepared], ["sent", "facts"]);
  assert.deepEqual(order, ["sent", "prepared", "busy", "busy"]);
  assert.equal(await other.flush(), "sent");
});

test("an exam that could not be prepared leaves the sending as it was", async () => {
  const outbox = anOutbox({ send: new Server().send });
  await assert.rejects(outbox.inQuiet(async () => Promise.reject(new Error("no network"))), /no network/);
  await outbox.keep(tap(1, 2));
  assert.equal(await outbox.flush(), "sent");
});

test("a deed that is answered for before the one before it is asked for again", async () => {
  const requests = [];
  const outbox = anOutbox({
    send: async (operations) => {
      requests.push(operations.map(({ deed, step }) => deed?.text ?? step));
      const answers = operations.map(({ op }) => ({ op, outcome: "stored" }));
      return requests.length === 1 ? answers.slice(1) : answers;
    },
  });
  for (const text of ["first", "second"]) await outbox.keepDeed(SHEET, { kind: "remark", text });
  await outbox.keep(tap(1, 2));
  await outbox.keepDeed(8, { kind: "remark", text: "other" });
  assert.equal(await outbox.flush(), "sent");
  assert.deepEqual(requests, [["first", "second", 1, "other"], ["first", "second"]]);
});
