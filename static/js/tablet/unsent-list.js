// @ts-check
/**
 * What waits on this tablet, in lines a person can read: per candidate how much and since when, and what needs a decision.
 *
 * @typedef {import("../marking/words.js").Message} Message
 * @typedef {import("../marking/outbox.js").Shelved} Shelved
 * @typedef {{ sheet: number, title: Message | string, words: Message, since: string | null, href: string | null,
 *             op?: string | null }} Line op: of what was refused and can only be put away, its exam being no longer here
 */

import { refusedWords } from "../marking/besides.js";
import { notSentOf, notTaken } from "../marking/state.js";
import { say, sayMany } from "../marking/words.js";

/**
 * One line per candidate.
 * @param {readonly { sheet: number, step: number, made_at: string }[]} rows in device order
 * @param {readonly { sheet: number }[]} photos
 * @param {ReadonlyMap<number, string>} names by sheet
 * @param {(moment: string) => string} clock
 * @returns {Line[]}
 */
export function waitingLines(rows, photos, names, clock) {
  const sheets = new Set([...rows, ...photos].map(({ sheet }) => sheet));
  return [...sheets].map((sheet) => {
    const here = rows.filter((row) => row.sheet === sheet);
    const taken = photos.filter((photo) => photo.sheet === sheet).length;
    const since = here[0]?.made_at ?? null;
    const words = since === null ? photosWait(taken) : waits(here.length + taken, clock(since));
    return { sheet, title: nameOf(names, sheet), words, since, href: names.has(sheet) ? `#/sheet/${sheet}` : null };
  });
}

/**
 * One line per mark or deed that the server did not take.
 * @param {readonly Shelved[]} shelf @param {ReadonlyMap<number, string>} names
 * @param {(sheet: number, step: number) => number} [numberOf] of the step on its form; 0: unknown
 * @returns {Line[]}
 */
export function decisionLines(shelf, names, numberOf = () => 0) {
  return shelf.map(({ row, answer }) => ({
    sheet: row.sheet,
    title: nameOf(names, row.sheet),
    words: atStep(numberOf(row.sheet, row.step), answer.outcome === "conflict" ? conflictOf(answer) : whyOf(row, answer.reason)),
    since: row.made_at,
    op: answer.outcome === "refused" ? row.op : null,
    href: placeOf(row, names),
  }));
}

/**
 * One line per mark that this tablet could not keep.
 * @param {readonly { sheet: number, step: number, made_at: string }[]} unkept @param {ReadonlyMap<number, string>} names
 * @param {(sheet: number, step: number) => number} numberOf
 * @returns {Line[]}
 */
export function unkeptLines(unkept, names, numberOf) {
  return unkept.map((row) => ({
    sheet: row.sheet,
    title: nameOf(names, row.sheet),
    words: atStep(numberOf(row.sheet, row.step), UNKEPT),
    since: row.made_at,
    href: placeOf(row, names),
  }));
}

/** @param {{ sheet: number, step: number }} row @param {ReadonlyMap<number, string>} names */
function placeOf({ sheet, step }, names) {
  if (!names.has(sheet)) return null;
  return step > 0 ? `#/sheet/${sheet}/step/${step}` : `#/sheet/${sheet}`;
}

/** @param {import("../marking/outbox.js").Row} row @param {string | undefined} reason */
function whyOf({ deed }, reason) {
  if (!reason) return REFUSED;
  return deed ? refusedWords(deed.kind, reason) : { text: reason };
}

/** @param {import("../marking/outbox.js").Answer} answer */
function conflictOf({ standing }) {
  return standing?.from ? say("The server has another mark. %(how)s Both marks are kept until you choose.", { how: standing.from }) : CONFLICT;
}

/** @param {number} number @param {Message} words */
function atStep(number, words) {
  return number > 0 ? say("Step %(number)s: %(words)s", { number, words: { message: words } }) : words;
}

/**
 * What other people left here: a number and since when, nothing else is to be seen of it.
 * @param {readonly { user: number, count: number, since: string | null, shelf: number, photos: number }[]} everyone @param {number} user
 * @param {(moment: string) => string} clock
 * @returns {Message[]}
 */
export function lockedLines(everyone, user, clock) {
  return everyone
    .filter((one) => one.user !== user && notSentOf(one) + one.shelf > 0)
    .map((one) => (notSentOf(one) > 0 ? waits(notSentOf(one), one.since === null ? "" : clock(one.since)) : notTaken(one.shelf)));
}

const UNKEPT = say("This mark is NOT SAVED: this tablet could not keep it.");
const CONFLICT = say("Marked differently on another device. Both marks are kept until you choose.");
const REFUSED = say("The server did not take it.");

/** @param {ReadonlyMap<number, string>} names @param {number} sheet */
function nameOf(names, sheet) {
  return names.get(sheet) ?? say("A candidate whose exam is not on this tablet");
}

/** @param {number} count @param {string} since */
function waits(count, since) {
  return sayMany("%(count)s not sent since %(since)s", "%(count)s not sent since %(since)s", count, { since });
}

/** @param {number} count */
function photosWait(count) {
  return sayMany("%(count)s photo not sent yet", "%(count)s photos not sent yet", count);
}
