/** Parts of a tree change places: by dragging their grip, or with Alt and the arrows. The server says where they stand then. */

import { drop, hop, listOf, step } from "./places.js";
import { deed, screen, tell } from "./screen.js";

const EDGE = 48; // pixels from the rim where dragging scrolls
const PATIENCE = 600; // milliseconds above a closed part until it opens

/** @param {Element} item @returns {string} */
const kindOf = (item) => item.parentElement?.dataset.kind ?? "";

/** @param {HTMLElement} tree @param {string} kind @returns {HTMLElement[]} */
const listsOf = (tree, kind) => /** @type {HTMLElement[]} */ ([...tree.querySelectorAll(`ol[data-kind="${kind}"]`)]);

/** @param {HTMLElement[]} lists @returns {import("./places.js").List[]} */
const plain = (lists) =>
  lists.map((list) => ({ parent: list.dataset.parent ?? "", ids: [...list.children].filter((item) => item.id).map((item) => item.id) }));

/** @param {Element} item */
const rowOf = (item) => /** @type {HTMLAnchorElement} */ (item.querySelector(":scope > .tree-row"));

/**
 * @param {string} id of the part
 * @param {(item: Element, lists: HTMLElement[]) => import("./places.js").Target | null} decide
 */
async function move(id, decide) {
  const { done } = await deed(() => {
    const item = document.getElementById(id);
    const tree = /** @type {HTMLElement | null} */ (item?.closest(".tree") ?? null);
    if (!item || !tree) return null;
    const lists = listsOf(tree, kindOf(item));
    const target = decide(item, lists);
    return target && { url: `${rowOf(item).pathname}/move`, fields: { parent: lists[target.list].dataset.parent ?? "", place: String(target.place) } };
  });
  if (done) document.getElementById(id)?.classList.add("is-moved");
}

/** @param {HTMLElement} region it stays when the tree in it is drawn anew, so that no key is lost meanwhile */
export function mount(region) {
  const dress = () => {
    for (const item of region.querySelectorAll(".qf-tree .tree-node")) if (!item.querySelector(":scope > .tree-grip")) item.prepend(grip());
  };
  dress();
  region.addEventListener("proefstuk:new-content", dress);
  region.addEventListener("keydown", (event) => keys(region, event));
  region.addEventListener("pointerdown", (event) => {
    const held = event.target instanceof Element ? event.target.closest(".tree-grip") : null;
    const item = /** @type {HTMLElement | null} */ (held?.closest(".tree-node") ?? null);
    const tree = /** @type {HTMLElement | null} */ (held?.closest(".tree") ?? null);
    if (held && item && tree && event.button === 0) new Drag(tree, item, /** @type {HTMLElement} */ (held), event);
  });
}

/** For the pointer alone: the keyboard has its own way, and the page of the part its own buttons. */
function grip() {
  const held = Object.assign(document.createElement("span"), { className: "tree-grip" });
  held.setAttribute("aria-hidden", "true");
  return held;
}

/** @param {HTMLElement} tree @param {KeyboardEvent} event */
function keys(tree, event) {
  const focus = event.target instanceof Element ? event.target : null;
  const item = focus?.closest(".tree-node");
  if (!item || focus?.closest("form") || event.ctrlKey || event.metaKey) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by && event.altKey) {
    event.preventDefault();
    const way = event.shiftKey ? hop : step;
    move(item.id, (now, lists) => way(plain(lists), now.id, /** @type {-1 | 1} */ (by)));
  } else if (by && !event.shiftKey) {
    event.preventDefault();
    const rows = /** @type {HTMLElement[]} */ ([...tree.querySelectorAll(".tree-row")].filter((row) => row.checkVisibility()));
    rows[rows.indexOf(rowOf(item)) + by]?.focus();
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    if (event.altKey || event.shiftKey) return;
    const more = item.querySelector(":scope > details") ?? (event.key === "ArrowLeft" ? item.closest("details") : null);
    if (!(more instanceof HTMLDetailsElement)) return;
    event.preventDefault();
    more.open = event.key === "ArrowRight";
    if (!more.open) rowOf(/** @type {Element} */ (more.closest(".tree-node"))).focus();
  }
}

