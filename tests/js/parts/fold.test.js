import assert from "node:assert/strict";
import test from "node:test";

import { mount } from "../../../static/js/parts/fold.js";

function drawn(id, { stays = false } = {}) {
  return Object.assign(new EventTarget(), { id, open: true, hasAttribute: (name) => stays && name === "data-stays" });
}

const on = (narrow) => () => ({ matches: narrow });

test("it stays open where there is room, and is folded on a phone", () => {
  const [wide, phone] = [drawn("a"), drawn("b")];
  mount(wide, on(false));
  mount(phone, on(true));
  assert.deepEqual([wide.open, phone.open], [true, false]);
});

test("what somebody needs at once stays open on a phone", () => {
  const own = drawn("c", { stays: true });
  mount(own, on(true));
  assert.equal(own.open, true);
});

test("what was opened stays open when that part of the page is drawn again", () => {
  const first = drawn("d");
  mount(first, on(true));
  first.open = true;
  first.dispatchEvent(new Event("toggle"));
  const second = drawn("d");
  mount(second, on(true));
  assert.equal(second.open, true);
});
