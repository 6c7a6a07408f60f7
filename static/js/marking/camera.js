// @ts-check
/**
 * Photos on the marking screen: a button at each step and for the exam as a whole, what was taken, and taking away. A photo
 * is drawn smaller here, without the place it was taken, and kept on the tablet together with the deed that announces it
 * before it is shown. Without keys to encrypt it, none is taken; what the school has is shown.
 *
 * @typedef {import("./words.js").Message} Message
 * @typedef {import("./device.js").Device} Device
 * @typedef {{ photo: string, step: number | null, isSent: boolean, isHere: boolean, refusal: string | null }} Shown
 * @typedef {{ root: HTMLElement, facts: Record<string, any>, words: import("./words.js").Catalogue, device: Device,
 *             isOpen: () => boolean }} Given
 */

import { stateAfter, whyNotDeed } from "./deeds.js";
import { newId } from "./identity.js";
import { photosOf } from "./photo-sending.js";
import { chosen, fitted, notKept, QUALITY, whyNoMore } from "./photos.js";
import { render, say, sayMany } from "./words.js";

/**
 * @param {Given} given
 * @returns {Promise<{ stop: () => void, draw: () => Promise<void> }>}
 */
export async function mountCamera(given) {
  if (!document.getElementById("photo-box")) return { stop() {}, async draw() {} };
  await styled();
  const camera = new Camera(given);
  await camera.begin();
  return camera;
}

class Camera {
  #until = new AbortController();
  /** Addresses of pictures on this tablet, by photo. @type {Map<string, string>} */
  #pictures = new Map();
  /** @type {Map<string, HTMLElement>} */
  #drawn = new Map();
  /** Photos of which the picture is neither here nor could be fetched. @type {Set<string>} */
  #away = new Set();
  /** Of the step whose photo is being taken; null: of the exam as a whole. @type {number | null} */
  #step = null;
  /** What was taken away last, so that it can be put back. @type {{ step: number | null, blob: Blob } | null} */
  #gone = null;
  /** @type {Shown[]} */
  #shown = [];
  /** Signed, stopped or not attended, perhaps on this tablet alone. */
  #isOver = false;
  #turn = Promise.resolve();

  /** @param {Given} given */
  constructor({ root, facts, words, device, isOpen }) {
    this.root = root;
    this.facts = facts;
    this.words = words;
    this.device = device;
    this.isOpen = isOpen;
    // Who looks at somebody else's sheet, or has no keys here, sees what the school has.
    this.sender = device.vault && facts.user !== null ? photosOf(device, facts.session) : null;
    this.input = document.createElement("input");
    this.look = /** @type {HTMLDialogElement} */ (made("photo-look"));
  }