/** From taking a grip to letting it go. */
class Drag {
  /** @param {HTMLElement} tree @param {HTMLElement} item @param {HTMLElement} held @param {PointerEvent} event */
  constructor(tree, item, held, event) {
    this.tree = tree;
    this.item = item;
    this.held = held;
    this.lists = listsOf(tree, kindOf(item));
    /** @type {import("./places.js").Target | null} */
    this.target = null;
    this.line = Object.assign(document.createElement("div"), { className: "tree-drop", hidden: true });
    this.ends = new AbortController();
    this.above = /** @type {Element | null} */ (null);
    this.opening = 0;
    this.at = { x: event.clientX, y: event.clientY };
    this.scrolling = window.setInterval(() => scrollNear(tree, this.at.y) && this.over(), 30);
    event.preventDefault();
    held.setPointerCapture(event.pointerId);
    tree.append(this.line);
    item.classList.add("is-dragged");
    tree.classList.add("is-dragging");
    tell((screen().dataset.wordsMoving ?? "").replace("{name}", rowOf(item).textContent?.trim().slice(0, 40) ?? ""));
    const { signal } = this.ends;
    held.addEventListener("pointermove", (moved) => this.over({ x: moved.clientX, y: moved.clientY }), { signal });
    held.addEventListener("pointerup", () => this.end(true), { signal });
    held.addEventListener("pointercancel", () => this.end(false), { signal });
    window.addEventListener("keydown", (pressed) => pressed.key === "Escape" && this.end(false), { signal });
  }

  /** @param {{x: number, y: number}} at where the pointer is; without it the tree has moved under it */
  over(at = this.at) {
    this.at = at;
    const found = this.find(at.x, at.y);
    this.target = found && drop(plain(this.lists), this.item.id, found.list, found.before);
    this.line.hidden = !this.target;
    if (!found || !this.target) return;
    const [box, around] = [found.row.getBoundingClientRect(), this.tree.getBoundingClientRect()];
    this.line.style.top = `${(found.below ? box.bottom : box.top) - around.top + this.tree.scrollTop - 1}px`;
    this.line.style.insetInlineStart = `${box.left - around.left}px`;
  }

  /** @param {number} x @param {number} y */
  find(x, y) {
    const kind = kindOf(this.item);
    let node = document.elementFromPoint(x, y)?.closest(".tree-node") ?? null;
    if (!node || !this.tree.contains(node)) return null;
    this.linger(node);
    const inner = [...node.querySelectorAll(`ol[data-kind="${kind}"]`)].at(0);
    if (kindOf(node) !== kind && inner && inner.closest(".tree-node") === node) {
      return { list: this.lists.indexOf(/** @type {HTMLElement} */ (inner)), before: null, row: node, below: true };
    }
    while (node && kindOf(node) !== kind) node = node.parentElement?.closest(".tree-node") ?? null;
    if (!node) return null;
    const list = this.lists.indexOf(/** @type {HTMLElement} */ (node.parentElement));
    const own = listOf(plain(this.lists), this.item.id);
    if (kind === "core-task" && list !== own) return null; // base and profile stay apart
    const box = node.getBoundingClientRect();
    const below = y > (rowOf(node).getBoundingClientRect().top + box.bottom) / 2;
    const before = below ? (node.nextElementSibling?.id ?? null) : node.id;
    return { list, before, row: node, below };
  }

  /** A closed part opens when one waits above it. @param {Element} node */
  linger(node) {
    if (node === this.above) return;
    this.above = node;
    clearTimeout(this.opening);
    const more = node.querySelector(":scope > details");
    if (kindOf(this.item) !== "indicator" || !(more instanceof HTMLDetailsElement)) return;
    this.opening = window.setTimeout(() => {
      more.open = true;
    }, PATIENCE);
  }

  /** @param {boolean} kept */
  end(kept) {
    clearTimeout(this.opening);
    clearInterval(this.scrolling);
    this.ends.abort();
    this.line.remove();
    this.item.classList.remove("is-dragged");
    this.tree.classList.remove("is-dragging");
    tell("");
    const target = this.target;
    if (kept && target) move(this.item.id, () => target);
  }
}

/** @param {HTMLElement} tree @param {number} y @returns {boolean} whether it scrolled */
function scrollNear(tree, y) {
  const side = tree.closest(".qf-side");
  const own = side !== null && side.scrollHeight > side.clientHeight + 1;
  const box = own ? side.getBoundingClientRect() : { top: 0, bottom: innerHeight };
  const by = y < box.top + EDGE ? -12 : y > Math.min(box.bottom, innerHeight) - EDGE ? 12 : 0;
  if (by) (own ? side : window).scrollBy(0, by);
  return by !== 0;
}
