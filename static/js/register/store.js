// Marks that wait on this device: ids, codes, minutes, versions and times, never a name.
// One entry for each person and register. Where the browser keeps nothing, marks wait on the page alone.
const PREFIX = "daymark.marks.";
const KEYED = /^daymark\.marks\.(\d+)\.(\/.*)$/;

export const device = navigator.maxTouchPoints > 0 ? "tablet" : "computer";
export const markWords = (number) => `${number} mark${number === 1 ? "" : "s"}`;

// The first word of a sentence about so many marks.
export const areWaiting = (number) => `${markWords(number)} ${number === 1 ? "is" : "are"} waiting`;

function storage() {
  try {
    return window.localStorage;
  } catch (error) {
    return null;
  }
}

// A key of a save or a submit; browsers offer randomUUID on secure pages alone.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

function parse(text) {
  try {
    const { batch = null, marks = [], submit = null } = JSON.parse(text);
    return { batch, marks, submit };
  } catch (error) {
    return { batch: null, marks: [], submit: null };
  }
}

const nameOf = ({ pupil, client_time: time }) => `${pupil} ${time}`;
const pupilsOf = ({ batch, marks }) => new Set([...(batch ? batch.marks : []), ...marks].map((mark) => mark.pupil));

export class Store {
  constructor(user, path) {
    this.key = `${PREFIX}${user}.${path}`;
    this.works = true;
    this.own = new Set();
    this.write(this.read());
  }

  read() {
    return parse(storage()?.getItem(this.key) ?? "{}");
  }

  // What this tab holds, beside what other tabs of this register hold: each puts away its own alone.
  // held: { batch: { key, marks } or null, marks: [mark], submit: { key, client_time } or null }
  write(held) {
    const state = this.merged(held);
    try {
      if (state.batch || state.marks.length || state.submit) storage().setItem(this.key, JSON.stringify(state));
      else storage().removeItem(this.key);
    } catch (error) {
      this.works = false;
    }
  }

  merged({ batch, marks, submit }) {
    for (const mark of [...(batch ? batch.marks : []), ...marks]) this.own.add(nameOf(mark));
    if (submit) this.own.add(submit.key);
    const kept = this.read();
    const theirs = [...(kept.batch ? kept.batch.marks : []), ...kept.marks].filter((mark) => !this.own.has(nameOf(mark)));
    const wish = kept.submit && !this.own.has(kept.submit.key) ? kept.submit : null;
    return { batch, marks: [...theirs, ...marks], submit: submit || wish };
  }
}

// Every entry of this device: { key, user, path, count }.
export function entries() {
  const kept = storage();
  if (!kept) return [];
  return Object.keys(kept)
    .map((key) => KEYED.exec(key))
    .filter(Boolean)
    .map(([key, user, path]) => ({ key, user, path, count: pupilsOf(parse(kept.getItem(key))).size }));
}

export function remove(found) {
  for (const { key } of found) storage().removeItem(key);
}

// "the morning register of Tuesday 9 March", from the register's address.
export function registerWords(path) {
  const found = /\/registers\/(\d{4}-\d\d-\d\d)\/\d+\/(am|pm)\//.exec(path);
  if (!found) return "a register";
  const day = new Date(`${found[1]}T12:00:00Z`).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  return `the ${found[2] === "am" ? "morning" : "afternoon"} register of ${day.replace(",", "")}`;
}

// The school's clock, as the server gave it with the page: a device's own may be wrong.
export class Clock {
  constructor(version) {
    this.ahead = Number(version) / 1000 - Date.now();
  }

  now() {
    return new Date(Date.now() + this.ahead).toISOString();
  }

  words(time) {
    return new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
  }
}
