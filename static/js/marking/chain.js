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
 * Whether a refused mark is over, now that the server took this one: the same person marked the step anew after it. One
 * that clears the step says nothing in its place. A conflict stays until a person decides, and so does what was done
 * besides marking. The server's shelf has the same rule: exams/queries/shelf.py.
 * @param {{ sheet: number, step: number, user: number, sequence: number }} refused
 * @param {{ sheet: number, step: number, user: number, sequence: number, value?: number | null }} taken
 */
export function isOvertaken(refused, taken) {
  if (taken.step === 0 || (taken.value ?? null) === null) return false;
  return placeOf(refused) === placeOf(taken) && refused.user === taken.user && refused.sequence < taken.sequence;
}

/**
 * What a step shows when marks are given up: what the server last said stands, or else what was shown before the first of
 * them; and what was marked since and is not given up, where there is such. Null is nothing.
 * @template {{ op: string | null }} S
 * @param {{ op: string, standing?: S | null, before: S | null }[]} gone of one step, oldest first
 * @param {S | null} [shown] what it shows now
 * @returns {S | null}
 */
export function shownAfter(gone, shown = null) {
  const given = new Map(gone.map((one) => [one.op, one]));
  let found = shown;
  for (let one = given.get(shown?.op ?? gone.at(-1)?.op ?? ""); one; one = given.get(found?.op ?? "")) {
    if (one.standing) return one.standing;
    found = one.before;
  }
  return found;
}
