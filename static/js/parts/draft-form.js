/**
 * A form whose fields are kept as a draft while one types: in this browser at every key, on the server a second after the
 * last one and when the page is left. What the server cannot have yet goes later, by itself.
 */

import { note } from "./draft-sent.js";
import { Drafts } from "./drafts.js";
import { Retry, mayPass } from "./retry.js";
import { Saver } from "./saver.js";

const PAUSE = 1000; // milliseconds after the last key
const MOST_WHILE_LEAVING = 60_000; // characters that a browser still sends from a page that goes away

/** @typedef {[string, string][]} Fields */
/** @typedef {{status: number, version?: number, said?: string, title?: string, url?: string}} Answer status 0: not reached */
/** @typedef {{offline: string, signedOut: string, notKept: string}} Words */

/** What is to be said of a draft after an attempt, and whether it goes on by itself; knows no page and no network. */
export class DraftKeeper {
  /**
   * @param {object} world
   * @param {number} world.version of the draft that the page was opened with, 0 without any
   * @param {(version: number) => Promise<Answer>} world.post
   * @param {() => void} world.again plans another attempt
   * @param {() => void} world.settled nothing waits any more
   * @param {(words: string, bad: boolean) => void} world.say
   * @param {(answer: Answer) => void} world.choose somebody typed elsewhere: the person decides
   * @param {Words} world.words
   */
  constructor(world) {
    this.world = world;
    this.version = world.version;
  }

  /** @returns {Promise<boolean>} whether the server has it */
  async send() {
    const { world } = this;
    const answer = await world.post(this.version);
    if (answer.status >= 200 && answer.status < 300 && answer.version !== undefined) {
      this.version = answer.version;
      world.settled();
      world.say(answer.said ?? "", false);
      return true;
    }
    if (answer.status === 409 && answer.version !== undefined) {
      world.settled();
      world.choose(answer);
    } else if (answer.status === 401) {
      world.again(); // somebody may sign in again in another window
      world.say(world.words.signedOut, true);
    } else if (mayPass(answer.status)) {
      world.again();
      world.say(answer.status === 0 ? world.words.offline : world.words.notKept, true);
    } else {
      world.settled();
      world.say(answer.title || world.words.notKept, true);
    }
    return false;
  }

  /** What stands here is what the person wants, whatever was typed elsewhere. @param {Answer} answer */
  insist(answer) {
    this.version = answer.version ?? this.version;
  }
}

/** What of a form belongs to its draft: what was typed and chosen, and what the page says of itself; no files and no tokens.
 * @param {Iterable<[string, FormDataEntryValue]>} entries @returns {Fields} */
export function draftFields(entries) {
  const left = new Set(["csrf_token", "kept", "draft_version"]);
  return /** @type {Fields} */ ([...entries].filter(([name, value]) => typeof value === "string" && !left.has(name)));
}

/**
 * What was typed and chosen, as one text that can be compared.
 * @param {Iterable<[string, FormDataEntryValue]>} entries @param {number} files how often files were chosen
 * @returns {string}
 */
export function typedText(entries, files) {
  return JSON.stringify([files, draftFields(entries).filter(([name]) => name !== "by")]);
}

/**
 * Ask the server to keep a draft.
 * @param {string} url @param {Fields} fields @param {number} version @param {string} token
 * @param {{keepalive?: boolean, signal?: AbortSignal}} how
 * @returns {Promise<Answer>}
 */
export async function postDraft(url, fields, version, token, how = {}) {
  const body = new URLSearchParams([...fields, ["draft_version", String(version)], ["csrf_token", token]]);
  const keepalive = Boolean(how.keepalive) && body.toString().length < MOST_WHILE_LEAVING;
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, keepalive, signal: how.signal });
    const told = await answer.json().catch(() => ({}));
    return { ...told, status: answer.status };
  } catch {
    return { status: 0 };
  }
}