  async begin() {
    const { signal } = this.#until;
    for (const step of all(this.root, ".step[data-step]")) step.querySelector(".step-extra")?.append(made("photo-box"));
    const whole = made("photo-whole");
    one(whole, "[data-place]").replaceWith(made("photo-box"));
    // A form that an older app took along has no place of its own for it.
    const panel = this.root.querySelector("[data-whole]");
    const standing = panel?.querySelector(".mark-standing");
    if (standing) standing.before(whole);
    else (panel ?? one(this.root, ".mark-main")).append(whole);
    Object.assign(this.input, { type: "file", accept: "image/*", hidden: true, autocomplete: "off" });
    this.input.setAttribute("capture", "environment");
    this.root.append(this.input, this.look);
    this.input.addEventListener("change", () => this.#chosen(), { signal });
    this.root.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.look.addEventListener("close", () => this.#comeBack(this.look.dataset.of ?? ""), { signal });
    const { sender } = this;
    const stops = sender ? [this.device.outbox.observe((news) => news.kind !== "kept" && this.draw()), sender.observe(() => this.draw())] : [];
    signal.addEventListener("abort", () => stops.forEach((stop) => stop()));
    await this.draw();
  }

  stop() {
    this.#until.abort();
    for (const address of this.#pictures.values()) URL.revokeObjectURL(address);
    for (const box of all(this.root, "[data-photos], [data-photo-whole]")) box.remove();
    this.input.remove();
    this.look.remove();
  }

  /** One drawing after the other: what is read last is shown last. @returns {Promise<void>} */
  draw() {
    this.#turn = this.#turn.then(() => (this.#until.signal.aborted ? undefined : this.#draw())).catch(() => {});
    return this.#turn;
  }

  async #draw() {
    this.#shown = await this.#photos();
    for (const shown of this.#shown) await this.#drawOne(shown);
    for (const box of all(this.root, "[data-photos]")) this.#drawBox(box);
    for (const [id, item] of this.#drawn) if (!this.#shown.some(({ photo }) => photo === id)) this.#drop(id, item);
    await this.#drawSpace();
  }

  /** Photos of this sheet, as the server and this tablet know them. @returns {Promise<Shown[]>} */
  async #photos() {
    const { store, outbox } = this.device;
    const waiting = (await store.photosWaiting(outbox.user)).filter(({ sheet }) => sheet === this.facts.id);
    const unsent = new Set(waiting.map(({ id }) => id));
    const { photos: known, over } = stateAfter(this.facts, await store.deeds(this.facts.id));
    this.#isOver = over !== null;
    const rest = waiting.map(({ id, step }) => ({ photo: id, step, op: null, sent: true }));
    const byId = new Map([...rest, ...known].map((shown) => [shown.photo, shown]));
    const here = await Promise.all([...byId.keys()].map((id) => this.#isHere(id)));
    return [...byId.values()].map(({ photo, step, sent }, place) => ({
      photo,
      step,
      isSent: sent && !unsent.has(photo),
      isHere: here[place],
      refusal: this.sender?.refusal(photo) ?? null,
    }));
  }

  /** Whether its picture is on this tablet; its address is made once. @param {string} id */
  async #isHere(id) {
    if (this.#pictures.has(id)) return true;
    const kept = await this.device.store.photo(id).catch(() => undefined);
    if (kept) this.#pictures.set(id, URL.createObjectURL(kept.blob));
    return kept !== undefined;
  }

  /** @param {Shown} shown */
  async #drawOne({ photo, step, isSent, isHere, refusal }) {
    const item = this.#drawn.get(photo) ?? this.#begun(photo);
    const image = /** @type {HTMLImageElement} */ (one(item, "img"));
    const address = isHere ? this.#pictures.get(photo) ?? "" : `/exams/photos/${photo}/small`;
    if (image.getAttribute("src") !== address) image.src = address;
    const isAway = !isHere && this.#away.has(photo);
    const state = this.#state({ isSent, refusal, isAway });
    const name = this.#name(photo, step);
    const words = this.#say(say("%(photo)s. %(state)s", { photo: { message: name }, state: { message: state } }));
    if (image.alt !== words) image.alt = words;
    item.dataset.state = refusal !== null ? "refused" : isSent && !isAway ? "sent" : "waiting";
  }

  /** @param {string} photo */
  #begun(photo) {
    const item = made("photo-one");
    this.#drawn.set(photo, item);
    item.dataset.photoId = photo;
    const { signal } = this.#until;
    one(item, "img").addEventListener("error", () => void (this.#away.add(photo), this.draw()), { signal });
    return item;
  }

  /** @param {string} photo @param {number | null} step @returns {Message} */
  #name(photo, step) {
    const number = this.#shown.filter((shown) => shown.step === step).findIndex((shown) => shown.photo === photo) + 1;
    if (step === null) return say("Photo %(number)s of the exam as a whole", { number });
    return say("Photo %(number)s of step %(step)s", { number, step: this.#numberOf(step) });
  }

  /** What this step is called on the screen. @param {number} step */
  #numberOf(step) {
    return this.root.querySelector(`[data-step="${step}"] .step-number`)?.textContent ?? "";
  }

  /** @param {{ isSent: boolean, refusal: string | null, isAway?: boolean }} shown @returns {Message} */
  #state({ isSent, refusal, isAway = false }) {
    if (isAway) return say("It cannot be shown here: there is no network, or a tablet still has to send it.");
    if (refusal) return say("The server did not take it: %(reason)s", { reason: refusal });
    if (refusal !== null) return say("The server did not take it.");
    return isSent ? say("Sent.") : say("Kept on this tablet, not sent yet.");
  }

  /** @param {HTMLElement} box */
  #drawBox(box) {
    const step = stepOf(box);
    const list = one(box, "[data-photo-list]");
    const items = this.#shown.filter((shown) => shown.step === step).map(({ photo }) => /** @type {HTMLElement} */ (this.#drawn.get(photo)));
    items.forEach((item, place) => list.children[place] !== item && list.insertBefore(item, list.children[place] ?? null));
    list.hidden = items.length === 0;
    one(box, "[data-photo]").hidden = !this.#takes();
    one(box, "[data-photo-back]").hidden = !this.#takes() || this.#gone?.step !== step;
    box.closest(".step")?.classList.toggle("has-photos", items.length > 0);
    this.#drawCount(box.closest(".step")?.querySelector("[data-photo-count]") ?? null, items.length);
    if (box.closest("[data-photo-whole]")) one(this.root, "[data-photo-whole]").hidden = !this.#takes() && items.length === 0;
  }

  /** In the list photos are folded away: that there are some is said. @param {Element | null} place @param {number} count */
  #drawCount(place, count) {
    if (!(place instanceof HTMLElement)) return;
    place.hidden = count === 0;
    one(place, "span").textContent = this.#say(sayMany("%(count)s photo", "%(count)s photos", count));
  }

  /** Whether photos can be taken, and taken away. */
  #takes() {
    return this.sender !== null && this.isOpen() && !this.#isOver;
  }

  /** @param {string} id @param {HTMLElement} item */
  #drop(id, item) {
    item.remove();
    this.#drawn.delete(id);
    URL.revokeObjectURL(this.#pictures.get(id) ?? "");
    this.#pictures.delete(id);
  }

  /** How many are not sent, and how much this browser holds. */
  async #drawSpace() {
    const waiting = this.#shown.filter(({ isSent }) => !isSent).length;
    const usage = await navigator.storage?.estimate?.().catch(() => null);
    const parts = [];
    if (waiting > 0) parts.push(sayMany("%(count)s photo not sent yet", "%(count)s photos not sent yet", waiting));
    if (usage?.usage && this.sender && this.#shown.length > 0) parts.push(say("Space used on this tablet: %(megabytes)s MB", { megabytes: inMegabytes(usage.usage) }));
    one(this.root, "[data-photo-space]").textContent = parts.map((part) => this.#say(part)).join(" · ");
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const has = (/** @type {string} */ name) => name in button.dataset;
    if (has("photo")) this.#ask(stepOf(button));
    else if (has("photoOpen")) this.#open(button.closest("[data-photo-id]")?.getAttribute("data-photo-id") ?? "");
    else if (has("photoBack")) this.#putBack();
    else if (has("photoClose")) this.look.close();
    else if (has("photoAway")) this.#takeAway(this.look.dataset.of ?? "");
  }

  /** @param {number | null} step */
  #ask(step) {
    const no = whyNoMore(this.#shown.length);
    if (no) return this.#tell(step, no, { failed: true });
    this.#step = step;
    this.input.value = "";
    this.input.click();
  }

  async #chosen() {
    const file = this.input.files?.[0];
    if (!file) return;
    const step = this.#step;
    this.#tell(step, say("The photo is being kept…"));
    const picked = chosen(file, await drawn(file).catch(() => null));
    if ("no" in picked) return this.#tell(step, picked.no, { failed: true });
    await this.#keep(step, picked.blob);
  }

  /** @param {number | null} step @param {Blob} blob */
  async #keep(step, blob) {
    const { outbox, store } = this.device;
    const photo = newId();
    const deed = { kind: "photo", photo, step, sha256: await digestOf(blob), size: blob.size, type: blob.type };
    const no = whyNotDeed(stateAfter(this.facts, await store.deeds(this.facts.id)), deed);
    if (no) return this.#tell(step, no, { failed: true });
    try {
      await outbox.keepDeed(this.facts.id, deed, blob);
    } catch (error) {
      return this.#tell(step, notKept(error), { failed: true });
    }
    this.#gone = null;
    await this.draw();
    this.#tell(step, say("The photo is kept on this tablet."));
  }

