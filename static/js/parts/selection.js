/** Rows that stay chosen while one pages through a list, and the bar that acts on them. */

/** Which rows are chosen, over all pages; knows no page and no storage. */
export class Selection {
  /** @param {Iterable<string>} ids @param {boolean} everything */
  constructor(ids = [], everything = false) {
    this.ids = new Set(ids);
    this.everything = everything;
  }

  /** @param {string} id @param {boolean} chosen */
  choose(id, chosen) {
    if (chosen) this.ids.add(id);
    else this.ids.delete(id);
    if (!chosen) this.everything = false;
  }

  /** @param {string[]} ids @param {boolean} chosen */
  choosePage(ids, chosen) {
    for (const id of ids) this.choose(id, chosen);
  }

  clear() {
    this.ids.clear();
    this.everything = false;
  }

  /** @param {number} total @returns {number} */
  count(total) {
    return this.everything ? total : this.ids.size;
  }

  /** @param {string[]} ids @returns {"all" | "some" | "none"} how much of a page is chosen */
  page(ids) {
    const chosen = ids.filter((id) => this.everything || this.ids.has(id)).length;
    if (!chosen) return "none";
    return chosen === ids.length ? "all" : "some";
  }

  /** @param {string[]} ids @returns {string[]} chosen rows that stand on other pages */
  elsewhere(ids) {
    return [...this.ids].filter((id) => !ids.includes(id));
  }

  /** @returns {string} */
  toText() {
    return JSON.stringify({ ids: [...this.ids], everything: this.everything });
  }

  /** @param {string | null} text */
  static fromText(text) {
    try {
      const { ids, everything } = JSON.parse(text ?? "{}");
      return new Selection(Array.isArray(ids) ? ids : [], everything === true);
    } catch {
      return new Selection();
    }
  }
}

/**
 * Which list this is: its address without the page and the order, so that another filter is another selection.
 * @param {string} address
 * @returns {string}
 */
export function listKey(address) {
  const url = new URL(address);
  url.searchParams.delete("page");
  url.searchParams.delete("sort");
  url.searchParams.sort();
  return `selection ${url.pathname}?${url.searchParams}`;
}

const SENT = "sent selection";

/**
 * What is chosen leaves the device: in every list, or in one list however it is filtered.
 * @param {Storage} storage
 * @param {string} [path] of the list
 */
export function forget(storage, path) {
  const start = path === undefined ? "selection " : `selection ${path}?`;
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
  for (const key of keys) if (key.startsWith(start)) storage.removeItem(key);
}

/**
 * An action on the selection of this list is on its way.
 * @param {Storage} storage
 * @param {string} path of the list
 */
export function remember(storage, path) {
  storage.setItem(SENT, path);
}

/**
 * On the page after an action: a refusal shows the list again; any other page means that the action has its people.
 * @param {Storage} storage
 * @param {string} path of this page
 */
export function settle(storage, path) {
  const list = storage.getItem(SENT);
  if (list === null) return;
  storage.removeItem(SENT);
  if (list !== path) forget(storage, list);
}

/** @param {HTMLElement} element @param {Storage} storage */
export function mount(element, storage = sessionStorage) {
  const form = /** @type {HTMLFormElement} */ (element);
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name='chosen'][type='checkbox']")]);
  const pageBox = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-choose-page]"));
  const everything = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-everything]"));
  const count = form.querySelector("[data-count]");
  const clear = /** @type {HTMLButtonElement | null} */ (form.querySelector("[data-clear]"));
  const key = listKey(location.href);
  const here = boxes.map((box) => box.value);
  if (document.querySelector("[data-flash='success']")) forget(storage, location.pathname); // it has been dealt with
  const selection = Selection.fromText(storage.getItem(key));
  const total = Number(form.dataset.total) || boxes.length;
  let last = -1;

  function show() {
    const number = selection.count(total);
    for (const box of boxes) box.checked = selection.everything || selection.ids.has(box.value);
    if (pageBox) {
      pageBox.checked = selection.page(here) === "all";
      pageBox.indeterminate = selection.page(here) === "some";
    }
    if (everything) everything.checked = selection.everything;
    form.classList.toggle("has-chosen", number > 0);
    if (count) count.textContent = words(form.dataset, number, selection.everything);
    for (const old of form.querySelectorAll("input[data-elsewhere]")) old.remove();
    for (const id of selection.elsewhere(here)) form.append(hidden(id));
    storage.setItem(key, selection.toText());
  }

  boxes.forEach((box, index) => {
    box.addEventListener("click", (event) => {
      const from = event.shiftKey && last >= 0 ? Math.min(last, index) : index;
      const to = event.shiftKey && last >= 0 ? Math.max(last, index) : index;
      if (selection.everything) selection.choosePage(here, true); // from "all that match" back to rows one can see
      selection.choosePage(here.slice(from, to + 1), box.checked);
      last = index;
      show();
    });
  });
  pageBox?.addEventListener("click", () => {
    selection.choosePage(here, pageBox.checked);
    show();
  });
  everything?.addEventListener("click", () => {
    selection.everything = everything.checked;
    if (!everything.checked) selection.choosePage(here, true);
    show();
  });
  clear?.addEventListener("click", () => {
    selection.clear();
    show();
    (pageBox ?? boxes[0])?.focus();
  });
  nameDeed(form);
  form.addEventListener("submit", () => remember(storage, location.pathname));
  window.addEventListener("pageshow", (event) => {
    // The browser may show the list as it stood, with the people of an action that has gone on.
    if (event.persisted && storage.getItem(key) === null) selection.clear();
    show();
  });
  if (pageBox) pageBox.hidden = false;
  if (clear) clear.hidden = false;
  show();
}

/** The button says what it does: the action that was chosen. @param {HTMLFormElement} form */
function nameDeed(form) {
  const [choice, button] = [form.querySelector("[data-action]"), form.querySelector("[data-deed]")];
  if (!(choice instanceof HTMLSelectElement) || !button) return;
  const unnamed = button.textContent;
  const name = () => {
    button.textContent = choice.value ? choice.selectedOptions[0].text : unnamed;
  };
  choice.addEventListener("change", name);
  window.addEventListener("pageshow", name); // the browser may have kept the choice
  name();
}

/** @param {DOMStringMap} texts @param {number} number @param {boolean} everything @returns {string} */
function words(texts, number, everything) {
  if (!number) return "";
  if (everything) return texts.all ?? "";
  if (number === 1) return texts.one ?? "";
  return (texts.many ?? "{number}").replace("{number}", number.toLocaleString(document.documentElement.lang));
}

/** @param {string} id @returns {HTMLInputElement} */
function hidden(id) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "chosen", value: id });
  input.dataset.elsewhere = "";
  return input;
}
