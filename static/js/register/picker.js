// The list of codes: opened by the Code button with all of them, or by C, J and Y with those of one letter.

export function readCodes(list, present) {
  const codes = new Map();
  for (const option of list.children) {
    const { letter, css, title } = option.dataset;
    codes.set(letter, { letter, css, title, option, allowed: option.getAttribute("aria-disabled") !== "true" });
  }
  if (!codes.has(present)) codes.set(present, { letter: present, css: "pres", title: "Present", allowed: true });
  return codes;
}

export class Picker {
  // `choose(row, letter)` is called with an allowed code; `refuse(row, words)` with a reason.
  constructor(list, codes, { choose, refuse }) {
    Object.assign(this, { list, codes, choose, refuse, row: null });
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.settle(option.dataset.letter);
    });
    list.addEventListener("focusout", () => this.close());
  }

  get shown() {
    return [...this.list.children].filter((option) => !option.hidden);
  }

  open(row, typed = "") {
    this.row = row;
    this.typed = typed;
    row.el.append(this.list);
    this.list.hidden = false;
    this.filter();
    const room = window.innerHeight - row.el.getBoundingClientRect().bottom;
    this.list.classList.toggle("up", room < this.list.offsetHeight + 60 && room < row.el.getBoundingClientRect().top);
    row.button.classList.add("waiting");
    row.button.setAttribute("aria-expanded", "true");
    this.ask();
    this.list.focus({ preventScroll: true });
  }

  // The button holds what was typed so far, and the row says what is missing.
  ask() {
    if (!this.typed) return;
    this.row.label(`${this.typed}_`);
    this.row.hint(`Code: ${this.typed} then a number`);
  }

  filter() {
    for (const option of this.list.children) option.hidden = !option.dataset.letter.startsWith(this.typed);
    const exact = this.shown.find((option) => option.dataset.letter === this.typed);
    this.light(exact || (this.typed ? null : this.shown[0]));
    this.list.setAttribute("aria-label", this.typed ? `Codes starting with ${this.typed}` : "Codes");
  }

  light(option) {
    this.active = option;
    for (const other of this.list.children) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      this.list.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.list.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const shown = this.shown;
    const at = this.active ? shown.indexOf(this.active) + step : step > 0 ? 0 : shown.length - 1;
    this.light(shown[Math.max(0, Math.min(shown.length - 1, at))]);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    const { key } = event;
    if (key === "Tab") return void this.close(true);
    event.preventDefault();
    if (key === "ArrowDown" || key === "ArrowUp") this.move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Home" || key === "End") this.light(this.shown[key === "Home" ? 0 : this.shown.length - 1]);
    else if (key === "Escape" || key === "Backspace") this.close(true);
    else if (key === "Enter" || key === " " || key === "ArrowRight") {
      if (this.active) this.settle(this.active.dataset.letter);
      else this.refuse(this.row, `Type a number after ${this.typed}, or choose from the list`);
    } else if (key.length === 1) this.type(key.toUpperCase());
  }

  type(key) {
    const typed = this.typed + key;
    const found = [...this.codes.keys()].filter((letter) => letter.startsWith(typed));
    if (!found.length) return this.refuse(this.row, `${typed} is not a code for this session`);
    if (found.length === 1 && found[0] === typed) return this.settle(typed);
    this.typed = typed;
    this.filter();
    this.ask();
  }

  settle(letter) {
    const { row } = this;
    this.close(true);
    this.choose(row, letter);
  }

  close(refocus = false) {
    const { row } = this;
    if (!row) return;
    this.row = null;
    this.list.hidden = true;
    row.button.setAttribute("aria-expanded", "false");
    row.hush();
    row.draw();
    if (refocus) row.focus();
  }
}
