/** A slider beside a day: both say the same day, however far away it is; letting go of the slider shows it. */

const DAY = 86_400_000;

/** @param {string} written for instance 2027-09-01 @returns {number | null} days since 1970 */
export function dayNumber(written) {
  const time = Date.parse(`${written}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(time) ? Math.round(time / DAY) : null;
}

/** @param {number} number days since 1970 */
export const written = (number) => new Date(number * DAY).toISOString().slice(0, 10);

/** @param {HTMLElement} form with the fields [data-day] and [data-slider]; data-today */
export function mount(form) {
  const day = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-day]"));
  const slider = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-slider]"));
  const today = dayNumber(form.dataset.today ?? "");
  if (!day || !slider || today === null || !(form instanceof HTMLFormElement)) return;
  slider.hidden = false;
  const say = () => slider.setAttribute("aria-valuetext", day.value);
  slider.addEventListener("input", () => {
    day.value = written(today + Number(slider.value));
    say();
  });
  slider.addEventListener("change", () => form.requestSubmit());
  day.addEventListener("input", () => {
    const chosen = dayNumber(day.value);
    if (chosen === null) return;
    const away = chosen - today;
    slider.min = String(Math.min(Number(slider.min), away));
    slider.max = String(Math.max(Number(slider.max), away));
    slider.value = String(away);
    say();
  });
  say();
}
