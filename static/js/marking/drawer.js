// @ts-check
/**
 * Where the keys of the vault lie: a database of their own in this browser, so that the marks can be wiped without them
 * and they without the marks. A key in it can be used, and cannot be read.
 *
 * @typedef {import("./vault.js").Drawer} Drawer
 */

/**
 * @param {{ indexedDB?: IDBFactory, name?: string }} [outside]
 * @returns {Promise<Drawer>}
 */
export async function openDrawer({ indexedDB = globalThis.indexedDB, name = "proefstuk-keys" } = {}) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("keys", { keyPath: "kind" });
  const database = await answered(opening);
  database.onversionchange = () => database.close();
  /** @template T @param {IDBTransactionMode} mode @param {(keys: IDBObjectStore) => IDBRequest<T>} work */
  const within = (mode, work) => {
    const transaction = database.transaction(["keys"], mode, { durability: "strict" });
    return completed(transaction, work(transaction.objectStore("keys")));
  };
  return {
    get: (kind) => within("readonly", (keys) => keys.get(kind)),
    add: (kept) => within("readwrite", (keys) => keys.add(kept)).then(() => true, isTaken),
    put: (kept) => within("readwrite", (keys) => keys.put(kept)).then(() => {}),
    remove: (kind) => within("readwrite", (keys) => keys.delete(kind)),
  };
}

/** @param {unknown} error @returns {boolean} never true: there is one already; anything else is thrown on */
function isTaken(error) {
  if (error instanceof DOMException && error.name === "ConstraintError") return false;
  throw error;
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @template T @param {IDBTransaction} transaction @param {IDBRequest<T>} request @returns {Promise<T>} */
function completed(transaction, request) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(request.error ?? transaction.error);
  });
}
