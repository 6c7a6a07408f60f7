/**
 * A form that loses nothing. One that `data-saves` is sent as one goes, whenever a field is left; every one is kept in this
 * browser until the server has it, and offered again after a crash or an expired sign-in.
 */

import { Drafts } from "./drafts.js";
import { Retry, mayPass } from "./retry.js";
import { Saver } from "./saver.js";
import { ask, screen, show, tell, turns } from "./screen.js";
import { zoneOf } from "./zone.js";

/** @typedef {[string, string][]} Fields */

/** @type {Map<HTMLFormElement, {dirty: () => boolean, save: () => Promise<boolean>}>} */
const mounted = new Map();

/** @returns {{dirty: () => boolean, save: () => Promise<boolean>}[]} of the forms that are on the screen now */
function present() {
  for (const form of mounted.keys()) if (!form.isConnected) mounted.delete(form);
  return [...mounted.values()];
}

/** Whether something on the screen is not saved. */
export function isDirty() {
  return present().some((each) => each.dirty());
}

/**
 * Save what can be saved now.
 * @param {HTMLFormElement | null} but a form that is being sent itself
 * @returns {Promise<boolean>} whether nothing is left
 */
export async function settle(but = null) {
  const left = present().filter((each) => each.dirty() && each !== (but && mounted.get(but)));
  return (await Promise.all(left.map((each) => each.save()))).every(Boolean);
}

/** @param {HTMLFormElement} form @returns {Fields} what is filled in, without tokens */
function fieldsOf(form) {
  const all = /** @type {Fields} */ ([...new FormData(form).entries()].filter(([, value]) => typeof value === "string"));
  return all.filter(([name]) => name !== "csrf_token" && name !== "seen");
}

/** @param {HTMLFormElement} form @returns {Fields} what the server filled in, whatever was typed before this module came */
function servedTo(form) {
  const served = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  served.reset();
  return fieldsOf(served);
}

/** @param {HTMLFormElement} form @param {Fields} fields */
function fill(form, fields) {
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)) continue;
    if (!element.name || element.type === "hidden") continue;
    const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
    if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
    else if (values.length) element.value = values[0];
  }
}

