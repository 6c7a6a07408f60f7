// @ts-check
/** Where the examiner is: one step after the other or the whole list, all steps or the open ones. */

import { neighbour } from "./sheet.js";

/**
 * @typedef {import("./marker.js").Marker} Marker
 * @typedef {import("./screen.js").Screen} Screen
 * @typedef {Pick<Storage, "getItem" | "setItem">} Memory
 */

export class Going {
  /**
   * @param {Screen} screen @param {Marker} marker
   * @param {{ leaving: () => Promise<void>, arrived: (step: number) => void, memory?: Memory }} outside leaving: a step,
   *   so what is written there is kept
   */
  constructor(screen, marker, { leaving, arrived, memory = localStorage }) {
    this.screen = screen;
    this.marker = marker;
    this.leaving = leaving;
    this.arrived = arrived;
    this.memory = memory;
  }

  /** Begin where it was asked for, else at the first step that needs a decision, else at the first open one.
   * @param {number | null} asked */
  begin(asked) {
    const first = this.marker.sheet.steps.find((step) => step.id === asked)?.id ?? this.undecided();
    if (first !== undefined) this.marker.go(first);
    this.screen.view = this.memory.getItem("marking-view") === "list" ? "list" : "one";
  }

  /** @param {number} step */
  go(step) {
    this.leaving();
    this.marker.go(step);
    const panel = this.screen.one("#steps");
    if (panel.matches(":popover-open")) panel.hidePopover();
    this.screen.bring(step);
    this.arrived(step);
  }

  /** @param {1 | -1} by */
  move(by) {
    this.leaving();
    const step = neighbour(this.marker.sheet, by);
    if (step !== null) this.go(step);
  }

  /** From one step at a time to the whole list, or back. */
  look() {
    const { screen, marker } = this;
    screen.view = screen.view === "one" ? "list" : "one";
    this.memory.setItem("marking-view", screen.view);
    screen.drawFilter(marker.sheet);
    screen.drawPlace(marker.sheet);
    screen.one("[data-menu]").removeAttribute("open");
    if (marker.sheet.current !== null) screen.bring(marker.sheet.current);
    requestAnimationFrame(() => this.bringInList()); // rows that were drawn anew have their height only now
  }

  /** Where the whole list is shown, the step one was at is in sight. */
  bringInList() {
    const { current } = this.marker.sheet;
    if (this.screen.view === "list" && current !== null) this.screen.bring(current, { focus: false });
  }

  /** @param {boolean} openOnly */
  filter(openOnly) {
    this.marker.filter(openOnly ? "open" : "all");
    this.screen.drawFilter(this.marker.sheet);
  }

  /** The first step that needs a decision. */
  undecided() {
    return this.marker.sheet.steps.find((step) => this.marker.sheet.shelf.has(step.id))?.id;
  }
}
