/** What is typed in a form stays in this browser until the server has it, and is offered again after a crash. */

import { Drafts } from "./drafts.js";
import { zoneOf } from "./zone.js";

/** @typedef {[string, string][]} Fields */

const SENT = "sent typed";

/** What was sent from the page before is dropped where this page says that it was saved. */
export function settle() {
  const key = sessionStorage.getItem(SENT);
  if (key === null) return;
  sessionStorage.removeItem(SENT);
  if (document.querySelector("[data-flash='success']")) localStorage.removeItem(key);
}

/** @param {HTMLFormElement} form @returns {Fields} what is filled in, without tokens */
function fieldsOf(form) {
  const all = /** @type {Fields} */ ([...new FormData(form).entries()].filter(([, value]) => typeof value === "string"));
  return all.filter(([name]) => name !== "csrf_token" && name !== "version");
}

/** @param {HTMLFormElement} form @param {Fields} fields */
function fill(form, fields) {
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) continue;
    if (!element.name || element.type === "hidden" || element.disabled) continue;
    const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
    if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
    else if (values.length) element.value = values[0];
    if (values.length && element instanceof HTMLTextAreaElement && element.value) {
      const folded = element.closest("details");
      if (folded) folded.open = true;
    }
  }
}

/** @param {HTMLElement} element a form with data-person and the words data-found, data-restore and data-discard */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const drafts = new Drafts(localStorage, form.dataset.person ?? "");
  const address = new URL(form.action).pathname;
  const version = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("version"));
  const served = JSON.stringify(fieldsOf(form));
  let sent = false;
  const keep = () => {
    if (sent) return;
    const now = fieldsOf(form);
    if (JSON.stringify(now) === served) drafts.drop(address);
    else drafts.keep(address, version?.value ?? "", now);
  };
  const found = form.querySelector(".summary") ? null : drafts.read(address);
  if (found && JSON.stringify(found.fields) !== served) offer(found);
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  // Sent is not saved: the page that comes next tells whether it was.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    keep();
    sent = true;
    sessionStorage.setItem(SENT, drafts.key(address));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) sent = false;
  });

  /** @param {import("./drafts.js").Draft} draft */
  function offer(draft) {
    const words = form.dataset;
    const time = new Date(draft.at).toLocaleString(document.documentElement.lang, { timeZone: zoneOf(document), day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const box = Object.assign(document.createElement("div"), { className: "kept-offer" });
    box.setAttribute("role", "status");
    box.append(Object.assign(document.createElement("p"), { textContent: (words.found ?? "").replace("{time}", time) }));
    const put = buttonOf(words.restore ?? "", "btn btn-secondary");
    const away = buttonOf(words.discard ?? "", "btn btn-link");
    put.addEventListener("click", () => {
      fill(form, draft.fields);
      if (version && draft.seen) version.value = draft.seen; // typed on what stood there then: a change since is told
      box.remove();
      form.dispatchEvent(new Event("input", { bubbles: true }));
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