/** @param {HTMLElement} element */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const root = screen();
  const words = root.dataset;
  const drafts = new Drafts(localStorage, words.person ?? "");
  const address = new URL(form.action).pathname;
  const saves = form.hasAttribute("data-saves");
  const seen = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("seen"));
  const now = () => JSON.stringify(fieldsOf(form));
  const cameBack = form.querySelector(".summary, [aria-invalid='true']") !== null;
  const saver = new Saver(cameBack ? "" : JSON.stringify(servedTo(form)));
  saver.stopped = form.hasAttribute("data-conflict");
  let last = "";
  let again = false; // a further attempt is not announced anew
  const retry = new Retry(() => {
    again = form.isConnected;
    if (again && !saver.stopped) save();
  });

  const keep = () => {
    if (!form.isConnected) return;
    if (saver.isDirty(now())) drafts.keep(address, seen?.value ?? "", fieldsOf(form));
    else drafts.drop(address);
  };
  const send = async () => {
    if (!again) sign(words.wordsSaving ?? "");
    again = false;
    keep();
    const answer = await turns.take(() => ask(form.action, new FormData(form)));
    if (answer.page && answer.status < 400) return stored(answer.page);
    if (answer.page) redraw(answer.page);
    else if (mayPass(answer.status)) waitFor(answer.trouble);
    else sign((words.wordsNotSaved ?? "").replace("{reason}", answer.trouble), true);
    return false;
  };
  /** @param {string} trouble */
  const waitFor = (trouble) => {
    const said = (words.wordsNotSaved ?? "").replace("{reason}", trouble);
    if (form.querySelector(".qf-saved.is-failed")?.textContent !== said) sign(said, true);
    retry.later();
  };
  /** @param {Document} page */
  const stored = (page) => {
    retry.done();
    const fresh = /** @type {HTMLInputElement | null} */ (page.querySelector(`form[action="${form.getAttribute("action")}"] [name='seen']`));
    if (seen && fresh) seen.value = fresh.value;
    drafts.drop(address);
    const [title, made] = [document, page].map((each) => each.querySelector("[data-region='chosen'] [data-title]"));
    if (title && made) title.textContent = made.textContent;
    document.title = page.title;
    if (form.querySelector(".summary, [aria-invalid='true'], .qf-theirs")) redraw(page);
    else show(page, ["head", "above", "tree", "removed"]);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeZone: zoneOf(document), hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    sign((words.wordsSaved ?? "").replace("{time}", time));
    return true;
  };
  /** The server's page of this part, with what was typed meanwhile and the cursor where it was. @param {Document} page */
  const redraw = (page) => {
    const typed = fieldsOf(form);
    const active = document.activeElement;
    const box = form.contains(active) && (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) ? active : null;
    const [from, to] = box && box.type !== "checkbox" ? [box.selectionStart, box.selectionEnd] : [null, null];
    show(page);
    const made = /** @type {HTMLFormElement | null} */ (document.querySelector(`[data-region='chosen'] form[action="${form.getAttribute("action")}"]`));
    if (!made) return;
    fill(made, typed);
    const again = box ? made.elements.namedItem(box.name) : null;
    if (again instanceof HTMLElement) again.focus();
    if (from !== null && (again instanceof HTMLInputElement || again instanceof HTMLTextAreaElement)) again.setSelectionRange(from, to);
    tell("");
  };
  /** @param {string} text @param {boolean} bad */
  const sign = (text, bad = false) => {
    const shown = form.isConnected ? form : document.querySelector(`[data-region='chosen'] form[action="${form.getAttribute("action")}"]`);
    const field = shown?.querySelector(`.qf-field[data-field="${CSS.escape(last)}"]`) ?? shown?.querySelector(".qf-field");
    for (const old of shown?.querySelectorAll(".qf-saved") ?? []) old.remove();
    const line = Object.assign(document.createElement("span"), { className: bad ? "qf-saved is-failed" : "qf-saved", textContent: text });
    field?.querySelector("label, legend")?.after(line);
    tell(text);
  };
  const save = () => (saves ? saver.save(now, send) : Promise.resolve(false));

  form.addEventListener("input", keep);
  form.addEventListener("change", (event) => {
    last = event.target instanceof Element ? (event.target.getAttribute("name") ?? "") : "";
    keep();
    if (saves) save();
  });
  if (saves) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      saver.stopped = false; // pressed Save after looking: this time it is meant
      last ||= "name";
      if (saver.isDirty(now())) save();
      else sign((words.wordsSaved ?? "").replace("{time}", "").trim());
    });
  }
  form.addEventListener("proefstuk:sent", () => {
    saver.saved = now();
    drafts.drop(address);
  });
  window.addEventListener("online", () => retry.soon());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") retry.soon();
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    if (!form.isConnected || !saver.isDirty(now())) return;
    keep();
    event.preventDefault();
  });
  form.dataset.kept = ""; // from here on early.js leaves it alone
  mounted.set(form, { dirty: () => saver.isDirty(now()), save });

  const hint = form.querySelector("[data-saves-words]");
  if (hint instanceof HTMLElement) hint.hidden = saver.stopped;
  const draft = cameBack ? null : drafts.read(address);
  if (draft && JSON.stringify(draft.fields) !== now()) offer(draft);
  else if (!cameBack && saver.isDirty(now())) taken();
  else if (draft) drafts.drop(address);

  /** Something was typed before this module came. */
  function taken() {
    keep();
    if (saves && !form.contains(document.activeElement)) save();
  }

  /** @param {import("./drafts.js").Draft} found */
  function offer(found) {
    const time = new Date(found.at).toLocaleString(document.documentElement.lang, { timeZone: zoneOf(document), day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const box = Object.assign(document.createElement("div"), { className: "qf-draft" });
    box.setAttribute("role", "status");
    box.append(Object.assign(document.createElement("p"), { textContent: (words.wordsKept ?? "").replace("{time}", time) }));
    const put = buttonOf(words.wordsRestore ?? "", "btn btn-secondary");
    const away = buttonOf(words.wordsDiscard ?? "", "btn btn-link");
    put.addEventListener("click", () => {
      fill(form, found.fields);
      if (seen && found.seen) seen.value = found.seen; // typed on what stood there then: a change since is told
      box.remove();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      if (saves) save();
    });
    away.addEventListener("click", () => {
      drafts.drop(address);
      box.remove();
    });
    box.append(put, away);
    form.before(box);
  }
}

/** @param {string} words @param {string} looks */
function buttonOf(words, looks) {
  return Object.assign(document.createElement("button"), { type: "button", className: looks, textContent: words });
}
