// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

import { whileInHand } from "../../../static/js/tablet/in-hand.js";

const closing = async () => {
  throw new DOMException("The database connection is closing.", "InvalidStateError");
};

test("signed out while something was read, the closed store is no mistake of the page", async () => {
  let device = { user: 4 };
  await whileInHand(
    () => device,
    async () => {
      device = { user: 0 };
      await closing();
    },
  );
});

test("a store that fails while it is in hand is one", async () => {
  const device = { user: 4 };
  await assert.rejects(whileInHand(() => device, closing), /closing/);
});
