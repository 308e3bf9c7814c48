// The desk finds while somebody types, and Enter signs in the row that stands there marked: never one of a list
// that is still to come. Where one name alone begins so it is marked at once, of several the first Enter marks the
// first. Without this script the buttons of each row do the same. What the server answers is said.
const form = document.querySelector("[data-desk]");
const LETTERS = 3;
const A_LOOK = 600;
const PARTS = ["desk-said", "desk-found", "desk-arrivals", "desk-out", "desk-back"];
let timer;
let found = form?.elements.q.value ?? "";
let asking = "";

const rows = () => [...document.querySelectorAll("#desk-found [data-arrives]")];
const say = (words) => {
  document.getElementById("live").textContent = words;
};

function mark(row) {
  for (const other of rows()) other.classList.toggle("is-next", other === row);
  if (row) say(`Enter: ${row.dataset.arrives}`);
}

// One name alone is nobody else's; of several a person chooses.
function markAlone(box) {
  const names = document.querySelectorAll("#desk-found [data-begins]").length;
  const enough = box.value.trim().length >= LETTERS;
  mark(enough && names === 1 ? rows()[0] : null);
  if (enough && names > 1) say(`${names} names begin so`);
}

function show(page) {
  for (const id of PARTS) {
    const [place, next] = [document.getElementById(id), page.getElementById(id)];
    if (place && next) place.replaceChildren(...next.childNodes);
  }
}

// Whoever was signed out meanwhile signs in again; after any other page the desk is loaded anew.
async function read(response) {
  if (response.status === 401) return location.assign((await response.json()).sign_in);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-desk]") ? page : location.assign(location.pathname);
}

async function find(box) {
  clearTimeout(timer);
  const asked = (asking = box.value);
  const url = `${location.pathname}?q=${encodeURIComponent(asked)}`;
  const response = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (asking === asked) asking = "";
  if (!response || !response.ok || response.redirected || asked !== box.value) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.getElementById("desk-found");
  if (!next || asked !== box.value) return;
  document.getElementById("desk-found").replaceChildren(...next.childNodes);
  found = asked;
  markAlone(box);
}

async function send(sent, button, box) {
  if (sent.dataset.sending) return;
  sent.dataset.sending = "1";
  const body = new URLSearchParams(new FormData(sent, button));
  const response = await fetch(sent.action, { method: "POST", body }).catch(() => null);
  delete sent.dataset.sending;
  if (!response) return say("Not saved: there is no network. Press again");
  const page = await read(response);
  if (!page) return undefined;
  show(page);
  box.value = found = "";
  const said = document.querySelector("#desk-said [data-said]");
  say(said ? said.dataset.said : "");
  box.focus();
  return setTimeout(() => askYes(box), A_LOOK);
}

// A question is answered by who has seen it: an Enter that was still on its way falls into the empty box.
function askYes(box) {
  const yes = document.querySelector("#desk-said [data-yes]");
  if (yes && document.activeElement === box && box.value === "") yes.focus();
}

function enter(box) {
  if (box.value !== found) return asking === box.value ? undefined : find(box);
  const row = document.querySelector("#desk-found .is-next");
  if (row) return row.querySelector("form button").click();
  return box.value.trim().length >= LETTERS ? mark(rows()[0]) : undefined;
}

function keys(event, box) {
  const all = rows();
  if (event.key === "Enter" && event.repeat) event.preventDefault();
  else if (["ArrowDown", "ArrowUp"].includes(event.key) && all.length) {
    event.preventDefault();
    const at = all.findIndex((row) => row.classList.contains("is-next"));
    mark(all[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), all.length - 1)]);
  } else if (box.value === "" && /^[1-6]$/.test(event.key)) {
    const why = document.querySelector(`#desk-said [data-key="${event.key}"]`);
    const words = event.key === "6" ? document.querySelector("#desk-said [name=words]") : null;
    if (!why && !words) return;
    event.preventDefault();
    if (why) why.click();
    else words.focus();
  }
}

if (form) {
  const box = form.elements.q;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter(box);
  });
  box.addEventListener("keydown", (event) => keys(event, box));
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => find(box), 150);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-arrive]")) return;
    event.preventDefault();
    send(event.target, event.submitter, box);
  });
  markAlone(box);
  const yes = document.querySelector("#desk-said [data-yes]");
  if (document.activeElement === document.body && matchMedia("(hover: hover)").matches) (yes || box).focus();
}
