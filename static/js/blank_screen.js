// Hide the page from whoever comes in: Escape twice, the banner's button, or 15 minutes without a touch.
// Within a minute one press brings it back; later the second factor does, and the server has shut the area.
const bar = document.querySelector("form[data-blank]");
const TWICE = 600, SURE = 60_000, IDLE = 15 * 60_000;
const root = document.documentElement;
const title = document.title;
const screen = document.createElement("dialog");
const parts = {};
let escaped = 0, blankedAt = 0, touched = Date.now(), shutting = 0;

function make(name, props, parent) {
  const made = Object.assign(document.createElement(name), props);
  parent.append(made);
  return made;
}

function build() {
  screen.className = "blank";
  screen.setAttribute("aria-label", "Hidden screen");
  const form = make("form", { noValidate: true }, screen);
  parts.words = make("p", { textContent: "This screen is hidden." }, form);
  parts.ask = make("div", { hidden: true }, form);
  make("label", { htmlFor: "blank-code", textContent: "Your code" }, parts.ask);
  parts.code = make("input", { id: "blank-code", className: "form-control mb-2", autocomplete: "one-time-code", maxLength: 40 }, parts.ask);
  parts.wrong = make("p", { className: "wrong", role: "alert" }, parts.ask);
  parts.go = make("button", { type: "submit", className: "btn btn-primary", textContent: "Go back" }, form);
  parts.other = make("button", { type: "button", className: "btn btn-link", textContent: "Use a passkey or key", hidden: true }, form);
  parts.other.addEventListener("click", () => location.reload());
  form.addEventListener("submit", goBack);
  screen.addEventListener("cancel", (event) => event.preventDefault());
  screen.addEventListener("close", () => blankedAt && screen.showModal());
  document.body.append(screen);
}

function send(url, fields) {
  const token = bar.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields });
  return fetch(url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
}

function shut() {
  parts.ask.hidden = parts.other.hidden = false;
  if (blankedAt) parts.code.focus();
  return send(bar.action, {});
}

function blank(isLong) {
  if (blankedAt) return;
  blankedAt = Date.now();
  root.classList.add("is-blank");
  document.title = "Daymark";
  screen.showModal();
  parts.go.focus();
  shutting = setTimeout(shut, isLong ? 0 : SURE);
}

function show() {
  clearTimeout(shutting);
  blankedAt = 0;
  touched = Date.now();
  parts.ask.hidden = parts.other.hidden = true;
  parts.code.value = parts.wrong.textContent = "";
  root.classList.remove("is-blank");
  document.title = title;
  screen.close();
}

async function goBack(event) {
  event.preventDefault();
  if (parts.ask.hidden && Date.now() - blankedAt < SURE) return show();
  if (parts.ask.hidden) return shut();
  const answer = await send(bar.dataset.unlock, { "area-code": parts.code.value });
  if (answer?.status === 204) return show();
  if (answer && answer.status !== 422) return location.reload();
  parts.wrong.textContent = answer ? "That code did not work. Wait for the next one." : "No connection. Try again.";
  parts.code.select();
}

function onKey(event) {
  if (event.key !== "Escape" || event.repeat) return;
  if (blankedAt) return event.preventDefault();
  if (event.timeStamp - escaped < TWICE) blank(false);
  escaped = event.timeStamp;
}

if (bar) {
  build();
  window.addEventListener("keydown", onKey, true);
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    blank(false);
  });
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) window.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  setInterval(() => Date.now() - touched > IDLE && blank(true), 15_000);
  // The browser kept the page as it was: what it shows must be asked for again.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