  /** @param {string} id */
  #open(id) {
    const shown = this.#shown.find(({ photo }) => photo === id);
    if (!shown) return;
    const name = this.#say(this.#name(id, shown.step));
    this.look.dataset.of = id;
    one(this.look, "h2").textContent = name;
    const image = /** @type {HTMLImageElement} */ (one(this.look, "img"));
    image.src = this.#pictures.get(id) ?? `/exams/photos/${id}`;
    image.alt = name;
    one(this.look, "[data-photo-about]").textContent = this.#say(this.#state({ ...shown, isAway: !shown.isHere && this.#away.has(id) }));
    one(this.look, "[data-photo-away]").hidden = !this.#takes();
    this.look.showModal(); // which closes what lies over the page
  }

  /** Back to where the photo is small. @param {string} id */
  #comeBack(id) {
    const item = this.#drawn.get(id);
    this.#unfold(item ?? null);
    item?.querySelector("button")?.focus();
  }

  /** What is of the exam as a whole lies over the page, where it was looked at. @param {Element | null} within */
  #unfold(within) {
    const panel = within?.closest("[popover]");
    if (!(panel instanceof HTMLElement) || panel.matches(":popover-open")) return;
    // Who closes it comes back to what opens it.
    const opener = [...this.root.querySelectorAll(`[popovertarget="${panel.id}"]`)].find((one) => !panel.contains(one) && one.checkVisibility?.());
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    panel.showPopover();
  }

  /** @param {string} id */
  async #takeAway(id) {
    const { outbox, store } = this.device;
    const step = this.#shown.find(({ photo }) => photo === id)?.step ?? null;
    const kept = (await store.photo(id).catch(() => undefined)) ?? (await fetched(id));
    try {
      await outbox.keepDeed(this.facts.id, { kind: "photo-off", photo: id });
    } catch {
      this.look.close();
      return this.#tell(step, say("The photo is NOT deleted: this tablet could not keep that. Try again."), { failed: true });
    }
    this.#gone = kept ? { step, blob: kept.blob } : null;
    this.look.close();
    await this.draw();
    this.#tell(step, say("The photo is deleted."));
    const box = this.#box(step);
    this.#unfold(box);
    one(box, kept ? "[data-photo-back]" : "[data-photo]").focus();
  }

  async #putBack() {
    const gone = this.#gone;
    if (!gone) return;
    this.#gone = null;
    await this.#keep(gone.step, gone.blob);
    one(this.#box(gone.step), "[data-photo]").focus();
  }

  /** @param {number | null} step */
  #box(step) {
    return one(this.root, step === null ? "[data-photo-whole] [data-photos]" : `.step[data-step="${step}"] [data-photos]`);
  }

  /** @param {number | null} step @param {Message} message @param {{ failed?: boolean }} [how] */
  #tell(step, message, { failed = false } = {}) {
    const words = one(this.#box(step), "[data-photo-words]");
    words.textContent = this.#say(message);
    words.classList.toggle("is-failed", failed);
  }

  /** @param {Message} message */
  #say(message) {
    return render(message, this.words);
  }
}

