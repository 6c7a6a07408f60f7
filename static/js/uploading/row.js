/** A file in the list of a drop zone: its name, how far it is in a bar and in words, and what can be done about it. */

import { readableSize } from "../parts/drop-zone.js";

/** @typedef {import("./upload.js").Upload} Upload */

const STEP = 25; // per cent between two things that are read aloud
const language = () => document.documentElement.lang;

/** @param {number} part @param {number} whole @returns {string} for instance 42 % */
function share(part, whole) {
  return Math.min(1, whole ? Math.floor((part / whole) * 100) / 100 : 1).toLocaleString(language(), { style: "percent" });
}

/** @param {string | undefined} sentence @param {Record<string, string>} gaps */
function filled(sentence, gaps) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name) => gaps[name] ?? "");
}

export class Row {
  #told = -1;
  #state = "";

  /**
   * @param {Upload} upload @param {DOMStringMap} words
   * @param {{tell: (text: string) => void, go: () => void, ended: () => void}} around
   */
  constructor(upload, words, around) {
    this.upload = upload;
    this.words = words;
    this.around = around;
    this.element = shell(upload.file.name, readableSize(upload.file.size, language()), face(upload.file));
    this.bar = document.createElement("progress");
    this.bar.max = upload.file.size;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", filled(words.progress, { name: upload.file.name }));
    this.line = Object.assign(document.createElement("span"), { className: "upload-line" });
    this.acts = Object.assign(document.createElement("span"), { className: "upload-acts" });
    this.element.append(this.bar, this.line, this.acts);
    this.show();
  }

  /** Say how it stands now. */
  show() {
    const { upload } = this;
    this.bar.value = upload.hasEnded ? upload.file.size : Math.max(upload.sent, upload.safe);
    const text = this.#text();
    if (this.line.textContent !== text) this.line.textContent = text;
    this.#tell(text);
    if (this.#state === upload.state) return;
    this.#state = upload.state;
    this.element.dataset.state = upload.state;
    this.bar.hidden = upload.hasEnded;
    this.#offer();
    if (upload.hasEnded) this.around.ended();
  }

  #text() {
    const { upload, words } = this;
    const gaps = { name: upload.file.name, share: share(upload.safe, upload.file.size), sent: share(upload.sent, upload.file.size) };
    if (upload.state === "refused") return upload.message || filled(words.failed, gaps);
    if (upload.state === "offline" && upload.message) return upload.message;
    if (upload.state === "done") return filled(upload.outcome === "taken" ? words.kept : words.done, gaps);
    const names = { waiting: "turn", sending: "sending", checking: "checking", offline: "offline", "signed-out": "signin", paused: "paused", gone: "gone", cancelled: "cancelled" };
    return filled(words[names[upload.state]], gaps);
  }

  /** Aloud: every change, but of the numbers only each quarter. @param {string} text */
  #tell(text) {
    const quarter = Math.floor((this.upload.sent / this.upload.file.size) * (100 / STEP));
    if (this.#state === this.upload.state && quarter === this.#told) return;
    this.#told = quarter;
    this.around.tell(`${this.upload.file.name}: ${text}`);
  }

  #offer() {
    const { upload, words, around } = this;
    const offers = [];
    if (upload.isRunning && upload.state !== "checking") offers.push(this.#button("pause", () => upload.pause()));
    if (upload.state === "paused") offers.push(this.#button("resume", () => upload.resume()));
    if (upload.state === "offline") offers.unshift(this.#button("now", () => upload.soon()));
    if (upload.state === "signed-out") offers.unshift(link(words.signinurl ?? "/", words.signinhere ?? ""));
    if (!upload.hasEnded) offers.push(this.#button("cancel", () => upload.cancel()));
    else if (upload.outcome === "taken") offers.push(this.#button("remove", () => upload.cancel()));
    else if (upload.state !== "done") offers.push(this.#button("hide", () => this.element.remove()));
    const isHere = this.acts.contains(document.activeElement);
    this.acts.replaceChildren(...offers);
    if (isHere) /** @type {HTMLElement | undefined} */ (offers[0])?.focus();
    around.go();
  }

  /** @param {string} name @param {() => void} act */
  #button(name, act) {
    const { words, upload, around } = this;
    return button(words[name] ?? "", filled(words[`${name}named`], { name: upload.file.name }), () => {
      act();
      around.go();
    });
  }

  /** One that does not even begin. @param {string} name @param {string} why @param {DOMStringMap} words */
  static refused(name, why, words) {
    const row = shell(name, "");
    row.dataset.state = "refused";
    const acts = Object.assign(document.createElement("span"), { className: "upload-acts" });
    acts.append(button(words.hide ?? "", filled(words.hidenamed, { name }), () => row.remove()));
    row.append(Object.assign(document.createElement("span"), { className: "upload-line", textContent: why }), acts);
    return row;
  }

  /**
   * One from an earlier visit.
   * @param {{name: string, size: number, offset: number, state: string}} found @param {DOMStringMap} words @param {() => void} drop
   */
  static waiting(found, words, drop) {
    const row = shell(found.name, readableSize(found.size, language()));
    const isHere = found.state === "taken";
    row.dataset.state = isHere ? "done" : "paused";
    const gaps = { name: found.name, share: share(found.offset, found.size) };
    const acts = Object.assign(document.createElement("span"), { className: "upload-acts" });
    const named = isHere ? words.removenamed : words.cancelnamed;
    acts.append(button((isHere ? words.remove : words.cancel) ?? "", filled(named, gaps), drop));
    const text = filled(isHere ? words.kept : words.unfinished, gaps);
    row.append(Object.assign(document.createElement("span"), { className: "upload-line", textContent: text }), acts);
    return row;
  }
}

/** A photo as it is on this device, small; nothing of what this browser cannot draw. @param {unknown} file */
function face(file) {
  if (!(file instanceof File) || !file.type.startsWith("image/")) return null;
  const picture = Object.assign(document.createElement("img"), { className: "upload-face", alt: "" });
  const address = URL.createObjectURL(file);
  picture.addEventListener("load", () => URL.revokeObjectURL(address));
  picture.addEventListener("error", () => {
    URL.revokeObjectURL(address);
    picture.remove();
  });
  picture.src = address;
  return picture;
}

/** @param {string} name @param {string} size @param {HTMLElement | null} [picture] */
function shell(name, size, picture) {
  const item = Object.assign(document.createElement("li"), { className: "upload" });
  if (picture) item.append(picture);
  const title = Object.assign(document.createElement("bdi"), { className: "upload-name", textContent: name });
  item.append(title, Object.assign(document.createElement("span"), { className: "soft", textContent: size }));
  return item;
}

/** @param {string} text @param {string} label @param {() => void} act */
function button(text, label, act) {
  const element = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: text });
  if (label) element.setAttribute("aria-label", label);
  element.addEventListener("click", act);
  return element;
}

/** @param {string} url @param {string} text */
function link(url, text) {
  return Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener", className: "btn btn-link", textContent: text });
}
