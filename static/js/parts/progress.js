/** Follows a job: asks how far it is, and opens the page anew when it is done. */

/** @typedef {{state: string, done?: number, total?: number, message?: string}} Status */

const ENDED = new Set(["done", "failed", "cancelled"]);

/**
 * Milliseconds until the next question: quick at first, calm later, slower still while answers fail.
 * @param {number} asked
 * @param {number} failures
 * @returns {number}
 */
export function pause(asked, failures) {
  if (failures) return Math.min(30_000, 1000 * 2 ** failures);
  return Math.min(5000, 500 + asked * 250);
}

/**
 * Ask until the job has ended.
 * @param {{ask: () => Promise<Status>, show: (status: Status) => void, wait: (ms: number) => Promise<void>}} around
 * @returns {Promise<Status>} the last answer
 */
export async function follow({ ask, show, wait }) {
  let failures = 0;
  for (let asked = 0; ; asked += 1) {
    try {
      const status = await ask();
      failures = 0;
      show(status);
      if (ENDED.has(status.state)) return status;
    } catch {
      failures += 1;
    }
    await wait(pause(asked, failures));
  }
}

/** @param {HTMLElement} element */
export async function mount(element) {
  const words = element.querySelector("[data-words]");
  const bar = /** @type {HTMLProgressElement | null} */ (element.querySelector("[data-bar]"));
  await follow({
    ask: () => read(element.dataset.url ?? ""),
    show(status) {
      if (words && status.message && words.textContent !== status.message) words.textContent = status.message;
      if (!bar || !status.total) return;
      bar.max = status.total;
      bar.value = status.done ?? 0;
    },
    wait: (ms) => new Promise((go) => setTimeout(go, ms)),
  });
  location.reload();
}

/** @param {string} url @returns {Promise<Status>} */
export async function read(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) });
  if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(`${answer.status}`);
  return answer.json();
}
