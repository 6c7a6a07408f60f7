// @ts-check
/** What the store in IndexedDB does beyond the contract; runs in a browser, see tests/browser/test_tablet_store.py. */

import { Blocked, IndexedStore, MIGRATIONS, openStore } from "../../../static/js/marking/store.js";
import { openDevice } from "../../../static/js/marking/device.js";
import { openDrawer } from "../../../static/js/marking/drawer.js";
import { Vault } from "../../../static/js/marking/vault.js";
import { dayWithDeeds, dice, nothingIsLost } from "./days.js";
import { CONTRACT, aBlob, deed, draft, photo, same } from "./store-contract.js";

let databases = 0;
const freshName = () => `store-${(databases += 1)}-${crypto.randomUUID()}`;

/** @param {Promise<unknown>} promise */
async function rejected(promise) {
  const outcome = await promise.then(
    () => "kept",
    () => "rejected",
  );
  same(outcome, "rejected");
}

/** Keys of their own in this browser. @param {string} [name] */
async function aVault(name = freshName()) {
  const drawer = await openDrawer({ name });
  const vault = new Vault({ drawer });
  return { vault, drawer, seals: { people: vault.seal("people"), unsent: vault.seal("unsent") } };
}

const MORE = [...MIGRATIONS, (/** @type {IDBDatabase} */ database) => void database.createObjectStore("more", { keyPath: "id" })];

