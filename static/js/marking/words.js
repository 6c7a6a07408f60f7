// @ts-check
/**
 * Sentences for people, the twin of foundation/messages.py: an English sentence with named gaps, put into the reader's
 * language by a catalogue that comes with the page.
 *
 * @typedef {string | number | { message: Message } | { decimal: string } | { day: string } | { moment: string }} Gap
 * @typedef {{ text: string, gaps?: Record<string, Gap>, plural?: string, count?: number }} Message
 * @typedef {Record<string, string | [string, string]>} Catalogue by English sentence; a pair is one and many
 */

/**
 * @param {string} text
 * @param {Record<string, Gap>} [gaps]
 * @returns {Message}
 */
export function say(text, gaps) {
  return gaps ? { text, gaps } : { text };
}

/**
 * @param {string} singular
 * @param {string} plural
 * @param {number} count
 * @param {Record<string, Gap>} [gaps]
 * @returns {Message}
 */
export function sayMany(singular, plural, count, gaps = {}) {
  return { text: singular, gaps: { count, ...gaps }, plural, count };
}

/**
 * The sentence in the reader's language.
 * @param {Message} message
 * @param {Catalogue} [catalogue]
 * @returns {string}
 */
export function render(message, catalogue = {}) {
  const gaps = message.gaps;
  const text = chosen(message, catalogue);
  if (!gaps || Object.keys(gaps).length === 0) return text;
  return text.replace(/%%|%\((\w+)\)s/g, (found, name) => (found === "%%" ? "%" : shown(gaps[name], catalogue)));
}

/** @param {Message} message @param {Catalogue} catalogue */
function chosen(message, catalogue) {
  const own = Object.hasOwn(catalogue, message.text) ? catalogue[message.text] : undefined;
  const [one, many] = Array.isArray(own) ? own : [own ?? message.text, own ?? message.plural ?? message.text];
  return message.plural !== undefined && message.count !== 1 ? many : one;
}

/** @param {Gap} gap @param {Catalogue} catalogue @returns {string} */
function shown(gap, catalogue) {
  if (typeof gap !== "object") return String(gap);
  return "message" in gap ? render(gap.message, catalogue) : String(Object.values(gap)[0]);
}
