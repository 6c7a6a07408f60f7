/**
 * Keeps what is typed before the modules of a page are there, and when they never come: a plain script, which the browser
 * runs before it draws the first field. It knows the forms of parts/saved.js, keeps their drafts where parts/drafts.js
 * finds them, and asks before they are left; a form that is mounted (`data-kept`) looks after itself.
 */
(() => {
  /** @type {Set<HTMLFormElement>} */
  const sent = new Set();

  /** @param {EventTarget | null} target @returns {HTMLFormElement | null} */
  const ours = (target) => {
    const form = target instanceof Element ? target.closest("form") : null;
    return form?.matches("[data-part~='saved']") && !form.hasAttribute("data-kept") ? form : null;
  };

  /** @param {HTMLFormElement} form @returns {[string, FormDataEntryValue][]} */
  const fieldsOf = (form) =>
    [...new FormData(form).entries()].filter(([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "seen");

  /** @param {HTMLFormElement} form */
  const isTyped = (form) => {
    const served = /** @type {HTMLFormElement} */ (form.cloneNode(true));
    served.reset();
    return JSON.stringify(fieldsOf(form)) !== JSON.stringify(fieldsOf(served));
  };

  /** @param {HTMLFormElement} form */
  const keep = (form) => {
    const person = document.querySelector("[data-person]")?.getAttribute("data-person") ?? "";
    const seen = form.elements.namedItem("seen");
    const draft = { at: Date.now(), seen: seen instanceof HTMLInputElement ? seen.value : "", fields: fieldsOf(form) };
    try {
      localStorage.setItem(`draft ${person} ${new URL(form.action).pathname}`, JSON.stringify(draft));
    } catch {
      // A full or closed store: the question below is what is left.
    }
  };

  document.addEventListener("input", (event) => {
    const form = ours(event.target);
    if (form) keep(form);
  });
  document.addEventListener("submit", (event) => {
    const form = ours(event.target);
    if (!form || event.defaultPrevented) return;
    keep(form);
    sent.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-part~='saved']")) {
      if (form instanceof HTMLFormElement && ours(form) && !sent.has(form) && isTyped(form)) event.preventDefault();
    }
  });
  window.addEventListener("pageshow", () => sent.clear());
})();
