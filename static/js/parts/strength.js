/** Words under a new password while it is typed. What is good enough is decided by the server. */

export const SHORTEST = 12;

/**
 * How a password looks so far.
 * @param {string} password
 * @returns {{kind: "empty" | "short" | "long" | "strong", missing: number}}
 */
export function look(password) {
  const length = [...password].length;
  if (!length) return { kind: "empty", missing: SHORTEST };
  if (length < SHORTEST) return { kind: "short", missing: SHORTEST - length };
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const varied = new Set(password).size >= 8;
  return { kind: varied && (length >= 20 || (length >= 15 && kinds >= 3)) ? "strong" : "long", missing: 0 };
}

/** @param {HTMLElement} element */
export function mount(element) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(element.dataset.for ?? ""));
  field?.addEventListener("input", () => {
    const { kind, missing } = look(field.value);
    element.textContent = (element.dataset[kind] ?? "").replace("{count}", String(missing));
  });
}
