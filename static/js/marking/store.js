// @ts-check
/**
 * What the tablet keeps, in IndexedDB: one row per operation in the order of the device, what each step shows, the shelf,
 * and the sheets that can be marked without network.
 *
 * Every change is one strict transaction and counts only once that is complete. What is personal (value, remark, answer,
 * sheet) goes through `seal` before the transaction starts and through `open` after it has ended, since a transaction does
 * not wait for anything but the database: encryption has its place there. Ids, order and times stay readable, because the
 * order and the chain of operations are decided within the transaction.
 *
 * @typedef {import("./outbox.js").Store} Store
 * @typedef {import("./outbox.js").Answer} Answer
 * @typedef {import("./outbox.js").Row} Row
 * @typedef {import("./outbox.js").Shelved} Shelved
 * @typedef {import("./memory.js").Stands} Stands
 * @typedef {unknown} Sealed
 * @typedef {{ seal: (clear: unknown) => Promise<Sealed>, open: (sealed: Sealed) => Promise<any> }} Seal
 * @typedef {{ op: string | null, content: Sealed }} SealedMark
 * @typedef {{ sequence: number, op: string, sheet: number, step: number, base_op: string | null, made_at: string,
 *             user: number, content: Sealed, before: SealedMark | null }} SealedRow
 * @typedef {SealedRow & { answer: Sealed, standing: SealedMark | null }} SealedShelved
 */

import { chained, placeOf, shownAfter } from "./chain.js";
import { contentOf } from "./operations.js";

/** @type {Seal} */
const UNSEALED = { seal: async (clear) => clear, open: async (sealed) => sealed };

/**
 * The schema as steps that are never changed, only added to: version n is the first n of them. Unsent operations have to
 * come through every one.
 * @type {((database: IDBDatabase, transaction: IDBTransaction) => void)[]}
 */
export const MIGRATIONS = [
  (database) => {
    const operations = database.createObjectStore("operations", { keyPath: "sequence", autoIncrement: true });
    operations.createIndex("op", "op", { unique: true });
    operations.createIndex("place", ["sheet", "step"]);
    const shelf = database.createObjectStore("shelf", { keyPath: "sequence" });
    shelf.createIndex("op", "op", { unique: true });
    shelf.createIndex("place", ["sheet", "step"]);
    database.createObjectStore("marks", { keyPath: ["sheet", "step"] });
    database.createObjectStore("sheets", { keyPath: "id" });
  },
];

/**
 * Open the tablet's store, brought up to the newest schema.
 * @param {object} [outside]
 * @param {IDBFactory} [outside.indexedDB]
 * @param {string} [outside.name]
 * @param {Seal} [outside.seal]
 * @param {() => void} [outside.onClosed] a newer version of the app needs the store: nothing can be kept here any more
 * @param {typeof MIGRATIONS} [outside.migrations]
 * @returns {Promise<IndexedStore>}
 */
export async function openStore({
  indexedDB = globalThis.indexedDB,
  name = "proefstuk-marking",
  seal = UNSEALED,
  onClosed = () => {},
  migrations = MIGRATIONS,
} = {}) {
  const opening = indexedDB.open(name, migrations.length);
  opening.onupgradeneeded = ({ oldVersion }) => {
    const transaction = /** @type {IDBTransaction} */ (opening.transaction);
    for (const migrate of migrations.slice(oldVersion)) migrate(opening.result, transaction);
  };
  const database = await answered(opening);
  database.onversionchange = () => {
    database.close();
    onClosed();
  };
  database.onclose = onClosed;
  return new IndexedStore(database, { seal, indexedDB });
}

/** @implements {Store} */
export class IndexedStore {
  #database;
  #seal;
  #indexedDB;

  /** Whether what is kept survives a reload. */
  survives = true;

  /** @param {IDBDatabase} database @param {{ seal: Seal, indexedDB: IDBFactory }} outside */
  constructor(database, { seal, indexedDB }) {
    this.#database = database;
    this.#seal = seal;
    this.#indexedDB = indexedDB;
  }

