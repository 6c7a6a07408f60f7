/**
 * One screen instead of a page per part: links and forms inside it are fetched, and the regions of the answer take the
 * place of those that are there. Without this module each of them opens its page, as ever.
 */

import { isDirty, settle } from "./saved.js";

const REGIONS = ["head", "above", "tree", "removed", "chosen"];
const INSIDE = /\/((core-tasks|work-processes|indicators)\/\d+(\/work-processes\/add)?|qualifications\/\d+\/(structure|core-tasks\/add))$/;
const NARROW = "(max-width: 899px)";

/** Deeds one after another, each on the tree that the one before it left. */
export class Turns {
  #last = Promise.resolve();

  /** @template T @param {() => Promise<T>} deed @returns {Promise<T>} */
  take(deed) {
    const turn = this.#last.then(deed);
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }
}

/** @typedef {{status: number, url: string, page: Document | null, trouble: string}} Answer */

export const turns = new Turns();
let newest = 0;

/** @returns {HTMLElement} */
export function screen() {
  return /** @type {HTMLElement} */ (document.querySelector(".qf-screen"));
}

/**
 * Ask the server, and say what went wrong where something did.
 * @param {string} url
 * @param {FormData} [body]
 * @returns {Promise<Answer>}
 */
export async function ask(url, body) {
  const words = screen().dataset;
  const headers = { Accept: "text/html", "X-CSRFToken": words.token ?? "" };
  try {
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const ours = page.querySelector("[data-region='tree']") !== null;
    const said = page.querySelector(".error-said")?.textContent?.trim();
    if (answer.status === 401) return { status: 401, url: answer.url, page: null, trouble: words.wordsSignedOut ?? "" };
    const trouble = ours || answer.ok ? "" : said || words.wordsTrouble || "";
    return { status: answer.status, url: answer.url, page: ours ? page : null, trouble };
  } catch {
    return { status: 0, url, page: null, trouble: words.wordsOffline ?? "" };
  }
}

/** What a page says against what was sent. @param {Document} page @returns {string} */
export function objections(page) {
  const found = page.querySelectorAll("[data-region='chosen'] .summary li, [role='alert'] .callout-text p:not(.callout-title)");
  return [...found].map((each) => each.textContent?.trim()).join(" ");
}

/** A short line that is read aloud. @param {string} words */
export function tell(words) {
  const line = screen().querySelector("[data-said]");
  if (line) line.textContent = words;
}

/** Something that went wrong stays in sight. @param {string} words */
function complain(words) {
  const box = Object.assign(document.createElement("div"), { className: "flash flash-danger" });
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: words }));
  screen().querySelector("[data-notice]")?.replaceChildren(box);
}

/** What the page says was done: short words are told, what can be undone stays in sight. @param {Document} page */
function notice(page) {
  const place = screen().querySelector("[data-notice]");
  const kept = [...page.querySelectorAll(".flashes .flash")];
  tell(kept.map((flash) => flash.querySelector("p")?.textContent?.trim()).join(" "));
  place?.replaceChildren(...kept.filter((flash) => flash.querySelector("form") || flash.matches(".flash-danger")));
  if (place) fresh(place);
}

/**
 * Put regions of a page in the place of ours; what was open stays open, and the focus stays where it was.
 * @param {Document} page
 * @param {string[]} regions
 */
export function show(page, regions = REGIONS) {
  const focus = focused();
  for (const name of regions) {
    const [old, made] = [document, page].map((each) => each.querySelector(`[data-region='${name}']`));
    if (!(old instanceof HTMLElement) || !(made instanceof HTMLElement)) continue;
    if (name === "tree") swapTree(old, made);
    else swap(old, made);
  }
  if (regions.includes("chosen")) document.title = page.title;
  refocus(focus);
}

/** @param {HTMLElement} old @param {HTMLElement} made */
function swap(old, made) {
  for (const { name, value } of made.attributes) old.setAttribute(name, value);
  if (!made.hasAttribute("class")) old.removeAttribute("class");
  old.replaceChildren(...made.childNodes);
  fresh(old);
}

/** @type {WeakMap<HTMLElement, string>} the tree as it came, without what scripts added */
const drawn = new WeakMap();

