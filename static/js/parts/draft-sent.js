/** A form that was sent for good: once its page says that it is saved, what this browser kept of it may go. */

const SENT = "sent draft";

/** @param {Storage} session @param {string} key under which the draft is kept */
export function note(session, key) {
  session.setItem(SENT, key);
}

/**
 * On the page after it: the page of the entry, where it says so, means that all of it was saved; any other says nothing.
 * @param {Storage} session @param {Storage} local
 * @param {{path: string, saved: boolean}} page
 */
export function settle(session, local, page) {
  const key = session.getItem(SENT);
  session.removeItem(SENT);
  if (key !== null && page.saved && /^\/portfolio\/entries\/\d+$/.test(page.path)) local.removeItem(key);
}
