// One pupil's row: what it shows, what the server is known to hold, and what stands between the two.

export class Row {
  constructor(el, codes) {
    this.el = el;
    this.codes = codes;
    this.pupil = Number(el.dataset.pupil);
    this.name = el.dataset.name;
    this.version = Number(el.dataset.version);
    this.marks = el.querySelector(".rg-marks");
    this.note = el.querySelector(".rg-note");
    this.button = el.querySelector("button.rg-code");
    this.minutesBox = el.querySelector(".rg-late input");
    this.code = el.dataset.code;
    this.minutes = this.minutesBox && this.minutesBox.value !== "" ? Number(this.minutesBox.value) : null;
    this.clash = null;
    this.told = this.note.textContent;
    this.savedAt = (/, (\d\d:\d\d)$/.exec(this.told) || [])[1];
    this.officeNote = el.dataset.css === "late" ? "" : this.told;
    this.settled = this.value;
    if (this.marks) this.draw();
  }

  get value() {
    return { code: this.code, minutes: this.minutes };
  }

  get locked() {
    return !this.clash && (!this.marks || this.marks.hidden);
  }

  get open() {
    return !this.locked && !this.clash;
  }

  get controls() {
    if (this.clash) return [...this.el.querySelectorAll(".rg-clash button")];
    if (this.locked) return [this.el.querySelector(".rg-pre")];
    return [...this.marks.querySelectorAll("input[type=radio]"), this.button];
  }

  // The control that a Tab into the list reaches: the chosen one, else the first.
  get home() {
    const controls = this.controls;
    if (!this.open) return controls[0];
    return controls.find((control) => control.checked) || (this.code ? this.button : controls[0]);
  }

  focus() {
    this.home.focus({ preventScroll: true });
    this.el.scrollIntoView({ block: "nearest" });
  }

  tabbable(yes) {
    for (const control of this.el.querySelectorAll(".rg-marks input[type=radio], .rg-marks button, .rg-pre, .rg-clash button")) {
      control.tabIndex = yes && (this.clash || control === this.home) ? 0 : -1;
    }
    if (this.minutesBox) this.minutesBox.tabIndex = yes ? 0 : -1;
  }

  set(code, minutes = null) {
    this.code = code;
    this.minutes = minutes;
    this.savedAt = null;
    this.el.dataset.unsaved = "";
    this.tell(this.officeNote);
    this.draw();
  }

  draw() {
    const code = this.codes.get(this.code);
    let chosen = false;
    for (const radio of this.marks.querySelectorAll("input[type=radio]")) {
      radio.checked = radio.value === this.code;
      chosen = chosen || radio.checked;
    }
    const css = this.code && code ? code.css : "";
    this.el.dataset.css = css;
    this.el.dataset.code = this.code;
    const other = this.code && !chosen;
    this.button.className = other ? `rg-code mk-${css}` : "rg-code";
    this.label(other ? this.code : "Code");
    this.minutesBox.value = this.minutes === null ? "" : String(this.minutes);
    this.showLate();
  }

  label(text) {
    this.button.textContent = text;
    this.button.setAttribute("aria-label", `${text}, ${this.name}`);
  }

  showLate() {
    if (this.el.dataset.css !== "late" || this.minutes === null) return;
    this.tell(`${this.minutes} min late${this.savedAt ? `, ${this.savedAt}` : ""}`);
  }

  tell(words, bad = false) {
    this.note.textContent = words;
    this.note.classList.toggle("bad", bad);
    if (!bad) this.told = words;
  }

  // Put away a hint that was shown in place of the note.
  hush() {
    if (this.note.classList.contains("bad")) this.tell(this.told);
  }

  // The server holds this mark now, from here or from someone else.
  stand(mark, savedAt) {
    this.version = mark.version;
    this.code = mark.code;
    this.minutes = mark.minutes ?? null;
    this.settled = this.value;
    this.savedAt = savedAt;
    delete this.el.dataset.unsaved;
    this.unclash();
    this.tell(this.officeNote);
  }

  // As `stand`, and shown so: a code that only the office sets is locked.
  adopt(mark, savedAt) {
    this.stand(mark, savedAt);
    if (mark.code && !this.codes.get(mark.code)?.allowed) this.lock();
    else if (this.marks) this.draw();
  }

  // The server refused what was pressed: back to what it holds, with the reason.
  revert(words) {
    ({ code: this.code, minutes: this.minutes } = this.settled);
    delete this.el.dataset.unsaved;
    this.draw();
    this.tell(words, true);
  }

  lock() {
    if (!this.marks) return;
    this.marks.hidden = true;
    this.el.querySelector(".rg-pre")?.remove();
    const box = document.getElementById("locked-row").content.firstElementChild.cloneNode(true);
    const code = this.codes.get(this.code);
    const chip = box.querySelector(".mk");
    chip.classList.add(`mk-${code ? code.css : "blank"}`);
    chip.textContent = this.code;
    box.setAttribute("aria-label", `${this.name}: ${this.code}, set by the office`);
    this.el.append(box);
    this.el.dataset.css = code ? code.css : "";
    this.el.dataset.code = this.code;
  }

  showClash(conflict, keep, use) {
    this.clash = conflict;
    delete this.el.dataset.unsaved;
    this.el.dataset.clash = "";
    this.marks.hidden = true;
    this.tell(conflict.words);
    const box = document.getElementById("clash-row").content.firstElementChild.cloneNode(true);
    box.setAttribute("aria-label", conflict.words);
    const [first, second] = box.querySelectorAll("button");
    first.textContent = `Keep ${conflict.theirs || "it blank"}`;
    second.textContent = conflict.mine ? `Use ${conflict.mine}` : "Clear it";
    first.addEventListener("click", () => keep(this));
    second.addEventListener("click", () => use(this));
    // What only the office sets, only the office changes.
    if (conflict.theirs && !this.codes.get(conflict.theirs)?.allowed) second.remove();
    this.el.append(box);
  }

  unclash() {
    if (!this.clash) return;
    this.clash = null;
    this.el.querySelector(".rg-clash").remove();
    delete this.el.dataset.clash;
    this.marks.hidden = false;
    this.tell(this.officeNote);
  }
}
