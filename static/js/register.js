// The register page. Without this script the same form posts every row.
import { Bar, countDown, show, shut } from "./register/bar.js";
import { Keys } from "./register/keys.js";
import { Others } from "./register/others.js";
import { Picker, readCodes } from "./register/picker.js";
import { SaveQueue, post } from "./register/queue.js";
import { Sheet } from "./register/sheet.js";

const form = document.getElementById("register");
const list = document.getElementById("rows");
const signIn = document.getElementById("sign-in");

function answers(sheet, bar) {
  return {
    saving: () => bar.state("", "cloud-up", "Saving"),
    saved({ saved_at: at, problems = [] }) {
      const clashes = sheet.clashes.length;
      if (problems.length) bar.state("due", "cloud-off", `${problems.length} not saved`);
      else if (clashes) bar.state("warn", "cloud-off", `Saved ${at}, ${clashes} to settle`);
      else bar.state("good", "cloud-check", `All marks saved ${at}`);
      if (problems.length) bar.notice(problems.map((problem) => problem.message).join(". "), { reload: true });
      else bar.notice("");
      if (signIn.open) shut(signIn);
    },
    waiting({ waiting, delay }) {
      const marks = `${waiting} mark${waiting === 1 ? " is" : "s are"} waiting on this page`;
      bar.state("warn", "cloud-off", `${waiting} not sent`);
      // One lost try is soon made good: a banner that comes and goes would move the rows under the finger.
      if (delay > 1000) bar.notice(`No connection. ${marks}. Keep it open: the next try is in ${Math.round(delay / 1000)} s.`, { retry: true });
    },
    "sign-in"({ sign_in: url, waiting }) {
      if (waiting) bar.state("warn", "cloud-off", `${waiting} not sent`);
      if (url) signIn.querySelector("a").href = url;
      show(signIn);
    },
    refused({ refused, message }) {
      for (const pupil of refused) sheet.byPupil.get(pupil).revert("Not saved");
      bar.state("due", "cloud-off", "Not saved");
      bar.notice(message || "These marks were not saved. Load the page again", { reload: true });
      sheet.count();
    },
  };
}

// What a save answered, row by row. A row pressed again meanwhile keeps the newer press.
function takeSaved(data, batch, sheet, others) {
  const mine = new Map(batch.marks.map((mark) => [mark.pupil, mark.code]));
  for (const mark of data.marks) {
    const row = sheet.byPupil.get(mark.pupil);
    if (sheet.queue.pending.has(mark.pupil)) row.version = mark.version;
    else row.adopt(mark, data.saved_at.slice(0, 5));
    row.tabbable(row === sheet.current);
  }
  for (const conflict of data.conflicts || []) {
    sheet.queue.pending.delete(conflict.pupil);
    others.clash(sheet.byPupil.get(conflict.pupil), { ...conflict, mine: mine.get(conflict.pupil) });
  }
  for (const { pupil, message } of data.problems || []) {
    sheet.byPupil.get(pupil).revert(message);
    sheet.bar.say(message);
  }
  if (data.version) others.version = data.version;
  sheet.count();
}

async function submit(sheet, bar, state) {
  if (bar.submit.getAttribute("aria-disabled") === "true") return;
  bar.submit.setAttribute("aria-disabled", "true");
  const saved = await sheet.queue.flush();
  const [clash] = sheet.clashes;
  const [blank] = sheet.blanks;
  if (clash) bar.notice(clash.clash.words);
  else if (blank) bar.blanks(sheet.blanks.length);
  if (clash || blank) (clash || blank).focus();
  else if (saved) await state(sheet, bar);
  bar.submit.setAttribute("aria-disabled", "false");
}

// Submitting twice is harmless: the register stands as it was submitted first.
async function sendSubmit(sheet, bar) {
  const { status, data } = await post(form, form.dataset.submit, {}).catch(() => ({ status: 0, data: {} }));
  if (status === 200) {
    history.replaceState(null, "", "#submitted");
    return location.reload();
  }
  if (status === 401) return answers(sheet, bar)["sign-in"](data);
  bar.notice(data.message || "The register could not be submitted. Try again", { reload: Boolean(data.message) && !data.first_blank });
  if (data.first_blank) sheet.byPupil.get(data.first_blank)?.focus();
}

function listen(sheet, bar, keys, picker) {
  const send = () => submit(sheet, bar, sendSubmit);
  const reopen = () => sheet.queue.send();
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
  form.addEventListener("keydown", (event) => keys.chord(event, send));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter === bar.fill) sheet.fill();
    else send();
  });
  bar.undo.addEventListener("click", () => sheet.undo(true));
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-help]")) show(document.getElementById("keys"));
    if (on("[data-retry]")) reopen();
    if (on("dialog") && on("[data-close], [data-yes]")) shut(on("dialog"));
    if (on("[data-yes]")) sheet.fill(true);
    if (on("#everyone")) sheet.current.focus();
  });
  window.addEventListener("focus", () => signIn.open && reopen());
  window.addEventListener("beforeunload", (event) => sheet.queue.size && event.preventDefault());
  document.addEventListener("visibilitychange", () => document.hidden && sheet.queue.size && sheet.queue.send({ keepalive: true }));
}

function start() {
  const picks = document.getElementById("picker");
  const codes = readCodes(picks, form.dataset.present);
  const bar = new Bar(form);
  const sheet = new Sheet(list, codes, form.dataset.present, bar);
  const states = answers(sheet, bar);
  sheet.queue = new SaveQueue(form, form.dataset.save, sheet.byPupil, {
    state: (name, detail) => states[name](detail),
    saved: (data, batch) => takeSaved(data, batch, sheet, others),
  });
  const others = new Others(sheet, sheet.queue, form.dataset.save, form.dataset.version);
  const picker = new Picker(picks, codes, {
    refuse: (row, words) => sheet.refuse(row, words),
    choose: (row, code) => (codes.get(code).allowed ? sheet.mark(row, code) : sheet.refuse(row, `The office sets ${code}`)),
  });
  listen(sheet, bar, new Keys(sheet, picker), picker);
  setInterval(() => countDown(document.querySelector("[data-closes]")), 60000);
  const first = sheet.blanks[0] || sheet.rows[0];
  for (const row of sheet.rows) row.tabbable(false);
  sheet.choose(first);
  sheet.count();
  // On a desk the keys work at once; a tablet's page is not scrolled under the finger.
  if (matchMedia("(hover: hover) and (min-width: 1200px)").matches && document.activeElement === document.body) first.focus();
}

if (form && form.dataset.open !== undefined) {
  start();
  form.classList.add("is-live");
} else if (location.hash === "#submitted") document.getElementById("submitted")?.focus();
