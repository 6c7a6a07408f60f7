// @ts-check
/** What this browser keeps changes hands: somebody else signs in, or nobody is. */

/**
 * Do something with what is kept now. Where it changed hands meanwhile a failure of the one before is none: its store is
 * closed, and everything is drawn anew from the next.
 * @template D
 * @param {() => D} device the one in hand
 * @param {() => Promise<unknown>} work
 */
export async function whileInHand(device, work) {
  const before = device();
  try {
    await work();
  } catch (trouble) {
    if (device() === before) throw trouble;
  }
}
