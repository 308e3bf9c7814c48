// What is typed of a concern is kept on the server some seconds later, and when the page is left. Nothing of it
// is kept in the browser.
const form = document.querySelector("[data-draft]");
const said = form?.querySelector("[data-kept]");
const A_WHILE = 3000;
let timer;
let isSent = false;

async function keep() {
  const answer = await fetch(form.dataset.draft, {
    method: "POST", body: new FormData(form), keepalive: true, headers: { Accept: "application/json" },
  }).catch(() => null);
  if (!answer) said.textContent = "Not kept: no connection. Leave this page open";
  else if (answer.status === 401) said.textContent = "Not kept: sign in again in another tab. Leave this page open";
  else said.textContent = (await answer.json().catch(() => ({}))).words ?? "Not kept";
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, A_WHILE);
});
form?.addEventListener("submit", () => {
  isSent = true;
  clearTimeout(timer);
});
addEventListener("visibilitychange", () => {
  if (form && document.visibilityState === "hidden" && timer && !isSent) keep();
});
