// The file of last resort, byte for byte as the server will read it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { canonical, partsOf, unsentFile, unsentFiles } from "../../../static/js/marking/exporting.js";
import { MemoryStore } from "../../../static/js/marking/memory.js";
import { Vault } from "../../../static/js/marking/vault.js";
import { aBlob, deed, draft, photo } from "./store-contract.js";
import { vectors } from "./world.js";

const { secret, canonical: CANONICAL, file: FILE } = vectors("unsent_file");

function drawer() {
  const kept = new Map();
  return {
    get: async (kind) => kept.get(kind),
    add: async (one) => !kept.has(one.kind) && Boolean(kept.set(one.kind, one)),
    put: async (one) => void kept.set(one.kind, one),
    remove: async (kind) => void kept.delete(kind),
  };
}

test("the text that is vouched for is the one that was worked out", () => {
  const { mac, ...rest } = FILE;
  assert.equal(canonical(rest), CANONICAL);
});

test("the tablet's word for it is the one that was worked out", async () => {
  const vault = new Vault({ drawer: drawer() });
  await vault.keepSecret(secret, "tablet");
  assert.equal(await vault.mac(CANONICAL), FILE.mac);
});

test("keys are put in the order of characters, not of halves of them", () => {
  assert.equal(canonical({ "\u{1f600}": 1, "\uffee": 2, b: [true, null], a: { 10: 1, 9: 2 }, aa: "" }), '{"a":{"10":1,"9":2},"aa":"","b":[true,null],"\uffee":2,"\u{1f600}":1}');
});

/** A store with a mark, a deed with a photo, and a refused mark. */
async function filled() {
  const store = new MemoryStore();
  await store.keep(draft(1, 2, { parts: [0] }));
  await store.keepDeed(deed(photo("p1", { step: 1 })), aBlob());
  const refused = await store.keep(draft(2, 1));
  await store.settle([{ op: refused.op, outcome: "refused", reason: "No." }]);
  await store.keep(draft(3, 1, { user: 5 }));
  return store;
}

const WHO = { tablet: "6f1d2c1e", user: { id: 4, name: "Zoë", password: "never" }, school: "De Brug", now: new Date("2027-03-02T23:30:00Z"), zone: "Europe/Amsterdam" };

test("a file holds what one person could not send, and its word covers all of it", async () => {
  const vault = new Vault({ drawer: drawer() });
  await vault.keepSecret(secret, "tablet");
  const { name, text } = await unsentFile({ unsent: await (await filled()).unsentOf(4), vault, ...WHO });
  const { mac, ...rest } = JSON.parse(text);
  assert.equal(name, "proefstuk-marks-2027-03-03.json");
  assert.equal(await vault.mac(canonical(rest)), mac);
  assert.deepEqual(rest.operations.map((one) => [one.step ?? one.deed.kind, "before" in one, "user" in one]), [[1, false, false], ["photo", false, false]]);
  assert.deepEqual(rest.operations[0].parts, [0]);
  assert.deepEqual(rest.shelf.map(({ operation, answer }) => [operation.step, answer.reason]), [[2, "No."]]);
  assert.deepEqual(rest.photos.map(({ id, step, data }) => [id, step, data]), [["p1", 1, "AQID"]]);
  assert.deepEqual([rest.user, rest.format, rest.version], [{ id: 4, name: "Zoë" }, "proefstuk-marks", 1]);
});

test("without a key, or without a secret, the file is made all the same and nobody vouches for it", async () => {
  const unsent = await (await filled()).unsentOf(4);
  for (const vault of [null, new Vault({ drawer: drawer() })])
    assert.equal(JSON.parse((await unsentFile({ unsent, vault, ...WHO })).text).mac, null);
});

test("a large photo comes whole", async () => {
  const bytes = Uint8Array.from({ length: 200_001 }, (_, place) => (place * 7) % 256);
  const photos = [{ id: "p", sheet: 7, step: null, type: "image/jpeg", sha256: "", blob: new Blob([bytes]) }];
  const { text } = await unsentFile({ unsent: { operations: [], shelf: [], photos }, ...WHO });
  assert.deepEqual(Uint8Array.from(atob(JSON.parse(text).photos[0].data), (letter) => letter.charCodeAt(0)), bytes);
});

/** A photo of so many bytes. @param {string} id @param {number} size */
const sized = (id, size) => ({ id, sheet: 7, step: null, type: "image/jpeg", sha256: "", blob: new Blob([new Uint8Array(size)]) });
const ids = (/** @type {any[]} */ parts) => parts.map(({ photos }) => photos.map(({ id }) => id).join(""));

test("marks and deeds come in a file of their own, photos after them in files that the server takes", () => {
  const unsent = { operations: [draft(1, 2)], shelf: [], photos: [..."abcdefg"].map((id) => sized(id, 4_000_000)) };
  const parts = partsOf(unsent);
  assert.deepEqual(ids(parts), ["", "abc", "def", "g"]);
  assert.deepEqual(parts.map(({ operations }) => operations.length), [1, 0, 0, 0]);
});

test("photos alone need no file of marks, many small ones stay below the number the server takes, and nothing is no file", () => {
  assert.deepEqual(ids(partsOf({ operations: [], shelf: [], photos: [sized("a", 1)] })), ["a"]);
  const small = Array.from({ length: 450 }, (_, place) => sized(String(place), 3));
  assert.deepEqual(partsOf({ operations: [], shelf: [], photos: small }).map(({ photos }) => photos.length), [200, 200, 50]);
  assert.deepEqual(partsOf({ operations: [], shelf: [], photos: [] }), []);
});

test("every part is a whole file that says its place, below the limit, and with a word of its own", async () => {
  const vault = new Vault({ drawer: drawer() });
  await vault.keepSecret(secret, "tablet");
  const unsent = await (await filled()).unsentOf(4);
  const photos = [...unsent.photos, sized("big", 10_000_000), sized("too", 10_000_000)];
  const found = [];
  for (const made of unsentFiles({ unsent: { ...unsent, photos }, vault, ...WHO })) found.push(await made());
  assert.deepEqual(found.map(({ name, number, count }) => [name, number, count]), [
    ["proefstuk-marks-2027-03-03-1-of-3.json", 1, 3],
    ["proefstuk-marks-2027-03-03-2-of-3.json", 2, 3],
    ["proefstuk-marks-2027-03-03-3-of-3.json", 3, 3],
  ]);
  for (const { text } of found) {
    const { mac, ...rest } = JSON.parse(text);
    assert.equal(await vault.mac(canonical(rest)), mac);
    assert.ok(text.length < 20_000_000);
  }
  assert.deepEqual(found.map(({ text }) => JSON.parse(text).operations.length), [2, 0, 0]);
});

test("one part is called as it always was", async () => {
  const { operations, shelf } = await (await filled()).unsentOf(4);
  const [made] = unsentFiles({ unsent: { operations, shelf, photos: [] }, ...WHO });
  assert.equal((await made()).name, "proefstuk-marks-2027-03-03.json");
});
