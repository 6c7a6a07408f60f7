/** Adding, renaming and removing in the tree itself: a plus, F2, a double click, a pencil, Delete. Enter keeps, Escape leaves. */

import { counted, pastedLines } from "./lines.js";
import { deed, screen } from "./screen.js";

/** @param {HTMLElement} tree */
export function mount(tree) {
  const words = screen().dataset;
  tree.classList.add("is-live");
  const pencil = Object.assign(document.createElement("button"), { type: "button", className: "icon-button tree-pencil", title: words.wordsPencil });
  pencil.append(drawing(tree, "edit"), Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: words.wordsPencil }));
  const settle = (/** @type {Event} */ event) => {
    const row = event.target instanceof Element ? event.target.closest(".tree-row") : null;
    if (row && row.nextElementSibling !== pencil) row.after(pencil);
  };
  tree.addEventListener("pointerover", settle);
  tree.addEventListener("focusin", settle);
  pencil.addEventListener("click", () => rename(/** @type {Element} */ (pencil.closest(".tree-node"))));
  tree.addEventListener("dblclick", (event) => {
    const row = event.target instanceof Element ? event.target.closest(".tree-row") : null;
    if (row) rename(/** @type {Element} */ (row.closest(".tree-node")));
  });
  tree.addEventListener("click", (event) => {
    const plus = event.target instanceof Element ? event.target.closest("[data-add]") : null;
    if (!(plus instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    add(tree, plus);
  });
  tree.addEventListener("keydown", (event) => {
    const row = event.target instanceof Element ? event.target.closest(".tree-row") : null;
    const item = row?.closest(".tree-node");
    if (!item || !["F2", "Delete"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "F2") rename(item);
    else remove(item);
  });
}

/** @param {Element} item */
const rowOf = (item) => /** @type {HTMLAnchorElement} */ (item.querySelector(":scope > .tree-row"));

/** @param {Element} item */
async function remove(item) {
  const beside = (item.nextElementSibling ?? item.previousElementSibling ?? item.parentElement?.closest(".tree-node"))?.id;
  const { done } = await deed(() => ({ url: `${rowOf(item).pathname}/remove`, fields: {} }));
  if (done && beside) document.getElementById(beside)?.querySelector("a")?.focus();
}

/** @param {Element} item */
function rename(item) {
  if (item.querySelector(":scope > form")) return;
  const words = screen().dataset;
  const row = rowOf(item);
  const was = row.querySelector(".tree-name")?.textContent?.trim() ?? "";
  const box = boxOf(item.parentElement?.dataset.kind === "indicator" ? "textarea" : "input", words.wordsRename ?? "", was);
  const form = formOf([box]);
  const back = () => {
    form.remove();
    row.hidden = false;
    row.focus();
  };
  row.hidden = true;
  row.after(form);
  box.focus();
  box.select();
  keysOf(form, back, async () => {
    const name = box.value.trim();
    if (!name || name === was) return back();
    form.classList.remove("is-typed");
    const { done, reason } = await deed(() => ({ url: `${row.pathname}/rename`, fields: { name, was } }), { quiet: true });
    if (!done) return objected(form, reason);
    back();
    document.getElementById(item.id)?.querySelector("a")?.focus();
  });
}

/** @param {HTMLElement} tree @param {HTMLAnchorElement} plus */
function add(tree, plus) {
  tree.querySelector(".tree-new")?.remove();
  const words = screen().dataset;
  const kind = plus.dataset.add ?? "";
  const under = plus.closest(".tree-node");
  const list = under ? under.querySelector(`ol[data-kind="${kind}"]`) : [...tree.querySelectorAll(`ol[data-kind="${kind}"]`)].at(-1);
  const holder = list?.closest("details");
  if (holder) holder.open = true;
  const number = boxOf("input", words.wordsNumber ?? "", plus.dataset.number ?? "");
  const text = boxOf(kind === "indicator" ? "textarea" : "input", (kind === "indicator" ? words.wordsText : words.wordsName) ?? "", "");
  const form = formOf(kind === "indicator" ? [text] : [number, text]);
  number.classList.add("tree-number");
  const count = Object.assign(document.createElement("p"), { className: "soft" });
  count.setAttribute("role", "status");
  const item = Object.assign(document.createElement("li"), { className: "tree-new" });
  item.append(form, count);
  const enter = Object.assign(document.createElement("button"), { className: "btn btn-secondary", textContent: words.wordsAdd });
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: words.wordsLeave });
  form.append(enter, stop);
  list?.append(item);
  item.scrollIntoView({ block: "nearest" });
  text.focus();
  const back = () => {
    item.remove();
    plus.focus();
  };
  stop.addEventListener("click", back);
  text.addEventListener("input", () => {
    count.textContent = kind === "indicator" && text.value.includes("\n") ? counted(words, pastedLines(text.value).length) : "";
  });
  keysOf(form, back, async () => {
    if (!text.value.trim()) return;
    const url = kind === "indicator" ? `${plus.pathname}/indicators` : plus.pathname;
    /** @type {Record<string, string>} */
    const fields = kind === "indicator" ? { texts: text.value } : { number: number.value, name: text.value };
    form.classList.remove("is-typed");
    const { done, reason } = await deed(() => ({ url, fields }), { quiet: true });
    if (!done) return objected(form, reason);
    const now = document.querySelector("[data-region='tree']");
    const again = under ? document.getElementById(under.id)?.querySelector(":scope > .tree-plus") : now?.querySelector("[data-add='core-task']");
    if (now instanceof HTMLElement && again instanceof HTMLAnchorElement) add(now, again); // and the next one
  });
}

