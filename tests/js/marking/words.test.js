import assert from "node:assert/strict";
import { test } from "node:test";

import { render, say, sayMany } from "../../../static/js/marking/words.js";

test("gaps are filled and a doubled percent sign is one", () => {
  assert.equal(render(say("%(points)s points, %(share)s%%.", { points: 3, share: 50 })), "3 points, 50%.");
});

test("a sentence without gaps is left as it is", () => {
  assert.equal(render(say("100%% sure")), "100%% sure");
});

test("the count decides the form, in the reader's language too", () => {
  const catalogue = { "%(count)s step": ["%(count)s stap", "%(count)s stappen"] };
  const steps = (count) => render(sayMany("%(count)s step", "%(count)s steps", count), catalogue);
  assert.deepEqual([steps(1), steps(0), steps(2)], ["1 stap", "0 stappen", "2 stappen"]);
});

test("what is not translated stays English", () => {
  assert.equal(render(sayMany("one", "%(count)s of them", 2), {}), "2 of them");
  assert.equal(render(say("toString"), {}), "toString");
});

test("a gap may be a sentence of its own", () => {
  assert.equal(render(say("Because %(why)s.", { why: { message: say("rain") } }), { rain: "regen" }), "Because regen.");
});

test("a remark that looks like a gap is not filled in", () => {
  assert.equal(render(say("“%(name)s”", { name: "%(points)s" })), "“%(points)s”");
});
