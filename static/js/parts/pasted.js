/** Says under a field what is understood of the codes that are being pasted in it. What counts is decided by the server. */

export const PAUSE = 400;

/**
 * Ask again and again, one at a time, and show the answer to what was typed last.
 * @param {{ask: (text: string) => Promise<string>, show: (answer: string) => void, wait: (ms: number) => Promise<void>}} around
 * @returns {(text: string) => Promise<void>} to be called with each change
 */
export function follow({ ask, show, wait }) {
  let latest = "";
  let turn = 0;
  return async (text) => {
    latest = text;
    turn += 1;
    const mine = turn;
    await wait(PAUSE);
    if (mine !== turn) return;
    if (!latest.trim()) {
      show("");
      return;
    }
    try {
      const answer = await ask(latest);
      if (mine === turn) show(answer);
    } catch {
      if (mine === turn) show(""); // the server says it when the form is sent
    }
  };
}

/** @param {HTMLElement} element */
export function mount(element) {
  const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(element.dataset.for ?? ""));
  if (!field) return;
  const changed = follow({
    ask: (text) => read(element.dataset.url ?? "", text, field.form),
    show: (answer) => {
      element.replaceChildren(...new DOMParser().parseFromString(answer, "text/html").body.childNodes);
    },
    wait: (ms) => new Promise((go) => setTimeout(go, ms)),
  });
  field.addEventListener("input", () => changed(field.value));
  if (field.value.trim() && !element.firstElementChild) changed(field.value);
}

/** @param {string} url @param {string} text @param {HTMLFormElement | null} form @returns {Promise<string>} */
async function read(url, text, form) {
  const body = new FormData();
  body.set("codes", text);
  body.set("csrf_token", String(form ? new FormData(form).get("csrf_token") : ""));
  const answer = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(8000) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}
