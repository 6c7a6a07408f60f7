// @ts-check
/** What the worker keeps, what it hands out, and what it leaves alone. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const TEXT = readFileSync(new URL("../../../static/js/tablet/worker.js", import.meta.url), "utf-8");
const ORIGIN = "https://school.example";
const PAGE = "/exams/tablet/";
const SHELL = { build: "b2", files: [PAGE, "/static/f1/css/tablet.css", "/joined/f1/js/tablet/main.js", "/static/f1/img/icons.svg"] };
const BODY = `<div data-build="b2">`;

/** @param {Record<string, Response>} [answers] */
function world(answers = {}) {
  /** @type {Map<string, Map<string, Response>>} */
  const stored = new Map();
  /** @type {[string, RequestInit | undefined][]} */
  const asked = [];
  const caches = {
    open: async (/** @type {string} */ name) => {
      const cache = stored.get(name) ?? new Map();
      stored.set(name, cache);
      return {
        put: async (/** @type {string} */ key, /** @type {Response} */ answer) => void cache.set(key, answer),
        match: async (/** @type {string} */ key) => cache.get(key.replace(ORIGIN, "")),
      };
    },
    keys: async () => [...stored.keys()],
    delete: async (/** @type {string} */ name) => stored.delete(name),
  };
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {};
  const done = { skipped: 0, claimed: 0 };
  const worker = {
    addEventListener: (/** @type {string} */ name, /** @type {any} */ work) => (listeners[name] = work),
    location: { origin: ORIGIN },
    skipWaiting: () => (done.skipped += 1),
    clients: { claim: async () => (done.claimed += 1) },
  };
  const fetch = async (/** @type {any} */ request, /** @type {RequestInit} */ init) => {
    const address = typeof request === "string" ? request : request.url;
    asked.push([address, init]);
    return (answers[address] ?? good(address)).clone();
  };
  const made = new Function("SHELL", "self", "caches", "fetch", `${TEXT}\nreturn { handling, whyNotKept, outdated };`);
  const policy = made(SHELL, worker, caches, fetch);
  const happens = async (/** @type {string} */ name, /** @type {object} */ facts = {}) => {
    /** @type {Promise<any> | undefined} */
    let wait;
    const answer = (/** @type {Promise<any>} */ work) => void (wait = work);
    listeners[name]({ ...facts, waitUntil: answer, respondWith: answer });
    return wait;
  };
  return { policy, stored, asked, done, happens };
}

/** @param {string} address */
function good(address) {
  const ending = address.split(".").at(-1) ?? "";
  const type = { css: "text/css", js: "text/javascript; charset=utf-8", svg: "image/svg+xml" }[ending] ?? "text/html";
  return new Response(BODY, { headers: { "Content-Type": type, "Set-Cookie": "x=1", "X-Reader": "Noor" } });
}

const request = (/** @type {string} */ path, facts = {}) => ({ method: "GET", mode: "no-cors", url: ORIGIN + path, ...facts });

test("the page of the app comes from what is kept, whatever stands behind it", () => {
  const { handling } = world().policy;
  assert.equal(handling(SHELL, request(PAGE, { mode: "navigate" }), ORIGIN), "page");
  assert.equal(handling(SHELL, request(`${PAGE}?from=home`, { mode: "navigate" }), ORIGIN), "page");
});

test("files of the list come from what is kept, and nothing else does", () => {
  const { handling } = world().policy;
  for (const file of SHELL.files.slice(1)) assert.equal(handling(SHELL, request(file), ORIGIN), "file");
  for (const other of ["/exams/session", "/exams/sync", "/exams/tablet/prepare", "/exams/today", "/people/4/photo", "/static/f2/css/tablet.css", `${SHELL.files[1]}?v=2`])
    assert.equal(handling(SHELL, request(other), ORIGIN), "leave");
});

test("what is sent, and what is somebody else's, is left alone", () => {
  const { handling } = world().policy;
  assert.equal(handling(SHELL, request(PAGE, { method: "POST", mode: "navigate" }), ORIGIN), "leave");
  assert.equal(handling(SHELL, { ...request(SHELL.files[1]), url: `https://elsewhere.example${SHELL.files[1]}` }, ORIGIN), "leave");
  assert.equal(handling(SHELL, request("/exams/today", { mode: "navigate" }), ORIGIN), "leave");
});

test("everything is fetched anew and kept under the name of the build", async () => {
  const { happens, stored, asked } = world();
  await happens("install");
  assert.deepEqual([...stored.keys()], ["proefstuk-tablet-b2"]);
  assert.deepEqual([...(stored.get("proefstuk-tablet-b2")?.keys() ?? [])], SHELL.files);
  assert.ok(asked.every(([, init]) => init?.cache === "reload"));
});

test("the page is kept without what the server said to one reader", async () => {
  const { happens, stored } = world();
  await happens("install");
  const page = stored.get("proefstuk-tablet-b2")?.get(PAGE);
  assert.deepEqual([...(page?.headers.keys() ?? [])], ["content-type"]);
});

const redirected = Object.defineProperty(good(PAGE), "redirected", { value: true });
redirected.clone = () => redirected;
const REFUSED = /** @type {[string, string, Response][]} */ ([
  ["a redirect", PAGE, redirected],
  ["an error", SHELL.files[1], new Response("", { status: 503 })],
  ["somebody's sign-in page in the place of a module", SHELL.files[2], new Response("<html>", { headers: { "Content-Type": "text/html" } })],
  ["a page of another build", PAGE, new Response('<div data-build="b3">', { headers: { "Content-Type": "text/html" } })],
]);

for (const [what, address, answer] of REFUSED) {
  test(`${what} is not kept, and the version before stays`, async () => {
    const { happens, stored } = world({ [address]: answer });
    await assert.rejects(async () => happens("install"));
    assert.equal(stored.size, 0);
  });
}

test("it takes over when it is told to, never by itself", async () => {
  const { happens, done } = world();
  await happens("install");
  assert.equal(done.skipped, 0);
  await happens("message", { data: "something else" });
  assert.equal(done.skipped, 0);
  await happens("message", { data: "take over" });
  assert.equal(done.skipped, 1);
});

test("taking over clears what older builds kept, and nothing of others", async () => {
  const { happens, stored, done } = world();
  await happens("install");
  stored.set("proefstuk-tablet-b1", new Map());
  stored.set("somebody else's", new Map());
  await happens("activate");
  assert.deepEqual([...stored.keys()].sort(), ["proefstuk-tablet-b2", "somebody else's"]);
  assert.equal(done.claimed, 1);
});

test("without network the page and its files are there", async () => {
  const { happens, asked } = world();
  await happens("install");
  asked.length = 0;
  const page = await happens("fetch", { request: request(PAGE, { mode: "navigate" }) });
  assert.equal(await page.text(), BODY);
  await happens("fetch", { request: request(SHELL.files[3]) });
  assert.deepEqual(asked, []);
  assert.equal(await happens("fetch", { request: request("/exams/session") }), undefined);
});
