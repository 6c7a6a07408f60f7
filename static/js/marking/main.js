// @ts-check
/** The page of one sheet at the server: opens this device's store and mounts the marking screen. */

import { openDevice } from "./device.js";
import { mountMarking } from "./marking.js";

const [facts, words, later] = ["facts", "words", "later"].map((id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}"));
const root = /** @type {HTMLElement} */ (document.querySelector("[data-screen]"));
const asked = Number(location.hash.replace("#step-", ""));
/** @type {import("./marking.js").Marking | undefined} */
let marking;

const device = await openDevice(facts, { onClosed: () => marking?.closed() });
marking = await mountMarking({ root, facts, words, device, isApp: false, at: asked || null });
photograph();

/** Photos come when the steps can be tapped; what a bad wifi did not bring is asked for again with network. */
function photograph() {
  import(later.photos).then(({ mountCamera }) => marking?.photograph(mountCamera), () => addEventListener("online", photograph, { once: true }));
}
