/** Files by dropping, choosing or photographing; sent with a bar that says how far it is. Without this, a file input. */

/** @typedef {{name: string, size: number, type: string}} FileFacts */

/**
 * Whether a file is what the `accept` attribute asks for.
 * @param {FileFacts} file
 * @param {string} accept
 * @returns {boolean}
 */
export function isAccepted(file, accept) {
  const wishes = accept.split(",").map((wish) => wish.trim().toLowerCase()).filter(Boolean);
  if (!wishes.length) return true;
  const name = file.name.toLowerCase();
  const type = file.type.toLowerCase();
  return wishes.some((wish) => {
    if (wish.startsWith(".")) return name.endsWith(wish);
    if (wish.endsWith("/*")) return type.startsWith(wish.slice(0, -1));
    return type === wish;
  });
}

/**
 * Why a file cannot come along, or null.
 * @param {FileFacts} file
 * @param {{accept?: string, limit?: number}} demands
 * @returns {"refused" | "large" | null}
 */
export function objection(file, { accept = "", limit = 0 }) {
  if (!isAccepted(file, accept)) return "refused";
  return limit && file.size > limit ? "large" : null;
}

/**
 * The files chosen before and now, each once; with one place the newest stays.
 * @template {FileFacts} T
 * @param {T[]} before
 * @param {T[]} added
 * @param {boolean} several
 * @returns {T[]}
 */
export function together(before, added, several) {
  if (!several) return added.slice(-1);
  const known = new Set(before.map((file) => `${file.name} ${file.size}`));
  return [...before, ...added.filter((file) => !known.has(`${file.name} ${file.size}`))];
}

/**
 * Whether a file that is called a video does not begin as one: then it is damaged, and need not be sent at all.
 * What begins well is judged by the server.
 * @param {File} file
 */
export async function isBrokenVideo(file) {
  if (!/\.(mp4|m4v|mov|webm)$/i.test(file.name)) return false;
  try {
    const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    const isMatroska = [0x1a, 0x45, 0xdf, 0xa3].every((byte, place) => head[place] === byte);
    const isBoxed = head.length === 8 && head.slice(4).every((byte) => byte >= 0x20 && byte < 0x7f);
    return !isMatroska && !isBoxed;
  } catch {
    return false; // it cannot be read now: sending it tells why
  }
}

/** @param {number} bytes @param {string} language @returns {string} for instance 2.4 MB */
export function readableSize(bytes, language) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  let amount = bytes;
  for (; amount >= 999.5 && step < 3; step += 1) amount /= 1000;
  const maximumFractionDigits = step && amount < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit: units[step], maximumFractionDigits }).format(amount);
}

/** @param {HTMLElement} zone */
export function mount(zone) {
  const input = /** @type {HTMLInputElement | null} */ (zone.querySelector("input[type='file']:not([data-camera])"));
  if (!input || typeof DataTransfer === "undefined") return;
  const language = document.documentElement.lang;
  const list = zone.appendChild(Object.assign(document.createElement("ul"), { className: "drop-list" }));
  list.setAttribute("aria-label", zone.dataset.chosen ?? "");
  list.setAttribute("aria-live", "polite");
  /** @type {File[]} */
  let chosen = [];

  /** @param {File[]} files @param {{file: File, why: string}[]} refused */
  function show(files, refused = []) {
    chosen = files;
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    list.replaceChildren(
      ...files.map((file) => row(file, () => show(chosen.filter((other) => other !== file)))),
      ...refused.map(({ file, why }) => line(`${file.name}: ${why}`, "is-wrong")),
    );
  }

  /** @param {File[]} files */
  function add(files) {
    const demands = { accept: input.accept, limit: Number(zone.dataset.limit) || 0 };
    const fine = files.filter((file) => !objection(file, demands));
    const refused = files
      .filter((file) => objection(file, demands))
      .map((file) => ({ file, why: zone.dataset[objection(file, demands) ?? ""] ?? "" }));
    show(together(chosen, fine, input.multiple), refused);
  }

  /** @param {File} file @param {() => void} remove */
  function row(file, remove) {
    const item = line(`${file.name} · ${readableSize(file.size, language)}`);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link" });
    button.textContent = zone.dataset.remove ?? "";
    button.setAttribute("aria-label", `${zone.dataset.remove} ${file.name}`);
    button.addEventListener("click", () => {
      remove();
      input.focus();
    });
    item.append(button);
    return item;
  }

  input.addEventListener("change", () => add([...(input.files ?? [])]));
  const camera = /** @type {HTMLInputElement | null} */ (zone.querySelector("[data-camera]"));
  if (camera && matchMedia("(pointer: coarse)").matches) {
    /** @type {HTMLElement} */ (camera.parentElement).hidden = false;
    camera.addEventListener("change", () => {
      add([...(camera.files ?? [])]);
      camera.value = "";
    });
  }
  for (const name of ["dragover", "dragenter"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    add([...(event.dataTransfer?.files ?? [])]);
  });
  let busy = false;
  input.form?.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !chosen.length) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    send(/** @type {HTMLFormElement} */ (input.form), event.submitter, zone, () => {
      busy = false;
    });
  });
}

