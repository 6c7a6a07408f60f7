// @ts-check
/** The frame of the browser that shows what was drawn just now, so that work can wait for it without being put at risk. */

/** In milliseconds; a frame that takes longer is not waited for. */
export const LONGEST_FRAME = 50;
/** So long what the frame needs after its drawing has the processor for itself. */
const HANDED_OVER = 4;

/**
 * Resolved once the next frame is drawn: at once where the page is out of sight or going away, since no frame comes then.
 * @param {object} [outside]
 * @param {Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">} [outside.page]
 * @param {Pick<Window, "addEventListener" | "removeEventListener">} [outside.target]
 * @param {(work: () => void) => unknown} [outside.nextFrame]
 * @param {(work: () => void, after: number) => unknown} [outside.later]
 * @returns {Promise<void>}
 */
export function frame({
  page = document,
  target = window,
  nextFrame = requestAnimationFrame.bind(globalThis),
  later = setTimeout.bind(globalThis),
} = {}) {
  if (page.visibilityState !== "visible") return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      page.removeEventListener("visibilitychange", done);
      target.removeEventListener("pagehide", done);
      resolve();
    };
    page.addEventListener("visibilitychange", done);
    target.addEventListener("pagehide", done);
    nextFrame(() => later(done, HANDED_OVER));
    later(done, LONGEST_FRAME);
  });
}
