// @ts-check
/**
 * When the outbox is asked to send: after a tap, when the network is said to be back, when the page is seen again, and by
 * a timer. Nothing of this is trusted alone, and there is no Background Sync, which two of three browsers do not have.
 *
 * @typedef {import("./outbox.js").Outbox} Outbox
 */

/** Long enough to leave a battery alone, short enough for a session that was opened again in another tab. */
export const HEARTBEAT = 30_000;
/** Another tab, or this one, is sending right now. */
const AFTER_BUSY = 400;

/**
 * Keep sending until told to stop.
 * @param {Outbox} outbox
 * @param {object} [outside]
 * @param {Pick<Window, "addEventListener" | "removeEventListener">} [outside.target]
 * @param {Pick<Document, "addEventListener" | "removeEventListener" | "visibilityState">} [outside.page]
 * @param {(work: () => void, after: number) => any} [outside.later]
 * @param {(timer: any) => void} [outside.forget]
 * @returns {() => void} how to stop
 */
export function keepSending(
  outbox,
  { target = window, page = document, later = setTimeout.bind(globalThis), forget = clearTimeout.bind(globalThis) } = {},
) {
  /** @type {any} */
  let timer = null;
  const plan = (/** @type {number} */ after) => {
    forget(timer);
    timer = later(tick, after);
  };
  const tick = () => {
    plan(HEARTBEAT);
    outbox.flushIfDue();
  };
  const now = () => {
    outbox.reset();
    tick();
  };
  const seen = () => {
    if (page.visibilityState === "visible") now();
  };
  const stop = outbox.observe((news) => {
    if (news.kind === "kept" || news.kind === "deed") plan(0);
    else if (news.kind === "flushed") plan(pauseAfter(news.result, outbox.wait()));
  });
  target.addEventListener("online", now);
  target.addEventListener("pageshow", now);
  page.addEventListener("visibilitychange", seen);
  plan(0);
  return () => {
    stop();
    forget(timer);
    target.removeEventListener("online", now);
    target.removeEventListener("pageshow", now);
    page.removeEventListener("visibilitychange", seen);
  };
}

/** @param {import("./outbox.js").Flushed} result @param {number} wait */
function pauseAfter(result, wait) {
  if (result === "busy") return AFTER_BUSY;
  return result === "sent" || result === "empty" ? HEARTBEAT : wait + 20;
}
