// @ts-check
/** What the screens of the app are made of: the templates of the page, words in the reader's language, and signs. */

import { render } from "../marking/words.js";
import { dayIn, zoneOf } from "../parts/zone.js";

/** @typedef {import("../marking/words.js").Message} Message */

export class Page {
  /** @param {HTMLElement} root @param {import("../marking/words.js").Catalogue} words @param {Document} [document] */
  constructor(root, words, document = root.ownerDocument) {
    this.root = root;
    this.words = words;
    this.document = document;
    // English as it is written in Europe: the day before the month.
    const lang = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || "en-GB";
    this.zone = zoneOf(document);
    const [timeZone, hourCycle] = [this.zone, /** @type {const} */ ("h23")];
    this.hours = new Intl.DateTimeFormat(lang, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle });
    this.days = new Intl.DateTimeFormat(lang, { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" });
    this.moments = new Intl.DateTimeFormat(lang, { timeZone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle });
  }

  /** A sentence in the reader's language. @param {Message} message */
  say(message) {
    return render(message, this.words);
  }

  /** As "14:30". @param {string | number} moment */
  clock(moment) {
    return this.hours.format(new Date(moment));
  }

  /** As "Wed 3 Mar 14:30". @param {string | number} moment */
  moment(moment) {
    return plain(this.moments, new Date(moment));
  }

  /** As "Wed 3 Mar 2027". @param {string} day as "2027-03-03" */
  day(day) {
    return plain(this.days, new Date(`${day}T12:00:00Z`));
  }

  /** "14:30", and with its day where that was not today. @param {string | number} moment */
  since(moment) {
    const isToday = dayIn(new Date(moment), this.zone) === dayIn(Date.now(), this.zone);
    return isToday ? this.clock(moment) : this.moment(moment);
  }

  /** A copy of the first element of this template. @param {string} id @returns {HTMLElement} */
  made(id) {
    const template = /** @type {HTMLTemplateElement} */ (this.document.getElementById(id));
    const copy = /** @type {DocumentFragment} */ (this.document.importNode(template.content, true));
    return /** @type {HTMLElement} */ (copy.firstElementChild);
  }

  /** Put the sign with this name in the first place for one. @param {HTMLElement} within @param {string} name */
  sign(within, name) {
    within.querySelector("[data-sign]")?.setAttribute("href", `${this.root.dataset.icons}#${name}`);
  }

  /** A state in words with its sign. @param {import("./day.js").Shown} shown */
  state({ kind, sign, words }) {
    const made = this.made("part-state");
    made.classList.add(`state-${kind}`);
    this.sign(made, sign);
    one(made, "[data-words]").textContent = this.say(words);
    return made;
  }

  /** The candidate's photo, or else initials. @param {HTMLElement} avatar @param {string} name @param {string | null} photo */
  avatar(avatar, name, photo) {
    avatar.classList.add(`tone-${(name || "?").length % 6}`);
    if (!photo) return void (avatar.textContent = initials(name));
    const image = this.document.createElement("img");
    image.src = photo;
    image.alt = "";
    avatar.replaceChildren(image);
  }

  /** Tell who listens with a screen reader. @param {string} words */
  announce(words) {
    one(this.root, "[data-app-status]").textContent = words;
  }
}

/** The first element that fits, which has to be there. @param {ParentNode} within @param {string} selector @returns {HTMLElement} */
export function one(within, selector) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`${selector} is not on this page`);
  return found;
}

/** Without the commas that some languages put between. @param {Intl.DateTimeFormat} format @param {Date} moment */
function plain(format, moment) {
  return format.format(moment).replace(/, /g, " ");
}

/** First and last initial. @param {string} name */
export function initials(name) {
  const parts = name.trim().split(/\s+/).filter(Boolean).map((part) => [...part][0]);
  return parts.length > 1 ? `${parts[0]}${parts.at(-1)}` : (parts[0] ?? "?");
}