/** @param {string} text @param {string} [look] @returns {HTMLLIElement} */
function line(text, look = "") {
  const item = Object.assign(document.createElement("li"), { className: look });
  item.append(Object.assign(document.createElement("span"), { textContent: text }));
  return item;
}

/**
 * Send the form in the background and show the page that comes back.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @param {HTMLElement} zone
 * @param {() => void} again called when nothing was sent
 */
function send(form, submitter, zone, again) {
  const request = new XMLHttpRequest();
  const box = sending(zone);
  const [bar, words] = [/** @type {HTMLProgressElement} */ (box.firstElementChild), box.lastElementChild];
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    if (!total) return;
    bar.max = total;
    bar.value = loaded;
    const share = (loaded / total).toLocaleString(document.documentElement.lang, { style: "percent" });
    if (words) words.textContent = (zone.dataset.sending ?? "{share}").replace("{share}", share);
  });
  const fail = () => {
    box.replaceChildren(Object.assign(document.createElement("span"), { className: "wrong", textContent: zone.dataset.failed }));
    again();
    form.dispatchEvent(new Event("proefstuk:not-sent"));
  };
  request.addEventListener("error", fail);
  request.addEventListener("abort", fail);
  request.addEventListener("load", () => {
    if (!request.getResponseHeader("Content-Type")?.startsWith("text/html")) return fail();
    replacePage(request.responseText, request.responseURL);
  });
  const data = new FormData(form);
  const button = /** @type {HTMLButtonElement | null} */ (submitter);
  if (button?.name) data.append(button.name, button.value);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(data);
}

/** @param {HTMLElement} zone @returns {HTMLElement} */
function sending(zone) {
  zone.querySelector(".drop-sending")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "drop-sending" });
  box.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", zone.dataset.chosen ?? "");
  box.append(bar, document.createElement("span"));
  return zone.appendChild(box);
}

/** @param {string} html @param {string} address */
function replacePage(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  for (const part of page.head.querySelectorAll("script[src], link[rel='stylesheet']")) bring(part);
  document.body.replaceChildren(...page.body.childNodes);
  document.body.className = page.body.className;
  history.replaceState(null, "", address);
  scrollTo(0, 0);
  (document.querySelector(".summary") ?? document.querySelector("main"))?.focus();
  document.body.dispatchEvent(new CustomEvent("proefstuk:new-content", { bubbles: true }));
}

/** Take along what the new page needs in its head and this one has not. @param {Element} part */
function bring(part) {
  const at = part.getAttribute("src") ?? part.getAttribute("href") ?? "";
  if (document.head.querySelector(`[src="${CSS.escape(at)}"], [href="${CSS.escape(at)}"]`)) return;
  const copy = document.createElement(part.localName);
  for (const { name, value } of part.attributes) copy.setAttribute(name, value);
  document.head.append(copy);
}
