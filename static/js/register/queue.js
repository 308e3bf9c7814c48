// Marks on their way to the server: batches, one at a time, tried again until the server has answered.

const WAIT = 400;
const LONGEST = 30000;

// Sends JSON with the form's token; the token changes at each sign-in, so a refusal fetches a new one once.
export async function post(form, url, body, { keepalive = false, again = true } = {}) {
  const token = form.elements.csrfmiddlewaretoken;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token.value },
    body: JSON.stringify(body),
    credentials: "same-origin",
    keepalive,
  });
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  if (response.status === 403 && !isJson && again) {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelector("#register [name=csrfmiddlewaretoken]");
    if (!fresh) return { status: 401, data: {} };
    token.value = fresh.value;
    return post(form, url, body, { keepalive, again: false });
  }
  const status = response.redirected && !isJson ? 401 : response.status;
  return { status, data: isJson ? await response.json() : {} };
}

export class SaveQueue {
  // `rows`: Map of pupil to Row. `tell`: { saved(data), state(name, detail) }.
  constructor(form, url, rows, tell) {
    Object.assign(this, { form, url, rows, tell });
    this.pending = new Map();
    this.batch = null;
    this.tries = 0;
    this.idle = [];
    window.addEventListener("online", () => this.send());
  }

  get size() {
    return new Set([...this.pending.keys(), ...(this.batch ? this.batch.marks.map((mark) => mark.pupil) : [])]).size;
  }

  holds(pupil) {
    return this.pending.has(pupil) || Boolean(this.batch && this.batch.marks.some((mark) => mark.pupil === pupil));
  }

  add(row) {
    this.pending.set(row.pupil, row.value);
    this.tell.state("saving", { waiting: this.size });
    this.later(WAIT);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  // Resolves when nothing is waiting, or when the server will not take what is.
  flush(options) {
    if (this.size) this.send(options);
    return this.size ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve(true);
  }

  settle(done) {
    for (const resolve of this.idle.splice(0)) resolve(done);
  }

  fill() {
    if (this.batch || !this.pending.size) return;
    const marks = [...this.pending].map(([pupil, { code, minutes }]) => ({
      pupil,
      code,
      minutes,
      base_version: this.rows.get(pupil).version,
    }));
    this.pending.clear();
    this.batch = { marks };
  }

  async send(options) {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.fill();
    if (!this.batch) return;
    this.sending = true;
    let answer;
    try {
      answer = await post(this.form, this.url, this.batch, options);
    } catch (error) {
      answer = { status: 0, data: {} };
    }
    this.sending = false;
    this.take(answer);
  }

  take({ status, data }) {
    if (status === 200) {
      const batch = this.batch;
      this.batch = null;
      this.tries = 0;
      this.tell.saved(data, batch);
      if (this.pending.size) return void this.send();
      this.tell.state("saved", data);
      this.settle(true);
    } else if (status === 401) {
      this.tell.state("sign-in", { ...data, waiting: this.size });
      this.settle(false);
    } else if (status === 0 || status === 429 || status >= 500) {
      const delay = Math.min(LONGEST, 1000 * 2 ** this.tries++);
      this.tell.state("waiting", { waiting: this.size, delay });
      this.later(delay);
      if (this.tries > 1) this.settle(false);
    } else {
      const refused = this.batch.marks.map((mark) => mark.pupil);
      this.batch = null;
      this.tell.state("refused", { refused, message: data.message });
      this.settle(false);
    }
  }
}
