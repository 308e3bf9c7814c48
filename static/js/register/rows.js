// One pupil's row: what it shows, what the server is known to hold, and what stands between the two.
import { drawClash } from "./clash.js";

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
    this.officeNote = this.told.replace(/\d+ min late(, \d\d:\d\d)?$/, "").trim();
    this.settled = this.value;
    if (this.marks) this.draw();
  }

  get value() {
    return { code: this.code, minutes: this.minutes };
  }

  get locked() {
    return !this.clash && (!this.marks || this.marks.hidden);
  }

  get pre() {
    return this.el.querySelector(".rg-pre");
  }

  // "Here?": the pupil stands before the teacher although the office has them elsewhere.
  get hereButton() {
    return this.locked ? this.pre.querySelector("[name^=here-]") : null;
  }

  get open() {
    return !this.locked && !this.clash;
  }

  get controls() {
    if (this.clash) return [...this.el.querySelectorAll(".rg-clash button")];
    if (this.locked) return [this.pre, ...(this.hereButton ? [this.hereButton] : [])];
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
    for (const control of this.el.querySelectorAll(".rg-marks input[type=radio], .rg-marks button, .rg-pre, .rg-pre button, .rg-clash button")) {
      control.tabIndex = yes && (this.clash || control === this.home || control === this.hereButton) ? 0 : -1;
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
    if (!this.marks) return;
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
    const late = `${this.minutes} min late${this.savedAt ? `, ${this.savedAt}` : ""}`;
    this.tell(this.officeNote ? `${this.officeNote.replace(/\.$/, "")}. ${late}` : late);
  }

  // `tone`: a hint of the moment is "bad" and is put away when the person moves on.
  tell(words, tone = "") {
    this.note.textContent = words;
    this.note.classList.toggle("bad", tone === "bad");
    this.note.classList.toggle("warn", tone === "warn");
    this.passing = tone === "bad";
    if (!tone) this.told = words;
  }

  // Shown for the moment, in place of the note.
  hint(words) {
    this.tell(words, "bad");
    this.note.classList.remove("bad");
  }

  // What the server said of this mark stays beside the row until the mark is pressed again.
  keep(message, tone) {
    this.tell(message.replace(`${this.name}: `, "").replace(/^./, (first) => first.toUpperCase()), tone);
    this.passing = false;
  }

  // Not on the server yet, and the network is gone.
  wait() {
    const icon = document.getElementById("waiting-row").content.firstElementChild.cloneNode(true);
    this.note.classList.remove("bad", "warn");
    this.note.replaceChildren(icon, ` ${this.code || "Clearing"} waiting to send`);
    this.told = this.note.textContent;
  }

  // Put away a hint that was shown in place of the note.
  hush() {
    if (!this.passing) return;
    this.passing = false;
    if (this.el.dataset.unsaved === undefined || !this.told.endsWith("waiting to send")) this.tell(this.told);
    else this.wait();
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
    else if (this.marks) this.unlock();
    else if (this.el.dataset.code !== this.code) this.bare();
  }

  // The page was loaded after this mark had reached the server: what it loaded is the newer of the two.
  restand() {
    this.adopt({ ...this.settled, version: this.version }, this.savedAt);
  }

  // The server refused what was pressed: back to what it holds, with the reason.
  revert(words) {
    this.restand();
    this.keep(words, "bad");
  }

  box() {
    const box = document.getElementById("locked-row").content.firstElementChild.cloneNode(true);
    const code = this.codes.get(this.code);
    const chip = box.querySelector(".mk");
    chip.classList.add(`mk-${code ? code.css : this.code ? "office" : "blank"}`);
    chip.textContent = this.code;
    this.pre?.remove();
    this.el.append(box);
    this.el.dataset.css = code ? code.css : "";
    this.el.dataset.code = this.code;
    return box;
  }

  // The mark alone, without lock and question.
  bare() {
    const box = this.box();
    for (const more of box.querySelectorAll("button, .ic")) more.remove();
    return box;
  }

  lock() {
    if (!this.marks && this.el.dataset.code === this.code) return;
    if (this.marks) this.marks.hidden = true;
    const box = this.box();
    box.setAttribute("aria-label", `${this.name}: ${this.code}, set by the office`);
    const here = box.querySelector("button");
    here.name = `here-${this.pupil}`;
    here.setAttribute("aria-label", `Here? ${this.name} is here after all`);
  }

  unlock() {
    this.pre?.remove();
    this.marks.hidden = false;
    this.marks.disabled = false;
    this.draw();
  }

  // The teacher's word against the office's: the mark shows at once, and is no longer anybody's to undo.
  here(present) {
    this.had = this.code;
    this.officeNote = "";
    this.set(present);
    if (this.marks) this.marks.hidden = true;
    this.bare().setAttribute("aria-label", `${this.name}: present`);
  }

  toldOffice() {
    if (this.had) this.officeNote = `Office had ${this.had}. The office was told.`;
  }

  showClash(conflict, keep, use) {
    this.unclash();
    this.clash = conflict;
    delete this.el.dataset.unsaved;
    this.el.dataset.clash = "";
    if (this.marks) this.marks.hidden = true;
    if (this.pre) this.pre.hidden = true;
    this.note.classList.remove("bad", "warn");
    const officeOnly = Boolean(conflict.theirs) && !this.codes.get(conflict.theirs)?.allowed;
    conflict.words = drawClash(this, { ...conflict, officeOnly }, { keep, use });
  }

  unclash() {
    if (!this.clash) return;
    this.clash = null;
    this.el.querySelector(".rg-clash").remove();
    delete this.el.dataset.clash;
    if (this.pre) this.pre.hidden = false;
    else this.marks.hidden = false;
    this.tell(this.officeNote);
  }
}
