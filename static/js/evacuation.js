// The evacuation list: ticks are counted here and sent nowhere. A page that is open keeps the last list in its memory
// alone (no storage, no cache), so that a press shows it when the network is gone. It goes with the page, and with the session.
const FIRST = 2000;
const EVERY = 180000;
// Whoever presses waits three seconds at most; a quiet fetch may take its time.
const PATIENCE = 3000;
const QUIET_PATIENCE = 30000;
const link = document.querySelector("a[data-evacuation]");
const onPage = () => document.querySelector("main [data-evacuation-list]");
let copy = null;
let shown = "";

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html").querySelector("[data-evacuation-list]");
}

// A list that was shown without a network is told to the server once there is one again.
async function tell() {
  const telling = shown;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!telling || !token) return;
  const response = await fetch(link.href, {
    method: "POST",
    headers: { "X-CSRFToken": token, "X-Refresh": "1" },
    body: new URLSearchParams({ shown: telling }),
    signal: AbortSignal.timeout(QUIET_PATIENCE),
  });
  if (shown === telling && response.status < 500) shown = "";
}

async function ask(patience = PATIENCE) {
  const url = `${link.href}?part=list`;
  const signal = AbortSignal.timeout(patience);
  const response = await fetch(url, { headers: { "X-Refresh": "1" }, cache: "no-store", signal });
  if (response.status === 401 || response.status === 403 || response.redirected) {
    copy = null;
    return false;
  }
  const list = response.ok ? parse(await response.text()) : null;
  if (!list) throw new Error(String(response.status));
  tell().catch(() => null);
  copy = list;
  addStyles(list.dataset.styles);
  return true;
}

// The styles come with the first copy, while there is a network.
function addStyles(href) {
  if (document.querySelector(`link[href="${href}"]`)) return;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  document.head.append(sheet);
}

function look() {
  if (!document.hidden && (shown || !onPage())) ask(QUIET_PATIENCE).catch(() => null);
}

function count(list) {
  const ticked = [...list.querySelectorAll("input:checked")];
  const due = ticked.filter((box) => "due" in box.dataset).length;
  const others = ticked.length - due;
  list.querySelector("[data-counted]").textContent = String(due);
  list.querySelector("[data-others]").textContent = others ? `, and ${others} not expected here` : "";
  for (const group of list.querySelectorAll(".evac-class")) {
    const here = group.querySelectorAll("input:checked").length;
    group.querySelector("[data-class-counted]").textContent = here ? `, ${here} ticked` : "";
  }
}

function tick(list, ids) {
  for (const box of list.querySelectorAll("input")) box.checked = ids.has(box.value);
  count(list);
}

function ticks(list) {
  return new Set([...list.querySelectorAll("input:checked")].map((box) => box.value));
}

// On the list's own page a press brings the list up to date; what was ticked stays ticked.
async function renew(list) {
  const note = document.querySelector("[data-no-network]");
  const ok = await ask().catch(() => null);
  if (ok === false) return location.reload();
  note.hidden = Boolean(ok);
  note.querySelector("p").textContent = ok ? "" : `No network. This list is as of ${list.dataset.asOf}.`;
  if (!ok) return;
  const next = document.importNode(copy, true);
  tick(next, ticks(list));
  list.replaceWith(next);
}

function button(words, kind, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `btn ${kind}`, textContent: words });
  made.addEventListener("click", act);
  return made;
}

function show() {
  const dialog = Object.assign(document.createElement("dialog"), { className: "evac-dialog" });
  const title = Object.assign(document.createElement("h2"), { className: "page-title", id: "evac-title" });
  title.textContent = copy ? `No network. As of ${copy.dataset.asOf.slice(0, 5)}` : "No network";
  const acts = Object.assign(document.createElement("div"), { className: "acts" });
  if (copy) acts.append(button("Print", "btn-primary", () => window.print()));
  acts.append(button("Close", "btn-outline-secondary", () => dialog.close()));
  const head = Object.assign(document.createElement("div"), { className: "ph" });
  head.append(title, acts);
  const none = "No list has been loaded on this page yet. Use the printed list, and call the registers.";
  const body = copy ? document.importNode(copy, true) : Object.assign(document.createElement("p"), { textContent: none });
  dialog.append(head, body);
  dialog.setAttribute("aria-labelledby", "evac-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  if (copy) shown = copy.dataset.asOf;
}

async function press(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  const list = onPage();
  if (list) await renew(list);
  else if ((await ask().catch(() => null)) === null) show();
  else location.assign(link.href);
  link.removeAttribute("aria-busy");
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-evacuation-list]");
  if (list) count(list);
});
if (link) {
  link.addEventListener("click", press);
  document.querySelector("[data-renew]")?.addEventListener("click", () => renew(onPage()));
  setTimeout(look, FIRST);
  setInterval(look, EVERY);
  addEventListener("online", look);
  addEventListener("pagehide", () => (copy = null));
}