  /** @type {Store["keep"]} */
  async keep(draft, base) {
    const { value, remark, parts, ...clear } = draft;
    const content = await this.#seal.seal(contentOf(draft));
    const row = await this.#write(["operations", "marks", "shelf"], async (stores) => {
      const place = [draft.sheet, draft.step];
      const shown = await answered(stores.marks.get(place));
      const kept = chained({ ...clear, content }, shown ? { op: shown.op, content: shown.content } : null, base);
      const sequence = Number(await answered(stores.operations.add(kept)));
      stores.marks.put({ sheet: draft.sheet, step: draft.step, op: draft.op, content });
      if (base !== undefined) await clearShelf(stores.shelf, place);
      return { ...kept, sequence };
    });
    return this.#row(row);
  }

  /** @type {Store["next"]} */
  async next(user, most, wanted) {
    const rows = await this.#read(["operations"], ({ operations }) =>
      gathered(operations.openCursor(), most, (row) => row.user === user && wanted(placeOf(row))),
    );
    return Promise.all(rows.map((row) => this.#row(row)));
  }

  /** @type {Store["settle"]} */
  async settle(answers) {
    const sealed = await Promise.all(answers.map((answer) => this.#sealedAnswer(answer)));
    await this.#write(["operations", "shelf"], async ({ operations, shelf }) => {
      for (const { op, isShelved, ...rest } of sealed) {
        const row = await answered(operations.index("op").get(op));
        if (!row) continue; // another tab has settled it
        if (isShelved) shelf.put({ ...row, ...rest });
        operations.delete(row.sequence);
      }
    });
  }

  /** @type {Store["shelf"]} */
  async shelf(user) {
    const found = await this.#read(["shelf"], ({ shelf }) => answered(shelf.getAll()));
    const own = found.filter((row) => row.user === user);
    return Promise.all(own.map(async (row) => ({ row: await this.#row(row), answer: await this.#seal.open(row.answer) })));
  }

  /** @type {Store["takeOff"]} */
  async takeOff(op) {
    await this.#write(["operations", "marks", "shelf"], async ({ operations, marks, shelf }) => {
      const given = await answered(shelf.index("op").get(op));
      if (!given) return;
      const { sheet, step } = given;
      const here = await clearShelf(shelf, [sheet, step]);
      if ((await answered(operations.index("place").count([sheet, step]))) > 0) return;
      const shown = shownAfter(here);
      if (shown) marks.put({ sheet, step, ...shown });
      else marks.delete([sheet, step]);
    });
  }

  /** @type {Store["waiting"]} */
  async waiting(user) {
    const rows = await this.#read(["operations"], ({ operations }) => answered(operations.getAll()));
    const own = rows.filter((row) => row.user === user);
    return { count: own.length, since: own[0]?.made_at ?? null, others: rows.length - own.length };
  }

  /**
   * Take over what stands at the server, except where this device knows something the server has not settled.
   * @param {number} sheet @param {Stands[]} stands every step that has a mark
   */
  async adopt(sheet, stands) {
    const sealed = await Promise.all(
      stands.map(async ({ step, op, ...mark }) => ({ step, op, content: await this.#seal.seal(contentOf(mark)) })),
    );
    await this.#write(["operations", "marks", "shelf"], async ({ operations, marks, shelf }) => {
      const undecided = new Set([...(await answered(operations.getAll())), ...(await answered(shelf.getAll()))].map(placeOf));
      for (const mark of await answered(marks.getAll(wholeSheet(sheet))))
        if (!undecided.has(placeOf(mark))) marks.delete([sheet, mark.step]);
      for (const mark of sealed) if (!undecided.has(placeOf({ sheet, step: mark.step }))) marks.put({ sheet, ...mark });
    });
  }

  /** What the device shows for a sheet. @param {number} sheet @returns {Promise<Stands[]>} */
  async marks(sheet) {
    const found = await this.#read(["marks"], ({ marks }) => answered(marks.getAll(wholeSheet(sheet))));
    return Promise.all(found.map(async ({ step, op, content }) => ({ step, op, ...(await this.#seal.open(content)) })));
  }

  /** @param {number} id @param {unknown} sheet what is needed to mark it without network */
  async keepSheet(id, sheet) {
    const content = await this.#seal.seal(sheet);
    await this.#write(["sheets"], async ({ sheets }) => void sheets.put({ id, content }));
  }

  /** @param {number} id @returns {Promise<any>} undefined when it is not on this device */
  async sheet(id) {
    const found = await this.#read(["sheets"], ({ sheets }) => answered(sheets.get(id)));
    return found && this.#seal.open(found.content);
  }

  /** Everything goes, unsent marks too: to be asked first. An open database would block its own deletion. */
  async wipe() {
    const name = this.#database.name;
    this.close();
    await answered(this.#indexedDB.deleteDatabase(name));
  }

  close() {
    this.#database.close();
  }

  /** @param {SealedRow} sealed @returns {Promise<Row>} */
  async #row({ sequence, op, sheet, step, base_op, made_at, user, content, before }) {
    const shown = before && { op: before.op, ...(await this.#seal.open(before.content)) };
    return { sequence, op, sheet, step, base_op, made_at, user, before: shown, ...(await this.#seal.open(content)) };
  }

  /** @param {Answer} answer */
  async #sealedAnswer(answer) {
    const { op, outcome, standing } = answer;
    const content = standing && (await this.#seal.seal(contentOf(standing)));
    return {
      op,
      isShelved: outcome === "refused" || outcome === "conflict",
      answer: await this.#seal.seal(answer),
      standing: standing ? { op: standing.op, content } : null,
    };
  }

  /**
   * One transaction: resolved only once it is complete, undone when `work` throws.
   * @template T
   * @param {string[]} names @param {(stores: Record<string, IDBObjectStore>) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #write(names, work) {
    const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
    const complete = completed(transaction);
    try {
      const result = await work(storesOf(transaction, names));
      await complete;
      return result;
    } catch (error) {
      abort(transaction);
      throw error;
    }
  }

  /**
   * @template T
   * @param {string[]} names @param {(stores: Record<string, IDBObjectStore>) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #read(names, work) {
    return work(storesOf(this.#database.transaction(names, "readonly"), names));
  }
}

/** @param {IDBTransaction} transaction @param {string[]} names */
function storesOf(transaction, names) {
  return Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
}

/** @param {IDBObjectStore} shelf @param {number[]} place @returns {Promise<SealedShelved[]>} what was there, oldest first */
async function clearShelf(shelf, place) {
  const here = await answered(shelf.index("place").getAll(place));
  for (const row of here) shelf.delete(row.sequence);
  return here;
}

/** @param {number} sheet */
function wholeSheet(sheet) {
  return globalThis.IDBKeyRange.bound([sheet], [sheet, []]);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function completed(transaction) {
  const complete = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error ?? new Error("the transaction was undone"));
  });
  // Whoever waits hears of it; nobody else has to.
  complete.catch(() => {});
  return complete;
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It had ended by itself.
  }
}

/**
 * The first rows that are wanted, in the order of the key.
 * @param {IDBRequest<IDBCursorWithValue | null>} cursors @param {number} most @param {(row: SealedRow) => boolean} wanted
 * @returns {Promise<SealedRow[]>}
 */
function gathered(cursors, most, wanted) {
  /** @type {SealedRow[]} */
  const rows = [];
  return new Promise((resolve, reject) => {
    cursors.onerror = () => reject(cursors.error);
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (!cursor || rows.length >= most) return resolve(rows);
      if (wanted(cursor.value)) rows.push(cursor.value);
      cursor.continue();
    };
  });
}
