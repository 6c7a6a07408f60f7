import assert from "node:assert/strict";
import { test } from "node:test";

import { mount } from "../../../static/js/parts/unfold.js";

function page(matches) {
  const wide = Object.assign(new EventTarget(), { matches });
  const details = Object.assign(new EventTarget(), { open: false });
  mount(details, () => wide);
  return { wide, details };
}

test("beside the text it is always open", () => {
  const { details } = page(true);
  assert.equal(details.open, true);
  details.open = false;
  details.dispatchEvent(new Event("toggle"));
  assert.equal(details.open, true);
});

test("on a phone it waits until it is asked for, also after the phone is turned", () => {
  const { wide, details } = page(false);
  assert.equal(details.open, false);
  wide.matches = true;
  wide.dispatchEvent(new Event("change"));
  assert.equal(details.open, true);
});
