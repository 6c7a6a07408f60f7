// @ts-check
/**
 * What the tablet keeps, in IndexedDB: one row per operation in the order of the device, what each step shows, the deeds
 * besides marking, the shelf, photos, and the sheets that can be marked without network.
 *
 * Every change is one strict transaction and counts only once that is complete. What is personal is sealed before the
 * transaction starts and opened after it has ended, since a transaction does not wait for anything but the database. Ids,
 * order and times stay readable, because the order and the chain of operations are decided within the transaction.
 *
 * Two seals: `people` for what is shown (marks, deeds, sheets, the day, what was shown before), `unsent` for what no server
 * has yet (operations, shelf, photos). Once the first is gone nothing here throws for it: a step whose mark was not sent
 * shows that, the others show nothing until the server is asked again, and every mark still rests on the right one.
 *
 * @typedef {import("./outbox.js").Store} Store
 * @typedef {import("./outbox.js").Answer} Answer
 * @typedef {import("./outbox.js").Row} Row
 * @typedef {import("./outbox.js").Shelved} Shelved
 * @typedef {import("./memory.js").Stands} Stands
 * @typedef {import("./unsent.js").PhotoRow} PhotoRow
 * @typedef {any} Sealed
 * @typedef {{ seal: (clear: unknown) => Promise<Sealed>, open: (sealed: Sealed) => Promise<any>,
 *             sealBytes: (clear: ArrayBuffer) => Promise<Sealed>, openBytes: (sealed: Sealed) => Promise<ArrayBuffer>,
 *             isSealed: (given: unknown) => boolean }} Seal
 * @typedef {{ people: Seal, unsent: Seal }} Seals
 * @typedef {{ op: string | null, content: Sealed }} SealedMark
 * @typedef {{ sequence: number, op: string, sheet: number, step: number, base_op: string | null, made_at: string,
 *             user: number, content: Sealed, before: SealedMark | null, inPlace?: true, isOver?: true }} SealedRow
 *   isOver: a newer mark of its step was taken, so that it is over where it is refused
 * @typedef {SealedRow & { answer: Sealed, standing: SealedMark | null }} SealedShelved
 * @typedef {{ id: string, sheet: number, step: number | null, type: string, blob: Blob }} Photo
 * @typedef {Photo & { sha256: string }} UnsentPhoto
 * @typedef {{ operations: Row[], shelf: Shelved[], photos: UnsentPhoto[] }} Unsent
 */

import { chained, isOvertaken, placeOf, shownAfter } from "./chain.js";
import { keepsItsPlace } from "./deeds.js";
import { contentOf } from "./operations.js";
import { byPlace, countsOf, isUnsent, mayFollow, photoRow } from "./unsent.js";
import { Forgotten, isSealed } from "./vault.js";

/** For browsers without a vault. What was sealed when there was one cannot be opened here. @type {Seal} */
const UNSEALED = {
  seal: async (clear) => clear,
  open: async (sealed) => plain(sealed),
  sealBytes: async (clear) => clear,
  openBytes: async (sealed) => plain(sealed),
  isSealed: () => true, // nothing to be done about it
};

/** So long another tab may take to make room for a newer schema. */
const PATIENCE = 4_000;

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
  (database) => {
    const deeds = database.createObjectStore("deeds", { keyPath: "sequence" });
    deeds.createIndex("op", "op", { unique: true });
    deeds.createIndex("sheet", "sheet");
    const photos = database.createObjectStore("photos", { keyPath: "id" });
    photos.createIndex("op", "op");
    photos.createIndex("off", "off");
    database.createObjectStore("state", { keyPath: "name" });
  },
];

/** Another tab keeps the store in an older schema and does not let go of it. */
export class Blocked extends Error {}

/**
 * Open the tablet's store, brought up to the newest schema.
 * @param {object} [outside]
 * @param {IDBFactory} [outside.indexedDB]
 * @param {string} [outside.name]
 * @param {Seals} [outside.seals]
 * @param {() => void} [outside.onClosed] a newer version of the app needs the store: nothing can be kept here any more
 * @param {typeof MIGRATIONS} [outside.migrations]
 * @param {number} [outside.patience] in milliseconds, with a tab that stands in the way of a newer schema
 * @returns {Promise<IndexedStore>}
 */
