// The register page. Without this script the same form posts every row.
import { Bar, countDown, show, shut } from "./register/bar.js";
import { Keys } from "./register/keys.js";
import { Others } from "./register/others.js";
import { Picker, readCodes } from "./register/picker.js";
import { SaveQueue } from "./register/queue.js";
import { Sheet } from "./register/sheet.js";
import { SIGN_IN, openSignIn, whenSignedIn } from "./register/sign_in.js";
import { States } from "./register/states.js";
import { Clock, Store } from "./register/store.js";
import { showUnsent } from "./register/unsent.js";

const form = document.getElementById("register");
const list = document.getElementById("rows");
const signIn = document.getElementById("sign-in");
const user = document.querySelector("details.menu")?.dataset.user;

function submit({ sheet, queue, bar }) {
  const [clash] = sheet.clashes;
  const [blank] = sheet.blanks;
  if (clash) bar.notice(`${clash.name}: ${clash.clash.words}`);
  else if (blank) bar.blanks(sheet.blanks.length);
  if (clash || blank) return (clash || blank).focus();
  if (queue.since && queue.wish) {
    queue.unwish();
    bar.say("The register is not submitted by itself any more");
  } else {
    if (queue.since) bar.say("The register is submitted when the connection is back");
    queue.submit();
  }
  if (queue.since) bar.online(false, queue.wish !== null);
}

// Submitting twice is harmless: the register stands as it was submitted first.
function submitted() {
  history.replaceState(null, "", "#submitted");
  location.reload();
}

function listenToRows({ sheet, keys, picker }) {
  list.addEventListener("keydown", (event) => keys.row(event));
  list.addEventListener("change", (event) => {
    const row = sheet.rowOf(event.target);
    sheet.choose(row);
    if (event.target === row.minutesBox) sheet.late(row, event.target.value.trim());
    else sheet.press(row, event.target.value);
  });
  list.addEventListener("click", (event) => {
    const row = sheet.rowOf(event.target);
    if (row && row.open && event.target === row.button) picker.open(row);
  });
}

function listen(page) {
  const { sheet, queue, bar, keys, states } = page;
  const send = () => submit(page);
  form.addEventListener("keydown", (event) => keys.chord(event, send));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter === bar.fill) sheet.fill();
    else if (event.submitter?.name.startsWith("here-")) sheet.here(sheet.rowOf(event.submitter));
    else send();
  });
  bar.undo.addEventListener("click", () => sheet.undo(true));
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-help]")) show(document.getElementById("keys"));
    if (on("[data-retry]")) queue.send();
    if (on("[data-sign-in]")) openSignIn(event, on("[data-sign-in]").href);
    if (on("dialog") && on("[data-close], [data-yes]")) shut(on("dialog"));
    if (on("[data-yes]")) sheet.fill(true);
    if (on("#everyone")) sheet.current.focus();
  });
  whenSignedIn((found) => (found === user ? queue.send() : states["somebody-else"]()));
  window.addEventListener("focus", () => signIn.open && queue.send());
  window.addEventListener("daymark:forget", () => queue.forget());
  window.addEventListener("beforeunload", (event) => (queue.busy || sheet.clashes.length) && event.preventDefault());
  document.addEventListener("visibilitychange", () => document.hidden && navigator.onLine && queue.busy && queue.send({ keepalive: true }));
}

// Marks that waited when the page was closed stand in their rows again, and are on their way.
function restore({ sheet, queue }) {
  for (const mark of queue.restore()) {
    const row = sheet.byPupil.get(mark.pupil);
    if (!row) continue;
    if (mark.here && row.hereButton) row.here(mark.code);
    else if (row.open) row.set(mark.code, mark.minutes);
  }
  if (queue.busy) queue.send();
}

function start() {
  const picks = document.getElementById("picker");
  const codes = readCodes(picks, form.dataset.present);
  const bar = new Bar(form);
  const sheet = new Sheet(list, codes, form.dataset.present, bar);
  const store = new Store(user, location.pathname);
  const queue = new SaveQueue(form, sheet.byPupil, store, new Clock(form.dataset.version), {
    state: (name, detail) => states[name](detail),
    saved: (data, batch) => states.take(data, batch),
    submitted,
  });
  sheet.queue = queue;
  const others = new Others(sheet, queue, form.dataset.save, form.dataset.version);
  const states = new States(form, sheet, queue, others);
  const picker = new Picker(picks, codes, {
    refuse: (row, words) => sheet.refuse(row, words),
    choose: (row, code) => (codes.get(code).allowed ? sheet.mark(row, code) : sheet.refuse(row, `The office sets ${code}`)),
  });
  const page = { sheet, queue, bar, states, picker, keys: new Keys(sheet, picker) };
  listenToRows(page);
  listen(page);
  restore(page);
  if (!navigator.onLine) queue.lost();
  setInterval(() => countDown(document.querySelector("[data-closes]")), 60000);
  const first = sheet.blanks[0] || sheet.rows[0];
  for (const row of sheet.rows) row.tabbable(false);
  sheet.choose(first);
  sheet.count();
  // On a desk the keys work at once; a tablet's page is not scrolled under the finger.
  if (matchMedia("(hover: hover) and (min-width: 1200px)").matches && document.activeElement === document.body) first.focus();
}

if (window.name === SIGN_IN) form?.setAttribute("inert", "");
else if (form && form.dataset.open !== undefined) {
  start();
  form.classList.add("is-live");
} else {
  if (form) showUnsent(new Store(user, location.pathname), list);
  if (location.hash === "#submitted") document.getElementById("submitted")?.focus();
}