/** The photo smaller and as a JPEG of this browser's own; null where it cannot. @param {Blob} file @returns {Promise<Blob | null>} */
async function drawn(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = Object.assign(document.createElement("canvas"), fitted(image));
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** @param {Blob} blob @returns {Promise<string>} */
async function digestOf(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A photo that only the server has, to be put back should that be wanted. @param {string} id */
async function fetched(id) {
  const answer = await fetch(`/exams/photos/${id}`, { redirect: "error" }).catch(() => null);
  return answer?.ok ? { blob: await answer.blob() } : undefined;
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}

/** The step it is at; null: the exam as a whole. @param {Element} element */
function stepOf(element) {
  const step = element.closest(".step[data-step]")?.getAttribute("data-step");
  return step ? Number(step) : null;
}

/** What photos look like comes with the first that are shown: nobody waits for it before. @returns {Promise<void>} */
async function styled() {
  const style = made("photo-style");
  if (document.head.querySelector(`link[href="${style.getAttribute("href")}"]`)) return;
  const come = new Promise((resolve) => ["load", "error"].forEach((kind) => style.addEventListener(kind, resolve, { once: true })));
  document.head.append(style);
  await come;
}

/** A copy of what stands in this template. @param {string} id @returns {HTMLElement} */
function made(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  const copy = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
  return /** @type {HTMLElement} */ (copy.firstElementChild);
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

/** @param {ParentNode} root @param {string} selector */
function one(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}
