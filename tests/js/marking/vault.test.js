// @ts-check
/** Keys that can be used and not read, and what is left when one of them is gone. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Forgotten, Vault } from "../../../static/js/marking/vault.js";

/** A drawer that outlives the vaults on it. @param {{ before?: () => Promise<void> }} [how] */
function drawer({ before = async () => {} } = {}) {
  const kept = new Map();
  return {
    kept,
    get: async (/** @type {string} */ kind) => kept.get(kind),
    add: async (/** @type {any} */ one) => {
      await before();
      if (kept.has(one.kind)) return false;
      kept.set(one.kind, one);
      return true;
    },
    put: async (/** @type {any} */ one) => void kept.set(one.kind, one),
    remove: async (/** @type {string} */ kind) => void kept.delete(kind),
  };
}

const MARK = { value: 2, remark: "Sanna صَنّا 🪚 measured twice." };

test("what is sealed comes back whole after a restart", async () => {
  const keys = drawer();
  const sealed = await new Vault({ drawer: keys }).seal("unsent").seal(MARK);
  assert.deepEqual(await new Vault({ drawer: keys }).seal("unsent").open(sealed), MARK);
});

test("nothing of it can be read in what is kept", async () => {
  const sealed = /** @type {any} */ (await new Vault({ drawer: drawer() }).seal("people").seal(MARK));
  const text = Buffer.from(sealed.data).toString("latin1") + JSON.stringify({ ...sealed, data: null });
  assert.doesNotMatch(text, /Sanna|remark|measured/);
});

test("the same mark is never sealed alike", async () => {
  const seal = new Vault({ drawer: drawer() }).seal("unsent");
  const [one, other] = /** @type {any[]} */ (await Promise.all([seal.seal(MARK), seal.seal(MARK)]));
  assert.notDeepEqual(new Uint8Array(one.data), new Uint8Array(other.data));
});

test("no script can read a key", async () => {
  const keys = drawer();
  await new Vault({ drawer: keys }).seal("people").seal(MARK);
  const { key } = keys.kept.get("people");
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("what was altered on the disk is refused", async () => {
  const seal = new Vault({ drawer: drawer() }).seal("unsent");
  const sealed = /** @type {any} */ (await seal.seal(MARK));
  const bytes = new Uint8Array(sealed.data);
  bytes[3] ^= 1;
  await assert.rejects(seal.open({ ...sealed, data: bytes.buffer }));
});

test("with its key the names go, and the unsent marks stay", async () => {
  const vault = new Vault({ drawer: drawer() });
  const [name, mark] = [await vault.seal("people").seal("Sanna"), await vault.seal("unsent").seal(MARK)];
  await vault.forget("people");
  await assert.rejects(vault.seal("people").open(name), Forgotten);
  assert.deepEqual(await vault.seal("unsent").open(mark), MARK);
});

test("two tabs that open at once use one key", async () => {
  /** @type {() => void} */
  let go = () => {};
  const both = new Promise((resolve) => (go = () => resolve(undefined)));
  let came = 0;
  const keys = drawer({ before: () => ((came += 1) === 2 && go(), /** @type {Promise<any>} */ (both)) });
  const [one, other] = [new Vault({ drawer: keys }), new Vault({ drawer: keys })];
  const [first, second] = await Promise.all([one.seal("unsent").seal(1), other.seal("unsent").seal(2)]);
  assert.deepEqual([await other.seal("unsent").open(first), await one.seal("unsent").open(second)], [1, 2]);
});

test("what an older version kept without a seal is still read", async () => {
  assert.deepEqual(await new Vault({ drawer: drawer() }).seal("unsent").open(MARK), MARK);
});

test("a key that could not be kept is asked for again", async () => {
  const keys = drawer();
  let fails = true;
  const shaky = { ...keys, add: async (/** @type {any} */ one) => (fails ? Promise.reject(new Error("full")) : keys.add(one)) };
  const seal = new Vault({ drawer: shaky }).seal("unsent");
  await assert.rejects(seal.seal(MARK), /full/);
  fails = false;
  assert.deepEqual(await seal.open(await seal.seal(MARK)), MARK);
});

test("a key that another tab ended is no longer used by this one", async () => {
  const keys = drawer();
  const [here, there] = [new Vault({ drawer: keys }), new Vault({ drawer: keys })];
  const sealed = await here.seal("people").seal("Sanna");
  assert.equal(await there.seal("people").open(sealed), "Sanna");
  await there.forget("people");
  await assert.rejects(here.seal("people").open(sealed), Forgotten);
  const anew = await here.seal("people").seal("Bas");
  assert.equal(await there.seal("people").open(anew), "Bas");
});

test("many that are opened at once look into the drawer once", async () => {
  const keys = drawer();
  let looks = 0;
  const vault = new Vault({ drawer: { ...keys, get: (kind) => ((looks += 1), keys.get(kind)) } });
  const sealed = await Promise.all([1, 2, 3].map((one) => vault.seal("unsent").seal(one)));
  looks = 0;
  assert.deepEqual(await Promise.all(sealed.map((one) => vault.seal("unsent").open(one))), [1, 2, 3]);
  assert.equal(looks, 1);
});

test("bytes are sealed as they are, and come back as they were", async () => {
  const vault = new Vault({ drawer: drawer() });
  const bytes = Uint8Array.from({ length: 70_000 }, (_, place) => place % 251);
  const sealed = await vault.sealBytes("unsent", bytes.buffer);
  assert.deepEqual(new Uint8Array(await vault.openBytes("unsent", sealed)), bytes);
  assert.equal(new Uint8Array(await vault.openBytes("unsent", bytes.buffer)).length, 70_000); // from before there was a key
});

test("what was altered counts as forgotten, so that it holds up nothing", async () => {
  const seal = new Vault({ drawer: drawer() }).seal("unsent");
  const sealed = /** @type {any} */ (await seal.seal(MARK));
  await assert.rejects(seal.open({ ...sealed, iv: new Uint8Array(12) }), Forgotten);
});

test("the tablet's secret vouches, is replaced by a newer one, and cannot be read", async () => {
  const keys = drawer();
  const vault = new Vault({ drawer: keys });
  assert.equal(await vault.mac("text"), null);
  assert.equal(await vault.tablet(), null);
  await vault.keepSecret(btoa("a".repeat(32)), "one");
  const first = await vault.mac("text");
  await vault.keepSecret(btoa("b".repeat(32)), "one");
  const second = await new Vault({ drawer: keys }).mac("text");
  assert.match(String(first), /^[0-9a-f]{64}$/);
  assert.notEqual(first, second);
  assert.equal(await new Vault({ drawer: keys }).tablet(), "one");
  await assert.rejects(crypto.subtle.exportKey("raw", keys.kept.get("file").key));
  await vault.forget("file");
  assert.equal(await vault.mac("text"), null);
});
