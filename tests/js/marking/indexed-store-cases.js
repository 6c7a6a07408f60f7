// @ts-check
/** What the store in IndexedDB does beyond the contract; runs in a browser, see tests/browser/test_tablet_store.py. */

import { IndexedStore, MIGRATIONS, openStore } from "../../../static/js/marking/store.js";
import { openDrawer } from "../../../static/js/marking/drawer.js";
import { Vault } from "../../../static/js/marking/vault.js";
import { CONTRACT, draft, same } from "./store-contract.js";

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
      same((await store.shelf(4))[0].answer.standing.remark, "limped");
      same((await store.next(4, 1, () => true))[0].before?.remark, "limped");
      store.close();
      same((await everything(name)).includes("limped"), false);
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
  return JSON.stringify(await Promise.all(rows));
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
