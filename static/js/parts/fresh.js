/** A part of a page that waits for a job: when the job has ended, this part alone is drawn anew. */

import { follow, read } from "./progress.js";

/** @param {HTMLElement} element */
export async function mount(element) {
  await follow({
    ask: () => read(element.dataset.url ?? ""),
    show() {},
    wait: (ms) => new Promise((go) => setTimeout(go, ms)),
  });
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || !element.isConnected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
  if (!fresh) return;
  element.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("proefstuk:new-content", { bubbles: true }));
}
