// @ts-check
/**
 * The store of store.js without IndexedDB: for browsers that have none (then nothing survives a reload, and the screen has
 * to say so) and for tests.
 *
 * @typedef {import("./outbox.js").Store} Store
 * @typedef {import("./outbox.js").Row} Row
 * @typedef {import("./outbox.js").Shown} Shown
 * @typedef {import("./outbox.js").Answer} Answer
 * @typedef {import("./deeds.js").Deed} Deed
 * @typedef {import("./unsent.js").PhotoRow} PhotoRow
 * @typedef {Shown & { step: number }} Stands
 * @typedef {{ value: number | null, remark: string, parts?: import("./operations.js").Parts }} Content
 * @typedef {{ op: string | null, content: Content | null }} Known content: null once it is forgotten
 * @typedef {{ sequence: number, op: string, sheet: number, step: number, base_op: string | null, made_at: string,
 *             user: number, content: any, before: Known | null, inPlace?: boolean,
 *             isOver?: boolean }} Kept isOver: a newer mark of its step was taken, so that it is over where it is refused
 */

import { chained, isOvertaken, placeOf, shownAfter } from "./chain.js";
import { keepsItsPlace } from "./deeds.js";
import { contentOf } from "./operations.js";
import { byPlace, countsOf, isUnsent, mayFollow, photoRow } from "./unsent.js";

export class MemoryStore {
  #sequence = 0;
  /** @type {Kept[]} */
  #rows = [];
  /** @type {{ row: Kept, answer: Answer }[]} */
  #shelf = [];
  /** @type {Map<string, Known & { sheet: number, step: number }>} */
  #marks = new Map();
  /** @type {{ sequence: number, op: string, sheet: number, made_at: string, user: number, answer: null | "stored",
   *           deed: Deed }[]} */
  #deeds = [];
  /** @type {Map<string, PhotoRow & { blob: Blob }>} */
  #photos = new Map();
  /** @type {Map<number, any>} */
  #sheets = new Map();
  /** @type {any} */
  #day = null;
  /** @type {Map<string, import("./drafting.js").DraftPlace & { text: string }>} */
  #drafts = new Map();

  /** Whether what is kept survives a reload. */
  survives = false;