/** @param {"input" | "textarea"} tag @param {string} label @param {string} value */
function boxOf(tag, label, value) {
  const box = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (document.createElement(tag));
  box.className = "form-control";
  box.value = value;
  box.setAttribute("aria-label", label);
  box.title = label;
  box.autocomplete = "off";
  if (box instanceof HTMLTextAreaElement) box.rows = Math.min(6, Math.max(1, Math.ceil(value.length / 40)));
  return box;
}

/** @param {HTMLElement[]} boxes */
function formOf(boxes) {
  const form = Object.assign(document.createElement("form"), { className: "tree-form", noValidate: true });
  form.append(...boxes);
  form.addEventListener("input", () => form.classList.add("is-typed"));
  const asks = (/** @type {BeforeUnloadEvent} */ event) => {
    if (!form.isConnected) window.removeEventListener("beforeunload", asks);
    else if (form.classList.contains("is-typed")) event.preventDefault();
  };
  window.addEventListener("beforeunload", asks);
  return form;
}

/** Enter keeps, Escape leaves; Shift and Enter is a new line. @param {HTMLFormElement} form @param {() => void} back @param {() => Promise<void> | void} keep */
function keysOf(form, back, keep) {
  let busy = false;
  const once = async () => {
    if (busy) return;
    busy = true;
    await keep();
    busy = false;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once();
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") back();
    else if (event.key === "Enter" && !event.shiftKey && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      once();
    }
  });
}

/** @param {HTMLFormElement} form @param {string} reason */
function objected(form, reason) {
  form.classList.add("is-typed");
  form.querySelector(".wrong")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "wrong", textContent: reason });
  line.setAttribute("role", "alert");
  form.append(line);
  const box = form.querySelector("input, textarea");
  if (box instanceof HTMLElement) box.focus();
}

/** A symbol of the sprite that the tree uses already. @param {HTMLElement} tree @param {string} name */
function drawing(tree, name) {
  const pattern = tree.querySelector("svg.icon");
  const copy = /** @type {SVGElement} */ (pattern ? pattern.cloneNode(true) : document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  const use = copy.querySelector("use");
  use?.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, `#${name}`));
  return copy;
}
