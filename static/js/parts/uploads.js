/**
 * A drop zone that sends each file by itself as soon as it is chosen, and goes on after whatever happens to the
 * connection. Without this, a file input in a form.
 */

import { Memory } from "../uploading/memory.js";
import { Queue } from "../uploading/queue.js";
import { Row } from "../uploading/row.js";
import { Upload } from "../uploading/upload.js";
import { Wire } from "../uploading/wire.js";
import { isBrokenVideo, objection } from "./drop-zone.js";

/** @type {Map<HTMLElement, Queue>} */
const zones = new Map();

/** Uploads on this page that are not over. @returns {Queue[]} */
function pending() {
  for (const zone of zones.keys()) if (!zone.isConnected) zones.delete(zone);
  return [...zones.values()].filter((queue) => queue.pending.length);
}

window.addEventListener("beforeunload", (event) => {
  if (pending().length) event.preventDefault();
});
// Either may be wrong, so nothing is believed: it is only a reason to try now.
window.addEventListener("online", () => pending().forEach((queue) => queue.soon()));
window.addEventListener("focus", () => pending().forEach((queue) => queue.soon()));

/** @param {HTMLElement} zone */
export function mount(zone) {
  const input = /** @type {HTMLInputElement | null} */ (zone.querySelector("input[type='file']:not([data-camera])"));
  const form = input?.form;
  if (!input || !form || typeof XMLHttpRequest === "undefined") return;
  const words = zone.dataset;
  const place = { url: words.url ?? "", subject: words.subject ?? "", token: tokenOf(form) };
  const wire = new Wire(place);
  const user = Number(words.user);
  const memory = new Memory(safeStorage(), `${user} ${place.subject}`);
  const queue = new Queue();
  zones.set(zone, queue);
  const list = zone.appendChild(Object.assign(document.createElement("ul"), { className: "upload-list" }));
  list.setAttribute("aria-label", words.chosen ?? "");
  const teller = zone.appendChild(Object.assign(document.createElement("p"), { className: "visually-hidden" }));
  teller.setAttribute("role", "status");
  const tell = (/** @type {string} */ text) => {
    teller.textContent = text;
  };
  input.removeAttribute("name"); // what goes by itself is not sent with the form once more
  for (const element of form.querySelectorAll("[data-without-script]")) /** @type {HTMLElement} */ (element).hidden = true;

  /** What is on its way is seen, also where the zone was folded. */
  function unfold() {
    zone.closest?.("details")?.setAttribute("open", "");
  }

  /** @param {File} file @param {string | null} wrong what is known of it already */
  function begin(file, wrong) {
    if (queue.pending.some((upload) => memory.key(upload.file) === memory.key(file))) return;
    const why = wrong ?? objection(file, { accept: input?.accept, limit: Number(words.limit) || 0 });
    const left = Number(words.left ?? Infinity);
    if (!file.size || why || file.size > left) {
      const reason = words[!file.size ? "empty" : why ?? "full"] ?? "";
      list.append(Row.refused(file.name, reason, words));
      if (held) held.isToBeRead = true;
      unfold();
      return tell(`${file.name}: ${reason}`);
    }
    /** @type {Row} */
    let row;
    const upload = new Upload(file, { wire, memory, user, world, changed: () => row?.show() });
    row = new Row(upload, words, {
      tell,
      go: () => queue.pump(),
      ended: () => over(upload, row),
    });
    list.append(row.element);
    unfold();
    queue.add(upload);
  }

  /** @param {Upload} upload @param {Row} row */
  async function over(upload, row) {
    if (upload.state === "cancelled") row.element.remove();
    const done = !looking && queue.pending.length === 0;
    if (upload.outcome === "used" && (await redraw(words.shows ?? ""))) row.element.remove();
    if (upload.outcome) await room(wire, zone);
    if (done) release();
  }

  let looking = 0; // files that were chosen and of which the beginning is still being read
  // A form is saved when its files are there: a press on its button waits for them, a second one does not.
  /** @type {{button: HTMLElement | null, isToBeRead: boolean} | null} */
  let held = null;
  form.addEventListener(
    "submit",
    (event) => {
      if (!(looking || queue.pending.length) || held) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = { button: event.submitter, isToBeRead: false };
      zone.dispatchEvent(new CustomEvent("proefstuk:held", { bubbles: true }));
      const line = Object.assign(document.createElement("p"), { className: "upload-held", textContent: words.held ?? "" });
      zone.append(line);
      line.scrollIntoView({ block: "nearest" });
      tell(words.held ?? "");
    },
    { capture: true },
  );

  function release() {
    zone.querySelector(".upload-held")?.remove();
    if (!held) return;
    const { button, isToBeRead } = held;
    held = null;
    if (isToBeRead || queue.uploads.some((upload) => upload.state === "refused" || upload.state === "gone")) return; // to be read first
    form?.requestSubmit(button);
  }

  /** @param {File[]} files */
  async function look(files) {
    looking += files.length;
    for (const file of files) {
      const isBroken = await isBrokenVideo(file);
      looking -= 1;
      begin(file, isBroken ? "broken" : null);
    }
    if (!looking && !queue.pending.length) release();
  }

  take(zone, input, look);
  wait(wire, words, list, queue, memory);
}