  /** @type {Store["keep"]} */
  async keep(draft, base) {
    const { value, remark, parts, ...clear } = draft;
    const content = contentOf(draft);
    const place = placeOf(draft);
    const row = { ...chained({ ...clear, content }, known(this.#marks.get(place)), base), sequence: (this.#sequence += 1) };
    this.#rows.push(row);
    this.#marks.set(place, { sheet: row.sheet, step: row.step, op: row.op, content });
    if (base !== undefined) this.#shelf = this.#shelf.filter(({ row }) => placeOf(row) !== place);
    return rowOf(row);
  }

  /** @type {Store["keepDeed"]} */
  async keepDeed({ op, sheet, deed, made_at, user }, blob, instead) {
    const sequence = (this.#sequence += 1);
    const inPlace = keepsItsPlace(deed) ? { inPlace: true } : {};
    const row = { sequence, op, sheet, step: 0, base_op: null, made_at, user, content: { deed }, before: null, ...inPlace };
    this.#rows.push(structuredClone(row));
    this.#deeds.push(structuredClone({ sequence, op, sheet, made_at, user, answer: null, deed }));
    this.#shelf = this.#shelf.filter((shelved) => shelved.row.op !== instead);
    if (blob) this.#photos.set(deed.photo ?? "", { ...photoRow({ op, sheet, deed, made_at, user, sequence }), blob });
    for (const photo of this.#photos.values()) {
      if (instead !== undefined && photo.op === instead) photo.op = op;
      if (deed.kind === "photo-off" && photo.id === deed.photo) photo.off = op;
    }
    return rowOf(row);
  }

  /** @type {Store["next"]} */
  async next(user, most, wanted) {
    const own = this.#rows.filter((row) => row.user === user && wanted(placeOf(row), row));
    return own.slice(0, most).map(rowOf);
  }

  /** @type {Store["settle"]} */
  async settle(answers) {
    for (const answer of structuredClone(answers)) {
      const row = this.#rows.find((one) => one.op === answer.op);
      if (!row) continue;
      const isShelved = answer.outcome === "refused" || answer.outcome === "conflict";
      this.#rows = this.#rows.filter((one) => one !== row);
      if (!isShelved) this.#overtake(row);
      else if (answer.outcome === "conflict" || !row.isOver) this.#shelf.push({ row, answer });
      if (row.step === 0) this.#settleDeed(row.op, isShelved);
    }
    this.#shelf.sort((one, other) => one.row.sequence - other.row.sequence);
  }

  /** Refused marks that are older are over, those of which it is not known yet that they are refused too. @param {Kept} taken */
  #overtake({ content: { value }, ...row }) {
    const taken = { ...row, value };
    this.#shelf = this.#shelf.filter((shelved) => shelved.answer.outcome !== "refused" || !isOvertaken(shelved.row, taken));
    for (const row of this.#rows) if (isOvertaken(row, taken)) row.isOver = true;
  }

  /** @param {string} op @param {boolean} isShelved */
  #settleDeed(op, isShelved) {
    if (isShelved) this.#deeds = this.#deeds.filter((deed) => deed.op !== op);
    for (const deed of this.#deeds) if (deed.op === op) deed.answer = "stored";
    for (const photo of [...this.#photos.values()]) {
      if (photo.op === op && !isShelved && photo.state === "new") photo.state = "announced";
      if (photo.off === op && isShelved) delete photo.off;
      else if (photo.off === op) this.#photos.delete(photo.id);
    }
  }

  /** @type {Store["shelf"]} */
  async shelf(user) {
    const own = this.#shelf.filter(({ row }) => row.user === user);
    return own.map(({ row, answer }) => ({ row: rowOf(row), answer: structuredClone(answer) }));
  }

  /** @type {Store["takeOff"]} */
  async takeOff(op) {
    const given = this.#shelf.find(({ row }) => row.op === op)?.row;
    if (!given) return;
    const place = placeOf(given);
    const here = this.#shelf.filter(({ row }) => (given.step === 0 ? row.op === op : placeOf(row) === place));
    this.#shelf = this.#shelf.filter((shelved) => !here.includes(shelved));
    if (given.step === 0) this.#dropPhotos((photo) => photo.op === op);
    else if (!this.#rows.some((row) => placeOf(row) === place)) this.#showAgain(given, here.map(shelvedOf));
  }

  /** @param {{ sheet: number, step: number }} here @param {{ op: string, standing?: Known | null, before: Known | null }[]} gone */
  #showAgain({ sheet, step }, gone) {
    const place = placeOf({ sheet, step });
    const shown = shownAfter(gone, known(this.#marks.get(place)));
    if (shown) this.#marks.set(place, { sheet, step, op: shown.op, content: shown.content });
    else this.#marks.delete(place);
  }

  /** @param {(photo: PhotoRow) => boolean} which */
  #dropPhotos(which) {
    for (const photo of [...this.#photos.values()]) if (which(photo)) this.#photos.delete(photo.id);
  }

  /** @type {Store["waiting"]} */
  async waiting(user) {
    const own = this.#rows.filter((row) => row.user === user);
    const alone = [...this.#photos.values()].filter(mayFollow);
    const photos = alone.filter((photo) => photo.user === user);
    const since = own[0]?.made_at ?? photos[0]?.made_at ?? null;
    const others = this.#rows.length - own.length + (alone.length - photos.length);
    return { count: own.length, since, others, photos: photos.length };
  }

  /**
   * Take over what stands at the server, except where this device knows something the server has not settled.
   * @param {number} sheet @param {Stands[]} stands every step that has a mark
   */
  async adopt(sheet, stands) {
    const undecided = this.#undecided();
    for (const [place, mark] of this.#marks)
      if (mark.sheet === sheet && !undecided.has(place)) this.#marks.delete(place);
    for (const { step, op, ...mark } of stands)
      if (!undecided.has(placeOf({ sheet, step })))
        this.#marks.set(placeOf({ sheet, step }), { sheet, step, op, content: structuredClone(contentOf(mark)) });
  }

  #undecided() {
    return new Set([...this.#rows, ...this.#shelf.map(({ row }) => row)].map(placeOf));
  }

  /** What the device shows for a sheet. @param {number} sheet @returns {Promise<Stands[]>} */
  async marks(sheet) {
    const unsent = new Map([...this.#rows, ...this.#shelf.map(({ row }) => row)].map((row) => [row.op, row.content]));
    return [...this.#marks.values()].flatMap((mark) => {
      const content = mark.content ?? unsent.get(String(mark.op));
      return mark.sheet === sheet && content ? [structuredClone({ step: mark.step, op: mark.op, ...content })] : [];
    });
  }

  /** What was done besides marking, in the order of the device. @param {number} sheet
   * @returns {Promise<import("./deeds.js").KeptDeed[]>} */
  async deeds(sheet) {
    const here = this.#deeds.filter((deed) => deed.sheet === sheet);
    return structuredClone(here.map(({ op, deed, made_at, answer }) => ({ op, deed, made_at, answer })));
  }

  /** What was answered for is in the facts that were prepared just now. @param {number} sheet */
  async adoptDeeds(sheet) {
    this.#deeds = this.#deeds.filter((deed) => deed.sheet !== sheet || deed.answer === null);
  }

  /** @param {number} id @param {unknown} sheet what is needed to mark it without network */
  async keepSheet(id, sheet) {
    this.#sheets.set(id, structuredClone(sheet));
  }

  /** What became of these sheets elsewhere; one that is not on this device any more does not come back.
   * @param {{ id: number }[]} given @returns {Promise<number[]>} those that are here */
  async renewSheets(given) {
    const here = given.filter(({ id }) => this.#sheets.has(id));
    for (const sheet of here) this.#sheets.set(sheet.id, structuredClone(sheet));
    return here.map(({ id }) => id);
  }

  /** These sheets instead of all that were prepared before; of the others stays what is not settled yet.
   * @param {{ id: number }[]} sheets */
  async keepSheets(sheets) {
    const ids = new Set(sheets.map(({ id }) => id));
    const undecided = this.#undecided();
    this.#sheets = new Map(sheets.map((sheet) => [sheet.id, structuredClone(sheet)]));
    for (const [place, mark] of this.#marks) if (!ids.has(mark.sheet) && !undecided.has(place)) this.#marks.delete(place);
    this.#deeds = this.#deeds.filter((deed) => ids.has(deed.sheet) || deed.answer === null);
    this.#dropPhotos((photo) => !ids.has(photo.sheet) && photo.state === "sent");
  }

  /** @param {number} id @returns {Promise<any>} undefined when it is not on this device */
  async sheet(id) {
    return structuredClone(this.#sheets.get(id));
  }

  /** @returns {Promise<any[]>} all that were prepared, in that order */
  async sheets() {
    return structuredClone([...this.#sheets.values()]);
  }

  /** @param {unknown} day what was prepared besides the sheets */
  async keepDay(day) {
    this.#day = structuredClone(day);
  }

  /** @returns {Promise<any>} null when nothing was prepared, or it is forgotten */
  async day() {
    return structuredClone(this.#day);
  }

  /** @param {import("./drafting.js").DraftPlace} place @param {string} text */
  async keepDraft(place, text) {
    this.#drafts.set(Object.values(place).join("/"), { ...place, text });
  }

  /** @param {import("./drafting.js").DraftPlace} place */
  async dropDraft(place) {
    this.#drafts.delete(Object.values(place).join("/"));
  }

  /** What this user was typing on a sheet. @param {number} user @param {number} sheet */
  async drafts(user, sheet) {
    const own = [...this.#drafts.values()].filter((draft) => draft.user === user && draft.sheet === sheet);
    return own.map(({ step, what, text }) => ({ step, what, text }));
  }

  /** Names, sheets and what is shown go; what no server has yet stays, and how marks rest on each other. */
  async forgetPeople() {
    this.#sheets.clear();
    this.#day = null;
    for (const mark of this.#marks.values()) mark.content = null;
    for (const row of [...this.#rows, ...this.#shelf.map(({ row }) => row)]) if (row.before) row.before.content = null;
    this.#deeds = this.#deeds.filter((deed) => deed.answer === null);
    this.#dropPhotos((photo) => photo.state === "sent");
  }

  /** @param {string} id @returns {Promise<import("./store.js").Photo | undefined>} */
  async photo(id) {
    const found = this.#photos.get(id);
    return found && { id, sheet: found.sheet, step: found.step, type: found.type, blob: found.blob };
  }

  /** Photos whose deed the server has, so that they may follow. @param {number} user */
  async photosWaiting(user) {
    const own = [...this.#photos.values()].filter((photo) => photo.user === user && mayFollow(photo));
    return own.map(({ id, sheet, step, sha256, size, type }) => ({ id, sheet, step, sha256, size, type }));
  }

  /** @param {string} id that the server has now */
  async photoSent(id) {
    const found = this.#photos.get(id);
    if (found) found.state = "sent";
  }

  /** Of every user of this device, what no server has yet. */
  async everyone() {
    const photos = [...this.#photos.values()].filter(isUnsent);
    return countsOf({ rows: this.#rows, shelf: this.#shelf.map(({ row }) => row), photos });
  }

  /** What a file of last resort holds. @param {number} user @returns {Promise<import("./store.js").Unsent>} */
  async unsentOf(user) {
    const photos = [...this.#photos.values()].filter((photo) => photo.user === user && isUnsent(photo));
    return {
      operations: await this.next(user, Infinity, () => true),
      shelf: await this.shelf(user),
      photos: photos.map(({ id, sheet, step, type, sha256, blob }) => ({ id, sheet, step, type, sha256, blob })),
    };
  }

  /** What no server has goes for good: to be asked first, by name. @param {number} user */
  async giveUp(user) {
    const gone = this.#rows.filter((row) => row.user === user).map((row) => ({ row, op: row.op, standing: null, before: row.before }));
    const shelved = this.#shelf.filter(({ row }) => row.user === user).map((one) => ({ row: one.row, ...shelvedOf(one) }));
    for (const [name, draft] of [...this.#drafts]) if (draft.user === user) this.#drafts.delete(name);
    this.#rows = this.#rows.filter((row) => row.user !== user);
    this.#shelf = this.#shelf.filter(({ row }) => row.user !== user);
    this.#deeds = this.#deeds.filter((deed) => deed.user !== user || deed.answer !== null);
    this.#dropPhotos((photo) => photo.user === user && isUnsent(photo));
    const left = this.#undecided();
    for (const [place, here] of byPlace([...shelved, ...gone])) if (!left.has(place)) this.#showAgain(here[0].row, here);
  }

  /** Everything goes, unsent marks too: to be asked first. */
  async wipe() {
    this.#rows = [];
    this.#shelf = [];
    this.#deeds = [];
    this.#photos.clear();
    this.#drafts.clear();
    this.#marks.clear();
    this.#sheets.clear();
    this.#day = null;
  }

  close() {}
}

/** @param {(Known & { sheet: number, step: number }) | undefined} mark @returns {Known | null} */
function known(mark) {
  return mark ? { op: mark.op, content: mark.content } : null;
}

/** @param {Kept} kept @returns {Row} */
function rowOf({ content, before, inPlace, isOver, ...clear }) {
  const shown = before?.content ? { op: before.op, ...before.content } : null;
  return structuredClone({ ...clear, before: shown, ...content });
}

/** @param {{ row: Kept, answer: Answer }} shelved */
function shelvedOf({ row, answer: { standing } }) {
  return { op: row.op, standing: standing ? { op: standing.op, content: contentOf(standing) } : null, before: row.before };
}