/** @param {HTMLElement} element */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const url = form.dataset.draft ?? "";
  const drafts = new Drafts(localStorage, form.dataset.person ?? "");
  const line = /** @type {HTMLElement} */ (form.querySelector("[data-draft-line]"));
  const status = /** @type {HTMLElement} */ (line.querySelector("[role='status']"));
  const held = /** @type {HTMLInputElement} */ (form.elements.namedItem("draft_version"));
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrf_token"));
  const fields = () => draftFields(new FormData(form).entries());
  let files = 0; // chosen here: they are sent by themselves, and found again by the draft they belong to
  const typed = () => typedText(new FormData(form).entries(), files);
  const served = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  served.reset();
  const cameBack = form.querySelector("[aria-invalid='true']") !== null;
  const saver = new Saver(cameBack ? "" : typedText(new FormData(served).entries(), 0));
  let leaving = false;
  let goes = false; // the page is going away: what is sent now must outlive it
  let timer = 0;
  const abort = new AbortController();
  const retry = new Retry(() => save());

  const keeper = new DraftKeeper({
    version: Number(held.value) || 0,
    post: (version) => postDraft(url, fields(), version, token.value, { keepalive: goes, signal: abort.signal }),
    again: () => retry.later(),
    settled: () => retry.done(),
    say,
    choose,
    words: { offline: form.dataset.wordsOffline ?? "", signedOut: form.dataset.wordsSignedOut ?? "", notKept: form.dataset.wordsNotKept ?? "" },
  });

  /** @param {string} words @param {boolean} bad */
  function say(words, bad) {
    line.querySelectorAll("button").forEach((button) => button.remove());
    line.classList.toggle("is-failed", bad);
    if (status.textContent !== words) status.textContent = words; // the same again is not read aloud again
  }

  /** @param {Answer} answer */
  function choose(answer) {
    saver.stopped = true;
    say(answer.title ?? "", true);
    const mine = button(form.dataset.wordsMine ?? "");
    const theirs = button(form.dataset.wordsTheirs ?? "");
    mine.addEventListener("click", () => {
      keeper.insist(answer);
      saver.stopped = false;
      say("", false);
      save();
    });
    theirs.addEventListener("click", () => {
      leaving = true;
      drafts.drop(url);
      if (answer.url) location.assign(answer.url);
    });
    line.append(mine, theirs);
    if (form.contains(document.activeElement)) document.activeElement?.scrollIntoView({ block: "center" }); // not under this line
  }

  const keep = () => saver.isDirty(typed()) && drafts.keep(url, String(keeper.version), [...fields(), ["draft_version", String(keeper.version)]]);
  async function save() {
    clearTimeout(timer);
    if (leaving || !form.isConnected) return;
    const saved = await saver.save(typed, () => keeper.send());
    held.value = String(keeper.version);
    if (saved) drafts.drop(url);
  }
  const soon = () => {
    keep();
    clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  };
  const last = () => {
    keep();
    goes = true;
    save().finally(() => {
      goes = false;
    });
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") files += 1;
    soon();
  });
  form.addEventListener("drop", () => {
    files += 1;
    soon();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented && !form.querySelector("[data-part~='drop-zone'] .drop-sending")) return;
    keep(); // until the server has the whole
    note(sessionStorage, drafts.key(url));
    clearTimeout(timer);
    retry.done();
    leaving = true;
    abort.abort();
  });
  const stay = () => {
    leaving = false;
  };
  window.addEventListener("pageshow", stay);
  form.addEventListener("proefstuk:not-sent", () => {
    stay();
    soon();
  });
  window.addEventListener("online", () => retry.soon());
  document.addEventListener("visibilitychange", () => {
    if (!form.isConnected) return;
    if (document.visibilityState === "visible") retry.soon();
    else if (saver.isDirty(typed())) last();
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    if (!form.isConnected || leaving) return;
    const chosen = [...form.querySelectorAll("input[type='file']")].some((input) => /** @type {HTMLInputElement} */ (input).files?.length);
    if (chosen || (saver.isDirty(typed()) && !keep())) event.preventDefault();
  });

  const found = cameBack ? null : drafts.read(url);
  if (found) restore(found);
  else if (saver.isDirty(typed())) soon(); // it came back with what is wrong, or was typed in before this module came

  /** What could not be sent stands in the form again, and is sent. @param {import("./drafts.js").Draft} kept */
  function restore(kept) {
    fill(form, kept.fields);
    if (!saver.isDirty(typed())) return drafts.drop(url);
    keeper.version = Number(kept.seen) || 0; // typed on what stood there then: a change since is told
    form.dispatchEvent(new Event("proefstuk:filled", { bubbles: true }));
    say(form.dataset.wordsRestored ?? "", false);
    timer = window.setTimeout(save, PAUSE);
  }
}

/** @param {HTMLFormElement} form @param {Fields} fields */
function fill(form, fields) {
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)) continue;
    if (!element.name || element.type === "hidden" || element.type === "file") continue;
    const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
    if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
    else element.value = values[0] ?? "";
  }
}

/** @param {string} words */
function button(words) {
  return Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: words });
}
