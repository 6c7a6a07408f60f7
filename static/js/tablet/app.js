// @ts-check
/**
 * The app: what this tablet keeps, who is signed in, and what is on the screen. It knows storage and network by what is
 * handed to it; the screens know it.
 *
 * @typedef {import("../marking/device.js").Device} Device
 * @typedef {import("./keeping.js").Session} Session
 * @typedef {import("./router.js").Route} Route
 * @typedef {{ user: { id: number, name: string }, now: string, until: string, today: string, build: string, language: string,
 *             school: string, forms: Record<string, string[]>, prepared_at: number, ahead: number }} Day what was prepared;
 *   prepared_at: by this tablet's clock; ahead: how far the server's clock is ahead of it, in milliseconds
 * @typedef {{ leave: () => Promise<void>, draw?: () => Promise<void> | void, isFree?: () => boolean,
 *             at?: () => number | null, bring?: () => void, renewed?: (sheet: any) => Promise<void> }} View at: the step on
 *   the screen; bring: it to the eye; renewed: told of its sheet where that changed elsewhere
 */

import { stateAfter } from "../marking/deeds.js";
import { keepSending } from "../marking/lifecycle.js";
import { photosOf, stopPhotosOf } from "../marking/photo-sending.js";
import { told } from "../marking/state.js";
import { ShutOut, SignInAgain, TryLater } from "../marking/troubles.js";
import { say, sayMany } from "../marking/words.js";
import { dayIn } from "../parts/zone.js";
import { asking, LONG_LIMIT } from "./calls.js";
import { addressFor, ASK_FRESH, FRESH, PATIENCE, turns } from "./freshness.js";
import { Clock } from "./clock.js";
import { cardOf, stepsIn, withdrawnIn } from "./day.js";
import { whileInHand } from "./in-hand.js";
import { isTooOld, judged, labelOf } from "./keeping.js";
import { Notices } from "./notices.js";
import { one } from "./page.js";
import { LITTLE, prepare, readiness } from "./preparing.js";
import { remembered } from "./remembered.js";
import { hashOf, isBusy } from "./router.js";
import { finishLeaving, isLeaving, NOT_TOLD } from "./signing-out.js";
import { spaceFound, spaceHere } from "./space.js";

const SHUT_OUT = "proefstuk-tablet-shut-out";
const WITHDRAWN = "proefstuk-tablet-withdrawn"; // numbers of sheets and nothing else
const TAKEN_OFF = say("You no longer examine this candidate.");
const ASK_AGAIN = 5 * 60_000;

export class App {
  /** What was prepared; null: nothing, its names are gone, or they are hidden. @type {Day | null} */
  day = null;
  /** What was prepared, hidden or not. @type {Day | null} */
  #kept = null;
  /** @type {import("./day.js").Sheet[]} */
  sheets = [];
  /** What the server last said; undefined: it was not reached. @type {Session | undefined} */
  session;
  /** @type {Route} */
  route = { view: "day" };
  /** The step from which one came to what is not sent. @type {Route | null} */
  cameFrom = null;
  /** @type {View | null} */
  view = null;
  /** @type {Device} */
  device;
  /** @type {Map<string, number[]>} */
  #steps = new Map();
  /** Sheets as they were left, by number: what was done there can still be undone. @type {Map<number, import("../marking/sheet.js").Sheet>} */
  visits = new Map();
  /** Whether the browser can be asked to install the app. */
  canInstall = false;
  /** @type {Event | null} */
  #offer = null;
  /** The server was asked what time it is, and said so or was not there. */
  #isAsked = false;
  #stopSending = () => {};
  /** @type {() => void} */
  #stopHearing = () => {};
  #isJudging = false;
  /** The server being asked what changed elsewhere. @type {Promise<void> | null} */
  #refreshing = null;
  #refreshedAt = -Infinity;
  /** Draw what is on the screen anew. */
  again = async () => {};
  #turn = Promise.resolve();

  /**
   * @param {object} outside
   * @param {import("./page.js").Page} outside.page
   * @param {Device} outside.device of nobody yet
   * @param {(user: number | null) => Promise<Device>} outside.open
   * @param {import("./update.js").Updates} outside.updates
   * @param {BroadcastChannel | null} outside.others the other windows of the app in this browser: one channel per page
   */
  constructor({ page, device, open, updates, others }) {
    this.page = page;
    this.device = device;
    this.open = open;
    this.updates = updates;
    this.others = others;
    this.notices = new Notices(page);
    this.addresses = /** @type {Record<string, string>} */ ({ ...page.root.dataset });
    this.clock = new Clock(remembered);
    this.ask = asking({ tablet: device.tablet, prove: async (text) => (await this.device.vault?.mac(text)) ?? null });
  }

