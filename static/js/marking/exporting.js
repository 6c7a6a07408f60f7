// @ts-check
/**
 * The file of last resort: all that a tablet could not send, for a coordinator to bring in. The tablet vouches for it with
 * the secret it was given when it was prepared; see tests/vectors/unsent_file.json for a worked one.
 *
 * @typedef {import("./store.js").Unsent} Unsent
 */

import { dayIn } from "../parts/zone.js";
import { wireOf } from "./operations.js";

const FORMAT = "proefstuk-marks";
/** The server takes files of 20 MB with 200 photos: room is left for what is said around them. */
const LARGEST = 18_000_000;
const MOST_PHOTOS = 200;
/** What is said of a photo besides its bytes takes less. */
const ABOUT_A_PHOTO = 1000;
/** Characters that are turned into digits at once: more would not fit among the arguments of a call. */
const AT_ONCE = 0x8000;

/**
 * What goes into which file: marks and deeds alone, first, so that no photo ever keeps them from coming in; then photos, in
 * files that the server takes.
 * @param {Unsent} unsent @returns {Unsent[]}
 */
export function partsOf({ operations, shelf, photos }) {
  /** @type {Unsent[]} */
  const parts = operations.length + shelf.length > 0 ? [{ operations, shelf, photos: [] }] : [];
  let room = 0;
  for (const photo of photos) {
    const size = Math.ceil(photo.blob.size / 3) * 4 + ABOUT_A_PHOTO;
    const isFull = room < size || (parts.at(-1)?.photos.length ?? 0) >= MOST_PHOTOS;
    if (isFull) parts.push({ operations: [], shelf: [], photos: [] });
    room = (isFull ? LARGEST : room) - size;
    parts.at(-1)?.photos.push(photo);
  }
  return parts;
}

/**
 * All of it in files that are made one after the other, so that only one is in memory; each is whole and vouched for by itself.
 * @param {Parameters<typeof unsentFile>[0]} what
 * @returns {(() => Promise<{ name: string, text: string, number: number, count: number }>)[]}
 */
export function unsentFiles({ unsent, now = new Date(), ...rest }) {
  return partsOf(unsent).map((part, place, { length: count }) => async () => {
    const { name, text } = await unsentFile({ ...rest, now, unsent: part });
    const number = place + 1;
    return { name: count === 1 ? name : name.replace(/\.json$/, `-${number}-of-${count}.json`), text, number, count };
  });
}

/**
 * @param {object} what
 * @param {Unsent} what.unsent see store.unsentOf()
 * @param {string} what.tablet its id
 * @param {{ id: number, name: string }} what.user whose marks these are
 * @param {string} what.school
 * @param {Date} [what.now]
 * @param {{ mac: (text: string) => Promise<string | null> } | null} [what.vault] without it nobody vouches for the file
 * @param {string} [what.zone] of the school
 * @returns {Promise<{ name: string, text: string }>}
 */
export async function unsentFile({ unsent, tablet, user, school, now = new Date(), vault = null, zone }) {
  const file = {
    format: FORMAT,
    version: 1,
    tablet,
    user: { id: user.id, name: user.name },
    school,
    made_at: now.toISOString(),
    operations: unsent.operations.map(wireOf),
    shelf: unsent.shelf.map(({ row, answer }) => ({ operation: wireOf(row), answer })),
    photos: await Promise.all(unsent.photos.map(photoOf)),
  };
  // As it will be read: without what is undefined.
  const plain = JSON.parse(JSON.stringify(file));
  const mac = (await vault?.mac(canonical(plain))) ?? null;
  return { name: `${FORMAT}-${dayIn(now, zone)}.json`, text: JSON.stringify({ ...plain, mac }, null, 1) };
}

/**
 * JSON in one way only, so that both sides work out the same mac: keys sorted, no spaces, nothing escaped that need not be.
 * @param {any} given plain values, numbers whole
 * @returns {string}
 */
export function canonical(given) {
  if (Array.isArray(given)) return `[${given.map(canonical).join(",")}]`;
  if (given === null || typeof given !== "object") return JSON.stringify(given);
  const parts = Object.keys(given).sort(byCharacter).map((key) => `${JSON.stringify(key)}:${canonical(given[key])}`);
  return `{${parts.join(",")}}`;
}

/** In the order of characters, not of halves of them. @param {string} one @param {string} other */
function byCharacter(one, other) {
  const [mine, theirs] = [[...one], [...other]];
  const place = mine.findIndex((letter, here) => letter !== theirs[here]);
  if (place === -1) return mine.length - theirs.length;
  return place >= theirs.length ? 1 : Number(mine[place].codePointAt(0)) - Number(theirs[place].codePointAt(0));
}

/** @param {import("./store.js").UnsentPhoto} photo */
async function photoOf({ id, sheet, step, type, sha256, blob }) {
  return { id, sheet, step, type, sha256, data: base64(new Uint8Array(await blob.arrayBuffer())) };
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let text = "";
  for (let from = 0; from < bytes.length; from += AT_ONCE) text += String.fromCharCode(...bytes.subarray(from, from + AT_ONCE));
  return btoa(text);
}
