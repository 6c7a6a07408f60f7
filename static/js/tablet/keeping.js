// @ts-check
/**
 * How long the names of candidates stay on this tablet, and for whom. Marks that no server has yet are never touched by
 * any of this: they stay, locked, until they are sent, saved as a file or given up.
 *
 * @typedef {{ server: number, device: number }} Anchor the two clocks, read at the same moment, in milliseconds
 * @typedef {{ user: number | null, shut_out?: boolean, now?: string, build?: string }} Session
 * @typedef {{ user: { id: number, name: string }, now: string, until: string }} Kept what was prepared, when, and until when
 * @typedef {"shut-out" | "another" | "over" | "long-over"} Ending why the names go
 */

/** Unsent for so long, marks are spoken of: some browsers clear what was not visited for a week. */
export const TOO_OLD = 24 * 60 * 60 * 1000;
/** A clock is called wrong from here on. */
const SET_BACK = 10 * 60 * 1000;
/** So far a clock may go ahead between two looks at it and still be believed: a tablet that lay in a bag. */
const BELIEVED = 4 * 60 * 60 * 1000;
/** Over for so long by its own clock, the names go: no time zone is so far from another. */
const LEAST_LONG = 24 * 60 * 60 * 1000;
/** Two looks so far apart that both find it over are believed as well. */
const AGREES = 6 * 60 * 60 * 1000;

/**
 * The server's time as well as this tablet can know it: by its own clock, but never earlier than it ever was here.
 * @param {{ anchor: Anchor | null, latest: number, device: number, ran: number }} known latest: what was sure before;
 *   ran: milliseconds since then by a clock that is never set
 */
export function timeNow(known) {
  return Math.max(byDevice(known), known.latest + known.ran);
}

/**
 * The time that it surely is by now: what a server said, and what this tablet ran since. Its own clock is believed for a few
 * hours between two looks; one that jumps further may be wrong, and for that nothing is thrown away.
 * @param {{ anchor: Anchor | null, latest: number, device: number, ran: number }} known
 */
export function sureTime(known) {
  const ran = known.latest + known.ran;
  const jump = byDevice(known) - ran;
  return jump > 0 && jump <= BELIEVED ? byDevice(known) : ran;
}

/** @param {{ anchor: Anchor | null, device: number }} known */
function byDevice({ anchor, device }) {
  return anchor ? anchor.server + (device - anchor.device) : device;
}

/** Whether somebody set the clock of this tablet back. @param {{ anchor: Anchor | null, latest: number, device: number, ran: number }} known */
export function wasSetBack(known) {
  return known.latest + known.ran - byDevice(known) > SET_BACK;
}

/**
 * Who marks on this tablet, and whether the names on it have to go. Without an answer of the server (`undefined`) the one
 * who prepared it goes on; signed out by the server, that one goes on too and cannot send. Over by a clock that may be
 * wrong, the names are hidden until that is known; over for long by that clock, they go.
 * @param {{ day: Kept | null, session: Session | undefined, wasShutOut: boolean, now: number, sure: number,
 *           overSince: number | null, isAsked: boolean }} known overSince: when it was first found over by this tablet's
 *   clock, and at every look since; isAsked: the server was asked what time it is, or cannot be
 * @returns {{ user: number | null, ends: Ending | null, hides: boolean, signIn: boolean, shutOut: boolean }}
 */
export function judged({ day, session, wasShutOut, ...time }) {
  const { now } = time;
  const shutOut = session?.shut_out ?? wasShutOut;
  const own = day?.user.id ?? null;
  const user = session?.user ?? own;
  const ends = day && endingOf(day, user, shutOut, time);
  const hides = day !== null && ends === null && now >= Date.parse(day.until);
  return { user, ends, hides, signIn: session !== undefined && session.user === null, shutOut };
}

/** @param {Kept} day @param {number | null} user @param {boolean} shutOut
 * @param {{ now: number, sure: number, overSince: number | null, isAsked: boolean }} time @returns {Ending | null} */
function endingOf(day, user, shutOut, time) {
  if (shutOut) return "shut-out";
  if (user !== day.user.id) return "another";
  if (time.sure >= Date.parse(day.until)) return "over";
  return time.isAsked && isLongOver(day, time) ? "long-over" : null;
}

/**
 * Whether it is over by this tablet's clock beyond doubt: a tablet that was off or asleep ran no time of its own. Over for
 * as long again as the names were to stay and for a day at least, or found over twice, hours apart.
 * @param {Kept} day @param {{ now: number, overSince: number | null }} time
 */
function isLongOver({ now: since, until }, { now, overSince }) {
  const end = Date.parse(until);
  const long = Math.max(end - Date.parse(since), LEAST_LONG);
  return now >= end + long || (overSince !== null && now - overSince >= AGREES);
}

/** Whether what waits has waited too long. @param {string | null} since @param {number} now */
export function isTooOld(since, now) {
  return since !== null && now - Date.parse(since) > TOO_OLD;
}

/**
 * Whether the name that was typed is the one that was asked for: capitals and spaces do not matter, letters do.
 * @param {string} typed @param {string} name
 */
export function isNamed(typed, name) {
  const plain = (/** @type {string} */ text) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
  return plain(name) !== "" && plain(typed) === plain(name);
}

/**
 * What kind of device this is, for the list an administrator reads: "Android, Chrome".
 * @param {string} agent @param {number} touches how many fingers it feels
 */
export function labelOf(agent, touches) {
  return [system(agent, touches), browser(agent)].filter(Boolean).join(", ");
}

/** Whether this is an iPad or iPhone, which clears what a page keeps unless it is on the home screen. @param {string} agent @param {number} touches */
export function isApple(agent, touches) {
  return /iPad|iPhone|iPod/.test(agent) || (agent.includes("Macintosh") && touches > 1);
}

/** @param {string} agent @param {number} touches */
function system(agent, touches) {
  if (isApple(agent, touches)) return agent.includes("iPhone") ? "iPhone" : "iPad";
  const names = ["Android", "Windows", "CrOS", "Macintosh", "Linux"];
  const found = names.find((name) => agent.includes(name)) ?? "";
  return { CrOS: "ChromeOS", Macintosh: "macOS" }[found] ?? found;
}

/** @param {string} agent */
function browser(agent) {
  const names = /** @type {[RegExp, string][]} */ ([
    [/Edg(e|A|iOS)?\//, "Edge"],
    [/SamsungBrowser\//, "Samsung Internet"],
    [/Firefox\/|FxiOS\//, "Firefox"],
    [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  return names.find(([mark]) => mark.test(agent))?.[1] ?? "";
}
