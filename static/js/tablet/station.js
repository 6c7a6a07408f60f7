// @ts-check
/**
 * The other candidates at this station: who does an exam beside the one on the screen and is still to be marked.
 *
 * @typedef {import("./day.js").Card} Card
 * @typedef {{ id: number, name: string, photo: string | null, far: import("../marking/words.js").Message, isHere: boolean,
 *             sameForm: boolean }} Chip
 */

import { say } from "../marking/words.js";
import { hashOf } from "./router.js";

/**
 * One chip per candidate in the order of the day, this one among them; none where there is nobody else.
 * @param {Card[]} cards @param {{ id: number, session?: number, day: string, place: string, form: string }} here
 * @returns {Chip[]}
 */
export function stationOf(cards, here) {
  const beside = cards.filter((card) => card.sheet.id === here.id || (card.act !== "look" && isBeside(card.sheet, here)));
  if (!beside.some(({ sheet }) => sheet.id !== here.id)) return [];
  return [...beside].sort(byTime).map(({ sheet, marked, total }) => ({
    id: sheet.id,
    name: sheet.name,
    photo: sheet.photo,
    far: farOf({ marked, total }),
    isHere: sheet.id === here.id,
    sameForm: sheet.form === here.form,
  }));
}

/** How far somebody is, as "8 of 17". @param {{ marked: number, total: number }} progress */
export function farOf({ marked, total }) {
  return say("%(marked)s of %(total)s", { marked, total });
}

/** Where a chip leads: who does the same form is shown at the same step. @param {Pick<Chip, "id" | "sameForm">} chip
 * @param {number | null} step on the screen */
export function addressOf({ id, sameForm }, step) {
  return hashOf({ view: "sheet", sheet: id, ...(sameForm && step !== null && { step }) });
}

/** In the same session, or on the same day in the same place. @param {{ session?: number, day: string, place: string }} one
 * @param {{ session?: number, day: string, place: string }} other */
function isBeside(one, other) {
  const isSameSession = one.session !== undefined && one.session === other.session;
  return isSameSession || (one.day === other.day && one.place === other.place);
}

/** @param {Card} one @param {Card} other */
function byTime({ sheet: one }, { sheet: other }) {
  return Date.parse(one.starts_at) - Date.parse(other.starts_at) || one.id - other.id;
}
