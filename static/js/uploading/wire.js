/**
 * The tus protocol 1.0.0 over XMLHttpRequest, which alone tells how much was sent. Answers are facts, never exceptions:
 * a status of 0 is a server that was not reached.
 *
 * @typedef {{status: number, offset: number, size: number, address: string, told: any}} Answer
 */

const TUS = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
const SILENCE = 45_000; // milliseconds without a byte, after which a connection counts as cut

/** @param {Record<string, string>} facts @returns {string} the header that announces a file */
export function metadata(facts) {
  const encode = (/** @type {string} */ text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
  return Object.entries(facts).map(([key, text]) => `${key} ${encode(text)}`).join(",");
}

export class Wire {
  #token = "";

  /** @param {{url: string, subject: string, token: string}} place @param {() => XMLHttpRequest} request */
  constructor({ url, subject, token }, request = () => new XMLHttpRequest()) {
    this.url = url;
    this.subject = subject;
    this.request = request;
    this.#token = token;
  }

  /** Who is signed in, what waits here, how much room is left; the token for what follows is taken from it. */
  async list() {
    const answer = await this.#ask("GET", `${this.url}?subject=${encodeURIComponent(this.subject)}`);
    if (answer.status === 200) this.#token = answer.told.token;
    return answer;
  }

  /** @param {{name: string, size: number}} file @returns {Promise<Answer>} */
  begin(file) {
    const facts = metadata({ filename: file.name, subject: this.subject });
    return this.#ask("POST", this.url, { headers: { "Upload-Length": `${file.size}`, "Upload-Metadata": facts } });
  }

  /** How far it is. @param {string} address @returns {Promise<Answer>} */
  offset(address) {
    return this.#ask("HEAD", address);
  }

  /** How it ended. @param {string} address @returns {Promise<Answer>} */
  state(address) {
    return this.#ask("GET", address);
  }

  /**
   * Send the next bytes.
   * @param {string} address @param {Blob} bytes @param {number} offset
   * @param {{signal?: AbortSignal, progress?: (sent: number) => void}} [watch]
   * @returns {Promise<Answer>}
   */
  send(address, bytes, offset, watch = {}) {
    const headers = { "Upload-Offset": `${offset}`, "Content-Type": "application/offset+octet-stream" };
    return this.#ask("PATCH", address, { headers, body: bytes, ...watch });
  }

  /** Give it up. @param {string} address @returns {Promise<Answer>} */
  drop(address) {
    return this.#ask("DELETE", address);
  }

  /**
   * @param {string} method @param {string} address
   * @param {{headers?: Record<string, string>, body?: Blob, signal?: AbortSignal, progress?: (sent: number) => void}} [options]
   * @returns {Promise<Answer>}
   */
  #ask(method, address, { headers = {}, body, signal, progress } = {}) {
    return new Promise((answer) => {
      const request = this.request();
      let timer = 0;
      const hear = () => {
        clearTimeout(timer);
        timer = /** @type {any} */ (setTimeout(() => request.abort(), SILENCE));
      };
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
        answer(read(request));
      };
      const stop = () => request.abort();
      request.open(method, address);
      for (const [name, value] of Object.entries({ ...TUS, "X-CSRFToken": this.#token, ...headers })) request.setRequestHeader(name, value);
      request.addEventListener("loadend", end);
      request.upload.addEventListener("progress", (event) => {
        hear();
        progress?.(event.loaded);
      });
      signal?.addEventListener("abort", stop);
      hear();
      if (signal?.aborted) request.abort();
      else request.send(body ?? null);
    });
  }
}

/** @param {XMLHttpRequest} request @returns {Answer} */
function read(request) {
  const number = (/** @type {string} */ name) => Number(request.getResponseHeader(name) ?? NaN);
  // Only what speaks the protocol is an answer of ours: a portal of a network says 200 to everything.
  const isOurs = request.status !== 0 && (request.getResponseHeader("Tus-Resumable") === "1.0.0" || isTold(request));
  return {
    status: isOurs ? request.status : 0,
    offset: number("Upload-Offset"),
    size: number("Upload-Length"),
    address: request.getResponseHeader("Location") ?? "",
    told: isTold(request) ? parsed(request.responseText) : {},
  };
}

/** @param {XMLHttpRequest} request */
function isTold(request) {
  return Boolean(request.getResponseHeader("Content-Type")?.includes("json"));
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text || "{}");
  } catch {
    return {};
  }
}
