// @ts-check
/** What a browser remembers in plain: settings and moments, never anything of anybody. Refused, it lasts as long as the page. */

/** @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">} */
function found() {
  try {
    globalThis.localStorage.getItem("");
    return globalThis.localStorage;
  } catch {
    /** @type {Map<string, string>} */
    const kept = new Map();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}

export const remembered = found();