/** How long nothing is done, and chance: the two things of the world outside that a test plays. */
const world = {
  wait(/** @type {number} */ ms) {
    let end = () => {};
    const over = /** @type {Promise<void>} */ (
      new Promise((go) => {
        const timer = setTimeout(go, ms);
        end = () => {
          clearTimeout(timer);
          go();
        };
      })
    );
    return { over, end };
  },
  chance: Math.random,
};

/** Files by choosing, dropping or photographing. @param {HTMLElement} zone @param {HTMLInputElement} input @param {(files: File[]) => void} add */
function take(zone, input, add) {
  const camera = /** @type {HTMLInputElement | null} */ (zone.querySelector("[data-camera]"));
  if (camera && matchMedia("(pointer: coarse)").matches) /** @type {HTMLElement} */ (camera.parentElement).hidden = false;
  for (const each of [input, camera]) {
    const chosen = () => {
      add([...(each?.files ?? [])]);
      if (each) each.value = ""; // the same file may be chosen again
    };
    each?.addEventListener("change", chosen);
    if (each?.files?.length) chosen(); // before this module came
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
}

/** What waits here from before: files that came in, and those of which a part did. */
async function wait(/** @type {Wire} */ wire, /** @type {DOMStringMap} */ words, /** @type {HTMLElement} */ list, /** @type {Queue} */ queue, /** @type {Memory} */ memory) {
  const { status, told } = await wire.list();
  if (status !== 200) return;
  const mine = new Set(queue.uploads.map((upload) => upload.address));
  for (const found of told.uploads) {
    if (mine.has(found.address)) continue;
    const row = Row.waiting(found, words, async () => {
      await wire.drop(found.address);
      row.remove();
    });
    list.prepend(row);
    list.closest?.("details")?.setAttribute("open", "");
  }
  memory.tidy();
}

/** Draw a part of this page anew. @param {string} id @returns {Promise<boolean>} */
async function redraw(id) {
  const old = document.getElementById(id);
  if (!old) return false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
    if (!fresh) return false;
    document.getElementById(id)?.replaceWith(fresh);
    fresh.dispatchEvent(new CustomEvent("proefstuk:new-content", { bubbles: true }));
    return true;
  } catch {
    return false; // the row itself says that it is there
  }
}

/** How much is used now. @param {Wire} wire @param {HTMLElement} zone */
async function room(wire, zone) {
  const { status, told } = await wire.list();
  const shown = zone.querySelector("[data-room]");
  if (status !== 200 || !told.room || !shown) return;
  zone.dataset.left = told.room.left;
  const [words, bar] = [shown.querySelector("span"), shown.querySelector("progress")];
  if (words) words.textContent = told.room.words;
  if (bar) bar.value = told.room.used;
}

/** @param {HTMLFormElement} form */
function tokenOf(form) {
  return String(new FormData(form).get("csrf_token") ?? "");
}

/** @returns {Storage} this browser's, or one that forgets where it has none */
function safeStorage() {
  try {
    return localStorage;
  } catch {
    return /** @type {any} */ ({ length: 0, key: () => null, getItem: () => null, setItem() {}, removeItem() {} });
  }
}
