import { test } from "node:test";

import { MemoryStore } from "../../../static/js/marking/memory.js";
import { CONTRACT, draft, same } from "./store-contract.js";

for (const [name, holds] of CONTRACT)
  test(`a store in memory: ${name}`, async () => {
    const store = new MemoryStore();
    await holds(async () => store);
  });

test("what a store gives out is a copy", async () => {
  const store = new MemoryStore();
  await store.keep(draft(1, 1));
  const [row] = await store.next(4, 1, () => true);
  row.value = 3;
  same((await store.next(4, 1, () => true))[0].value, 1);
});

test("a wiped store is empty", async () => {
  const store = new MemoryStore();
  await store.keep(draft(1, 1));
  await store.wipe();
  same([await store.marks(7), (await store.waiting(4)).count], [[], 0]);
});
