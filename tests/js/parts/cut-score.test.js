import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { mount } from "../../../static/js/parts/cut-score.js";

/** A page as the server answers it: its sentences and faults by name; `wrong` when half a number was filled in. */
const pageOf = (sentences, { faults = "", wrong = false, cards = {} } = {}) => ({
  sentences,
  faults,
  querySelector(selector) {
    if (selector === ".summary") return wrong ? {} : null;
    const line = /data-sentence="([^"]+)"/.exec(selector)?.[1];
    if (line) return line in sentences ? { textContent: sentences[line] } : null;
    return { innerHTML: faults, childNodes: [faults] };
  },
  getElementById: (id) => cards[id] ?? null,
});

const line = (name, textContent) => ({ dataset: { sentence: name }, textContent });
const settled = () => new Promise((done) => setImmediate(done));
const before = { FormData: globalThis.FormData, DOMParser: globalThis.DOMParser, document: globalThis.document };

let answers, asked, timers, box;

beforeEach(() => {
  [answers, asked, timers] = [[], [], []];
  box = { innerHTML: "", replaceChildren: (...nodes) => (box.innerHTML = nodes.join("")) };
  globalThis.FormData = class {};
  globalThis.DOMParser = class {
    parseFromString = (text) => JSON.parse(text, (_key, value) => value) && pages.get(text);
  };
  globalThis.document = { querySelector: () => box, getElementById: () => null, activeElement: null };
});
afterEach(() => Object.assign(globalThis, before));

const pages = new Map();

/** The editor with these sentences, and a server that answers when it is told to. */
function editor(...lines) {
  const form = Object.assign(new EventTarget(), { dataset: { said: "/said" }, querySelectorAll: () => lines });
  const ask = (url) => {
    asked.push(url);
    return new Promise((answer, fail) => answers.push({ answer: (page) => answer(reply(page)), fail }));
  };
  mount(form, { ask, wait: (run, ms) => timers.push({ run, ms }) });
  return form;
}

function reply(page) {
  const text = JSON.stringify({ number: pages.size });
  pages.set(text, page);
  return { ok: page !== null, text: async () => text };
}

const type = (form) => form.dispatchEvent(new Event("input"));

test("what is filled in is said back once the typing stops", async () => {
  const sentence = line("exam-conditions-0", "At least 5%");
  const form = editor(sentence);
  type(form);
  type(form);
  for (const { run } of timers) run();
  assert.deepEqual(asked, ["/said"]);
  answers[0].answer(pageOf({ "exam-conditions-0": "At least 55%" }, { faults: "too low" }));
  await settled();
  assert.deepEqual([sentence.textContent, box.innerHTML], ["At least 55%", "too low"]);
});

test("an answer that was overtaken is not shown", async () => {
  const sentence = line("a", "old");
  const form = editor(sentence);
  type(form);
  timers[0].run();
  type(form);
  timers[1].run();
  answers[1].answer(pageOf({ a: "second" }));
  answers[0].answer(pageOf({ a: "first" }));
  await settled();
  assert.equal(sentence.textContent, "second");
});

test("half a number says nothing yet", async () => {
  const sentence = line("a", "At least 5%");
  const form = editor(sentence);
  type(form);
  timers[0].run();
  answers[0].answer(pageOf({ a: "nonsense" }, { wrong: true }));
  await settled();
  assert.equal(sentence.textContent, "At least 5%");
});

test("without connection what was said stays", async () => {
  const sentence = line("a", "At least 5%");
  const form = editor(sentence);
  type(form);
  timers[0].run();
  answers[0].fail(new Error("offline"));
  await settled();
  assert.equal(sentence.textContent, "At least 5%");
});

test("a card that asks other things is drawn anew without old errors", async () => {
  const form = editor();
  const gone = [];
  const wrong = { remove: () => gone.push("wrong") };
  const card = { id: "part-exam-conditions-0", replaceChildren: (...nodes) => (card.drawn = nodes) };
  const target = { matches: (selector) => selector.includes("-bar"), closest: () => card };
  form.dispatchEvent(Object.defineProperty(new Event("change"), "target", { value: target }));
  answers[0].answer(
    pageOf({}, { cards: { [card.id]: { querySelectorAll: () => [wrong], childNodes: ["a mark"] } } }),
  );
  await settled();
  assert.deepEqual([gone, card.drawn], [["wrong"], ["a mark"]]);
});