/** @type {[string, () => Promise<void>][]} */
const OWN = [
  [
    "a mark and what the step shows are kept together or not at all",
    async () => {
      const store = await openStore({ name: freshName() });
      const { op } = await store.keep(draft(1, 1));
      await rejected(store.keep(draft(1, 3, { op }))); // the id is taken, so the transaction is undone
      same([(await store.waiting(4)).count, (await store.marks(7))[0].value], [1, 1]);
    },
  ],
  [
    "a failure after the first half undoes the first half",
    async () => {
      const name = freshName();
      const store = await openStore({ name });
      await rejected(store.keep(draft(/** @type {any} */ ({}), 1))); // no key for what is shown
      same((await (await openStore({ name })).waiting(4)).count, 0);
    },
  ],
  [
    "every write is strict",
    async () => {
      const seen = new Set();
      const plain = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...given) {
        const transaction = plain.apply(this, given);
        if (transaction.mode === "readwrite") seen.add(transaction.durability);
        return transaction;
      };
      const store = await openStore({ name: freshName() });
      const { op } = await store.keep(draft(1, 1));
      await store.settle([{ op, outcome: "stored" }]);
      await store.adopt(7, []);
      await store.keepSheet(7, {});
      await store.keepSheets([{ id: 7 }]);
      await store.keepDay({});
      const row = await store.keepDeed(deed(photo("p1")), aBlob());
      await store.settle([{ op: row.op, outcome: "stored" }]);
      await store.adoptDeeds(7);
      await store.photoSent("p1");
      await store.giveUp(4);
      await store.forgetPeople();
      IDBDatabase.prototype.transaction = plain;
      same([...seen], ["strict"]);
    },
  ],
  [
    "a newer schema closes the older store and finds what was not sent",
    async () => {
      const name = freshName();
      const closed = new Promise((resolve) => {
        void openStore({ name, onClosed: () => resolve(true) }).then((store) => store.keep(draft(1, 2)).then(() => newer()));
      });
      /** @type {(store: IndexedStore) => void} */
      let opened;
      const upgraded = new Promise((resolve) => (opened = resolve));
      const newer = () => openStore({ name, migrations: MORE }).then(opened);
      same(await closed, true);
      const store = await upgraded;
      same((await store.next(4, 9, () => true)).map((/** @type {any} */ row) => row.value), [2]);
    },
  ],
  [
    "a store that was closed keeps nothing and says so",
    async () => {
      const store = await openStore({ name: freshName() });
      store.close();
      await rejected(store.keep(draft(1, 1)));
    },
  ],
  [
    "what is personal is sealed in the database and opened again",
    async () => {
      const name = freshName();
      const { seals } = await aVault();
      const store = await openStore({ name, seals });
      const first = await store.keep(draft(1, 1, { remark: "limped" }));
      await store.keep(draft(1, 2, { remark: "limped" }));
      const standing = { op: "x", value: 0, remark: "limped", by: 4, made_at: "then" };
      await store.settle([{ op: first.op, outcome: "conflict", standing }]);
      await store.keepSheet(7, { candidate: "limped" });
      await store.keepSheets([{ id: 7, candidate: "limped" }]);
      await store.keepDay({ school: "limped" });
      await store.keepDeed(deed({ kind: "pause", reason: "limped" }));
      await store.keepDeed(deed(photo("p1")), new Blob(["limped"]));
      await store.adopt(7, [{ step: 5, value: 1, remark: "limped", op: "earlier" }]);
      same((await store.shelf(4))[0].answer.standing.remark, "limped");
      same((await store.next(4, 1, () => true))[0].before?.remark, "limped");
      store.close();
      const kept = await everything(name);
      same([kept.includes("limped"), kept.includes('"value"')], [false, false]);
    },
  ],
  [
    "what the version before kept comes through the upgrade, is sent as it was, and is sealed",
    async () => {
      const name = freshName();
      const old = await openStore({ name, migrations: MIGRATIONS.slice(0, 1) });
      const standing = { op: "theirs", value: 0, remark: "limped", by: 9, made_at: "then" };
      await old.adopt(7, [{ step: 3, value: 1, remark: "limped", op: "earlier" }]);
      await old.keepSheet(7, { candidate: "limped" });
      const kept = [await old.keep(draft(1, 1, { remark: "limped" })), await old.keep(draft(1, 2, { remark: "limped" }))];
      const shelved = await old.keep(draft(3, 2, { remark: "limped" }));
      await onShelf(name, shelved, { op: shelved.op, outcome: "conflict", standing });
      old.close();
      same((await everything(name)).includes("limped"), true);

      const { seals } = await aVault();
      const store = await openStore({ name, seals });
      await store.sealWhatIsOpen();
      same((await everything(name)).includes("limped"), false);
      same(await store.next(4, 9, () => true), kept);
      same(await store.shelf(4), [{ row: shelved, answer: { op: shelved.op, outcome: "conflict", standing } }]);
      same(await store.sheet(7), { candidate: "limped" });
      const shown = (await store.marks(7)).map((/** @type {any} */ { step, value, op }) => [step, value, op]);
      same(shown, [[1, 2, kept[1].op], [3, 2, shelved.op]]);
      same((await store.keep(draft(1, 3))).base_op, kept[1].op);
      const again = await store.keepDeed(deed({ kind: "start" }));
      same(again.sequence > shelved.sequence, true);
    },
  ],
  [
    "what another tab changes while it is being sealed is not written over",
    async () => {
      const name = freshName();
      const plain = await openStore({ name });
      const sent = await plain.keep(draft(1, 1));
      const { seals } = await aVault();
      /** @type {() => void} */
      let go = () => {};
      const pause = new Promise((resolve) => (go = () => resolve(true)));
      const slow = (/** @type {import("../../../static/js/marking/store.js").Seal} */ seal) => ({
        ...seal,
        seal: async (/** @type {unknown} */ clear) => pause.then(() => seal.seal(clear)),
      });
      const store = await openStore({ name, seals: { people: slow(seals.people), unsent: slow(seals.unsent) } });
      const sealing = store.sealWhatIsOpen();
      await plain.settle([{ op: sent.op, outcome: "stored" }]);
      const waits = await plain.keep(draft(1, 2));
      go();
      await sealing;
      same((await store.next(4, 9, () => true)).map((/** @type {any} */ { op }) => op), [waits.op]);
      same((await store.marks(7)).map((/** @type {any} */ { value }) => value), [2]);
      await store.sealWhatIsOpen();
      same((await everything(name)).includes("remark 2"), false);
    },
  ],
  [
    "once the key of the names is gone, in this tab or another, nothing fails and every mark rests on the right one",
    async () => {
      const [name, keys] = [freshName(), freshName()];
      const [here, there] = [await aVault(keys), await aVault(keys)];
      const store = await openStore({ name, seals: here.seals });
      const sent = await store.keep(draft(1, 1));
      await store.settle([{ op: sent.op, outcome: "stored" }]);
      const waits = await store.keep(draft(2, 2));
      const shelved = await store.keep(draft(3, 3));
      const standing = { op: "theirs", value: 0, remark: "", by: 9, made_at: "then" };
      await store.settle([{ op: shelved.op, outcome: "conflict", standing }]);
      const started = await store.keepDeed(deed({ kind: "start" }));
      await store.settle([{ op: started.op, outcome: "stored" }]);
      const done = await store.keepDeed(deed(photo("p1")), aBlob());
      await store.keepSheets([{ id: 7, candidate: "A." }]);
      await store.keepDay({ school: "De Brug" });
      await there.vault.forget("people");
      same([await store.day(), await store.sheets(), (await store.sheet(7)) ?? null], [null, [], null]);
      const shown = (await store.marks(7)).map((/** @type {any} */ { step, value }) => [step, value]);
      same(shown, [[2, 2], [3, 3]]);
      same((await store.deeds(7)).map((/** @type {any} */ { op }) => op), [done.op]);
      same((await store.next(4, 9, () => true)).map((/** @type {any} */ { op }) => op), [waits.op, done.op]);
      same((await store.photo("p1"))?.blob.size, 3);
      const next = await store.keep(draft(1, 2));
      same([next.base_op, next.before], [sent.op, null]);
      await store.takeOff(shelved.op);
      same((await store.marks(7)).map((/** @type {any} */ { step, value }) => [step, value]), [[1, 2], [2, 2], [3, 0]]);
      same((await (await openStore({ name, seals: there.seals })).marks(7)).length, 3);
    },
  ],
  [
    "a photo that was sent goes with the names",
    async () => {
      const { vault, seals } = await aVault();
      const store = await openStore({ name: freshName(), seals });
      for (const id of ["p1", "p2"]) {
        const row = await store.keepDeed(deed(photo(id)), aBlob());
        await store.settle([{ op: row.op, outcome: "stored" }]);
      }
      await store.photoSent("p1");
      await vault.forget("people");
      same([(await store.photo("p1")) ?? null, (await store.photo("p2"))?.blob.size], [null, 3]);
      await store.photoSent("p1"); // told once more
      await store.photoSent("unknown");
      same((await store.waiting(4)).photos, 1);
    },
  ],
  [
    "what cannot be opened holds up nothing, is counted, and can be given up",
    async () => {
      const [name, keys] = [freshName(), freshName()];
      const before = await openStore({ name, seals: (await aVault(keys)).seals });
      for (const step of [1, 2, 3]) await before.keep(draft(step, 1));
      await (await aVault(keys)).vault.forget("unsent");
      const kept = await before.keep(draft(4, 1));
      const rows = await before.next(4, 2, () => true);
      same([rows.map((/** @type {any} */ { op }) => op), (await before.waiting(4)).count], [[kept.op], 4]);
      await before.giveUp(4);
      same([(await before.waiting(4)).count, await before.marks(7)], [0, []]);
    },
  ],
  [
    "a browser that lost its keys does not take noise for marks",
    async () => {
      const name = freshName();
      const sealed = await openStore({ name, seals: (await aVault()).seals });
      await sealed.keep(draft(1, 1));
      const plain = await openStore({ name });
      same([await plain.next(4, 9, () => true), await plain.marks(7), (await plain.waiting(4)).count], [[], [], 1]);
    },
  ],
  [
    "a tab that does not let go of an older schema is not waited for without end, nor fought with afterwards",
    async () => {
      const name = freshName();
      const stubborn = await opened(name, MIGRATIONS.slice(0, 1));
      const trouble = await openStore({ name, patience: 50 }).catch((error) => error);
      same(trouble instanceof Blocked, true);
      stubborn.close(); // and the upgrade goes on, for nobody
      await new Promise((resolve) => setTimeout(resolve, 100));
      const store = await openStore({ name, patience: 50 });
      await store.keep(draft(1, 1));
      same((await openStore({ name, migrations: MORE, patience: 50 })).survives, true);
    },
  ],
  [
    "a tab that lets go in time is waited for",
    async () => {
      const name = freshName();
      const slow = await opened(name, MIGRATIONS.slice(0, 1));
      setTimeout(() => slow.close(), 80);
      const store = await openStore({ name, patience: 4_000 });
      same((await store.keep(draft(1, 1))).value, 1);
    },
  ],
  [
    "a store that a newer version of the app has changed is not opened by an older one",
    async () => {
      const name = freshName();
      (await openStore({ name, migrations: MORE })).close();
      await rejected(openStore({ name }));
    },
  ],
  [
    "a browser that refuses its store can mark, and says that nothing survives",
    async () => {
      const facts = { user: 4, sync: "/exams/sync", session: "/exams/session" };
      await withoutDatabases(async () => {
        const { store, outbox, vault, trouble } = await openDevice(facts);
        same([store.survives, vault, trouble], [false, null, "refused"]);
        same((await outbox.keep({ sheet: 7, step: 1, value: 2, remark: "" })).value, 2);
      });
    },
  ],
  [
    "a device has a key, a store that survives, and the same id each time",
    async () => {
      const facts = { user: 4, sync: "/exams/sync", session: "/exams/session" };
      const one = await openDevice(facts);
      const { op } = await one.outbox.keep({ sheet: 7, step: 1, value: 2, remark: "limped" });
      await one.store.keepDay({ school: "limped" });
      const other = await openDevice(facts);
      same([other.store.survives, other.trouble, other.tablet, /^[0-9a-f-]{36}$/.test(other.tablet)], [true, null, one.tablet, true]);
      same((await everything("proefstuk-marking")).includes("limped"), false);
      await other.forgetPeople();
      same([await one.store.day(), (await one.store.next(4, 9, () => true)).map((/** @type {any} */ row) => row.op)], [null, [op]]);
      one.store.close();
      await other.store.wipe();
    },
  ],
  [
    "a wiped store leaves no database behind",
    async () => {
      const name = freshName();
      const store = await openStore({ name });
      await store.keep(draft(1, 1));
      await store.wipe();
      same((await indexedDB.databases()).some((database) => database.name === name), false);
    },
  ],
];

