// On every page: marks that wait on this device. Another person's are removed, and said so; one's own are named,
// and are not lost by signing out unasked.
import { show, shut } from "./register/bar.js";
import { tellSignedIn } from "./register/sign_in.js";
import { areWaiting, device, entries, markWords, registerWords, remove } from "./register/store.js";

const user = document.querySelector("details.menu")?.dataset.user;
const leaving = document.getElementById("leaving");
const total = (found) => found.reduce((sum, { count }) => sum + count, 0);

function note(words, link) {
  const box = document.createElement("div");
  box.className = "note note-warn";
  box.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.className = "grow";
  text.textContent = words;
  box.append(text, link);
  document.querySelector("main > .wrap").prepend(box);
}

function hide() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-link";
  button.dataset.dismiss = "";
  button.textContent = "Hide";
  return button;
}

function open(path) {
  const link = document.createElement("a");
  link.className = "btn btn-sm btn-outline-secondary";
  link.href = path;
  link.textContent = "Open the register";
  return link;
}

// A shared tablet: what one person left there is not for the next.
function removeOthers(found) {
  for (const { path, count } of found) {
    const were = count === 1 ? "was waiting on this" : "were waiting on this";
    const been = count === 1 ? "has been removed" : "have been removed";
    note(`${markWords(count)} of another person ${were} ${device} and ${been}. ${count === 1 ? "It was" : "They were"} for ${registerWords(path)} and ${count === 1 ? "is" : "are"} not yours. Tell the office: that register may have gaps.`, hide());
  }
  remove(found);
}

function nameOwn(found) {
  for (const { path, count } of found) {
    if (path !== location.pathname) note(`${areWaiting(count)} on this ${device} for ${registerWords(path)}.`, open(path));
  }
}

// Signing out with marks that wait: first the number, then the choice.
function guardSignOut(event) {
  const form = event.target;
  const found = entries().filter((entry) => entry.user === user);
  if (!form.matches("[data-sign-out]") || !total(found) || !leaving) return;
  event.preventDefault();
  leaving.querySelector("h2").textContent = `Sign out and lose ${total(found) === 1 ? "this mark" : "these marks"}?`;
  leaving.querySelector("[data-left]").textContent = `${areWaiting(total(found))} on this ${device} and not yet sent.`;
  leaving.querySelector("[data-stay]").onclick = () => shut(leaving);
  leaving.querySelector("[data-leave]").onclick = () => {
    window.dispatchEvent(new Event("daymark:forget"));
    remove(found);
    form.submit();
  };
  leaving.querySelector("[data-gaps]").textContent = total(found) === 1 ? "it is removed, and its register has a gap. Stay until it is sent." : "they are removed, and their register has gaps. Stay until they are sent.";
  show(leaving);
}

if (user) {
  tellSignedIn(user);
  const found = entries();
  removeOthers(found.filter((entry) => entry.user !== user && entry.count));
  nameOwn(found.filter((entry) => entry.user === user && entry.count));
  document.addEventListener("submit", guardSignOut);
}
