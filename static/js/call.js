// The panel of a pupil's family as a drawer over the list; without this script its link leads to a page.
// Keys act in the drawer alone: a typed letter chooses the code in its list, Enter saves, Esc closes.
const ASK = { headers: { "X-Panel": "1" }, cache: "no-store" };
const live = document.getElementById("live");
let opener = null;

const drawer = document.createElement("dialog");
drawer.className = "drawer";
drawer.setAttribute("aria-labelledby", "drawer-name");
drawer.innerHTML =
  '<div class="drawer-top"><h2 id="drawer-name"></h2><button class="btn btn-sm btn-outline-secondary" type="button">Close</button></div><div class="drawer-body"></div>';
document.body.append(drawer);
const place = drawer.querySelector(".drawer-body");

function say(words) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = words));
}

function fill(html) {
  place.innerHTML = html;
  drawer.querySelector("h2").textContent = place.querySelector("[data-panel]").dataset.name;
  drawer.scrollTop = 0;
}

function focusIn() {
  const problem = place.querySelector("[data-focus]");
  (problem || place.querySelector("[data-letter]") || place.querySelector("[name=outcome]")).focus({ preventScroll: !problem });
}

async function open(link) {
  const response = await fetch(link.href, ASK).catch(() => null);
  if (!response || !response.ok || response.redirected) return location.assign(link.href);
  opener = link;
  fill(await response.text());
  drawer.showModal();
  focusIn();
}

// The regions of the page behind, as they are now; a page without regions stays as it is.
async function renew() {
  const response = await fetch(location.href, { headers: { "X-Refresh": "1" }, cache: "no-store" }).catch(() => null);
  if (!response || !response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const region of document.querySelectorAll("[data-region]")) {
    const next = page.getElementById(region.id);
    if (next) region.replaceWith(next);
  }
}

function focusRow(url) {
  const link = [...document.querySelectorAll("a[data-call]")].find((one) => one.href === url);
  (link || document.getElementById("main")).focus();
}

// The focus goes on to the row after the one that was dealt with, wherever that one is now.
async function done(said) {
  const urls = [...document.querySelectorAll("a[data-call]")].map((link) => link.href);
  const at = urls.indexOf(opener?.href);
  drawer.close();
  await renew();
  const left = new Set([...document.querySelectorAll("a[data-call]")].map((link) => link.href));
  focusRow([...urls.slice(at + 1), ...urls.slice(0, at).reverse(), urls[at]].find((url) => left.has(url)));
  say(said);
}

function tell(words) {
  place.querySelector("[data-failed]")?.remove();
  const note = document.createElement("p");
  note.className = "note note-due";
  note.dataset.failed = "";
  note.setAttribute("role", "alert");
  note.textContent = words;
  place.querySelector("[data-panel]").prepend(note);
  note.scrollIntoView({ block: "nearest" });
}

// The form keeps its key: what arrived although no answer came is not written down twice.
async function send(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new FormData(form, button);
  const response = await fetch(form.action, { ...ASK, method: "POST", body }).catch(() => null);
  delete form.dataset.busy;
  if (!response) return tell("Not saved: there is no connection. Nothing is lost. Press Save again.");
  if (response.redirected || response.status === 401 || response.status === 403) {
    return tell("Not saved: sign in again in another tab, then press Save again.");
  }
  if (response.ok) return done(`${(await response.json()).said}.`);
  if (![409, 422].includes(response.status)) return tell("Not saved. Close this, and open it again.");
  fill(await response.text());
  focusIn();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-call]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

// The list may have been fetched anew meanwhile: then the link that opened the drawer is another.
drawer.addEventListener("close", () => focusRow(opener.href));

drawer.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-call-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

drawer.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("select")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

drawer.addEventListener("click", (event) => {
  if (event.target.closest(".drawer-top button")) return drawer.close();
  if (!event.target.closest("[data-keep]")) return;
  event.preventDefault();
  done("Nothing was changed.");
});