export async function openStore({
  indexedDB = globalThis.indexedDB,
  name = "proefstuk-marking",
  seals = { people: UNSEALED, unsent: UNSEALED },
  onClosed = () => {},
  migrations = MIGRATIONS,
  patience = PATIENCE,
} = {}) {
  const opening = indexedDB.open(name, migrations.length);
  opening.onupgradeneeded = ({ oldVersion }) => {
    const transaction = /** @type {IDBTransaction} */ (opening.transaction);
    for (const migrate of migrations.slice(oldVersion)) migrate(opening.result, transaction);
  };
  const database = await unblocked(opening, patience);
  database.onversionchange = () => {
    database.close();
    onClosed();
  };
  database.onclose = onClosed;
  return new IndexedStore(database, { seals, indexedDB });
}

/** @param {IDBOpenDBRequest} opening @param {number} patience @returns {Promise<IDBDatabase>} */
function unblocked(opening, patience) {
  return new Promise((resolve, reject) => {
    let isLate = false;
    opening.onblocked = () =>
      setTimeout(() => {
        isLate = true;
        reject(new Blocked("another tab does not let go of the store"));
      }, patience);
    // Opened after all, when nobody waits for it any more: kept open it would stand in the way of the next.
    opening.onsuccess = () => (isLate ? opening.result.close() : resolve(opening.result));
    opening.onerror = () => reject(opening.error);
  });
}

/** @implements {Store} */
export class IndexedStore {
  #database;
  #people;
  #unsent;
  #indexedDB;

  /** Whether what is kept survives a reload. */
  survives = true;

  /** @param {IDBDatabase} database @param {{ seals: Seals, indexedDB: IDBFactory }} outside */
  constructor(database, { seals, indexedDB }) {
    this.#database = database;
    this.#people = seals.people;
    this.#unsent = seals.unsent;
    this.#indexedDB = indexedDB;
  }

