/** Where a part of a tree goes: policy alone, without a page. */

/** @typedef {{parent: string, ids: string[]}} List the parts under one parent, in order; lists stand as on the screen */
/** @typedef {{list: number, place: number}} Target a list and the place among the others in it */

/** @param {List[]} lists @param {string} id @returns {number} the list in which this part stands, or -1 */
export function listOf(lists, id) {
  return lists.findIndex((list) => list.ids.includes(id));
}

/**
 * One place up (-1) or down (1) among its siblings.
 * @param {List[]} lists @param {string} id @param {-1 | 1} by
 * @returns {Target | null} null at the end
 */
export function step(lists, id, by) {
  const list = listOf(lists, id);
  if (list < 0) return null;
  const place = lists[list].ids.indexOf(id) + by;
  return place < 0 || place >= lists[list].ids.length ? null : { list, place };
}

/**
 * To the previous parent, as its last, or to the next one, as its first. Lists of the same parent are no other parent.
 * @param {List[]} lists @param {string} id @param {-1 | 1} by
 * @returns {Target | null}
 */
export function hop(lists, id, by) {
  const from = listOf(lists, id);
  const list = from + by;
  if (from < 0 || !lists[list] || lists[list].parent === lists[from].parent) return null;
  return { list, place: by < 0 ? lists[list].ids.length : 0 };
}

/**
 * Before another part, or at the end of a list.
 * @param {List[]} lists @param {string} id @param {number} list @param {string | null} before
 * @returns {Target | null} null where that changes nothing
 */
export function drop(lists, id, list, before) {
  const ids = lists[list].ids;
  const others = ids.filter((other) => other !== id);
  if (before === id) before = ids[ids.indexOf(id) + 1] ?? null;
  const place = before === null ? others.length : others.indexOf(before);
  return place < 0 || (ids.includes(id) && ids.indexOf(id) === place) ? null : { list, place };
}
