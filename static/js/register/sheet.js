// The rows together: which one is current, and every change that a person makes to a mark.
import { show } from "./bar.js";
import { Past } from "./past.js";
import { Row } from "./rows.js";

export class Sheet {
  constructor(list, codes, present, bar) {
    Object.assign(this, { list, codes, present, bar, past: new Past() });
    this.rows = [...list.children].map((el) => new Row(el, codes));
    this.byPupil = new Map(this.rows.map((row) => [row.pupil, row]));
    this.current = this.rows[0];
    list.addEventListener("focusin", (event) => {
      const row = this.rowOf(event.target);
      if (row) this.choose(row);
    });
  }

  rowOf(node) {
    return this.byPupil.get(Number(node.closest(".rg-row")?.dataset.pupil));
  }

  get blanks() {
    return this.rows.filter((row) => !row.code && row.open);
  }

  get clashes() {
    return this.rows.filter((row) => row.clash);
  }

  count() {
    this.bar.count(this.rows, this.blanks, this.past.done.length);
  }

  // ---- moving
  choose(row) {
    if (row === this.current && row.el.classList.contains("cur")) return;
    this.current.el.classList.remove("cur");
    this.current.tabbable(false);
    this.current.hush();
    this.current = row;
    row.el.classList.add("cur");
    row.tabbable(true);
    this.explored = false;
  }

  step(row, by, fits = () => true) {
    let at = this.rows.indexOf(row) + by;
    while (this.rows[at] && !fits(this.rows[at])) at += by;
    (this.rows[at] || row).focus();
  }

  // Left and Right within a row; Space then presses what they reached.
  along(row, by) {
    const box = row.minutesBox;
    const controls = [...row.controls, ...(box && box.offsetParent ? [box] : [])];
    const next = controls[controls.indexOf(document.activeElement) + by];
    if (!next) return;
    this.explored = true;
    next.focus();
  }

  // ---- marking
  apply(changes, remember = true) {
    if (remember) this.past.add(changes.map(({ row, value }) => ({ row, from: row.value, to: value })));
    for (const { row, value } of changes) {
      row.set(value.code, value.minutes);
      row.tabbable(row === this.current);
      this.queue.add(row);
    }
    this.count();
  }

  press(row, code, minutes = null) {
    if (!row.open) return this.bar.say(this.standing(row));
    if (row.code === code && row.minutes === minutes) return;
    this.bar.offered = 0;
    this.apply([{ row, value: { code, minutes } }]);
    this.bar.say(`${row.name}, ${this.words(code)}`);
  }

  standing(row) {
    if (row.clash) return `${row.clash.words} Choose one of the two buttons`;
    return `The office set ${row.code} for ${row.name}${row.hereButton ? ". Press H if the pupil is here" : ""}`;
  }

  // Present against the office's code. There is no undo: the office was told that the child is here.
  here(row) {
    if (!row.hereButton) return this.press(row, "");
    row.here(this.present);
    this.past.forget(row);
    this.queue.add(row, { here: true });
    row.tabbable(row === this.current);
    row.focus();
    this.count();
    this.bar.say(`${row.name}, present. The office had ${row.had} and is told${this.queue.since ? " when this is sent" : ""}`);
  }

  words(code) {
    return code ? (this.codes.get(code)?.title ?? "set by the office") : "no mark";
  }

  mark(row, code) {
    this.press(row, code, code === row.code ? row.minutes : null);
    if (row.open) this.step(row, 1, (next) => next.open);
  }

  late(row, text) {
    if (!/^\d{1,3}$/.test(text) || Number(text) > 240) return this.refuse(row, "Give the minutes late as a number from 0 to 240");
    row.hush();
    if (Number(text) !== row.minutes) this.press(row, row.code, Number(text));
  }

  refuse(row, words) {
    row.tell(words, "bad");
    this.bar.say(words);
  }

  undo(back) {
    const changes = back ? this.past.undo() : this.past.redo();
    this.bar.offered = 0;
    if (!changes.length) return this.bar.say(back ? "Nothing to undo" : "Nothing to redo");
    this.apply(changes, false);
    changes[0].row.focus();
    const one = `${changes[0].row.name}, ${this.words(changes[0].value.code)}`;
    this.bar.say(changes.length > 1 ? `${changes.length} marks ${back ? "undone" : "done again"}` : one);
  }

  // Blanks only: never an office code, an N or anything else that stands.
  fill(sure = false) {
    const left = this.blanks;
    if (!left.length) return this.bar.say("Every pupil has a mark");
    if (!sure && !this.rows.some((row) => row.code && row.open)) {
      const ask = document.getElementById("everyone");
      ask.querySelector("h2").textContent = `${left.length} of ${this.rows.length} here?`;
      return show(ask);
    }
    this.apply(left.map((row) => ({ row, value: { code: this.present, minutes: null } })));
    this.bar.offer(left.length, () => this.count());
    this.bar.say(`${left.length} marked present. Undo with Control Z`);
  }
}
