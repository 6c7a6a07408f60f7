import assert from "node:assert/strict";
import test from "node:test";

import { Memory, fingerprint } from "../../../static/js/uploading/memory.js";
import { Queue } from "../../../static/js/uploading/queue.js";
import { CHUNK, Upload } from "../../../static/js/uploading/upload.js";
import { metadata } from "../../../static/js/uploading/wire.js";

const SIZE = CHUNK * 2 + 5;

/** A file that exists nowhere. */
class Source {
  constructor(size = SIZE, name = "film.mp4", lastModified = 7) {
    Object.assign(this, { size, name, lastModified });
    this.isGone = false;
  }

  slice(from, to) {
    return {
      size: to - from,
      slice: () => this.slice(0, 1),
      arrayBuffer: async () => {
        if (this.isGone) throw new DOMException("gone", "NotReadableError");
      },
    };
  }
}

class Store {
  #kept = new Map();
  get length() { return this.#kept.size; }
  key(at) { return [...this.#kept.keys()][at] ?? null; }
  getItem(key) { return this.#kept.get(key) ?? null; }
  setItem(key, value) { this.#kept.set(key, value); }
  removeItem(key) { this.#kept.delete(key); }
}

/** A server that keeps what it gets; `troubles` are answers that come instead, one per request. */
class Server {
  constructor() {
    this.uploads = new Map();
    this.troubles = [];
    this.calls = [];
    this.bytes = 0;
    this.user = 5;
    this.outcome = { state: "used", message: "" };
  }

  answer(call, good) {
    this.calls.push(call);
    const trouble = this.troubles.find((each) => each.call === call);
    if (!trouble) return good();
    this.troubles.splice(this.troubles.indexOf(trouble), 1);
    trouble.also?.(this);
    return { offset: NaN, size: NaN, address: "", told: {}, ...trouble };
  }

  async begin(file) {
    return this.answer("begin", () => {
      const address = `/uploads/${this.uploads.size + 1}`;
      this.uploads.set(address, { size: file.size, offset: 0 });
      return { status: 201, address, told: {} };
    });
  }

  async offset(address) {
    return this.answer("offset", () => {
      const found = this.uploads.get(address);
      return found ? { status: 200, ...found, told: {} } : { status: 404, told: {} };
    });
  }

  async send(address, bytes, offset, { signal, progress }) {
    return this.answer("send", () => {
      const found = this.uploads.get(address);
      if (signal.aborted) return { status: 0, told: {} };
      if (!found) return { status: 404, told: {} };
      if (found.offset !== offset) return { status: 409, told: {} };
      progress(bytes.size);
      found.offset += bytes.size;
      this.bytes += bytes.size;
      return { status: 204, offset: found.offset, told: {} };
    });
  }

  async state(address) {
    return this.answer("state", () => {
      const { size, offset } = this.uploads.get(address);
      return { status: 200, told: size === offset ? this.outcome : { state: "running" } };
    });
  }

  async list() {
    return this.answer("list", () => ({ status: 200, told: { user: this.user, uploads: [] } }));
  }

  async drop(address) {
    return this.answer("drop", () => {
      this.uploads.delete(address);
      return { status: 204, told: {} };
    });
  }
}

function bench({ store = new Store(), server = new Server(), file = new Source() } = {}) {
  const seen = [];
  const waits = [];
  const memory = new Memory(store, "5 entry:1", () => 0);
  const world = { wait: (ms) => (waits.push(ms), { over: Promise.resolve(), end() {} }), chance: () => 0.5 };
  const around = { wire: server, memory, world, user: 5 };
  const upload = new Upload(file, { ...around, changed: () => seen.at(-1) !== upload.state && seen.push(upload.state) });
  return { upload, server, memory, store, waits, seen, file, around };
}

test("a file goes in pieces and ends with its entry", async () => {
  const { upload, server, seen } = bench();
  await upload.run();
  assert.equal(upload.outcome, "used");
  assert.equal(server.bytes, SIZE);
  assert.deepEqual(server.calls.filter((call) => call === "send").length, 3);
  assert.deepEqual(seen, ["sending", "checking", "done"]);
});

test("a cut connection goes on from what the server has, and sends nothing twice", async () => {
  const { upload, server, seen, waits } = bench();
  const half = (there) => { there.uploads.get("/uploads/1").offset = 1000; there.bytes += 1000; };
  server.troubles.push({ call: "send", status: 0, also: half });
  await upload.run();
  assert.equal(upload.state, "done");
  assert.equal(server.bytes, SIZE);
  assert.ok(seen.includes("offline"));
  assert.equal(waits.length, 1);
});

test("pauses grow, and never past a minute", async () => {
  const { upload, server, waits } = bench();
  for (let left = 12; left; left -= 1) server.troubles.push({ call: "begin", status: 0 });
  await upload.run();
  assert.equal(upload.state, "done");
  assert.ok(waits[0] < waits[3] && waits[3] < waits[5]);
  assert.ok(Math.max(...waits) <= 60_000);
});

test("choosing the same file after a crash goes on where it was", async () => {
  const first = bench();
  first.server.troubles.push({ call: "send", status: 0, also: (there) => { there.uploads.get("/uploads/1").offset = 42; first.upload.pause(); } });
  await first.upload.run();
  const again = bench({ store: first.store, server: first.server, file: new Source() });
  await again.upload.run();
  assert.equal(again.upload.state, "done");
  assert.equal(first.server.bytes, SIZE - 42);
  assert.equal(first.server.uploads.size, 1);
});

test("another file of the same name begins anew", () => {
  assert.notEqual(fingerprint(new Source(10)), fingerprint(new Source(11)));
  assert.notEqual(fingerprint(new Source(10, "a", 1)), fingerprint(new Source(10, "a", 2)));
});

test("nothing stays in the browser once it is done, and the name never does", async () => {
  const { upload, store, server } = bench();
  server.troubles.push({ call: "send", status: 0, also: () => assert.ok(store.length === 1 && !store.key(0).includes("film")) });
  await upload.run();
  assert.equal(store.length, 0);
});

test("what the server has given up begins anew", async () => {
  const { upload, server, memory, file } = bench();
  memory.keep(file, "/uploads/gone");
  await upload.run();
  assert.equal(upload.state, "done");
});

test("given up in the middle it begins anew too", async () => {
  const { upload, server } = bench();
  server.troubles.push({ call: "send", status: 410 });
  await upload.run();
  assert.equal(upload.state, "done");
  assert.equal(server.calls.filter((call) => call === "begin").length, 2);
});

test("a refusal is told in the server's words and forgotten here", async () => {
  const { upload, server, store } = bench();
  server.outcome = { state: "refused", message: "film.mp4 is a program." };
  await upload.run();
  assert.deepEqual([upload.state, upload.message, store.length], ["refused", "film.mp4 is a program.", 0]);
});

for (const status of [413, 415, 422, 403]) {
  test(`refused with ${status} before a byte is sent`, async () => {
    const { upload, server } = bench();
    server.troubles.push({ call: "begin", status, told: { title: "Too large." } });
    await upload.run();
    assert.deepEqual([upload.state, upload.message, server.bytes], ["refused", "Too large.", 0]);
  });
}

test("an expired sign-in waits for the same person", async () => {
  const { upload, server, seen, waits } = bench();
  server.troubles.push({ call: "send", status: 401 }, { call: "list", status: 401 }, { call: "list", status: 200, told: { user: 9 } });
  await upload.run();
  assert.ok(seen.includes("signed-out"));
  assert.equal(upload.state, "done");
  assert.equal(waits.length, 3);
});

test("an old token is renewed", async () => {
  const { upload, server } = bench();
  server.troubles.push({ call: "send", status: 400 });
  await upload.run();
  assert.equal(upload.state, "done");
  assert.ok(server.calls.includes("list"));
});

test("what is refused again and again for no reason ends", async () => {
  const { upload, server } = bench();
  for (let left = 5; left; left -= 1) server.troubles.push({ call: "begin", status: 400 });
  await upload.run();
  assert.equal(upload.state, "refused");
});

for (const status of [409, 423]) {
  test(`somebody else at the same place (${status}): it asks how far that is`, async () => {
    const { upload, server } = bench();
    server.troubles.push({ call: "send", status, also: (there) => { there.uploads.get("/uploads/1").offset = 10; } });
    await upload.run();
    assert.deepEqual([upload.state, server.bytes], ["done", SIZE - 10]);
  });
}

test("a scanner that is silent is asked again, without a byte", async () => {
  const { upload, server } = bench({ file: new Source(10) });
  server.troubles.push({ call: "send", status: 503, told: { title: "Not now." }, also: (there) => { there.uploads.get("/uploads/1").offset = 10; } });
  server.outcome = { state: "used" };
  await upload.run();
  assert.deepEqual([upload.state, server.bytes], ["done", 0]);
});

test("all bytes there but not looked at: an empty piece asks for it", async () => {
  const { upload, server } = bench({ file: new Source(10) });
  server.troubles.push({ call: "state", status: 200, told: { state: "running" } });
  await upload.run();
  assert.equal(upload.state, "done");
  assert.equal(server.calls.filter((call) => call === "send").length, 2);
});

test("a file that can no longer be read says so", async () => {
  const { upload, file } = bench();
  file.isGone = true;
  await upload.run();
  assert.equal(upload.state, "gone");
});

test("paused it stands still, and goes on where it was", async () => {
  const { upload, server } = bench();
  server.troubles.push({ call: "send", status: 0, also: () => upload.pause() });
  await upload.run();
  assert.deepEqual([upload.state, server.bytes], ["paused", 0]);
  upload.resume();
  await upload.run();
  assert.deepEqual([upload.state, server.bytes], ["done", SIZE]);
});

test("cancelled it goes here and there", async () => {
  const { upload, server, store } = bench();
  server.troubles.push({ call: "send", status: 0, also: () => upload.cancel() });
  await upload.run();
  assert.deepEqual([upload.state, server.uploads.size, store.length], ["cancelled", 0, 0]);
});

test("two go at a time and the third has its turn", async () => {
  const server = new Server();
  const queue = new Queue(2);
  const most = [];
  for (const name of ["a", "b", "c"]) {
    const { around } = bench({ server });
    const upload = new Upload(new Source(10, name), { ...around, changed: () => most.push(queue.uploads.filter((each) => each.isRunning).length) });
    queue.add(upload);
  }
  while (queue.pending.length) await new Promise((go) => setImmediate(go));
  assert.equal(Math.max(...most), 2);
  assert.ok(queue.uploads.every((upload) => upload.state === "done"));
});

test("what nobody came back for is forgotten", () => {
  const store = new Store();
  let now = 0;
  const memory = new Memory(store, "5 entry:1", () => now);
  memory.keep(new Source(), "/uploads/1");
  now = 9 * 24 * 3600 * 1000;
  assert.equal(memory.read(new Source()), null);
  memory.tidy();
  assert.equal(store.length, 0);
});

test("a closed store does not stand in the way", () => {
  const closed = { get length() { throw new Error("closed"); }, getItem() { throw new Error("closed"); }, setItem() { throw new Error("closed"); }, removeItem() { throw new Error("closed"); } };
  const memory = new Memory(closed, "5 entry:1");
  memory.keep(new Source(), "/uploads/1");
  memory.forget(new Source());
  assert.equal(memory.read(new Source()), null);
});

test("a name in any script is announced", () => {
  assert.equal(metadata({ filename: "é🪑", subject: "entry:1" }), "filename w6nwn6qR,subject ZW50cnk6MQ==");
});
