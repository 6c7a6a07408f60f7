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
];
