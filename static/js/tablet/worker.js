// @ts-check
/// <reference lib="webworker" />
/**
 * Hands out the app without network. What it keeps is the list in SHELL, which the server writes above this text: files
 * that are the same for everybody. Whatever else is asked for is none of its business, so that nothing personal can end
 * up here.
 *
 * @typedef {{ build: string, files: string[] }} Shell the first file is the page of the app
 * @typedef {"page" | "file" | "leave"} Handling
 */

const PREFIX = "proefstuk-tablet-";
/** What a file has to be, by how its name ends: a login page of some wifi is none of these. */
const KINDS = { js: "javascript", css: "text/css", svg: "image/svg+xml", png: "image/png" };

/** @param {Shell} shell */
function cacheOf({ build }) {
  return PREFIX + build;
}

/**
 * What is done with a request.
 * @param {Shell} shell @param {{ method: string, mode: string, url: string }} request @param {string} origin
 * @returns {Handling}
 */
function handling({ files: [page, ...files] }, { method, mode, url }, origin) {
  const { origin: from, pathname, search } = new URL(url);
  if (method !== "GET" || from !== origin) return "leave";
  if (mode === "navigate") return pathname === page ? "page" : "leave";
  return search === "" && files.includes(pathname) ? "file" : "leave";
}

/**
 * Why an answer is not kept, or null.
 * @param {string} address @param {{ ok: boolean, redirected: boolean, status: number, type: string | null }} answer
 */
function whyNotKept(address, { ok, redirected, status, type }) {
  if (redirected) return `${address} was redirected`;
  if (!ok) return `${address} was answered with ${status}`;
  const ending = address.split(".").at(-1) ?? "";
  const kind = Object.hasOwn(KINDS, ending) ? KINDS[/** @type {keyof KINDS} */ (ending)] : "text/html";
  return (type ?? "").includes(kind) ? null : `${address} is no ${kind}`;
}

/** The caches of other builds. @param {Shell} shell @param {string[]} names */
function outdated(shell, names) {
  return names.filter((name) => name.startsWith(PREFIX) && name !== cacheOf(shell));
}

/** A page of another build belongs to a list of files that is not ours. @param {Shell} shell @param {string} html */
function isOurPage({ build }, html) {
  return html.includes(`data-build="${build}"`);
}

/** Everything or nothing: with one file missing, the version before stays. @param {Shell} shell */
async function keepAll(shell) {
  const answers = await Promise.all(shell.files.map((address) => fetched(shell, address)));
  const cache = await caches.open(cacheOf(shell));
  await Promise.all(answers.map((answer, place) => cache.put(shell.files[place], answer)));
}

/** @param {Shell} shell @param {string} address */
async function fetched(shell, address) {
  const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
  const { ok, redirected, status } = answer;
  const reason = whyNotKept(address, { ok, redirected, status, type: answer.headers.get("Content-Type") });
  if (reason !== null) throw new Error(reason);
  if (address !== shell.files[0]) return answer;
  const html = await answer.text();
  if (!isOurPage(shell, html)) throw new Error(`${address} is of another build`);
  // Without its headers but for those that the page needs: what else the server said was for one reader.
  const headers = ["Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"];
  return new Response(html, { headers: headers.flatMap((name) => pairOf(answer, name)) });
}

/** @param {Response} answer @param {string} name @returns {[string, string][]} */
function pairOf(answer, name) {
  const value = answer.headers.get(name);
  return value === null ? [] : [[name, value]];
}

/** @param {Shell} shell */
async function takeOver(shell) {
  await Promise.all(outdated(shell, await caches.keys()).map((name) => caches.delete(name)));
  await /** @type {any} */ (self).clients.claim();
}

/** @param {Shell} shell @param {Request} request @param {Handling} how */
async function answerTo(shell, request, how) {
  const cache = await caches.open(cacheOf(shell));
  const kept = await cache.match(how === "page" ? shell.files[0] : request.url, { ignoreVary: true });
  return kept ?? fetch(request);
}

/** @param {any} worker the worker itself @param {Shell} shell */
function serve(worker, shell) {
  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keepAll(shell)));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver(shell)));
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const how = handling(shell, event.request, worker.location.origin);
    if (how !== "leave") event.respondWith(answerTo(shell, event.request, how));
  });
  // A new build never takes over by itself: the page says when nothing is lost by it (see update.js).
  worker.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data === "take over") worker.skipWaiting();
  });
}

// @ts-ignore what the server writes above
serve(self, SHELL);
