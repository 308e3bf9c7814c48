// The panel of a pupil's family as a drawer over the list; without this script its link leads to a page.
// Keys act in the drawer alone: a typed letter chooses the code in its list, Enter saves, Esc closes. What was typed
// goes nowhere unasked.
import { openSignIn } from "./register/sign_in.js";

const DROP = "Close without saving? What you typed is lost.";
const ASK = { headers: { "X-Panel": "1" }, cache: "no-store" };
const live = document.getElementById("live");
const userOf = (page) => page.querySelector("details.menu")?.dataset.user;
let opener = null;
let typed = false;

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
  const field = place.querySelector("[data-letter]") || place.querySelector("[name=outcome]");
  (problem || field || drawer.querySelector("button")).focus({ preventScroll: !problem });
}

async function open(link) {
  const response = await fetch(link.href, ASK).catch(() => null);
  if (!response || !response.ok || response.redirected) return location.assign(link.href);
  opener = link;
  typed = false;
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
  typed = false;
  drawer.close();
  await renew();
  const left = new Set([...document.querySelectorAll("a[data-call]")].map((link) => link.href));
  focusRow([...urls.slice(at + 1), ...urls.slice(0, at).reverse(), urls[at]].find((url) => left.has(url)));
  say(said);
}

// Whether what was typed may go: nothing was, or the person says so.
function mayDrop() {
  if (typed && !confirm(DROP)) return false;
  typed = false;
  return true;
}

function shut() {
  if (mayDrop()) drawer.close();
}

function tell(words, url) {
  place.querySelector("[data-failed]")?.remove();
  const note = document.createElement("p");
  note.className = "note note-due";
  note.dataset.failed = "";
  note.setAttribute("role", "alert");
  note.textContent = `${words} `;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.dataset.signIn = "";
    link.textContent = "Sign in again";
    note.append(link);
  }
  place.querySelector("[data-panel]").prepend(note);
  note.scrollIntoView({ block: "nearest" });
}

// The token of forms is new with each sign-in; words that one person typed are not sent by another.
async function newToken() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  return userOf(page) === userOf(document) ? token : "";
}

async function post(form, button) {
  const send = () => fetch(form.action, { ...ASK, method: "POST", body: new FormData(form, button) }).catch(() => null);
  const response = await send();
  if (response?.status !== 403) return response;
  const token = await newToken();
  if (!token) return response;
  form.elements.csrfmiddlewaretoken.value = token;
  return send();
}

// The form keeps its key: what arrived although no answer came is not written down twice.
async function send(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const response = await post(form, button);
  delete form.dataset.busy;
  if (!response) return tell("Not saved: there is no connection. Nothing is lost. Press Save again.");
  if (response.status === 401) {
    const { sign_in: url } = await response.json().catch(() => ({}));
    return tell("Not saved: you are signed out. Your words stay here. Sign in, then press Save again.", url);
  }
  if (response.redirected || response.status === 403) {
    return tell("Not saved: sign in again in another tab, then press Save again. Your words stay here.");
  }
  if (response.ok) return done(`${(await response.json()).said}.`);
  if (![409, 422].includes(response.status)) return tell("Not saved. Your words stay here. Press Save again.");
  if (response.status === 409) typed = false;
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

drawer.addEventListener("input", () => (typed = true));

// A form beside the one that was typed in, and a way to another page, ask before they drop what was typed.
drawer.addEventListener("submit", (event) => {
  const isTyped = event.target.matches("[data-call-form]") && event.target.elements.outcome;
  if (!isTyped && !mayDrop()) return event.preventDefault();
  if (!event.target.matches("[data-call-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

drawer.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    return shut();
  }
  if (event.key !== "Enter" || !event.target.matches("select")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

drawer.addEventListener("cancel", (event) => {
  event.preventDefault();
  shut();
});

drawer.addEventListener("click", (event) => {
  if (event.target.closest(".drawer-top button")) return shut();
  const link = event.target.closest("a[href]");
  if (link?.matches("[data-sign-in]")) return openSignIn(event, link.href);
  if (link?.matches("[data-keep]")) {
    event.preventDefault();
    done("Nothing was changed.");
  } else if (link && link.protocol !== "tel:" && !link.hash && !mayDrop()) event.preventDefault();
});