/** A database as a tab holds it that does not hear of newer versions. @param {string} name @param {typeof MIGRATIONS} migrations
 * @returns {Promise<IDBDatabase>} */
function opened(name, migrations) {
  const opening = indexedDB.open(name, migrations.length);
  opening.onupgradeneeded = () => migrations.forEach((migrate) => migrate(opening.result, /** @type {IDBTransaction} */ (opening.transaction)));
  return new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
}

/** On the shelf, as the version before put it there: it knew of no deeds.
 * @param {string} name @param {any} row @param {any} answer */
async function onShelf(name, { sequence, op, sheet, step, base_op, made_at, user, before, ...mark }, answer) {
  const { value, remark, op: standingOp } = answer.standing;
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const transaction = database.transaction(["operations", "shelf"], "readwrite");
  transaction.objectStore("operations").delete(sequence);
  const shown = before && { op: before.op, content: { value: before.value, remark: before.remark } };
  const standing = { op: standingOp, content: { value, remark } };
  transaction.objectStore("shelf").put({ sequence, op, sheet, step, base_op, made_at, user, content: mark, before: shown, answer, standing });
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}

/** As in a private window of some browsers. @param {() => Promise<void>} work */
async function withoutDatabases(work) {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = () => {
    throw new DOMException("refused", "SecurityError");
  };
  await work().finally(() => (IDBFactory.prototype.open = open));
}

