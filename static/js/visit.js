// The page at the door. A press that does not arrive is kept in this page alone, said, and tried again; nothing
// is claimed that the server did not answer. Typed words survive a session that ended and a lost network.
import { openSignIn, whenSignedIn } from "./register/sign_in.js";

const AGAIN = 5000;
const SOON = 10 * 60000;
const NO_NETWORK = "There is no network. Keep this page open:";
const userOf = (page) => page.querySelector("details.menu")?.dataset.user;
const user = userOf(document);

function say(box, words, url) {
  box.replaceChildren();
  box.hidden = !words;
  if (!words) return;
  const text = document.createElement("p");
  text.textContent = `${words} `;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = "Sign in again";
    link.addEventListener("click", (event) => openSignIn(event, url));
    text.append(link);
  }
  box.append(text);
}

// Whether this person is still signed in; the token of forms is new with each sign-in.
async function look() {
  const answer = await fetch(location.pathname, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) return { url: (await answer.json().catch(() => ({}))).sign_in };
  if (!answer?.ok) return {};
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("main [name=csrfmiddlewaretoken], [name=csrfmiddlewaretoken]")?.value;
  return userOf(page) === user ? { token } : { other: true };
}

// The presses: in the order in which they were made, one after the other.
function presses(box) {
  const waiting = [];
  let sending = false;
  let timer = 0;
  const names = () => waiting.map(({ name }) => `“${name}”`).join(" and ");

  function later(words, url) {
    say(box, words, url);
    clearTimeout(timer);
    timer = setTimeout(send, AGAIN);
  }

  async function post({ url, body }) {
    const headers = { Accept: "application/json" };
    const send = () => fetch(url, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    const answer = await send();
    if (answer?.status !== 403) return answer;
    const { token } = await look();
    if (!token) return answer;
    body.set("csrfmiddlewaretoken", token);
    return send();
  }

  async function send() {
    if (sending || !waiting.length) return;
    sending = true;
    const answer = await post(waiting[0]);
    sending = false;
    if (!answer || answer.status >= 500 || answer.type === "opaqueredirect") {
      return later(`Not sent: ${names()}. ${NO_NETWORK} it tries again every few seconds.`);
    }
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 401) return later(`You are signed out, and ${names()} is not sent.`, told.sign_in);
    if (!answer.ok) {
      // A press after one that was refused was made in the belief that it had been taken.
      say(box, `Not taken: ${names()}. ${told.said || "Load the page again."}`);
      waiting.length = 0;
      return;
    }
    waiting.shift();
    if (waiting.length) return send();
    location.reload();
  }

  function press(event) {
    const name = event.target.dataset.press;
    if (!name) return;
    event.preventDefault();
    if (waiting.some((each) => each.name === name)) return;
    waiting.push({ name, url: event.target.action, body: new URLSearchParams(new FormData(event.target)) });
    say(box, `Sending ${names()} …`);
    send();
  }

  document.addEventListener("submit", press);
  window.addEventListener("online", send);
  whenSignedIn((found) => found === user && send());
  window.addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
}

// The visitor's own phone warns before the office is alarmed; it counts by the school's clock.
function countDown(due) {
  const shift = new Date(due.dataset.now) - Date.now();
  const by = new Date(due.dataset.checkIn);
  function tell() {
    const left = by - Date.now() - shift;
    due.classList.toggle("is-soon", left > 0 && left <= SOON);
    due.classList.toggle("is-late", left <= 0);
    if (left <= 0) due.textContent = "Overdue: the school is told to ring you";
    else if (left <= SOON) due.textContent = `Say within ${Math.max(1, Math.ceil(left / 60000))} min that you are safe`;
    if (left <= SOON && !due.dataset.warned && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(400);
    if (left <= SOON) due.dataset.warned = "1";
  }
  tell();
  setInterval(tell, 15000);
}

// What was found: it is sent once the server is there, and knows who sends it.
function record(form) {
  const box = form.querySelector("[data-kept]");
  let typed = false;
  form.addEventListener("input", () => (typed = true));
  window.addEventListener("beforeunload", (event) => typed && event.preventDefault());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(box, "Sending …");
    const { token, url, other } = await look();
    if (other) return say(box, "Somebody else is signed in here now. Sign in again in another window; your words stay here.");
    if (url) return say(box, "You are signed out. Your words stay here. Sign in, then press “Write it down” once more.", url);
    if (!token) return say(box, `Not sent. ${NO_NETWORK} your words stay in it. Press “Write it down” again.`);
    form.elements.csrfmiddlewaretoken.value = token;
    typed = false;
    form.submit();
  });
}

const [box, due, form] = ["[data-unsent]", "[data-check-in]", "form[data-keep]"].map((name) => document.querySelector(name));
if (box) presses(box);
if (due) countDown(due);
if (form) record(form);
