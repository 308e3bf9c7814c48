// A lesson's page: keys as on the register, and marks that save as they are pressed. Without it the form posts all.
import { post, userOf } from "./register/queue.js";

const form = document.getElementById("lesson");
const list = document.getElementById("rows");
const rows = [...list.children];
const state = form.querySelector("[data-state]");
const banner = document.getElementById("banner");
const PRESENT = "/";
const WAIT = 400;
const AGAIN = 5000;
const SOMEBODY_ELSE = "Somebody else is signed in now. These marks were not saved. Load the page again.";
const SIGN_IN = "These marks were not saved. Sign in again in another tab and come back; they are kept on this page.";
const user = Number(userOf(document));
const pending = new Map();
let timer;
let sending = null;

const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
const chosen = (row) => radios(row).find((radio) => radio.checked);
const base = (row) => row.querySelector("input[type=hidden]");
const rowOf = (node) => node.closest?.(".rg-row");

function tell(words, tone = "") {
  state.textContent = words;
  state.dataset.tone = tone;
}

function warn(words) {
  banner.querySelector("p").textContent = words;
  banner.hidden = !words;
}

function count() {
  const due = rows.filter((row) => row.dataset.away === undefined);
  const marked = due.filter(chosen).length;
  form.querySelector("[data-count]").textContent = `${marked} of ${due.length}`;
  form.querySelector("progress").value = marked;
  form.querySelector("[data-fill]").disabled = marked === due.length;
}

// One tab stop: the current row's chosen button, or its first.
function choose(row) {
  for (const each of rows) {
    const home = chosen(each) || radios(each)[0];
    for (const radio of radios(each)) radio.tabIndex = each === row && radio === home ? 0 : -1;
    each.classList.toggle("cur", each === row);
  }
}

function focus(row) {
  if (!row) return;
  choose(row);
  (chosen(row) || radios(row)[0]).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function mark(row, code) {
  const radio = radios(row).find((each) => each.value === code);
  if (radio.checked) return;
  radio.checked = true;
  row.dataset.unsaved = "";
  pending.set(row, code);
  count();
  later(WAIT);
}

function take(data) {
  const byPupil = new Map(rows.map((row) => [Number(row.dataset.pupil), row]));
  for (const { pupil_id: pupil, version } of data.saved) {
    base(byPupil.get(pupil)).value = version;
    delete byPupil.get(pupil).dataset.unsaved;
  }
  for (const { pupil_id: pupil, theirs, version, words } of data.conflicts) {
    const row = byPupil.get(pupil);
    base(row).value = version;
    radios(row).forEach((radio) => (radio.checked = radio.value === theirs));
    row.querySelector(".rg-note").textContent = words;
    row.querySelector(".rg-note").classList.add("bad");
    delete row.dataset.unsaved;
    pending.delete(row);
  }
  warn([...data.conflicts.map(({ words }) => words), ...data.problems].join(" "));
  tell(`Saved ${data.saved_at}`, data.problems.length || data.conflicts.length ? "warn" : "good");
  count();
}

async function deliver() {
  const batch = [...pending];
  pending.clear();
  tell("Saving");
  const marks = batch.map(([row, code]) => ({ pupil: Number(row.dataset.pupil), code, base_version: Number(base(row).value) }));
  const { status, data } = await post(form, form.dataset.save, { user, marks }).catch(() => ({ status: 0, data: {} }));
  if (status === 200) return take(data);
  // On a shared tablet the marks of one person are never sent under the name of the next.
  if (data.somebody_else) pending.clear();
  else for (const [row, code] of batch) if (!pending.has(row)) pending.set(row, code);
  tell(data.somebody_else ? "Not saved" : `${pending.size} not saved`, "due");
  warn(why(status, data));
  if (status === 0 || status === 429 || status >= 500) later(AGAIN);
}

function why(status, data) {
  if (data.somebody_else) return SOMEBODY_ELSE;
  if (status === 401) return SIGN_IN;
  if (status === 0) return "No connection. Keep this page open: it tries again.";
  if (status === 429 || status >= 500) return "These marks are not saved yet. Keep this page open: it tries again.";
  return data.message || "These marks were not saved. Load the page again.";
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(send, delay);
}

async function send() {
  await sending;
  if (!pending.size) return;
  sending = deliver();
  await sending;
}

function fill() {
  for (const row of rows) if (row.dataset.away === undefined && !chosen(row)) mark(row, PRESENT);
}

function step(row, by) {
  focus(rows[rows.indexOf(row) + by]);
}

function press(row, code) {
  mark(row, code);
  step(row, 1);
}

const keys = {
  ArrowDown: (row) => step(row, 1),
  ArrowUp: (row) => step(row, -1),
  ArrowRight: (row, at) => radios(row)[at + 1]?.focus(),
  ArrowLeft: (row, at) => radios(row)[at - 1]?.focus(),
  Home: () => focus(rows[0]),
  End: () => focus(rows[rows.length - 1]),
  Enter: (row) => step(row, 1),
  "/": (row) => press(row, PRESENT),
  "\\": (row) => press(row, PRESENT),
  l: (row) => press(row, "L"),
  n: (row) => press(row, "N"),
};

list.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = event.shiftKey && event.key === "Enter" ? fill : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act(row, radios(row).indexOf(event.target));
});
list.addEventListener("change", (event) => {
  const { target } = event;
  target.checked = false;
  choose(rowOf(target));
  mark(rowOf(target), target.value);
});
list.addEventListener("focusin", (event) => rowOf(event.target) && choose(rowOf(event.target)));
form.addEventListener("submit", (event) => {
  if (event.submitter?.matches("[data-fill]")) {
    event.preventDefault();
    fill();
  } else {
    pending.clear();
    clearTimeout(timer);
  }
});
window.addEventListener("focus", send);
window.addEventListener("beforeunload", (event) => pending.size && event.preventDefault());

const first = rows.find((row) => !chosen(row) && row.dataset.away === undefined) || rows[0];
choose(first);
count();
if (matchMedia("(hover: hover) and (min-width: 1200px)").matches && document.activeElement === document.body) focus(first);
