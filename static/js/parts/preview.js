/** A form that shows how what is filled in would look, while it is filled in. */

const PAUSE = 350; // milliseconds after the last key

/**
 * Asks for the latest only: an answer that was overtaken is dropped.
 * @param {(address: string) => Promise<string>} load
 * @param {(html: string) => void} show
 */
export function latest(load, show) {
  let asked = 0;
  return async (/** @type {string} */ address) => {
    const mine = ++asked;
    try {
      const html = await load(address);
      if (mine === asked) show(html);
    } catch {
      // No network: what was shown stays, and saving says what is wrong.
    }
  };
}

/**
 * Where the preview of this form is found: its fields in the address, without the ones that are nobody's business.
 * @param {string} url @param {Iterable<[string, FormDataEntryValue]>} fields
 */
export function address(url, fields) {
  const sent = new URLSearchParams();
  for (const [name, value] of fields) {
    if (name !== "csrf_token" && typeof value === "string") sent.append(name, value);
  }
  return `${url}?${sent}`;
}

/** @param {HTMLElement} element */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const into = document.getElementById(form.dataset.into ?? "");
  if (!into) return;
  const ask = latest(
    async (url) => {
      const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    },
    (html) => {
      into.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    },
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(address(form.dataset.url ?? "", new FormData(form))), PAUSE);
  });
}
