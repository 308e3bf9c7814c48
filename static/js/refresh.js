// A page that keeps itself fresh: every minute, or as often as the page says in seconds, its regions are fetched
// again, and only those that changed are swapped. Behind an open drawer nothing is: somebody is in a call.
const stale = document.querySelector("[data-stale]");
const EVERY = 1000 * Number(stale.dataset.every || 60);
let fresh = new Date();

function time(at) {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

// A day that begins or closes has other parts; then the whole page is due.
function regions(page) {
  return [...page.querySelectorAll("[data-region]")].map((region) => region.id).join(" ");
}

// Each form has a token of its own at every look: that alone is no change.
function look(region) {
  const copy = region.cloneNode(true);
  for (const token of copy.querySelectorAll("[name=csrfmiddlewaretoken]")) token.remove();
  return copy.innerHTML;
}

// The same link or the same button in the new region, so that the focus stays where it was.
function twin(next, was) {
  const place = (node) => node.getAttribute("href") || node.closest("form")?.getAttribute("action");
  return [...next.querySelectorAll(was.localName)].find((node) => place(node) && place(node) === place(was));
}

// Whether the region is as new as the page that was fetched: one that holds the focus may have to wait.
function swap(region, next) {
  if (look(next) === look(region)) return true;
  const was = region.contains(document.activeElement) ? document.activeElement : null;
  const again = was && twin(next, was);
  if (was && !again) return false;
  region.replaceWith(next);
  again?.focus({ preventScroll: true });
  return true;
}

function tell() {
  stale.querySelector("p").textContent = `Not updated since ${time(fresh)}.`;
  stale.hidden = false;
}

async function refresh() {
  if (document.hidden || document.querySelector("dialog[open]")) return;
  try {
    const response = await fetch(location.href, { headers: { "X-Refresh": "1" }, cache: "no-store" });
    if (response.status === 401) return location.reload();
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (document.querySelector("dialog[open]")) return;
    if (regions(page) !== regions(document)) return location.reload();
    const swapped = [...document.querySelectorAll("[data-region]")].map((region) => swap(region, page.getElementById(region.id)));
    if (swapped.includes(false)) return tell();
    fresh = new Date();
    stale.hidden = true;
  } catch (error) {
    tell();
  }
}

setInterval(refresh, EVERY);
stale.querySelector("button").addEventListener("click", refresh);
document.addEventListener("visibilitychange", refresh);
