// @ts-check
/**
 * What every store of the tablet does, as cases that run in node and in a browser: `open()` gives a store on the same data
 * each time.
 */

const USER = 4;
let made = 0;

/** @param {number} step @param {number | null} value */
export function draft(step, value, facts = {}) {
  made += 1;
  return { op: `op-${made}`, sheet: 7, step, value, remark: `remark ${value}`, made_at: `made ${made}`, user: USER, ...facts };
}

/** @param {object} what */
export function deed(what, facts = {}) {
  made += 1;
  return { op: `op-${made}`, sheet: 7, deed: what, made_at: `made ${made}`, user: USER, ...facts };
}

/** @param {string} id */
export function photo(id, facts = {}) {
  return { kind: "photo", photo: id, step: null, sha256: "a".repeat(64), size: 3, type: "image/jpeg", ...facts };
}

export function aBlob() {
  return new Blob([new Uint8Array([1, 2, 3])], { type: "image/jpeg" });
}

/** @param {unknown} found @param {unknown} wanted */
export function same(found, wanted) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${one} instead of ${other}`);
}

const all = () => true;
const ops = (/** @type {any[]} */ rows) => rows.map((row) => row.op);
const values = (/** @type {any[]} */ marks) => marks.map(({ step, value }) => [step, value]).sort();

/** @type {[string, (open: () => Promise<any>) => Promise<void>][]} */
export const CONTRACT = [
  [
    "what is being typed comes back to who typed it, stays when the names go, and goes when it is dropped or given up",
    async (open) => {
      const store = await open();
      const place = (/** @type {number} */ step, user = USER) => ({ user, sheet: 7, step, what: "remark" });
      for (const one of [place(1), place(2), place(3, 5)]) await store.keepDraft(one, `typed at ${one.step}`);
      await store.keepDraft(place(2), "typed on");
      await store.dropDraft(place(1));
      await store.keepDay({ until: "then" });
      await store.forgetPeople();
      same(await (await open()).drafts(USER, 7), [{ step: 2, what: "remark", text: "typed on" }]);
      same([await store.day(), await store.everyone(), (await store.waiting(USER)).count], [null, [], 0]);
      await store.giveUp(USER);
      same([(await store.drafts(USER, 7)).length, (await store.drafts(5, 7)).length], [0, 1]);
    },
  ],
  [
    "what is kept comes back whole, in the order in which it was kept",
    async (open) => {
      const store = await open();
      const drafts = [draft(2, 1), draft(1, 3), draft(2, null)];
      for (const one of drafts) await store.keep(one);
      const rows = await (await open()).next(USER, 9, all);
      same(ops(rows), ops(drafts));
      same(rows.map((/** @type {any} */ row) => [row.value, row.remark]), drafts.map((one) => [one.value, one.remark]));
      if (!(rows[0].sequence < rows[1].sequence && rows[1].sequence < rows[2].sequence)) throw new Error("no order");
    },
  ],
  [
    "each operation rests on what the step shows and knows what it replaced",
    async (open) => {
      const store = await open();
      const [first, second] = [await store.keep(draft(1, 1)), await store.keep(draft(1, 2))];
      same([first.base_op, first.before], [null, null]);
      same([second.base_op, second.before.value, second.before.op], [first.op, 1, first.op]);
    },
  ],
  [
    "the step shows the latest mark, and still does after it was sent",
    async (open) => {
      const store = await open();
      const { op } = await store.keep(draft(1, 2));
      await store.settle([{ op, outcome: "stored" }]);
      same(values(await (await open()).marks(7)), [[1, 2]]);
      same(await store.waiting(USER), { count: 0, since: null, others: 0, photos: 0 });
    },
  ],
  [
    "only so many are given, only the user's own, and only of wanted steps",
    async (open) => {
      const store = await open();
      const kept = [];
      for (const step of [1, 2, 1, 3]) kept.push(await store.keep(draft(step, 1)));
      await store.keep(draft(1, 1, { user: 5 }));
      same(ops(await store.next(USER, 2, all)), ops(kept.slice(0, 2)));
      same(ops(await store.next(USER, 9, (/** @type {string} */ place) => place === "7/1")), ops([kept[0], kept[2]]));
      same(await store.waiting(USER), { count: 4, since: kept[0].made_at, others: 1, photos: 0 });
    },
  ],
  [
    "a number once given is not given again",
    async (open) => {
      const store = await open();
      const first = await store.keep(draft(1, 1));
      await store.settle([{ op: first.op, outcome: "duplicate" }]);
      const second = await (await open()).keep(draft(1, 2));
      if (second.sequence <= first.sequence) throw new Error("the order starts again");
    },
  ],
  [
    "refused and conflicting marks move to the shelf with their answers, once",
    async (open) => {
      const store = await open();
      const [one, two] = [await store.keep(draft(1, 1)), await store.keep(draft(2, 2))];
      const standing = { op: "theirs", value: 3, remark: "x", by: 9, made_at: "then" };
      const answers = [{ op: two.op, outcome: "refused", reason: "No." }, { op: one.op, outcome: "conflict", standing }];
      await store.settle(answers);
      await store.settle(answers);
      const shelf = await (await open()).shelf(USER);
      same(shelf.map((/** @type {any} */ each) => [each.row.op, each.row.value, each.answer]), [
        [one.op, 1, answers[1]],
        [two.op, 2, answers[0]],
      ]);
      same([(await store.waiting(USER)).count, await store.shelf(5)], [0, []]);
    },
  ],
  [
    "a refused mark is over once the server took a newer one of its step, and a conflict is not",
    async (open) => {
      const store = await open();
      const [one, two, three] = [await store.keep(draft(1, 7)), await store.keep(draft(2, 7)), await store.keep(draft(3, 1))];
      const standing = { op: "theirs", value: 3, remark: "x", by: 9, made_at: "then" };
      const refused = [one, two].map(({ op }) => ({ op, outcome: "refused", reason: "No." }));
      await store.settle([...refused, { op: three.op, outcome: "conflict", standing }]);
      const newer = [await store.keep(draft(1, 2)), await store.keep(draft(3, 2))];
      await store.settle(newer.map(({ op }) => ({ op, outcome: "stored" })));
      same(ops((await (await open()).shelf(USER)).map((/** @type {any} */ { row }) => row)), [two.op, three.op]);
      same(values(await store.marks(7)), [[1, 2], [2, 7], [3, 2]]);
      const [bad, good] = [await store.keep(draft(2, 8)), await store.keep(draft(2, 1))];
      await store.settle([{ op: bad.op, outcome: "refused", reason: "No." }, { op: good.op, outcome: "duplicate" }]);
      same(ops((await store.shelf(USER)).map((/** @type {any} */ { row }) => row)), [three.op]);
    },
  ],
  [
    "a refused mark is not over by one that clears its step, nor by one of somebody else",
    async (open) => {
      const store = await open();
      const [one, two] = [await store.keep(draft(1, 7)), await store.keep(draft(2, 7))];
      await store.settle([one, two].map(({ op }) => ({ op, outcome: "refused", reason: "No." })));
      const [cleared, theirs] = [await store.keep(draft(1, null)), await store.keep({ ...draft(2, 2), user: 5 })];
      await store.settle([cleared, theirs].map(({ op }) => ({ op, outcome: "stored" })));
      same(ops((await (await open()).shelf(USER)).map((/** @type {any} */ { row }) => row)), [one.op, two.op]);
      const [late, again] = [await store.keep(draft(3, 7)), await store.keep(draft(3, null))];
      await store.settle([{ op: again.op, outcome: "stored" }, { op: late.op, outcome: "refused", reason: "No." }]);
      same((await store.shelf(USER)).length, 3);
    },
  ],
  [
    "a refused mark is over too where its answer comes after that of a newer one",
    async (open) => {
      const store = await open();
      const [one, other, newer, newest] = [await store.keep(draft(1, 7)), await store.keep(draft(2, 7)), await store.keep(draft(1, 2)), await store.keep(draft(2, 2))];
      const refused = ({ op }) => ({ op, outcome: "refused", reason: "No." });
      await store.settle([{ op: newer.op, outcome: "stored" }, refused(one), { op: newest.op, outcome: "duplicate" }]);
      same(Object.keys((await store.next(USER, 9, () => true))[0]).sort(), Object.keys(other).sort());
      await (await open()).settle([refused(other)]);
      same([await store.shelf(USER), (await store.waiting(USER)).count], [[], 0]);
    },
  ],
  [
    "an answer for a mark that is not here changes nothing",
    async (open) => {
      const store = await open();
      await store.keep(draft(1, 1));
      await store.settle([{ op: "unknown", outcome: "refused" }]);
      same([(await store.waiting(USER)).count, await store.shelf(USER)], [1, []]);
    },
  ],
  [
    "taken off the shelf, a step shows what stands at the server, and the next mark rests on it",
    async (open) => {
      const store = await open();
      const { op } = await store.keep(draft(1, 1));
      const standing = { op: "theirs", value: 3, remark: "x", by: 9, made_at: "then" };
      await store.settle([{ op, outcome: "conflict", standing }]);
      await store.takeOff(op);
      same(values(await store.marks(7)), [[1, 3]]);
      same([(await store.keep(draft(1, 2))).base_op, await store.shelf(USER)], ["theirs", []]);
    },
  ],
  [
    "taken off the shelf with nothing standing, a step shows what was there before",
    async (open) => {
      const store = await open();
      await store.adopt(7, [{ step: 1, value: 0, remark: "", op: "earlier" }]);
      for (const step of [1, 2]) {
        const { op } = await store.keep(draft(step, 3));
        await store.settle([{ op, outcome: "refused" }]);
        await store.takeOff(op);
      }
      same(values(await store.marks(7)), [[1, 0]]);
    },
  ],
  [
    "taken off the shelf while a newer mark waits, a step keeps showing the newer one",
    async (open) => {
      const store = await open();
      const { op } = await store.keep(draft(1, 1));
      await store.settle([{ op, outcome: "refused" }]);
      await store.keep(draft(1, 2));
      await store.takeOff(op);
      same([values(await store.marks(7)), await store.shelf(USER)], [[[1, 2]], []]);
    },
  ],
  [
    "taken off the shelf after the server took a newer mark, a step keeps showing that one, and the next rests on it",
    async (open) => {
      const store = await open();
      const { op } = await store.keep(draft(1, 1));
      await store.settle([{ op, outcome: "refused" }]);
      const newer = await store.keep(draft(1, 2));
      await store.settle([{ op: newer.op, outcome: "stored" }]);
      await store.takeOff(op);
      same([values(await store.marks(7)), await store.shelf(USER)], [[[1, 2]], []]);
      same((await store.keep(draft(1, 3))).base_op, newer.op);
      await store.giveUp(USER);
      same(values(await store.marks(7)), [[1, 2]]);
    },
  ],
  [
    "given up, what is not sent makes room for what the server took after a mark that it refused",
    async (open) => {
      const store = await open();
      const { op } = await store.keep(draft(1, 1));
      await store.settle([{ op, outcome: "refused" }]);
      const newer = await store.keep(draft(1, 2));
      await store.settle([{ op: newer.op, outcome: "stored" }]);
      await store.keep(draft(1, 3));
      await store.giveUp(USER);
      same([values(await store.marks(7)), await store.shelf(USER)], [[[1, 2]], []]);
    },
  ],
  [
    "a mark kept on a given base settles the shelf of its step alone",
    async (open) => {
      const store = await open();
      for (const step of [1, 2]) {
        const { op } = await store.keep(draft(step, 1));
        await store.settle([{ op, outcome: "conflict" }]);
      }
      const row = await store.keep(draft(1, 1), "theirs");
      const shelf = await store.shelf(USER);
      same([row.base_op, shelf.map((/** @type {any} */ each) => each.row.step)], ["theirs", [2]]);
    },
  ],
  [
    "what the server says is shown, except where this device has something undecided",
    async (open) => {
      const store = await open();
      await store.adopt(7, [{ step: 3, value: 3, remark: "", op: "gone" }, { step: 4, value: 1, remark: "", op: "older" }]);
      await store.adopt(8, [{ step: 9, value: 1, remark: "", op: "other sheet" }]);
      await store.keep(draft(1, 1));
      const { op } = await store.keep(draft(2, 2));
      await store.settle([{ op, outcome: "conflict" }]);
      await store.adopt(7, [1, 2, 4].map((step) => ({ step, value: 0, remark: "", op: `server-${step}` })));
      same(values(await (await open()).marks(7)), [[1, 1], [2, 2], [4, 0]]);
      same(values(await store.marks(8)), [[9, 1]]);
    },
  ],
  [
    "a sheet that was prepared is there after reopening, another one is not",
    async (open) => {
      await (await open()).keepSheet(7, { candidate: "A. Candidate" });
      const store = await open();
      same([await store.sheet(7), (await store.sheet(8)) ?? null], [{ candidate: "A. Candidate" }, null]);
    },
  ],
  [
    "a sheet that changed elsewhere is renewed in its place, and one that is gone from here does not come back",
    async (open) => {
      const store = await open();
      await store.keepSheets([{ id: 9, state: "planned" }, { id: 7, state: "planned" }]);
      same(await store.renewSheets([{ id: 8, state: "signed" }, { id: 9, state: "signed" }]), [9]);
      same(await (await open()).sheets(), [{ id: 9, state: "signed" }, { id: 7, state: "planned" }]);
      await store.forgetPeople();
      same(await store.renewSheets([{ id: 9, state: "signed" }]), []);
      same(await store.sheets(), []);
    },
  ],
  [
    "deeds come between marks in the order of the device, and are shown",
    async (open) => {
      const store = await open();
      const first = await store.keep(draft(1, 1));
      const started = await store.keepDeed(deed({ kind: "start" }));
      const later = await store.keep(draft(1, 2));
      same([started.step, started.base_op, started.before, started.deed], [0, null, null, { kind: "start" }]);
      const again = await open();
      const rows = await again.next(USER, 9, all);
      same(rows.map((/** @type {any} */ row) => [row.op, row.deed ?? row.value]), [
        [first.op, 1],
        [started.op, { kind: "start" }],
        [later.op, 2],
      ]);
      same(await again.deeds(7), [{ op: started.op, deed: { kind: "start" }, made_at: started.made_at, answer: null }]);
      same([values(await again.marks(7)), await again.deeds(8), (await again.waiting(USER)).count], [[[1, 2]], [], 3]);
    },
  ],
  [
    "who asks which rows are wanted is asked in the order of the device, and told what keeps its place",
    async (open) => {
      const store = await open();
      await store.keep(draft(1, 1));
      await store.keepDeed(deed({ kind: "sign", name: "S." }));
      await store.keepDeed(deed({ kind: "remark", text: "" }));
      await store.keep(draft(2, 1, { user: 5 }));
      /** @type {any[]} */
      const asked = [];
      await store.next(USER, 9, (/** @type {string} */ place, /** @type {any} */ row) => asked.push([place, row.sheet, row.inPlace === true]));
      same(asked, [["7/1", 7, false], ["7/0", 7, true], ["7/0", 7, false]]);
    },
  ],
  [
    "a deed that was stored is shown until the server's own account of it is taken over",
    async (open) => {
      const store = await open();
      const [one, two] = [await store.keepDeed(deed({ kind: "start" })), await store.keepDeed(deed({ kind: "stop" }))];
      await store.settle([{ op: one.op, outcome: "stored" }]);
      same((await (await open()).deeds(7)).map((/** @type {any} */ kept) => [kept.op, kept.answer]), [[one.op, "stored"], [two.op, null]]);
      await store.adoptDeeds(8);
      same((await store.deeds(7)).length, 2);
      await store.adoptDeeds(7);
      same([ops(await store.deeds(7)), ops(await store.next(USER, 9, all))], [[two.op], [two.op]]);
      await store.settle([{ op: two.op, outcome: "duplicate" }]);
      same((await store.deeds(7))[0].answer, "stored");
    },
  ],
  [
    "a refused deed is on the shelf and no longer shown, and given up alone",
    async (open) => {
      const store = await open();
      const [one, two] = [await store.keepDeed(deed({ kind: "pause", reason: "x" })), await store.keepDeed(deed({ kind: "stop" }))];
      const mark = await store.keep(draft(1, 1));
      const refused = [one, two, mark].map(({ op }) => ({ op, outcome: "refused", reason: "No." }));
      await store.settle(refused);
      const shelf = await (await open()).shelf(USER);
      same(shelf.map((/** @type {any} */ { row, answer }) => [row.op, row.deed?.kind ?? null, answer]), [
        [one.op, "pause", refused[0]],
        [two.op, "stop", refused[1]],
        [mark.op, null, refused[2]],
      ]);
      same([await store.deeds(7), (await store.waiting(USER)).count], [[], 0]);
      await store.takeOff(one.op);
      same([(await store.shelf(USER)).map((/** @type {any} */ { row }) => row.op), values(await store.marks(7))], [[two.op, mark.op], [[1, 1]]]);
    },
  ],
  [
    "a deed that is tried again takes the place of the refused one",
    async (open) => {
      const store = await open();
      const refused = await store.keepDeed(deed({ kind: "stop" }));
      const other = await store.keepDeed(deed({ kind: "start" }));
      await store.settle([refused, other].map(({ op }) => ({ op, outcome: "refused", reason: "No." })));
      const again = await store.keepDeed(deed({ kind: "stop" }), undefined, refused.op);
      same([(await store.shelf(USER)).map((/** @type {any} */ { row }) => row.op), ops(await store.deeds(7))], [[other.op], [again.op]]);
    },
  ],
  [
    "a photo waits until its deed was stored, and comes back whole",
    async (open) => {
      const store = await open();
      const bytes = Uint8Array.from({ length: 300 }, (_, place) => place % 256);
      const row = await store.keepDeed(deed(photo("p1", { step: 3 })), new Blob([bytes], { type: "image/jpeg" }));
      same([await store.photosWaiting(USER), (await store.waiting(USER)).photos], [[], 0]); // its row counts
      await store.settle([{ op: row.op, outcome: "stored" }]);
      const again = await open();
      const { photo: id, sha256, size, type } = photo("p1");
      same(await again.photosWaiting(USER), [{ id, sheet: 7, step: 3, sha256, size, type }]);
      same(await again.photosWaiting(5), []);
      same([(await again.waiting(USER)).photos, (await again.waiting(5)).others], [1, 1]);
      const found = await again.photo("p1");
      same([found.id, found.sheet, found.step, found.type, found.blob.type], ["p1", 7, 3, "image/jpeg", "image/jpeg"]);
      same([...new Uint8Array(await found.blob.arrayBuffer())], [...bytes]);
      await again.photoSent("p1");
      same([await again.photosWaiting(USER), (await again.waiting(USER)).photos], [[], 0]);
      same((await (await again.photo("p1")).blob.arrayBuffer()).byteLength, 300);
      same((await again.photo("p2")) ?? null, null);
    },
  ],
  [
    "a photo that is taken away is not sent, and is gone once the server knows",
    async (open) => {
      const store = await open();
      const row = await store.keepDeed(deed(photo("p1")), aBlob());
      await store.settle([{ op: row.op, outcome: "stored" }]);
      const off = await store.keepDeed(deed({ kind: "photo-off", photo: "p1" }));
      same((await store.photosWaiting(USER)).length, 0);
      await store.settle([{ op: off.op, outcome: "refused", reason: "No." }]);
      same((await store.photosWaiting(USER)).length, 1);
      const again = await store.keepDeed(deed({ kind: "photo-off", photo: "p1" }));
      await store.settle([{ op: again.op, outcome: "stored" }]);
      same([(await (await open()).photo("p1")) ?? null, await store.photosWaiting(USER)], [null, []]);
    },
  ],
  [
    "a photo of a refused deed stays with it on the shelf, and goes with it",
    async (open) => {
      const store = await open();
      const row = await store.keepDeed(deed(photo("p1")), aBlob());
      await store.settle([{ op: row.op, outcome: "refused", reason: "No." }]);
      same([(await store.photo("p1")).id, await store.photosWaiting(USER), (await store.waiting(USER)).photos], ["p1", [], 0]);
      const again = await store.keepDeed(deed(photo("p1")), undefined, row.op);
      await store.settle([{ op: again.op, outcome: "stored" }]);
      same((await store.photosWaiting(USER)).length, 1);
      const other = await store.keepDeed(deed(photo("p2")), aBlob());
      await store.settle([{ op: other.op, outcome: "refused", reason: "No." }]);
      await store.takeOff(other.op);
      same([(await store.photo("p2")) ?? null, (await store.photo("p1")).id], [null, "p1"]);
    },
  ],
  [
    "a day and its sheets are there after reopening, in their order, instead of those of before",
    async (open) => {
      const store = await open();
      await store.keepSheets([{ id: 3 }, { id: 4 }]);
      await store.keepSheets([{ id: 9, name: "B." }, { id: 7, name: "A." }]);
      await store.keepDay({ school: "De Brug" });
      const again = await open();
      same([await again.sheets(), await again.sheet(7), (await again.sheet(3)) ?? null], [
        [{ id: 9, name: "B." }, { id: 7, name: "A." }],
        { id: 7, name: "A." },
        null,
      ]);
      same(await again.day(), { school: "De Brug" });
    },
  ],
  [
    "of sheets that are no longer prepared only what is not settled stays",
    async (open) => {
      const store = await open();
      await store.adopt(7, [{ step: 1, value: 1, remark: "", op: "old" }, { step: 2, value: 1, remark: "", op: "older" }]);
      const mark = await store.keep(draft(2, 2));
      const [sent, kept] = [await store.keepDeed(deed({ kind: "start" })), await store.keepDeed(deed({ kind: "stop" }))];
      await store.settle([{ op: sent.op, outcome: "stored" }]);
      await store.keepSheets([{ id: 9 }]);
      same([values(await store.marks(7)), ops(await store.deeds(7)), ops(await store.next(USER, 9, all))], [
        [[2, 2]],
        [kept.op],
        [mark.op, kept.op],
      ]);
    },
  ],
  [
    "names and what was shown can be forgotten; what no server has stays and is shown",
    async (open) => {
      const store = await open();
      await store.adopt(7, [{ step: 3, value: 3, remark: "seen", op: "earlier" }]);
      const sent = await store.keep(draft(1, 1));
      await store.settle([{ op: sent.op, outcome: "stored" }]);
      const waits = await store.keep(draft(2, 2));
      const shelved = await store.keep(draft(4, 1));
      await store.settle([{ op: shelved.op, outcome: "refused", reason: "No." }]);
      const done = await store.keepDeed(deed({ kind: "stop" }));
      await store.keepSheets([{ id: 7, name: "A." }]);
      await store.keepDay({ school: "De Brug" });
      await store.forgetPeople();
      const again = await open();
      same([await again.day(), await again.sheets(), (await again.sheet(7)) ?? null], [null, [], null]);
      same(values(await again.marks(7)), [[2, 2], [4, 1]]);
      same(ops(await again.next(USER, 9, all)), [waits.op, done.op]);
      same((await again.deeds(7)).map((/** @type {any} */ kept) => kept.deed), [{ kind: "stop" }]);
      same((await again.shelf(USER)).map((/** @type {any} */ { row }) => row.value), [1]);
    },
  ],
  [
    "after names were forgotten a mark still rests on the one before it, and does not tell what that was",
    async (open) => {
      const store = await open();
      const sent = await store.keep(draft(1, 1));
      await store.settle([{ op: sent.op, outcome: "stored" }]);
      const waits = await store.keep(draft(2, 1));
      await store.forgetPeople();
      const [one, two] = [await store.keep(draft(1, 2)), await (await open()).keep(draft(2, 2))];
      same([one.base_op, one.before, two.base_op], [sent.op, null, waits.op]);
      const [first, second, third] = await store.next(USER, 9, all);
      same([first.before, second.before, third.before?.value ?? null], [null, null, null]);
      await store.keep(draft(1, 3));
      same((await store.next(USER, 9, all)).at(-1).before.value, 2);
      same(values(await store.marks(7)), [[1, 3], [2, 2]]);
    },
  ],
  [
    "a conflict can be decided after names were forgotten",
    async (open) => {
      const store = await open();
      const mine = await store.keep(draft(1, 1));
      const standing = { op: "theirs", value: 3, remark: "x", by: 9, made_at: "then" };
      await store.settle([{ op: mine.op, outcome: "conflict", standing }]);
      await store.forgetPeople();
      same((await store.shelf(USER))[0].answer.standing, standing);
      await store.takeOff(mine.op);
      same(values(await store.marks(7)), [[1, 3]]);
      same((await store.keep(draft(1, 2))).base_op, "theirs");
    },
  ],
  [
    "of everybody it is known how much waits, and what of whom goes into a file",
    async (open) => {
      const store = await open();
      const mine = await store.keep(draft(1, 1));
      const done = await store.keepDeed(deed(photo("p1")), aBlob());
      const theirs = await store.keep(draft(1, 2, { user: 5 }));
      const refused = await store.keep(draft(2, 2, { user: 5 }));
      await store.settle([{ op: refused.op, outcome: "refused", reason: "No." }]);
      await store.forgetPeople();
      same(await (await open()).everyone(), [
        { user: USER, count: 2, since: mine.made_at, shelf: 0, photos: 0 },
        { user: 5, count: 1, since: theirs.made_at, shelf: 1, photos: 0 },
      ]);
      const { operations, shelf, photos } = await store.unsentOf(USER);
      same([ops(operations), shelf, photos.length], [[mine.op, done.op], [], 1]);
      same([photos[0].id, photos[0].sha256, photos[0].step, photos[0].blob.size], ["p1", "a".repeat(64), null, 3]);
      const other = await store.unsentOf(5);
      same([ops(other.operations), other.shelf[0].answer.reason], [[theirs.op], "No."]);
    },
  ],
  [
    "what one user gives up is gone, shows again what was there, and nobody else's is touched",
    async (open) => {
      const store = await open();
      await store.adopt(7, [{ step: 1, value: 0, remark: "", op: "earlier" }]);
      await store.keep(draft(1, 1));
      await store.keep(draft(1, 2));
      const refused = await store.keep(draft(2, 2));
      const standing = { op: "theirs", value: 3, remark: "x", by: 9, made_at: "then" };
      await store.settle([{ op: refused.op, outcome: "refused", reason: "No.", standing }]);
      await store.keepDeed(deed(photo("p1")), aBlob());
      const other = await store.keep(draft(3, 1, { user: 5 }));
      await store.giveUp(USER);
      const again = await open();
      same(await again.everyone(), [{ user: 5, count: 1, since: other.made_at, shelf: 0, photos: 0 }]);
      same([await again.shelf(USER), await again.deeds(7), (await again.photo("p1")) ?? null], [[], [], null]);
      same(values(await again.marks(7)), [[1, 0], [2, 3], [3, 1]]);
      same((await again.keep(draft(1, 3))).base_op, "earlier");
    },
  ],
];