  /** @type {Store["keep"]} */
  async keep(draft, base) {
    const { value, remark, parts, ...clear } = draft;
    const mark = contentOf(draft);
    const [content, toShow] = await Promise.all([this.#unsent.seal(mark), this.#people.seal(mark)]);
    const row = await this.#write(["operations", "marks", "shelf"], async (stores) => {
      const place = [draft.sheet, draft.step];
      const shown = await answered(stores.marks.get(place));
      const kept = chained({ ...clear, content }, shown ? { op: shown.op, content: shown.content ?? null } : null, base);
      const sequence = Number(await answered(stores.operations.add(kept)));
      stores.marks.put({ sheet: draft.sheet, step: draft.step, op: draft.op, content: toShow });
      if (base !== undefined) await clearShelf(stores.shelf, place);
      return { ...kept, sequence };
    });
    return { ...rowOf(row, mark), before: await this.#shown(row.before) };
  }

  /** @type {Store["keepDeed"]} */
  async keepDeed({ op, sheet, deed, made_at, user }, blob, instead) {
    const [content, toShow] = await Promise.all([this.#unsent.seal({ deed }), this.#people.seal(deed)]);
    const picture = blob && (await this.#unsent.sealBytes(await blob.arrayBuffer()));
    const row = { op, sheet, step: 0, base_op: null, made_at, user, content, before: null };
    if (keepsItsPlace(deed)) Object.assign(row, { inPlace: true });
    const sequence = await this.#write(["operations", "deeds", "photos", "shelf"], async (stores) => {
      const sequence = Number(await answered(stores.operations.add(row)));
      stores.deeds.add({ sequence, op, sheet, made_at, user, answer: null, content: toShow });
      if (instead !== undefined) await replaceShelved(stores, instead, op);
      if (picture) stores.photos.put({ ...photoRow({ op, sheet, deed, made_at, user, sequence }), content: picture });
      if (deed.kind === "photo-off") await changeAll(stores.photos, IDBKeyRange.only(deed.photo ?? ""), (photo) => ({ ...photo, off: op }));
      return sequence;
    });
    return rowOf({ ...row, sequence }, { deed });
  }

  /** @type {Store["next"]} */
  async next(user, most, wanted) {
    const rows = await this.#read(["operations"], ({ operations }) => answered(operations.getAll()));
    const own = rows.filter((row) => row.user === user && wanted(placeOf(row), row));
    /** @type {Row[]} */
    const opened = [];
    // What cannot be opened cannot be sent, and must not hold up the rest.
    for (let from = 0; from < own.length && opened.length < most; from += most)
      opened.push(...(await this.#rows(own.slice(from, from + most))));
    return opened.slice(0, most);
  }

  /** @type {Store["settle"]} */
  async settle(answers) {
    const sealed = await Promise.all(answers.map((answer) => this.#sealedAnswer(answer)));
    const [refused, values] = await Promise.all([this.#refused(answers), this.#values(answers)]);
    await this.#write(["operations", "shelf", "deeds", "photos"], async ({ operations, shelf, deeds, photos }) => {
      for (const { op, isShelved, ...rest } of sealed) {
        const row = await answered(operations.index("op").get(op));
        if (!row) continue; // another tab has settled it
        if (!isShelved) await overtake({ shelf, operations }, { ...row, value: values.get(op) }, refused);
        else if (!(row.isOver && refused.has(op))) shelf.put({ ...row, ...rest });
        operations.delete(row.sequence);
        if (row.step === 0) await settleDeed({ deeds, photos }, row, isShelved);
      }
    });
  }

  /** @type {Store["shelf"]} */
  async shelf(user) {
    const found = await this.#read(["shelf"], ({ shelf }) => answered(shelf.getAll()));
    return this.#shelved(found.filter((row) => row.user === user));
  }

  /** @type {Store["takeOff"]} */
  async takeOff(op) {
    const fresh = await this.#standings((row) => row.op === op);
    await this.#write(["operations", "marks", "shelf", "photos"], async ({ operations, marks, shelf, photos }) => {
      const given = await answered(shelf.index("op").get(op));
      if (!given) return;
      if (given.step === 0) {
        shelf.delete(given.sequence);
        return dropPhotos(photos, (photo) => photo.op === op);
      }
      const here = await clearShelf(shelf, [given.sheet, given.step]);
      if ((await answered(operations.index("place").count([given.sheet, given.step]))) > 0) return;
      await showAgain(marks, given, here.map((row) => ({ ...row, standing: fresh.get(row.op) ?? row.standing })));
    });
  }

  /** @type {Store["waiting"]} */
  async waiting(user) {
    const { rows, photos } = await this.#unsentRows();
    const own = rows.filter((row) => row.user === user);
    const alone = photos.filter(mayFollow);
    const taken = alone.filter((photo) => photo.user === user);
    const since = own[0]?.made_at ?? taken[0]?.made_at ?? null;
    const others = rows.length - own.length + (alone.length - taken.length);
    return { count: own.length, since, others, photos: taken.length };
  }

  /**
   * Take over what stands at the server, except where this device knows something the server has not settled.
   * @param {number} sheet @param {Stands[]} stands every step that has a mark
   */
  async adopt(sheet, stands) {
    const sealed = await Promise.all(
      stands.map(async ({ step, op, ...mark }) => ({ step, op, content: await this.#people.seal(contentOf(mark)) })),
    );
    await this.#write(["operations", "marks", "shelf"], async ({ operations, marks, shelf }) => {
      const undecided = await undecidedIn(operations, shelf);
      for (const mark of await answered(marks.getAll(wholeSheet(sheet))))
        if (!undecided.has(placeOf(mark))) marks.delete([sheet, mark.step]);
      for (const mark of sealed) if (!undecided.has(placeOf({ sheet, step: mark.step }))) marks.put({ sheet, ...mark });
    });
  }

  /** What the device shows for a sheet. @param {number} sheet @returns {Promise<Stands[]>} */
  async marks(sheet) {
    const names = ["marks", "operations", "shelf"];
    const [found, ...unsent] = await this.#read(names, ({ marks, operations, shelf }) =>
      Promise.all([
        answered(marks.getAll(wholeSheet(sheet))),
        answered(operations.index("place").getAll(wholeSheet(sheet))),
        answered(shelf.index("place").getAll(wholeSheet(sheet))),
      ]),
    );
    const here = new Map(unsent.flat().map((row) => [row.op, row.content]));
    const shown = found.map(async ({ step, op, content }) => {
      const mark = (await opened(this.#people, content)) ?? (await opened(this.#unsent, here.get(op)));
      return mark ? [{ step, op, ...mark }] : [];
    });
    return (await Promise.all(shown)).flat();
  }

  /** What was done besides marking, in the order of the device. @param {number} sheet
   * @returns {Promise<import("./deeds.js").KeptDeed[]>} */
  async deeds(sheet) {
    const [found, rows] = await this.#read(["deeds", "operations"], ({ deeds, operations }) =>
      Promise.all([answered(deeds.index("sheet").getAll(sheet)), answered(operations.index("place").getAll([sheet, 0]))]),
    );
    const unsent = new Map(rows.map((row) => [row.op, row.content]));
    const shown = found.sort(inOrder).map(async ({ op, made_at, answer, content }) => {
      const deed = (await opened(this.#people, content)) ?? (await opened(this.#unsent, unsent.get(op)))?.deed;
      return deed ? [{ op, deed, made_at, answer }] : [];
    });
    return (await Promise.all(shown)).flat();
  }

  /** What was answered for is in the facts that were prepared just now. @param {number} sheet */
  async adoptDeeds(sheet) {
    await this.#write(["deeds"], ({ deeds }) => dropDeeds(deeds, (deed) => deed.sheet === sheet));
  }

  /** @param {number} id @param {unknown} sheet what is needed to mark it without network */
  async keepSheet(id, sheet) {
    const content = await this.#people.seal(sheet);
    await this.#write(["sheets"], async ({ sheets }) => void sheets.put({ id, content }));
  }

  /** What became of these sheets elsewhere; one that is not on this device any more does not come back.
   * @param {{ id: number }[]} given @returns {Promise<number[]>} those that are here */
  async renewSheets(given) {
    const sealed = await Promise.all(given.map((sheet) => this.#people.seal(sheet)));
    return this.#write(["sheets"], async ({ sheets }) => {
      const places = await Promise.all(given.map(({ id }) => answered(sheets.get(id))));
      const here = given.filter((_, at) => places[at]);
      given.forEach(({ id }, at) => places[at] && sheets.put({ ...places[at], id, content: sealed[at] }));
      return here.map(({ id }) => id);
    });
  }

  /** These sheets instead of all that were prepared before; of the others stays what is not settled yet.
   * @param {{ id: number }[]} given */
  async keepSheets(given) {
    const sealed = await Promise.all(given.map((sheet) => this.#people.seal(sheet)));
    const ids = new Set(given.map(({ id }) => id));
    await this.#write(["sheets", "marks", "operations", "shelf", "deeds", "photos"], async (stores) => {
      stores.sheets.clear();
      given.forEach(({ id }, place) => void stores.sheets.put({ id, place, content: sealed[place] }));
      const undecided = await undecidedIn(stores.operations, stores.shelf);
      for (const mark of await answered(stores.marks.getAll()))
        if (!ids.has(mark.sheet) && !undecided.has(placeOf(mark))) stores.marks.delete([mark.sheet, mark.step]);
      await dropDeeds(stores.deeds, (deed) => !ids.has(deed.sheet));
      await dropPhotos(stores.photos, (photo) => !ids.has(photo.sheet) && photo.state === "sent");
    });
  }

  /** @param {number} id @returns {Promise<any>} undefined when it is not on this device */
  async sheet(id) {
    const found = await this.#read(["sheets"], ({ sheets }) => answered(sheets.get(id)));
    return found && opened(this.#people, found.content);
  }

  /** @returns {Promise<any[]>} all that were prepared, in that order */
  async sheets() {
    const found = await this.#read(["sheets"], ({ sheets }) => answered(sheets.getAll()));
    const inPlace = found.sort((one, other) => (one.place ?? 0) - (other.place ?? 0));
    const sheets = await Promise.all(inPlace.map(({ content }) => opened(this.#people, content)));
    return sheets.filter((sheet) => sheet !== undefined);
  }

  /** @param {unknown} day what was prepared besides the sheets */
  async keepDay(day) {
    const content = await this.#people.seal(day);
    await this.#write(["state"], async ({ state }) => void state.put({ name: "day", content }));
  }

  /** @returns {Promise<any>} null when nothing was prepared, or it is forgotten */
  async day() {
    const found = await this.#read(["state"], ({ state }) => answered(state.get("day")));
    return (found && (await opened(this.#people, found.content))) ?? null;
  }

  /** What is being typed, until it is kept as what it is. @param {import("./drafting.js").DraftPlace} place @param {string} text */
  async keepDraft(place, text) {
    const content = await this.#unsent.seal(text);
    await this.#write(["state"], async ({ state }) => void state.put({ name: draftName(place), ...place, content }));
  }

  /** @param {import("./drafting.js").DraftPlace} place */
  async dropDraft(place) {
    await this.#write(["state"], async ({ state }) => void state.delete(draftName(place)));
  }

  /** What this user was typing on a sheet. @param {number} user @param {number} sheet */
  async drafts(user, sheet) {
    const found = await this.#read(["state"], ({ state }) => answered(state.getAll()));
    const own = found.filter((row) => row.user === user && row.sheet === sheet);
    const drafts = own.map(async ({ step, what, content }) => ({ step, what, text: await opened(this.#unsent, content) }));
    return (await Promise.all(drafts)).filter(({ text }) => typeof text === "string");
  }

  /** Names, sheets and what is shown go; what no server has yet stays, and how marks rest on each other. */
  async forgetPeople() {
    const names = ["sheets", "state", "marks", "deeds", "photos", "operations", "shelf"];
    await this.#write(names, async ({ sheets, state, marks, deeds, photos, operations, shelf }) => {
      sheets.clear();
      state.delete("day"); // what was being typed stays, as all that is unsent
      await changeAll(marks, null, (mark) => ({ ...mark, content: null }));
      await dropDeeds(deeds, () => true);
      await changeAll(deeds, null, (deed) => ({ ...deed, content: null }));
      await dropPhotos(photos, (photo) => photo.state === "sent");
      for (const store of [operations, shelf]) await changeAll(store, null, withoutPeople);
    });
  }

  /** @param {string} id @returns {Promise<Photo | undefined>} */
  async photo(id) {
    const found = await this.#read(["photos"], ({ photos }) => answered(photos.get(id)));
    return found && this.#photo(found);
  }

  /** Photos whose deed the server has, so that they may follow. @param {number} user */
  async photosWaiting(user) {
    const { photos } = await this.#unsentRows();
    const own = photos.filter((photo) => photo.user === user && mayFollow(photo));
    return own.map(({ id, sheet, step, sha256, size, type }) => ({ id, sheet, step, sha256, size, type }));
  }

  /** @param {string} id that the server has now: it is one of those that go with the names */
  async photoSent(id) {
    const photo = await this.photo(id);
    const content = photo && (await this.#people.sealBytes(await photo.blob.arrayBuffer()));
    await this.#write(["photos"], ({ photos }) =>
      changeAll(photos, IDBKeyRange.only(id), (found) => ({ ...found, state: "sent", content: content ?? null })),
    );
  }

  /** Of every user of this device, what no server has yet. */
  async everyone() {
    return countsOf(await this.#unsentRows());
  }

  /** What a file of last resort holds. @param {number} user @returns {Promise<Unsent>} */
  async unsentOf(user) {
    const found = await this.#unsentRows();
    const own = found.photos.filter((photo) => photo.user === user);
    const photos = await Promise.all(own.map(async (row) => ({ photo: await this.#photo(row), sha256: row.sha256 })));
    return {
      operations: await this.#rows(found.rows.filter((row) => row.user === user)),
      shelf: await this.#shelved(found.shelf.filter((row) => row.user === user)),
      photos: photos.flatMap(({ photo, sha256 }) => (photo ? [{ ...photo, sha256 }] : [])),
    };
  }

  /** What no server has goes for good: to be asked first, by name. @param {number} user */
  async giveUp(user) {
    const fresh = await this.#standings((row) => row.user === user);
    await this.#write(["operations", "shelf", "marks", "deeds", "photos", "state"], async (stores) => {
      await changeAll(stores.state, null, (row) => (row.user === user ? null : row));
      const shelved = await takenOut(stores.shelf, user);
      const gone = (await takenOut(stores.operations, user)).map((row) => ({ row, op: row.op, standing: null, before: row.before }));
      const aside = shelved.map((row) => ({ row, op: row.op, standing: fresh.get(row.op) ?? row.standing, before: row.before }));
      await changeAll(stores.deeds, null, (deed) => (deed.user === user && deed.answer === null ? null : deed));
      await dropPhotos(stores.photos, (photo) => photo.user === user && isUnsent(photo));
      const left = await undecidedIn(stores.operations, stores.shelf);
      for (const [place, here] of byPlace([...aside, ...gone])) if (!left.has(place)) await showAgain(stores.marks, here[0].row, here);
    });
  }

  /** Seal what was kept by a version that did not seal yet, or while there was no key. */
  async sealWhatIsOpen() {
    for (const name of ["operations", "shelf", "marks", "sheets"]) {
      const rows = await this.#read([name], (stores) => answered(stores[name].getAll()));
      for (const row of rows) await this.#sealRow(name, row);
    }
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

  /** All that no server has, in the order of the device, of everybody, sealed.
   * @returns {Promise<{ rows: SealedRow[], shelf: SealedShelved[], photos: PhotoRow[] }>} */
  async #unsentRows() {
    const [rows, shelf, photos] = await this.#read(["operations", "shelf", "photos"], (stores) =>
      Promise.all([answered(stores.operations.getAll()), answered(stores.shelf.getAll()), answered(stores.photos.getAll())]),
    );
    return { rows, shelf, photos: photos.filter(isUnsent).sort(inOrder) };
  }

  /** Those that can be opened. @param {SealedRow[]} sealed @returns {Promise<Row[]>} */
  async #rows(sealed) {
    const rows = sealed.map(async (row) => {
      const content = await opened(this.#unsent, row.content);
      return content ? [{ ...rowOf(row, content), before: await this.#shown(row.before) }] : [];
    });
    return (await Promise.all(rows)).flat();
  }

  /** @param {SealedShelved[]} sealed @returns {Promise<Shelved[]>} */
  async #shelved(sealed) {
    const shelf = sealed.map(async (row) => {
      const [[opening], answer] = await Promise.all([this.#rows([row]), opened(this.#unsent, row.answer)]);
      return opening && answer ? [{ row: opening, answer }] : [];
    });
    return (await Promise.all(shelf)).flat();
  }

  /** What was shown, as far as it is not forgotten. @param {SealedMark | null} mark */
  async #shown(mark) {
    const content = mark && (await opened(this.#people, mark.content));
    return content ? { op: mark.op, ...content } : null;
  }

  /** What stood at the server when it answered, sealed under the key of now, for all that these users have on the shelf.
   * @param {(row: SealedShelved) => boolean} which @returns {Promise<Map<string, SealedMark>>} */
  async #standings(which) {
    const found = await this.#read(["shelf"], ({ shelf }) => answered(shelf.getAll()));
    const users = new Set(found.filter(which).map(({ user }) => user));
    const fresh = found.filter(({ user }) => users.has(user)).map(async ({ op, answer }) => {
      const standing = (await opened(this.#unsent, answer))?.standing;
      return standing ? [[op, await this.#standing(standing)]] : [];
    });
    return new Map((await Promise.all(fresh)).flat());
  }

  /** The operations that were refused, before and by these answers; of what is on the shelf the answer is sealed.
   * @param {Answer[]} answers @returns {Promise<ReadonlySet<string>>} */
  async #refused(answers) {
    const found = await this.#read(["shelf"], ({ shelf }) => answered(shelf.getAll()));
    const before = await Promise.all(found.map(async ({ op, answer }) => ({ op, outcome: (await opened(this.#unsent, answer))?.outcome })));
    return new Set([...before, ...answers].filter(({ outcome }) => outcome === "refused").map(({ op }) => op));
  }

  /** What the marks that were answered say: to be known before the transaction, in which nothing is opened.
   * @param {Answer[]} answers @returns {Promise<Map<string, number | null>>} */
  async #values(answers) {
    const wanted = new Set(answers.map(({ op }) => op));
    const found = await this.#read(["operations"], ({ operations }) => answered(operations.getAll()));
    const own = await this.#rows(found.filter(({ op, step }) => step > 0 && wanted.has(op)));
    return new Map(own.map(({ op, value }) => [op, value ?? null]));
  }

  /** @param {import("./operations.js").Standing} standing @returns {Promise<SealedMark>} */
  async #standing(standing) {
    return { op: standing.op, content: await this.#people.seal(contentOf(standing)) };
  }

  /** @param {Answer} answer */
  async #sealedAnswer(answer) {
    const { op, outcome, standing } = answer;
    const isShelved = outcome === "refused" || outcome === "conflict";
    if (!isShelved) return { op, isShelved };
    return {
      op,
      isShelved,
      answer: await this.#unsent.seal(answer),
      standing: standing ? await this.#standing(standing) : null,
    };
  }

  /** @param {PhotoRow & { content: Sealed }} row @returns {Promise<Photo | undefined>} */
  async #photo({ id, sheet, step, type, state, content }) {
    const seal = state === "sent" ? this.#people : this.#unsent;
    const bytes = await opened({ open: seal.openBytes }, content);
    return bytes && { id, sheet, step, type, blob: new Blob([bytes], { type }) };
  }

  /** @param {string} name @param {any} row */
  async #sealRow(name, row) {
    const isUnsentYet = name === "operations" || name === "shelf";
    const again = { ...row, content: await sealedNow(isUnsentYet ? this.#unsent : this.#people, row.content) };
    if ("answer" in row) again.answer = await sealedNow(this.#unsent, row.answer);
    for (const part of ["before", "standing"])
      if (row[part]) again[part] = { ...row[part], content: await sealedNow(this.#people, row[part].content) };
    if (JSON.stringify(again) === JSON.stringify(row)) return;
    await this.#write([name], async (stores) => {
      const key = name === "marks" ? [row.sheet, row.step] : (row.sequence ?? row.id);
      const now = await answered(stores[name].get(key));
      if (JSON.stringify(now) === JSON.stringify(row)) stores[name].put(again); // else somebody has changed it meanwhile
    });
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

/** @param {Sealed} given */
function plain(given) {
  if (isSealed(given)) throw new Forgotten("there is no key here");
  return given;
}

/** What was sealed, or undefined when its key is gone or it never was kept.
 * @param {Pick<Seal, "open">} seal @param {Sealed} sealed @returns {Promise<any>} */
async function opened(seal, sealed) {
  if (sealed === null || sealed === undefined) return undefined;
  try {
    return await seal.open(sealed);
  } catch (trouble) {
    if (trouble instanceof Forgotten) return undefined;
    throw trouble;
  }
}

/** @param {Seal} seal @param {any} content */
async function sealedNow(seal, content) {
  return content === null || content === undefined || seal.isSealed(content) ? content : seal.seal(content);
}

/** @param {import("./drafting.js").DraftPlace} place */
function draftName({ user, sheet, step, what }) {
  return `draft/${user}/${sheet}/${step}/${what}`;
}

/** A row as it is given out. @param {any} row @param {object} content @returns {Row} */
function rowOf({ sequence, op, sheet, step, base_op, made_at, user }, content) {
  return /** @type {Row} */ ({ sequence, op, sheet, step, base_op, made_at, user, before: null, ...content });
}

/** @param {{ sequence: number }} one @param {{ sequence: number }} other */
function inOrder(one, other) {
  return one.sequence - other.sequence;
}

/** @param {SealedRow} row what is under the key that ends is not kept, even sealed */
function withoutPeople(row) {
  const before = row.before && { op: row.before.op, content: null };
  return "standing" in row ? { ...row, before, standing: null } : { ...row, before };
}

/** @param {IDBTransaction} transaction @param {string[]} names */
function storesOf(transaction, names) {
  return Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
}

/** Every row of these, as `change` gives it back; null takes it out.
 * @param {IDBObjectStore} store @param {IDBKeyRange | null} keys @param {(row: any) => any} change */
async function changeAll(store, keys, change) {
  const [rows, names] = await Promise.all([answered(store.getAll(keys)), answered(store.getAllKeys(keys))]);
  rows.forEach((row, place) => {
    const next = change(row);
    if (next === null) store.delete(names[place]);
    else if (next !== row) store.put(next);
  });
}

/** @param {IDBObjectStore} deeds @param {(deed: any) => boolean} which of those that were answered for */
function dropDeeds(deeds, which) {
  return changeAll(deeds, null, (deed) => (deed.answer !== null && which(deed) ? null : deed));
}

/** @param {IDBObjectStore} photos @param {(photo: PhotoRow) => boolean} which */
function dropPhotos(photos, which) {
  return changeAll(photos, null, (photo) => (which(photo) ? null : photo));
}

/** A deed that is made anew takes the place of the refused one, its photo included.
 * @param {Record<string, IDBObjectStore>} stores @param {string} instead @param {string} op */
async function replaceShelved({ shelf, photos }, instead, op) {
  const key = await answered(shelf.index("op").getKey(instead));
  if (key !== undefined) shelf.delete(key);
  await changeAll(photos, null, (photo) => (photo.op === instead ? { ...photo, op } : photo));
}

/** What becomes of a deed, and of the photo it announces or takes away, once it is answered for.
 * @param {{ deeds: IDBObjectStore, photos: IDBObjectStore }} stores @param {SealedRow} row @param {boolean} isShelved */
async function settleDeed({ deeds, photos }, { op, sequence }, isShelved) {
  const deed = await answered(deeds.get(sequence));
  if (isShelved) deeds.delete(sequence);
  else if (deed) deeds.put({ ...deed, answer: "stored" });
  for (const photo of await answered(photos.index("op").getAll(op)))
    if (!isShelved && photo.state === "new") photos.put({ ...photo, state: "announced" });
  for (const { off, ...photo } of await answered(photos.index("off").getAll(op)))
    isShelved ? photos.put(photo) : photos.delete(photo.id);
}

/** What was this user's, taken out. @param {IDBObjectStore} store @param {number} user */
async function takenOut(store, user) {
  const own = (await answered(store.getAll())).filter((row) => row.user === user);
  for (const row of own) store.delete(row.sequence);
  return own;
}

/** The places of which this device knows something that the server has not settled.
 * @param {IDBObjectStore} operations @param {IDBObjectStore} shelf */
async function undecidedIn(operations, shelf) {
  const [rows, shelved] = await Promise.all([answered(operations.getAll()), answered(shelf.getAll())]);
  return new Set([...rows, ...shelved].map(placeOf));
}

/** @param {IDBObjectStore} marks @param {{ sheet: number, step: number }} place
 * @param {{ op: string, standing?: SealedMark | null, before: SealedMark | null }[]} gone oldest first */
async function showAgain(marks, { sheet, step }, gone) {
  const shown = shownAfter(gone, (await answered(marks.get([sheet, step]))) ?? null);
  if (shown) marks.put({ sheet, step, op: shown.op, content: shown.content });
  else marks.delete([sheet, step]);
}

/** What was refused at this step is over, and what waits before it is once it is refused: the server took this one.
 * @param {{ shelf: IDBObjectStore, operations: IDBObjectStore }} stores @param {SealedRow & { value?: number | null }} taken
 * @param {ReadonlySet<string>} refused */
async function overtake({ shelf, operations }, taken, refused) {
  if (taken.step === 0) return;
  const place = [taken.sheet, taken.step];
  for (const row of await answered(shelf.index("place").getAll(place)))
    if (refused.has(row.op) && isOvertaken(row, taken)) shelf.delete(row.sequence);
  for (const row of await answered(operations.index("place").getAll(place)))
    if (isOvertaken(row, taken)) operations.put({ ...row, isOver: true });
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
