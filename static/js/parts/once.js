/** A form that is sent once: a second press while the first is under way does nothing. */

/** Whether a form may be sent now; pure, so that a test can play the double tap. */
export class Gate {
  #sent = false;

  /** @returns {boolean} true the first time, false until opened again */
  pass() {
    if (this.#sent) return false;
    this.#sent = true;
    return true;
  }

  open() {
    this.#sent = false;
  }
}

/** @param {HTMLElement} element */
export function mount(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const gate = new Gate();
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (!gate.pass()) event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
  // Not `disabled`: that would leave the pressed button out of what is sent, and lose the focus.
  const open = () => {
    gate.open();
    form.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", open);
  form.addEventListener("proefstuk:not-sent", open);
}
