// @ts-check
/** The page of one sheet at the server: opens this device's store and mounts the marking screen. */

import { openDevice } from "./device.js";
import { mountMarking } from "./marking.js";

const [facts, words] = ["facts", "words"].map((id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}"));
const root = /** @type {HTMLElement} */ (document.querySelector("[data-screen]"));
const asked = Number(location.hash.replace("#step-", ""));
/** @type {import("./marking.js").Marking | undefined} */
let marking;

const device = await openDevice(facts, { onClosed: () => marking?.closed() });
marking = await mountMarking({ root, facts, words, device, isApp: false, at: asked || null });
