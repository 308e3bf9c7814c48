// What the page says about itself: the count, the state of saving, notices, dialogs, and the spoken line.

const OFFER = 10000;
const pupils = (n, one, many) => `${n} pupil${n === 1 ? ` ${one}` : `s ${many}`}`;

export class Bar {
  constructor(form) {
    const find = (selector) => form.querySelector(selector);
    this.counter = find("[data-count]");
    this.progress = find("progress");
    this.fill = find("[data-fill]");
    this.undo = find("[data-undo]");
    this.submit = find("[data-submit-button]");
    this.saved = find("[data-save-state]");
    this.banner = document.getElementById("banner");
    this.live = document.getElementById("live");
    this.offered = 0;
    this.unmarked = "";
  }

  count(rows, blanks, undoable) {
    const left = blanks.length;
    if (!left) this.unmarked = "";
    else if (this.unmarked) this.unmarked = pupils(left, "has no mark", "have no mark");
    const marked = rows.filter((row) => row.code).length;
    this.counter.textContent = `${marked} of ${rows.length}`;
    this.progress.value = marked;
    this.fill.textContent = left === 0 ? "All marked" : `Mark ${left === rows.length ? "all" : "other"} ${left} present`;
    this.fill.setAttribute("aria-disabled", String(left === 0));
    this.undo.hidden = !undoable;
    this.undo.classList.toggle("offer", this.offered > 0);
    this.undo.lastElementChild.textContent = this.offered ? `Undo ${this.offered} present` : "Undo";
  }

  // After a bulk fill the undo button names it for ten seconds.
  offer(number, recount) {
    clearTimeout(this.timer);
    this.offered = number;
    recount();
    if (number) this.timer = setTimeout(() => this.offer(0, recount), OFFER);
  }

  state(tone, icon, words) {
    this.saved.dataset.tone = tone;
    for (const svg of this.saved.querySelectorAll(".ic")) {
      svg.toggleAttribute("data-on", svg.firstElementChild.getAttribute("href").endsWith(`#${icon}`));
    }
    this.saved.querySelector("[data-words]").textContent = words;
  }

  // `lead` stands first and bold; how many wait changes with each mark, and is not spoken each time.
  notice(words, { lead = "", retry = false, reload = false } = {}) {
    const say = document.createElement("b");
    say.textContent = lead;
    const rest = document.createElement("span");
    if (retry) rest.setAttribute("aria-live", "off");
    rest.textContent = words;
    this.banner.hidden = !words;
    this.banner.className = "note note-warn";
    this.banner.querySelector(".ic").toggleAttribute("hidden", !retry);
    this.banner.querySelector("p").replaceChildren(...(lead ? [say, " ", rest] : [rest]));
    this.banner.querySelector("[data-retry]").hidden = !retry;
    this.banner.querySelector("[data-reload]").hidden = !reload;
  }

  // Without a network the register is submitted later, by itself.
  online(yes, wished) {
    const words = wished ? "Will submit when online" : "Submit when online";
    this.submit.textContent = yes ? "Submit register" : words;
    if (!yes) this.submit.setAttribute("aria-pressed", String(wished));
    else this.submit.removeAttribute("aria-pressed");
  }

  blanks(number) {
    this.unmarked = pupils(number, "has no mark", "have no mark");
    this.notice(this.unmarked);
  }

  say(words) {
    this.live.textContent = "";
    requestAnimationFrame(() => (this.live.textContent = words));
  }
}

export function show(dialog) {
  if (dialog.open) return;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
}

export function shut(dialog) {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}

// "in 26 min" goes down by itself; the server decides when the register is closed.
export function countDown(words) {
  const left = words && /^in (?:(\d+) h ?)?(?:(\d+) min)?$/.exec(words.textContent);
  if (!left) return;
  const minutes = 60 * (left[1] || 0) + Number(left[2] || 0) - 1;
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) words.textContent = "closing now";
  else words.textContent = hours ? `in ${hours} h ${minutes % 60} min` : `in ${minutes} min`;
}
