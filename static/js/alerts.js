// Alerts: while a page is looked at it asks every 15 s what its reader is to be told, and shows it under the header.
const EVERY = 15000;
// On a tablet each line costs a pupil's row.
const SHOWN = matchMedia("(min-width: 1200px)").matches ? 3 : 1;
// Rows must not move under a finger: after a key or a press a new line waits this long.
const STILL = 1200;
const bar = document.getElementById("alerts");
const line = document.getElementById("alert-line");
const url = document.body.dataset.alerts;
const kept = "daymark-hidden-alerts";
let since = "";
let told = [];
let waiting = [];
let touched = 0;

const hidden = new Set(read());

// Where the browser keeps nothing, what was hidden stays so on this page alone.
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(kept) || "[]");
  } catch (error) {
    return [];
  }
}

function hide(id) {
  hidden.add(id);
  try {
    sessionStorage.setItem(kept, JSON.stringify([...hidden].slice(-200)));
  } catch (error) {
    // It is hidden on this page.
  }
}

function post(address) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const headers = { "X-CSRFToken": token ? token.value : "", Accept: "application/json" };
  return fetch(address, { method: "POST", headers, keepalive: true }).catch(() => null);
}

// Who may put it away for all does so, and it goes once the server has it; for others it is hidden in this tab.
async function away(alert) {
  const answer = alert.seen_url && (await post(alert.seen_url));
  if (alert.seen_url && answer?.status !== 204) return false;
  hide(alert.alert_id);
  show();
  return true;
}

function draw(alert) {
  const made = line.content.firstElementChild.cloneNode(true);
  const [words, more, link, button] = made.querySelectorAll("b, p > span, a, button");
  words.textContent = alert.words;
  more.textContent = alert.more;
  made.dataset.id = alert.alert_id;
  if (!alert.url) {
    link.remove();
    button.remove();
    return made;
  }
  link.textContent = alert.link;
  link.href = alert.url;
  // Nobody puts an alarm away: it goes when somebody has answered it.
  if (alert.kind === "alarm") {
    made.classList.add("alarm");
    made.setAttribute("role", "alert");
    button.remove();
    return made;
  }
  button.lastElementChild.textContent = alert.seen_url ? "Seen" : "Hide";
  button.setAttribute("aria-label", `${button.lastElementChild.textContent}: ${alert.words}`);
  button.addEventListener("click", async () => {
    if (!(await away(alert))) return void (more.textContent = "This was not put away. Load the page again.");
    (bar.querySelector("button") || document.getElementById("main")).focus();
  });
  return made;
}

const isOfThisPage = (alert) => alert.kind === "reminder" && alert.url === location.pathname;

// Today tells some of them by itself. A register that the office waits for says so until it is submitted.
function toShow() {
  const mayShow = (alert) => !hidden.has(alert.alert_id) && !isOfThisPage(alert);
  const others = told.filter((alert) => mayShow(alert) && !document.querySelector(`[data-alert="${alert.alert_id}"]`));
  if (!waiting.includes(location.pathname)) return others;
  return [{ alert_id: "waiting", words: "The office is waiting for this register. Submit it.", more: "" }, ...others];
}

function show() {
  const wait = STILL - (Date.now() - touched);
  if (wait > 0) return void setTimeout(show, wait);
  const alerts = toShow();
  const first = alerts.slice(0, SHOWN);
  const ids = new Set(first.map((alert) => String(alert.alert_id)));
  for (const old of bar.querySelectorAll("[data-id]")) if (!ids.has(old.dataset.id)) old.remove();
  bar.querySelector(".rest")?.remove();
  for (const alert of first) if (!bar.querySelector(`[data-id="${alert.alert_id}"]`)) bar.append(draw(alert));
  if (alerts.length > SHOWN) {
    const rest = document.createElement("span");
    rest.className = "rest";
    rest.textContent = ` And ${alerts.length - SHOWN} more.`;
    bar.lastElementChild.querySelector("p").append(rest);
  }
}

async function look() {
  if (document.hidden) return;
  const headers = { Accept: "application/json", "X-Refresh": "1" };
  const response = await fetch(`${url}?since=${since}`, { headers, cache: "no-store" }).catch(() => null);
  if (!response || response.status !== 200 || response.redirected) return;
  const answer = await response.json();
  since = answer.version;
  told = answer.alerts;
  waiting = answer.waiting;
  for (const alert of told) if (isOfThisPage(alert)) post(alert.seen_url);
  show();
}

function touch() {
  touched = Date.now();
}

document.addEventListener("pointerdown", touch, true);
document.addEventListener("keydown", touch, true);
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
look();
