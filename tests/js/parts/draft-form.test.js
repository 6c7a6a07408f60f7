import assert from "node:assert/strict";
import test from "node:test";

import { DraftKeeper, draftFields, typedText } from "../../../static/js/parts/draft-form.js";
import { sendAll } from "../../../static/js/parts/draft-outbox.js";
import { note, settle } from "../../../static/js/parts/draft-sent.js";
import { Drafts } from "../../../static/js/parts/drafts.js";

const WORDS = { offline: "offline", signedOut: "signed out", notKept: "not kept" };
const KEY = "00000000-0000-4000-8000-000000000001";

/** A keeper whose server answers these, one after another, and what it did. @param {any[]} answers */
function played(...answers) {
  const seen = { posted: [], said: [], again: 0, chosen: [] };
  const keeper = new DraftKeeper({
    version: 0,
    post: async (version) => {
      seen.posted.push(version);
      return answers.shift();
    },
    again: () => (seen.again += 1),
    settled() {},
    say: (words) => seen.said.push(words),
    choose: (answer) => seen.chosen.push(answer.version),
    words: WORDS,
  });
  return { keeper, seen };
}

class Shelf {
  kept = new Map();
  get length() {
    return this.kept.size;
  }
  key(at) {
    return [...this.kept.keys()][at] ?? null;
  }
  getItem(key) {
    return this.kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
  removeItem(key) {
    this.kept.delete(key);
  }
}

test("each time goes on from the version before it", async () => {
  const { keeper, seen } = played({ status: 200, version: 1, said: "kept" }, { status: 200, version: 2, said: "kept" });
  assert.deepEqual([await keeper.send(), await keeper.send(), seen.posted], [true, true, [0, 1]]);
});

test("without a connection it says so and goes on by itself", async () => {
  const { keeper, seen } = played({ status: 0 });
  assert.deepEqual([await keeper.send(), seen.said, seen.again], [false, ["offline"], 1]);
});

test("whoever is signed out is told, and it is tried again", async () => {
  const { keeper, seen } = played({ status: 401 });
  assert.deepEqual([await keeper.send(), seen.said, seen.again], [false, ["signed out"], 1]);
});

test("what is too much is said in the words of the server, and not sent again by itself", async () => {
  const { keeper, seen } = played({ status: 422, title: "Make it shorter." });
  assert.deepEqual([await keeper.send(), seen.said, seen.again], [false, ["Make it shorter."], 0]);
});

test("typed elsewhere: the person chooses, and may insist", async () => {
  const { keeper, seen } = played({ status: 409, version: 4, title: "elsewhere" }, { status: 200, version: 5 });
  await keeper.send();
  keeper.insist({ status: 409, version: 4 });
  assert.deepEqual([await keeper.send(), seen.chosen, seen.posted], [true, [4], [0, 4]]);
});

test("files, tokens and the number of the version are no part of what was typed", () => {
  const entries = [["csrf_token", "x"], ["title", "Gate"], ["files", { name: "a.jpg" }], ["kept", "y"], ["draft_version", "3"]];
  assert.deepEqual(draftFields(entries), [["title", "Gate"]]);
});

test("a photo without a word is a draft as well, so that it is found again", () => {
  const entries = [["title", ""], ["by", "tab"]];
  assert.notEqual(typedText(entries, 1), typedText(entries, 0));
  assert.equal(typedText(entries, 0), typedText([["title", ""], ["by", "other tab"]], 0));
});

test("what waits in this browser is sent and then goes; what belongs to other pages stays", async () => {
  const drafts = new Drafts(new Shelf(), "7");
  drafts.keep(`/portfolio/drafts/${KEY}`, "2", [["title", "Gate"], ["draft_version", "2"]]);
  drafts.keep("/core-tasks/1", "", [["name", "Welds"]]);
  const posted = [];
  const sent = await sendAll(drafts, async (...told) => (posted.push(told), { status: 200 }));
  assert.deepEqual([sent, posted], [1, [[`/portfolio/drafts/${KEY}`, [["title", "Gate"]], 2]]]);
  assert.deepEqual(drafts.addresses(), ["/core-tasks/1"]);
});

test("what the server does not take stays for its own form to tell", async () => {
  const drafts = new Drafts(new Shelf(), "7");
  drafts.keep("/portfolio/entries/5/draft", "1", [["title", "Gate"]]);
  assert.equal(await sendAll(drafts, async () => ({ status: 409 })), 0);
  assert.equal(drafts.addresses().length, 1);
});

test("without a connection the outbox does not try the others", async () => {
  const drafts = new Drafts(new Shelf(), "7");
  for (const number of [1, 2]) drafts.keep(`/portfolio/entries/${number}/draft`, "1", [["title", "Gate"]]);
  let times = 0;
  await sendAll(drafts, async () => ((times += 1), { status: 0 }));
  assert.equal(times, 1);
});

test("somebody else's drafts are not sent", async () => {
  const shelf = new Shelf();
  new Drafts(shelf, "8").keep("/portfolio/entries/5/draft", "1", [["title", "Gate"]]);
  assert.equal(await sendAll(new Drafts(shelf, "7"), async () => assert.fail()), 0);
});

for (const [page, left] of [
  [{ path: "/portfolio/entries/5", saved: true }, 0],
  [{ path: "/portfolio/entries/5", saved: false }, 1],
  [{ path: "/portfolio/entries/5/edit", saved: false }, 1],
  [{ path: "/portfolio", saved: true }, 1],
]) {
  test(`after sending it for good, ${JSON.stringify(page)} leaves ${left}`, () => {
    const [session, local] = [new Shelf(), new Shelf()];
    local.setItem("draft 7 x", "{}");
    note(session, "draft 7 x");
    settle(session, local, page);
    assert.deepEqual([local.length, session.length], [left, 0]);
  });
}
