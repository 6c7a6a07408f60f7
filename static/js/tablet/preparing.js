// @ts-check
/**
 * Preparing a tablet: with network once, and everything for the day works without. In the order in which each step is
 * worth something by itself: what the server gave is kept only when all of it is there.
 *
 * @typedef {import("../marking/words.js").Message} Message
 * @typedef {{ isPersisted: boolean | null, free: number | null }} Space null: this browser does not tell
 * @typedef {{ isHeld: boolean | null, words: Message }} Ready null: it works, and there is something to know about it
 */

import { say, sayMany } from "../marking/words.js";

export const STEPS = 5;
/** Less than this is too little for a day with photos, in bytes. */
export const LITTLE = 50_000_000;

/**
 * @param {object} outside
 * @param {() => Promise<any>} outside.fetched what the server has for this tablet
 * @param {() => Promise<boolean>} outside.app whether the app itself is kept on this tablet
 * @param {() => Promise<Space>} outside.space
 * @param {(given: any) => Promise<void>} outside.keep everything, or nothing
 * @param {(step: number, words: Message) => void} outside.tell
 * @returns {Promise<Ready[]>}
 */
export async function prepare({ fetched, app, space, keep, tell }) {
  tell(1, say("Making room on this tablet…"));
  const room = await space();
  tell(2, say("Keeping the app on this tablet…"));
  const isApp = await app();
  tell(3, say("Asking for your exams…"));
  const given = await fetched();
  tell(4, sayMany("Keeping %(count)s exam…", "Keeping %(count)s exams…", given.sheets.length));
  await keep(given);
  tell(5, say("This tablet is ready."));
  return readiness({ isApp, room, given });
}

/** What is ready and what is not, in words. @param {{ isApp: boolean, room: Space, given: any }} found @returns {Ready[]} */
export function readiness({ isApp, room, given }) {
  return [appReady(isApp), ...examsReady(given.sheets), spaceReady(room)];
}

/** @param {boolean} isHeld @returns {Ready} */
function appReady(isHeld) {
  return isHeld
    ? { isHeld, words: say("The app opens without network.") }
    : { isHeld, words: say("The app is not kept on this tablet yet: stay on this page, or prepare again.") };
}

/** One line per exam, however many candidates do it. @param {{ exam: string }[]} sheets @returns {Ready[]} */
function examsReady(sheets) {
  if (sheets.length === 0) return [{ isHeld: true, words: say("There are no exams for you today or tomorrow.") }];
  const exams = [...new Set(sheets.map(({ exam }) => exam))];
  return exams.map((exam) => {
    const count = sheets.filter((sheet) => sheet.exam === exam).length;
    return { isHeld: true, words: sayMany("%(exam)s: %(count)s candidate", "%(exam)s: %(count)s candidates", count, { exam }) };
  });
}

/** @param {Space} room @returns {Ready} */
function spaceReady({ isPersisted, free }) {
  if (free !== null && free < LITTLE) {
    return { isHeld: false, words: say("Only %(size)s is free on this tablet. Make room before you take photos.", { size: sized(free) }) };
  }
  if (isPersisted) return { isHeld: true, words: say("This browser promised to keep what is on this tablet.") };
  return { isHeld: null, words: say("This browser may clear what is not used for a week. Send what you marked on the same day.") };
}

/** As "1.2 GB". @param {number} bytes */
export function sized(bytes) {
  const units = ["kB", "MB", "GB", "TB"];
  const place = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3) - 1));
  const amount = bytes / 1000 ** (place + 1);
  return `${amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount)} ${units[place]}`;
}
