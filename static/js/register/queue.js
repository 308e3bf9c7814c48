// Marks on their way to the server: batches, one at a time, tried again until the server has answered.
// What waits is kept on the device, so that a closed tab or a lost network loses no mark.
import { newKey } from "./store.js";

const WAIT = 400;
const LONGEST = 30000;
const PATIENCE = 15000;
export const userOf = (page) => page.querySelector("details.menu")?.dataset.user;

// Sends JSON with the form's token; the token changes at each sign-in, so a refusal fetches a new one once.
export async function post(form, url, body, { key, keepalive = false, again = true } = {}) {
  const token = form.elements.csrfmiddlewaretoken;
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PATIENCE);
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token.value, ...(key && { "Idempotency-Key": key }) },
    body: JSON.stringify(body),
    credentials: "same-origin",
    signal: impatience.signal,
    keepalive,
  }).finally(() => clearTimeout(timer));
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  if ((response.status === 403 || response.status === 404) && again) {
    const looked = await fetch(location.href);
    // Whoever is signed in now may not see this page at all: it was opened by another person.
    if (looked.status === 403 || looked.status === 404) return { status: 409, data: { somebody_else: true } };
    const page = new DOMParser().parseFromString(await looked.text(), "text/html");
    const fresh = page.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
    if (userOf(page) && userOf(page) !== userOf(document)) return { status: 409, data: { somebody_else: true } };
    if (!fresh) return { status: 401, data: {} };
    token.value = fresh.value;
    return post(form, url, body, { key, keepalive, again: false });
  }
  if (isJson) return { status: response.status, data: await response.json() };
  // A page where an answer is due comes from a network's filter or sign-on page: nothing was saved yet.
  return { status: response.redirected ? 401 : response.ok ? 0 : response.status, data: {} };
}

export class SaveQueue {
  // `rows`: Map of pupil to Row. `tell`: { saved(data, batch), submitted(), state(name, detail) }.
  constructor(form, rows, store, clock, tell) {
    Object.assign(this, { form, rows, store, clock, tell });
    this.user = Number(userOf(document));
    this.pending = new Map();
    this.batch = null;
    this.wish = null;
    this.since = null;
    this.tries = 0;
    window.addEventListener("online", () => this.send());
    window.addEventListener("offline", () => this.lost());
  }

  get held() {
    return [...(this.batch ? this.batch.marks : []), ...this.pending.values()];
  }

  get size() {
    return new Set(this.held.map((mark) => mark.pupil)).size;
  }

  get busy() {
    return this.size > 0 || this.wish !== null;
  }

  holds(pupil) {
    return this.held.some((mark) => mark.pupil === pupil);
  }

  // What waited when the page was last here. Each mark keeps the version that was seen when it was pressed.
  restore() {
    const { batch, marks, submit } = this.store.read();
    this.batch = batch;
    this.wish = submit;
    for (const mark of marks) this.pending.set(mark.pupil, mark);
    return this.held;
  }

  keep() {
    this.store.write({ batch: this.batch, marks: [...this.pending.values()], submit: this.wish });
  }

  add(row, more = {}) {
    const { pupil } = row;
    const base = this.pending.get(pupil)?.base_version ?? row.version;
    this.pending.set(pupil, { pupil, ...row.value, base_version: base, client_time: this.clock.now(), ...more });
    this.keep();
    this.tell.state("saving");
    this.later(WAIT);
  }

  // The statement "I took this register", sent after every mark.
  submit() {
    this.wish = this.wish || { key: newKey(), client_time: this.clock.now() };
    this.keep();
    this.send();
  }

  unwish() {
    this.wish = null;
    this.keep();
  }

  // Another person has this device now, or this one signs out.
  forget() {
    clearTimeout(this.timer);
    this.pending.clear();
    this.batch = null;
    this.wish = null;
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  next() {
    if (!this.batch && this.pending.size) {
      this.batch = { key: newKey(), marks: [...this.pending.values()] };
      this.pending.clear();
      this.keep();
    }
    const { save, submit } = this.form.dataset;
    if (this.batch) return [save, { user: this.user, marks: this.batch.marks }, this.batch.key];
    return this.wish ? [submit, { user: this.user }, this.wish.key] : null;
  }

  async send(options) {
    clearTimeout(this.timer);
    if (this.sending) return;
    const next = this.next();
    if (!next) return this.since && navigator.onLine && this.back();
    const [url, body, key] = next;
    this.sending = true;
    const answer = await post(this.form, url, body, { key, ...options }).catch(() => ({ status: 0, data: {} }));
    this.sending = false;
    this.take(answer, Boolean(body.marks));
  }

  lost() {
    this.since = this.since || this.clock.now();
    this.tell.state("waiting");
  }

  back() {
    this.since = null;
    this.tries = 0;
    this.tell.state("online");
  }

  take({ status, data }, ofMarks) {
    if (!this.busy) return;
    if (status === 0 || status === 429 || status >= 500) {
      this.later(Math.min(LONGEST, 1000 * 2 ** this.tries++));
      // One lost try is soon made good: a banner that comes and goes would move the rows under the finger.
      if (this.since || this.tries > 1 || !navigator.onLine) this.lost();
      else this.tell.state("unsent");
      return;
    }
    if (this.since) this.back();
    this.tries = 0;
    if (status === 401) this.tell.state("sign-in", data);
    else if (data.somebody_else) this.tell.state("somebody-else");
    else if (ofMarks) this.taken(status === 200, data);
    else this.answered(status === 200, data);
  }

  taken(saved, data) {
    const { batch } = this;
    this.batch = null;
    const wished = this.wish;
    if (!saved || data.conflicts.length || data.problems.length) this.wish = null;
    for (const mark of saved ? data.marks : []) {
      const later = this.pending.get(mark.pupil);
      if (later) later.base_version = mark.version;
    }
    if (saved) this.tell.saved(data, batch);
    else this.tell.state("refused", { batch, message: data.message });
    this.keep();
    if (wished && !this.wish) this.tell.state("not-submitted");
    if (this.busy) this.send();
    else if (saved) this.tell.state("saved", data);
  }

  answered(submitted, data) {
    this.unwish();
    if (submitted) this.tell.submitted();
    else this.tell.state("not-submitted", data);
  }
}
