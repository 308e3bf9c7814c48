// The keyboard. Single letters act only while the focus is in the list (WCAG 2.1.4).
import { show } from "./bar.js";

export class Keys {
  constructor(sheet, picker) {
    Object.assign(this, { sheet, picker });
    const present = (row) => sheet.mark(row, sheet.present);
    this.moves = {
      ArrowDown: (row) => sheet.step(row, 1),
      ArrowUp: (row) => sheet.step(row, -1),
      ArrowRight: (row) => sheet.along(row, 1),
      ArrowLeft: (row) => sheet.along(row, -1),
      Home: () => sheet.rows[0].focus(),
      End: () => sheet.rows[sheet.rows.length - 1].focus(),
      Enter: (row, target) => (target === row.button && row.open ? picker.open(row) : sheet.step(row, 1)),
      Backspace: (row) => sheet.press(row, ""),
      Delete: (row) => sheet.press(row, ""),
      " ": (row, target) => this.space(row, target),
      "/": present,
      "\\": present,
      "?": () => show(document.getElementById("keys")),
    };
  }

  // Present; or, after Left or Right, the button that they reached.
  space(row, target) {
    if (!this.sheet.explored || target === row.home) return this.sheet.mark(row, this.sheet.present);
    if (target === row.button) return this.picker.open(row);
    return this.sheet.mark(row, target.value);
  }

  // A code's letter. C, J and Y wait for a number; what only the office sets says so and stays.
  letter(row, key) {
    const { sheet } = this;
    const typed = key.toUpperCase();
    const family = [...sheet.codes.values()].filter((code) => code.letter.startsWith(typed));
    if (!row.open) return typed === "H" && row.hereButton ? sheet.here(row) : sheet.press(row, typed);
    if (!family.length) return sheet.refuse(row, `${typed} is not a code for this session`);
    if (!family.some((code) => code.allowed)) return sheet.refuse(row, `The office sets ${typed}`);
    if (family.length > 1 || family[0].letter !== typed) return this.picker.open(row, typed);
    return sheet.mark(row, typed);
  }

  row(event) {
    const { target, key } = event;
    const row = this.sheet.rowOf(target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key === "Enter")) return;
    if (target.matches("a, .rg-clash button, [name^=here-]") && (key === "Enter" || key === " ")) return;
    if (target === row.minutesBox) this.minutes(event, row);
    else if (this.moves[key]) {
      event.preventDefault();
      this.moves[key](row, target);
    } else if (/^[0-9]$/.test(key) && row.open && row.el.dataset.css === "late") {
      row.minutesBox.value = "";
      row.minutesBox.focus();
    } else if (/^[a-z]$/i.test(key)) {
      event.preventDefault();
      this.letter(row, key);
    }
  }

  minutes(event, row) {
    if (event.key === "Escape") return row.focus();
    if (!["ArrowUp", "ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault();
    this.moves[event.key](row, event.target);
  }

  // Keys with Control or Shift act anywhere in the form.
  chord(event, submit) {
    const key = event.key.toLowerCase();
    const control = event.ctrlKey || event.metaKey;
    const typing = event.target.matches("[type=text]");
    if (control && key === "enter") submit();
    else if (event.shiftKey && !control && key === "enter" && event.target.closest("#rows")) this.sheet.fill();
    else if (control && !typing && (key === "z" || key === "y")) this.sheet.undo(key === "z" && !event.shiftKey);
    else return;
    event.preventDefault();
  }
}
