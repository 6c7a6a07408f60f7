// @ts-check
/**
 * What of all that a device keeps no server has yet: the same for every store. Ids, order and times alone, because what
 * they stand for may be sealed.
 *
 * @typedef {import("./deeds.js").Deed} Deed
 * @typedef {{ id: string, op: string, sheet: number, step: number | null, type: string, sha256: string, size: number,
 *             user: number, made_at: string, sequence: number, state: "new" | "announced" | "sent",
 *             off?: string }} PhotoRow op: the deed that announces it; off: the one that takes it away
 */

import { placeOf } from "./chain.js";

/**
 * A photo as the store knows it: announced by a deed, sent once the server has that deed.
 * @param {{ op: string, sheet: number, deed: Deed, made_at: string, user: number, sequence: number }} announced
 * @returns {PhotoRow}
 */
export function photoRow({ op, sheet, deed, made_at, user, sequence }) {
  const { photo: id = "", step = null, sha256 = "", size = 0, type = "" } = deed;
  return { id, op, sheet, step, type, sha256, size, user, made_at, sequence, state: "new" };
}

/** Whether no server has this photo, and it is still wanted. @param {PhotoRow} photo */
export function isUnsent({ state }) {
  return state !== "sent";
}

/** Whether the server waits for this photo. @param {PhotoRow} photo */
export function mayFollow({ state, off }) {
  return state === "announced" && !off;
}

/**
 * How much of whom waits, since when. A photo is announced by a row: of its own it counts once that row is through.
 * @param {{ rows: { user: number, made_at: string }[], shelf: { user: number, made_at: string }[],
 *           photos: PhotoRow[] }} unsent
 * @returns {{ user: number, count: number, since: string | null, shelf: number, photos: number }[]}
 */
export function countsOf({ rows, shelf, photos }) {
  const users = [...new Set([...rows, ...shelf, ...photos].map(({ user }) => user))].sort((one, other) => one - other);
  return users.map((user) => {
    const [own, aside, taken] = [rows, shelf, photos].map((all) => all.filter((one) => one.user === user));
    const first = own[0] ?? aside[0] ?? taken[0];
    return { user, count: own.length, since: first?.made_at ?? null, shelf: aside.length, photos: taken.filter(mayFollow).length };
  });
}

/**
 * What is given up of each step, oldest first; deeds have no step to show.
 * @template {{ row: { sheet: number, step: number, sequence: number } }} G
 * @param {G[]} gone
 * @returns {Map<string, G[]>}
 */
export function byPlace(gone) {
  /** @type {Map<string, G[]>} */
  const places = new Map();
  const marks = gone.filter(({ row }) => row.step !== 0).sort((one, other) => one.row.sequence - other.row.sequence);
  for (const one of marks) places.set(placeOf(one.row), [...(places.get(placeOf(one.row)) ?? []), one]);
  return places;
}
