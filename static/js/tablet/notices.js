// @ts-check
/** What a person has to know, above every screen: one box per reason, patched in place, gone when that is over. */

import { one } from "./page.js";

/**
 * @typedef {import("../marking/words.js").Message} Message
 * @typedef {{ words: Message, href?: string, press?: () => void }} Act
 * @typedef {"stop" | "attention" | "info" | "wait"} Kind
 */

const SIGNS = { stop: "stop", attention: "flag", info: "info", wait: "hourglass" };

export class Notices {
  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.box = one(page.root, "[data-notices]");
  }

  /** @param {string} why @param {Kind} kind @param {Message} words @param {readonly Act[]} [acts] */
  show(why, kind, words, acts = []) {
    const shown = this.#at(why) ?? this.#added(why);
    const text = this.page.say(words);
    const place = one(shown, "[data-words]");
    const row = one(shown, "[data-acts]");
    const isSameText = place.textContent === text && shown.classList.contains(`callout-${kind}`);
    const offered = [...row.children].map((act) => act.textContent).join("\n");
    if (isSameText && offered === acts.map((act) => this.page.say(act.words)).join("\n")) return;
    shown.className = `callout callout-${kind}`;
    this.page.sign(shown, SIGNS[kind]);
    place.textContent = text;
    row.replaceChildren(...acts.map((act) => this.#button(act)));
    row.hidden = acts.length === 0;
    this.box.hidden = false;
    if (!isSameText) this.page.announce(text);
  }

  /** @param {string} why */
  over(why) {
    this.#at(why)?.remove();
    this.box.hidden = this.box.childElementCount === 0;
  }

  /** @param {string} why @returns {HTMLElement | undefined} */
  #at(why) {
    return /** @type {HTMLElement[]} */ ([...this.box.children]).find((box) => box.dataset.noticeOf === why);
  }

  /** @param {string} why */
  #added(why) {
    const made = this.page.made("part-notice");
    made.dataset.noticeOf = why;
    this.box.append(made);
    return made;
  }

  /** @param {Act} act */
  #button({ words, href, press }) {
    const made = this.page.document.createElement(href === undefined ? "button" : "a");
    made.className = "btn btn-secondary";
    made.textContent = this.page.say(words);
    if (made instanceof HTMLAnchorElement) made.href = href ?? "";
    else made.setAttribute("type", "button");
    if (press) made.addEventListener("click", press);
    return made;
  }
}