  /** Who prepared this tablet goes on at once; the network is asked afterwards. */
  async begin() {
    if (isLeaving()) this.notices.show("left", "attention", NOT_TOLD);
    await this.#readDay();
    const { user, ends } = this.#judge();
    await this.#become(user);
    if (ends) await this.#forget(ends);
    this.others?.addEventListener("message", ({ data }) => this.#heard(data));
    const again = () => document.visibilityState === "visible" && this.askSession();
    document.addEventListener("visibilitychange", again);
    addEventListener("online", () => this.askSession());
    setInterval(() => this.askSession(), ASK_AGAIN);
    setInterval(() => document.visibilityState === "visible" && this.refresh(), ASK_FRESH);
    setInterval(() => this.#tick(), 1000);
    this.#warnOfThisBrowser();
  }

  /** Who is signed in, and whether this tablet may go on. What does not answer changes nothing. */
  async askSession() {
    const sent = Date.now();
    const session = await this.ask(this.addresses.session).catch(() => undefined);
    if (session === undefined) return void (this.#isAsked = true);
    if (await finishLeaving(this)) {
      this.notices.over("left");
      return this.askSession();
    }
    this.session = session;
    if (session.now) this.clock.set(Date.parse(session.now), (sent + Date.now()) / 2);
    this.#isAsked = true;
    if (session.build) await this.updates.heard(session.build);
    await this.judge();
    void this.refresh();
  }

  /** Ask what became of these exams elsewhere, unless that was asked a moment ago. */
  refreshIfDue() {
    return performance.now() - this.#refreshedAt < FRESH ? Promise.resolve() : this.refresh();
  }

  /** Ask what became of these exams elsewhere, and show it. Where the server is not there nothing changes. */
  refresh() {
    this.#refreshing ??= this.#refreshed()
      .catch(() => {})
      .finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #refreshed() {
    const { device } = this;
    const mayAsk = () => this.day !== null && !this.isShutOut && this.session?.user === this.day.user.id && device === this.device;
    if (!mayAsk() || this.sheets.length === 0) return;
    const before = new Map(this.sheets.map((sheet) => [sheet.id, sheet]));
    /** @type {number[]} */
    let changed = [];
    /** @type {string | null} */
    let over = null;
    // An answer for a mark that came between asking and keeping would be forgotten: nothing is sent meanwhile.
    await device.outbox.inQuiet(async () => {
      const found = await this.ask(addressFor(this.addresses.fresh, this.sheets, Object.keys(this.day?.forms ?? {})), { limit: PATIENCE });
      if (!mayAsk()) return;
      // Nor is a sheet opened meanwhile: with what was known before, and without what was done here and is known there now.
      await this.inTurn(async () => {
        const here = before.get(this.route.sheet ?? -1);
        if (here) over = stateAfter(here.facts, await device.store.deeds(here.id)).over;
        changed = await this.#keepFresh(found);
      });
    });
    this.#refreshedAt = performance.now();
    if (changed.length === 0) return;
    this.others?.postMessage("prepared");
    await this.#showFresh(before, changed, over);
  }

  /** What changed, under the key for people; what this device knows and no server has stays. @param {any} found
   * @returns {Promise<number[]>} the sheets that are to be looked at */
  async #keepFresh({ sheets, forms, withdrawn }) {
    const { store } = this.device;
    const known = await this.withdrawn();
    const taken = withdrawn.filter((/** @type {number} */ id) => !known.has(id));
    if (taken.length > 0) remembered.setItem(WITHDRAWN, JSON.stringify([...known, ...taken]));
    if (Object.keys(forms).length > 0 && (await store.day())) await store.keepDay({ ...this.#kept, forms: { ...this.#kept?.forms, ...forms } });
    const here = new Set(await store.renewSheets(sheets));
    for (const { id, facts } of sheets) {
      if (!here.has(id)) continue;
      await store.adopt(id, facts.marks);
      await store.adoptDeeds(id);
    }
    if (here.size > 0) await this.#readDay();
    return [...here, ...taken];
  }

  /** @param {Map<number, import("./day.js").Sheet>} before @param {number[]} changed
   * @param {string | null} over why the one on the screen took no marks by what was done here */
  async #showFresh(before, changed, over) {
    const { sheet: id } = this.route;
    const [was, now] = [before.get(id ?? -1), this.sheets.find((sheet) => sheet.id === id)];
    if (id === undefined || !was || !now || !changed.includes(id)) return this.redraw();
    if (turns(was, now, over)) await this.again();
    else await this.inTurn(async () => this.view?.renewed?.(now));
    await this.drawHeader();
  }

  /** Do what follows from who is signed in and what time it is. */
  async judge() {
    if (this.#isJudging) return;
    this.#isJudging = true;
    try {
      const { user, ends, hides, signIn, shutOut } = this.#judge();
      if (shutOut) remembered.setItem(SHUT_OUT, "yes");
      else remembered.removeItem(SHUT_OUT);
      if (ends) await this.#forget(ends);
      else if (hides !== this.#isHidden) await this.#turnNames();
      if ((user !== null || shutOut) && (user ?? 0) !== this.device.outbox.user) await this.#become(user);
      this.#tellOf({ signIn, shutOut });
    } finally {
      this.#isJudging = false;
    }
    await this.redraw();
  }

  #judge() {
    const wasShutOut = remembered.getItem(SHUT_OUT) !== null;
    const day = this.#kept;
    const overSince = day && this.clock.overSince(Date.parse(day.until));
    return judged({ day, session: this.session, wasShutOut, now: this.clock.now(), sure: this.clock.sure(), overSince, isAsked: this.#isAsked });
  }

  /** Once a second: the header, and whether the time of the names is over. */
  async #tick() {
    await this.drawHeader();
    const { ends, hides } = this.#judge();
    if (ends || hides !== this.#isHidden) await this.judge();
  }

  /** @param {number | null} user */
  async #become(user) {
    this.visits.clear();
    this.#stopSending();
    this.#stopHearing();
    const before = this.device;
    stopPhotosOf(before);
    // Never without a store in hand: something is always reading.
    this.device = await this.open(user);
    before.store.close();
    const { outbox } = this.device;
    this.#stopHearing = outbox.observe((news) => void this.#news(news));
    if (user !== null) this.#stopSending = keepSending(outbox);
    if (user !== null) photosOf(this.device, this.addresses.session);
    await this.#readDay();
  }

  async #readDay() {
    const { store } = this.device;
    this.#kept = (await store.day().catch(() => null)) ?? null;
    this.clock.prepared(this.#kept);
    this.day = this.#judge().hides ? null : this.#kept;
    this.sheets = this.day ? await store.sheets().catch(() => []) : [];
    this.#steps.clear();
    if (this.#isHidden) this.notices.show("hidden", "attention", HIDDEN);
    else this.notices.over("hidden");
  }

  /** For whom this tablet was prepared, also while the names are hidden: a file says whose it is. */
  get prepared() {
    return this.#kept;
  }

  get #isHidden() {
    return this.#kept !== null && this.day === null;
  }

  /** Hide the names, or show them again: it is over by a clock that may be wrong. */
  async #turnNames() {
    if (!this.#isHidden) await this.leaveSheet();
    await this.#readDay();
  }

  /** Names and exams go from this tablet; what no server has stays, locked. @param {import("./keeping.js").Ending} why */
  async #forget(why) {
    this.visits.clear();
    await this.leaveSheet();
    this.#kept = null;
    this.day = null;
    this.sheets = [];
    this.notices.over("hidden");
    await this.view?.draw?.();
    await this.device.forgetPeople();
    this.others?.postMessage("gone");
    this.notices.show("ended", "info", ENDED[why]);
  }

  /** Leave what is open of a candidate; what was being written is kept first. */
  async leaveSheet() {
    if (!isBusy(this.route)) return;
    await this.view?.leave();
    this.view = null;
    one(this.page.root, "[data-place]").replaceChildren();
    location.hash = hashOf({ view: "day" });
  }

  /** @param {unknown} data */
  async #heard(data) {
    if (data === "gone" || data === "prepared") {
      if (data === "gone") await this.leaveSheet();
      await this.#readDay();
      await this.judge();
    } else await this.redraw();
  }

  /** @param {import("../marking/outbox.js").News} news */
  async #news(news) {
    if (news.kind === "flushed" && ["sign-in-again", "shut-out"].includes(news.result)) return this.askSession();
    if (news.kind !== "flushed") this.others?.postMessage("changed");
    if (news.kind === "answered" || news.kind === "flushed") this.updates.consider();
    // It may be signed or stopped elsewhere: then that is shown at once, with what stands.
    if (news.kind === "answered" && news.answers.some(({ outcome }) => outcome === "refused")) void this.refresh();
    await this.redraw();
  }

  /** @param {{ signIn: boolean, shutOut: boolean }} found */
  #tellOf({ signIn, shutOut }) {
    const isNobody = this.device.outbox.user === 0;
    const goIn = { words: say("Sign in"), href: this.signInAddress() };
    if (shutOut) this.notices.show("shut-out", "stop", isNobody ? SHUT : SHUT_KNOWN, [isNobody ? goIn : this.#saveAct()]);
    else this.notices.over("shut-out");
    if (signIn && !shutOut) this.notices.show("sign-in", "attention", isNobody ? WHO : SIGN_IN, [goIn]);
    else this.notices.over("sign-in");
  }

  #warnOfThisBrowser() {
    if (!isSecureContext) this.notices.show("https", "stop", say("Marking without network needs https. On this address nothing is kept for later: ask your administrator for the right one."));
    if (!this.device.store.survives) this.notices.show("forgets", "stop", say("This browser cannot keep marks. Stay on this page until it says that all marks are saved."), [this.#saveAct()]);
    void spaceFound().then(({ free }) => free !== null && free < LITTLE && this.tellFull());
    if (this.clock.isSetBack()) this.notices.show("clock", "attention", say("The clock of this tablet was set back. Set it right: the names here go by the real time."));
  }

  #saveAct() {
    return { words: say("Save as a file"), href: hashOf({ view: "unsent" }) };
  }

  /** Storage that is full or refused: said at once, with the file as the way out. */
  tellFull() {
    this.notices.show("full", "stop", say("There is hardly any room left on this tablet. Make room, and save what is not sent as a file."), [this.#saveAct()]);
  }

  /** Where to sign in, and come back to where one was. */
  signInAddress() {
    return `${this.addresses.signIn}?next=${encodeURIComponent(`${this.addresses.here}${hashOf(this.route)}`)}`;
  }

  /** What is not sent, always in sight. */
  async drawHeader() {
    const status = await this.device.outbox.status().catch(() => null);
    if (!status) return;
    const own = told(status, { now: Date.now(), failed: false, clock: (moment) => this.page.since(moment), stopped: this.#stopped() });
    const isNobody = this.device.outbox.user === 0;
    const { kind, words } = own.kind === "saved" ? this.#nothingOfOwn(status.others, isNobody) : own;
    if (status.others > 0 && !isNobody && this.route.view === "day") this.notices.show("others", "info", othersWait(status.others));
    else this.notices.over("others");
    for (const box of this.page.root.querySelectorAll("[data-outbox-state], [data-outbox-here]"))
      if (box instanceof HTMLElement) this.#drawBox(box, kind, this.page.say(words));
    if (isTooOld(status.since, this.clock.now())) this.notices.show("old", "attention", old(status.count, this.page.since(status.since ?? 0)), [this.#saveAct()]);
    else this.notices.over("old");
  }

  /** Why nothing of this examiner is sent. @returns {import("../marking/state.js").Stopped | null} */
  #stopped() {
    if (this.isShutOut) return "shut-out";
    return this.session?.user === null ? "sign-in" : null;
  }

  /** @param {HTMLElement} box @param {string} kind @param {string} text */
  #drawBox(box, kind, text) {
    box.className = `mark-outbox${kind === "saved" ? "" : ` is-${kind}`}`;
    box.dataset.kind = kind;
    const place = one(box, "[data-outbox-words]");
    if (place.textContent !== text) place.textContent = text;
  }

  /** @param {number} others @param {boolean} isNobody who is signed in @returns {{ kind: string, words: import("../marking/words.js").Message }} */
  #nothingOfOwn(others, isNobody) {
    if (others > 0) return { kind: "kept", words: !isNobody ? locked(others) : this.isShutOut ? lockedFor(others) : lockedUntil(others) };
    return { kind: "saved", words: this.day ? say("All marks saved") : say("Nothing waits here") };
  }

  async redraw() {
    await whileInHand(() => this.device, async () => {
      await this.drawHeader();
      await this.view?.draw?.();
    });
  }

  /** One card per candidate. @returns {Promise<import("./day.js").Card[]>} */
  async cards() {
    if (!this.day) return [];
    const { store, outbox } = this.device;
    const [rows, shelf, photos] = await Promise.all([
      store.next(outbox.user, Infinity, () => true),
      outbox.shelf(),
      store.photosWaiting(outbox.user),
    ]);
    const today = this.today();
    const withdrawn = await this.withdrawn();
    return Promise.all(
      this.sheets.map(async (sheet) => {
        const own = rows.filter((row) => row.sheet === sheet.id);
        const taken = photos.filter((photo) => photo.sheet === sheet.id).length;
        const waiting = { count: own.length + taken, since: own[0]?.made_at ?? null, ops: own.map(({ op }) => op) };
        const [marks, deeds] = await Promise.all([store.marks(sheet.id), store.deeds(sheet.id)]);
        const aside = shelf.filter(({ row }) => row.sheet === sheet.id);
        const undecided = aside.filter(({ answer }) => answer.outcome === "conflict").length;
        const refused = aside.length - undecided;
        const state = stateAfter(sheet.facts, deeds);
        return cardOf(sheet, this.stepsOf(sheet), { marks, state, waiting, undecided, refused, isWithdrawn: withdrawn.has(sheet.id) }, today);
      }),
    );
  }

  /** The sheets of which the server said that somebody else marks them now; remembered until this tablet is prepared anew. */
  async withdrawn() {
    const found = withdrawnIn(await this.device.outbox.shelf(), remembered.getItem(WITHDRAWN), this.page.say(TAKEN_OFF));
    if (found.length > 0) remembered.setItem(WITHDRAWN, JSON.stringify(found));
    return new Set(found);
  }

  get isShutOut() {
    return this.#judge().shutOut;
  }

  /** @param {number} sheet */
  async isWithdrawn(sheet) {
    return (await this.withdrawn()).has(sheet);
  }

  /** The steps of its form. @param {{ form: string }} sheet */
  stepsOf({ form }) {
    const known = this.#steps.get(form) ?? stepsIn(this.day?.forms[form] ?? []);
    this.#steps.set(form, known);
    return known;
  }

  /** The day it is where the exams are. */
  today() {
    return this.day ? dayIn(this.clock.now(), this.page.zone) : "";
  }

  /** @param {(step: number, words: import("../marking/words.js").Message) => void} tell */
  async prepare(tell) {
    try {
      tell(0, say("Sending what waits here…"));
      await this.#sendFirst();
      const ready = await this.#whileNothingIsSent(() =>
        prepare({ tell, space: spaceHere, app: () => this.updates.isKept(), fetched: () => this.#fetched(), keep: (given) => this.#keep(given) }),
      );
      for (const why of ["ended", "full"]) this.notices.over(why);
      this.others?.postMessage("prepared");
      return ready;
    } catch (trouble) {
      if (trouble instanceof DOMException && trouble.name === "QuotaExceededError") this.tellFull();
      throw trouble;
    } finally {
      await this.askSession();
    }
  }

  /** What is ready, without asking the server anything. */
  async readiness() {
    const [isApp, room] = await Promise.all([this.updates.isKept(), spaceFound()]);
    return readiness({ isApp, room, given: { sheets: this.sheets } });
  }

  /** What the server gives then knows of everything that was done here. */
  async #sendFirst() {
    this.session = await this.ask(this.addresses.session);
    if (this.session?.user === null) throw new SignInAgain("nobody is signed in");
    await this.judge();
    if (this.session?.shut_out) throw new ShutOut("this tablet is shut out");
    this.device.outbox.reset();
    await this.device.outbox.flush();
  }

  /**
   * An answer that came between asking the server and keeping what it said would be forgotten: no window sends meanwhile.
   * @template T @param {() => Promise<T>} work @returns {Promise<T>}
   */
  async #whileNothingIsSent(work) {
    /** @type {T[]} */
    const done = [];
    for (let tries = 0; tries < 200; tries += 1) {
      const outcome = await this.device.outbox.alone(async () => (done.push(await work()), "empty"));
      if (outcome !== "busy") return done[0];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new TryLater("another window sends");
  }

  async #fetched() {
    const session = await this.ask(this.addresses.session);
    return this.ask(this.addresses.prepare, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": String(session.csrf_token) },
      body: JSON.stringify({ tablet: this.device.tablet, label: labelOf(navigator.userAgent, navigator.maxTouchPoints), build: this.addresses.build }),
      limit: LONG_LIMIT,
    });
  }

  /** Everything the server gave, under the key for people. @param {any} given */
  async #keep({ secret, sheets, ...rest }) {
    const { store, vault } = this.device;
    const prepared_at = Date.now();
    const ahead = Date.parse(rest.now) - prepared_at;
    // A form that an open window still shows stays until all windows have read the new list.
    const forms = { ...this.#kept?.forms, ...rest.forms };
    await vault?.keepSecret(secret, this.device.tablet);
    await store.keepDay({ ...rest, forms, prepared_at, ahead });
    await store.keepSheets(sheets);
    remembered.removeItem(WITHDRAWN);
    for (const { id, facts } of sheets) {
      await store.adopt(id, facts.marks);
      await store.adoptDeeds(id);
    }
    await this.#readDay();
  }

  /** Something was changed on purpose: here, and for the other windows. */
  async changed() {
    this.others?.postMessage("changed");
    await this.redraw();
  }

  /** Signed out here, and the server does not know it yet. @param {import("../marking/words.js").Message} words */
  async left(words) {
    this.#kept = null;
    this.day = null;
    this.sheets = [];
    await this.#become(null);
    location.hash = hashOf({ view: "day" });
    this.notices.show("left", "attention", words);
    await this.redraw();
  }

  /** A newer build in another window has taken what this tablet keeps. */
  closed() {
    const again = { words: say("Load again"), press: () => location.reload() };
    this.notices.show("renewed", "stop", say("Proefstuk was renewed in another window. Load this page again to go on."), [again]);
  }

  /** A new build waits until nothing is lost by it. */
  tellOfUpdate() {
    if (!this.updates.isWaiting()) return this.notices.over("update");
    const now = { words: say("Update now"), press: () => void this.updates.now() };
    this.notices.show("update", "info", say("A new version is ready. It starts by itself when everything is sent and no exam is open."), [now]);
  }

  /** The browser offers to install the app: it is asked when the examiner wants to. @param {Event} event */
  mayInstall(event) {
    this.#offer = event;
    this.canInstall = true;
    void this.redraw();
  }

  async install() {
    const offer = /** @type {any} */ (this.#offer);
    this.canInstall = false;
    await offer?.prompt();
    await this.redraw();
  }

  /** Do one thing after the other: screens that change, windows that tell each other something. @param {() => Promise<void>} work */
  inTurn(work) {
    this.#turn = this.#turn.then(work, work);
    return this.#turn;
  }
}

const HIDDEN = say("By the clock of this tablet the agreed time is over, so the names are hidden. What is not sent is kept. Find network today: otherwise the names go from this tablet.");
const SIGN_IN = say("You are signed out. Everything is kept on this tablet. Sign in again to send it.");
const WHO = say("Nobody is signed in on this tablet.");
const SHUT = say("An administrator shut this tablet out. The names are gone from it, and nothing is sent. What is not sent is still here, locked: sign in and save it as a file for the coordinator.");
const SHUT_KNOWN = say("An administrator shut this tablet out. The names are gone from it, and nothing is sent. What is not sent is still here: save it as a file for the coordinator.");
const ENDED = {
  "shut-out": say("The names of candidates are gone from this tablet: an administrator shut it out."),
  another: say("Somebody else is signed in now. The names of the one before are gone from this tablet; what was not sent stays, locked."),
  "long-over": say("By the clock of this tablet the agreed time is over for long. The names of candidates are gone from this tablet; what was not sent stays, locked. Find network and prepare it again to go on."),
  over: say("The agreed time is over. The names of candidates are gone from this tablet; what was not sent stays, locked. Prepare it again to go on."),
};

/** Nothing of who looks waits, and yet not all is sent. @param {number} count */
function locked(count) {
  return sayMany("%(count)s of another examiner locked here", "%(count)s of another examiner locked here", count);
}

/** Whose it is, this tablet does not know before somebody signs in. @param {number} count */
function lockedUntil(count) {
  return sayMany("%(count)s locked here: sign in to send it", "%(count)s locked here: sign in to send them", count);
}

/** Of a tablet that is shut out nothing is ever sent. @param {number} count */
function lockedFor(count) {
  return sayMany("%(count)s locked here: sign in to save it as a file", "%(count)s locked here: sign in to save them as a file", count);
}

/** @param {number} count */
function othersWait(count) {
  return sayMany(
    "%(count)s change of another examiner waits here, locked. It is sent when that examiner signs in on this tablet.",
    "%(count)s changes of another examiner wait here, locked. They are sent when that examiner signs in on this tablet.",
    count,
  );
}

/** @param {number} count @param {string} since */
function old(count, since) {
  return sayMany(
    "%(count)s waits here since %(since)s. Find network today, or save it as a file.",
    "%(count)s wait here since %(since)s. Find network today, or save them as a file.",
    count,
    { since },
  );
}