/** All that the database holds, as text. @param {string} name @returns {Promise<string>} */
async function everything(name) {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const names = [...database.objectStoreNames];
  const transaction = database.transaction(names);
  const rows = names.map((store) => new Promise((resolve) => {
    const request = transaction.objectStore(store).getAll();
    request.onsuccess = () => resolve(request.result);
  }));
  const found = await Promise.all(rows);
  database.close();
  // Bytes as letters, so that what is not sealed can be read here too.
  return JSON.stringify(found, (_, part) => (part instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(part)) : part));
}

/** @type {[string, () => Promise<void>][]} */
const SHARED = CONTRACT.flatMap(([name, holds]) => [
  [name, () => { const database = freshName(); return holds(() => openStore({ name: database })); }],
  [`sealed: ${name}`, async () => {
    const [database, keys] = [freshName(), freshName()];
    return holds(async () => openStore({ name: database, seals: (await aVault(keys)).seals }));
  }],
]);

/** Every case with what was wrong with it, or null. */
export async function run() {
  const results = [];
  for (const [name, holds] of [...SHARED, ...OWN]) {
    const trouble = await holds().then(() => null, (error) => String(error));
    results.push([name, trouble]);
  }
  return results;
}

/**
 * Bad days on the real store: the version before runs in the morning, and keys end in one tab while another is open.
 * @param {number} from @param {number} until of the seeds
 * @returns {Promise<string[]>} what went wrong
 */
export async function days(from, until) {
  const troubles = [];
  for (let seed = from; seed < until; seed += 1) {
    const trouble = await aDay(seed).then(() => null, (error) => `day ${seed}: ${error.stack ?? error}`);
    if (trouble) troubles.push(trouble);
  }
  return troubles;
}

/** @param {number} seed */
async function aDay(seed) {
  const [name, keys, roll] = [freshName(), freshName(), dice(-seed)];
  const renewed = Math.floor(roll() * 30);
  const isOld = async (/** @type {number} */ turn) => turn < renewed;
  /** @type {any[]} */
  const tabs = [];
  const open = async (/** @type {number} */ turn) => {
    if (await isOld(turn)) return openStore({ name, migrations: MIGRATIONS.slice(0, 1) });
    const store = await openStore({ name, seals: (await aVault(keys)).seals });
    tabs.push(store);
    void store.sealWhatIsOpen().catch(() => {});
    return store;
  };
  const end = async (/** @type {any} */ store) => {
    await (await aVault(keys)).vault.forget("people");
    if (roll() < 0.5) await store.forgetPeople(); // else the tablet was switched off in between
  };
  await nothingIsLost(await dayWithDeeds(seed, { open, end, isOld, turns: 50 }));
  for (const store of tabs) store.close();
}
