// @ts-check
/**
 * How an operation is tied to the one before it, and what a step shows once a person has decided. Synchronous, because it
 * runs in the middle of a database transaction; it looks at ids alone, because what they stand for may be sealed.
 */

/** A step's name within the device. @param {{ sheet: number, step: number }} row */
export function placeOf({ sheet, step }) {
  return `${sheet}/${step}`;
}

/**
 * The draft resting on what the device shows, its own unsent operation included, so that it never conflicts with itself;
 * or on `base`, where a person decided over what stands at the server.
 * @template D
 * @template {{ op: string | null }} S
 * @param {D} draft
 * @param {S | null} shown
 * @param {string | null} [base]
 * @returns {D & { base_op: string | null, before: S | null }}
 */
export function chained(draft, shown, base) {
  return { ...draft, base_op: base === undefined ? (shown?.op ?? null) : base, before: shown };
}

/**
 * What a step shows when its shelved marks are given up: what the server last said stands, or else what was shown before
 * the first of them; null is nothing.
 * @template S
 * @param {{ standing?: S | null, before: S | null }[]} shelved of one step, oldest first
 * @returns {S | null}
 */
export function shownAfter(shelved) {
  return shelved.findLast(({ standing }) => standing)?.standing ?? shelved[0]?.before ?? null;
}
