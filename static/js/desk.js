// The desk finds while somebody types, and Enter signs in the row that is marked; without this script the buttons
// of each row do the same. What the server answers stands in the page and is said.
const form = document.querySelector("[data-desk]");
const LETTERS = 3;
const PARTS = ["desk-said", "desk-found", "desk-arrivals"];
let timer;
let found = form?.elements.q.value ?? "";

const rows = () => [...document.querySelectorAll("#desk-found [data-arrives]")];
const say = (words) => {
  document.getElementById("live").textContent = words;
};

function mark(row) {
  for (const other of rows()) other.classList.toggle("is-next", other === row);
  if (row) say(`Enter: ${row.dataset.arrives}`);
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
  const asked = box.value;
  const url = `${location.pathname}?q=${encodeURIComponent(asked)}`;
  const response = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (!response || !response.ok || response.redirected || asked !== box.value) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.getElementById("desk-found");
  if (!next || asked !== box.value) return;
  document.getElementById("desk-found").replaceChildren(...next.childNodes);
  found = asked;
  mark(asked.trim().length >= LETTERS ? rows()[0] : null);
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
  const yes = document.querySelector("#desk-said [data-yes]");
  return (yes || box).focus();
}

// Enter takes no row of an older search: it waits for the one of what stands in the box.
async function enter(box) {
  if (box.value.trim().length < LETTERS || box.value !== found) await find(box);
  const row = document.querySelector("#desk-found .is-next");
  row?.querySelector("form button").click();
}

function keys(event, box) {
  const all = rows();
  if (["ArrowDown", "ArrowUp"].includes(event.key) && all.length) {
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
    timer = setTimeout(() => find(box), 250);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-arrive]")) return;
    event.preventDefault();
    send(event.target, event.submitter, box);
  });
  mark(box.value.trim().length >= LETTERS ? rows()[0] : null);
  const yes = document.querySelector("#desk-said [data-yes]");
  if (document.activeElement === document.body && matchMedia("(hover: hover)").matches) (yes || box).focus();
}