/** @param {HTMLElement} old @param {HTMLElement} made */
function swapTree(old, made) {
  const current = made.querySelector("[aria-current]")?.getAttribute("href");
  for (const link of old.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  const looks = plain(made);
  if (drawn.get(old) === looks || old.querySelector(".is-typed")) {
    old.querySelector(`a.tree-row[href="${current}"]`)?.setAttribute("aria-current", "true");
    const shown = made.querySelector("details[open]")?.closest("li")?.id;
    if (shown) open(shown);
    const version = made.querySelector("nav")?.getAttribute("data-version");
    if (version) old.querySelector("nav")?.setAttribute("data-version", version);
    return;
  }
  const opened = [...old.querySelectorAll("details[open]")].map((each) => each.closest("li")?.id ?? "");
  old.replaceChildren(...made.childNodes);
  drawn.set(old, looks);
  for (const id of opened) open(id);
  fresh(old);
}

/** @param {string} id */
function open(id) {
  const more = document.getElementById(id)?.querySelector(":scope > details");
  if (more instanceof HTMLDetailsElement) more.open = true;
}

/** @param {HTMLElement} tree @returns {string} */
function plain(tree) {
  return tree.innerHTML.replaceAll(' aria-current="true"', "").replaceAll(' open=""', "").replaceAll(/ data-version="\d+"/g, "");
}

/** @param {Element} root */
function fresh(root) {
  root.dispatchEvent(new CustomEvent("proefstuk:new-content", { bubbles: true }));
}

/** @returns {string} where the focus is, in words that hold for the next page as well */
function focused() {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !active.closest("[data-region]")) return "";
  const item = active.closest("li.tree-node");
  if (item) return `#${item.id} > ${active.matches("summary") ? "details > summary" : active.matches(".tree-plus") ? ".tree-plus" : ".tree-row"}`;
  const form = active.closest("form");
  const name = active.getAttribute("name");
  if (form && name) return `form[action="${form.getAttribute("action")}"] [name="${name}"]`;
  return active.id ? `#${active.id}` : "";
}

/** @param {string} selector */
function refocus(selector) {
  if (!selector || document.activeElement?.closest("[data-region]")) return;
  const found = document.querySelector(selector);
  if (found instanceof HTMLElement) found.focus({ preventScroll: true });
}

/** @param {string} url @param {Document} page @param {boolean} push */
function settleAddress(url, page, push) {
  const own = page.querySelector("[data-region='chosen']")?.getAttribute("data-address") ?? new URL(url).pathname;
  const address = own + new URL(url).hash;
  if (push && own !== location.pathname) history.pushState(null, "", address);
  return address;
}

/**
 * Nothing typed is lost by going on: it is saved first, or the person says that it may wait.
 * @param {HTMLFormElement | null} but a form that is being sent itself
 * @returns {Promise<boolean>}
 */
async function mayLeave(but = null) {
  return (await settle(but)) || confirm(screen().dataset.wordsLeaving ?? "");
}

/**
 * Choose another part.
 * @param {string} url
 * @param {{push?: boolean, from?: Element | null}} how
 */
async function go(url, { push = true, from = null } = {}) {
  const mine = (newest += 1);
  if (push && !(await mayLeave())) return;
  const answer = await turns.take(() => ask(url));
  if (mine !== newest) return; // somebody has chosen something else meanwhile
  if (!answer.page) {
    if (answer.status === 0) complain(answer.trouble);
    else location.assign(url);
    return;
  }
  const hash = new URL(url, location.href).hash;
  settleAddress(new URL(answer.url).origin + new URL(answer.url).pathname + hash, answer.page, push);
  screen().querySelector("[data-notice]")?.replaceChildren();
  show(answer.page);
  arrive(hash, from);
}

/** @param {string} hash @param {Element | null} from */
function arrive(hash, from) {
  const chosen = document.querySelector("[data-region='chosen']");
  const target = hash ? document.getElementById(hash.slice(1)) : null;
  if (target) {
    target.scrollIntoView({ block: "nearest" });
    const box = target.matches("form") ? target.querySelector("textarea, input:not([type='hidden'])") : null;
    if (box instanceof HTMLElement) box.focus();
    return;
  }
  const title = chosen?.querySelector("[data-title]");
  if (!(title instanceof HTMLElement)) return;
  const narrow = matchMedia(NARROW).matches;
  if (narrow) chosen?.scrollIntoView({ block: "start" });
  if (narrow || !from?.closest("[data-region='tree']")) title.focus({ preventScroll: true });
}

