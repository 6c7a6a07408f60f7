// Random bad days with seeds: whatever the network, the tabs and the crashes do, every mark arrives once, in order.
import assert from "node:assert/strict";
import { test } from "node:test";

import { MemoryStore } from "../../../static/js/marking/memory.js";
import { allIsOnRecord, dayWithDeeds, dayWithTwoTablets, nothingIsLost } from "./days.js";
import { LONG, Network, SHEET, Server, anOutbox, dice, drained, random, tap } from "./world.js";

const SEEDS = LONG ? 5000 : 300;
const STEPS = 6;

async function oneTablet(seed) {
  const roll = dice(seed);
  const [server, store] = [new Server(), new MemoryStore()];
  const network = new Network(server, roll);
  const restart = () => anOutbox({ store, send: network.send, random: roll });
  const tabs = [restart(), restart()];
  const kept = [];
  for (let turn = 0; turn < 60; turn += 1) {
    const tab = random(roll, 2);
    const deed = roll();
    if (deed < 0.45) kept.push(await tabs[tab].keep(tap(1 + random(roll, STEPS), roll() < 0.1 ? null : random(roll, 4))));
    else if (deed < 0.75) await Promise.all([tabs[0].flush(), roll() < 0.5 && tabs[1].flush()]);
    else if (deed < 0.85) network.deliverLate();
    else if (deed < 0.95) tabs[tab] = restart();
    else void tabs[tab].flush().catch(() => {}); // goes on by itself while the day goes on
  }
  network.healed = true;
  while (network.late.length) network.deliverLate();
  await drained(restart());
  return { server, store, kept };
}

test(`on ${SEEDS} bad days with one tablet and two tabs no mark is lost, doubled or out of order`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { server, store, kept } = await oneTablet(seed);
    const day = `day ${seed}`;
    assert.equal(new Set(server.written).size, server.written.length, `${day}: written twice`);
    assert.equal(server.written.length, kept.length, `${day}: lost or conflicting with itself`);
    for (let step = 1; step <= STEPS; step += 1) {
      const wanted = kept.filter((row) => row.step === step).map((row) => row.op);
      assert.deepEqual(server.written.filter((op) => wanted.includes(op)), wanted, `${day}: order of step ${step}`);
    }
    const shown = (await store.marks(SHEET)).sort((one, other) => one.step - other.step);
    assert.deepEqual(server.marks().sort((one, other) => one.step - other.step), shown, `${day}: shown is not what stands`);
  }
});

async function twoTablets(seed) {
  const roll = dice(seed);
  const server = new Server();
  const network = new Network(server, roll);
  const tablets = [0, 1].map(() => anOutbox({ store: new MemoryStore(), send: network.send, random: roll }));
  const kept = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const outbox = tablets[random(roll, 2)];
    const deed = roll();
    if (deed < 0.5) kept.push(await outbox.keep(tap(1 + random(roll, 3), random(roll, 4))));
    else if (deed < 0.85) await outbox.flush();
    else if (deed < 0.93) network.deliverLate();
    else await decideOne(outbox, roll, kept);
  }
  network.healed = true;
  while (network.late.length) network.deliverLate();
  for (const outbox of tablets) await drained(outbox);
  return { server, tablets, kept, roll };
}

async function decideOne(outbox, roll, kept) {
  const shelved = (await outbox.shelf()).at(-1);
  if (shelved && roll() < 0.5) kept.push(await outbox.keepMine(shelved));
  else if (shelved) await outbox.takeTheirs(shelved);
}

test(`on ${SEEDS} bad days with two tablets every mark is on record and nothing is overwritten unseen`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { server, kept } = await twoTablets(seed);
    assert.deepEqual(kept.filter((row) => !server.known.has(row.op)).length, 0, `day ${seed}: lost`);
    assert.equal(new Set(server.written).size, server.written.length, `day ${seed}: written twice`);
    overwritesOnlyWhatWasSeen(server, `day ${seed}`);
  }
});

/** Each stored mark rests on the one stored before it for its step, or says the same. */
function overwritesOnlyWhatWasSeen(server, day) {
  const stands = new Map();
  for (const op of server.written.filter((one) => server.known.has(one))) {
    const { operation } = server.known.get(op);
    const place = `${operation.sheet}/${operation.step}`;
    const before = stands.get(place);
    const agrees = before && before.value === operation.value && before.remark === operation.remark;
    assert.ok(!before || agrees || operation.base_op === before.op, `${day}: ${op} overwrote unseen`);
    stands.set(place, operation);
  }
}

test("once every conflict is decided both tablets come to an end", async () => {
  for (let seed = 1; seed <= SEEDS / 10; seed += 1) {
    const { server, tablets, roll } = await twoTablets(seed);
    for (let round = 0; round < 200; round += 1) {
      for (const outbox of tablets) {
        await decideOne(outbox, roll, []);
        await drained(outbox);
      }
      if ((await Promise.all(tablets.map((outbox) => outbox.shelf()))).every((shelf) => shelf.length === 0)) break;
      assert.ok(round < 199, `day ${seed}: the tablets never agree`);
    }
    assert.ok(server.standing.size > 0);
  }
});

test(`on ${SEEDS} bad days with deeds and photos, signing out and preparing anew, nothing is lost, doubled or overtaken`, async () => {
  await onEveryDay(async (seed) => {
    const store = new MemoryStore();
    await nothingIsLost(await dayWithDeeds(seed, { open: async () => store }));
  });
});

test(`on ${SEEDS} bad days with deeds on two tablets everything is on record and what was refused is on its shelf`, async () => {
  await onEveryDay(async (seed) => {
    const day = await dayWithTwoTablets(seed);
    await allIsOnRecord(day);
    overwritesOnlyWhatWasSeen(day.server, `day ${seed}`);
  });
});

/** @param {(seed: number) => Promise<void>} holds */
async function onEveryDay(holds) {
  for (let seed = 1; seed <= SEEDS; seed += 1)
    await holds(seed).catch((trouble) => assert.fail(`day ${seed}: ${trouble.stack}`));
}