/**
 * Send what somebody filled in, and show the page that comes back.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(form, submitter) {
  const body = new FormData(form, submitter);
  if (!(await mayLeave(form))) return void form.dispatchEvent(new Event("proefstuk:not-sent"));
  const answer = await turns.take(() => ask(form.action, body));
  if (!answer.page) {
    form.dispatchEvent(new Event("proefstuk:not-sent"));
    if (answer.trouble) complain(answer.trouble);
    else location.assign(answer.url);
    return;
  }
  if (answer.status < 400 && !body.has("preview")) form.dispatchEvent(new Event("proefstuk:sent"));
  notice(answer.page);
  settleAddress(answer.url, answer.page, true);
  show(answer.page);
  const wrong = document.querySelector("[data-region='chosen'] .summary, [data-region='chosen'] [autofocus]");
  if (wrong instanceof HTMLElement) wrong.focus();
  else if (!document.activeElement?.closest("[data-region]")) arrive("", null);
}

/** @typedef {{url: string, fields: Record<string, string>}} Deed */

/**
 * A deed in the tree itself: what is chosen beside it stays chosen.
 * @param {() => Deed | null} prepare asked when it is this deed's turn, of the tree that the deed before it left
 * @param {{quiet?: boolean}} how quiet: a refusal is given back, not shown
 * @returns {Promise<{done: boolean, reason: string}>}
 */
export async function deed(prepare, { quiet = false } = {}) {
  await settle();
  return turns.take(async () => {
    const wanted = prepare();
    if (!wanted) return { done: false, reason: "" };
    const body = new FormData();
    for (const [name, value] of Object.entries(wanted.fields)) body.set(name, value);
    body.set("version", document.querySelector("[data-region='tree'] nav")?.getAttribute("data-version") ?? "");
    const answer = await ask(wanted.url, body);
    if (!answer.page) {
      if (!quiet) complain(answer.trouble);
      return { done: false, reason: answer.trouble };
    }
    if (answer.status >= 400) return refused(answer, quiet);
    notice(answer.page);
    const here = document.querySelector("[data-region='chosen']")?.getAttribute("data-address") ?? location.pathname;
    const page = new URL(answer.url).pathname === here ? answer.page : (await ask(here)).page;
    if (!page) settleAddress(answer.url, answer.page, true); // what was chosen is gone
    show(page ?? answer.page, isDirty() ? REGIONS.filter((name) => name !== "chosen") : REGIONS);
    return { done: true, reason: "" };
  });
}

/** @param {Answer} answer @param {boolean} quiet */
function refused(answer, quiet) {
  const page = /** @type {Document} */ (answer.page);
  const reason = objections(page);
  if (!quiet) {
    settleAddress(answer.url, page, true);
    show(page);
    const wrong = document.querySelector("[data-region='chosen'] [autofocus]");
    if (wrong instanceof HTMLElement) wrong.focus();
  }
  return { done: false, reason };
}

/** @param {HTMLElement} root */
export function mount(root) {
  const tree = /** @type {HTMLElement | null} */ (root.querySelector("[data-region='tree']"));
  const all = root.querySelector("[data-show-all]");
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || !INSIDE.test(link.pathname) || link.search) return;
    event.preventDefault();
    go(link.href, { from: link });
  });
  all?.addEventListener("click", (event) => {
    event.preventDefault();
    const details = /** @type {HTMLDetailsElement[]} */ ([...root.querySelectorAll(".tree-more")]);
    const opening = details.some((each) => !each.open);
    for (const each of details) each.open = opening;
    all.setAttribute("aria-pressed", String(opening));
  });
  all?.setAttribute("role", "button");
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  window.addEventListener("popstate", () => {
    if (root.isConnected) go(location.href, { push: false });
  });
  const keys = root.querySelector("[data-keys]");
  if (keys instanceof HTMLElement) keys.hidden = false;
  if (tree) drawn.set(tree, plain(tree));
}
