// A page that keeps itself fresh: every minute, or as often as the page says in seconds, its regions are fetched
// again, and only those that changed are swapped.
const stale = document.querySelector("[data-stale]");
const EVERY = 1000 * (stale.dataset.every || 60);
let fresh = new Date();

function time(at) {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

// A day that begins or closes has other parts; then the whole page is due.
function regions(page) {
  return [...page.querySelectorAll("[data-region]")].map((region) => region.id).join(" ");
}

async function refresh() {
  if (document.hidden) return;
  try {
    const response = await fetch(location.href, { headers: { "X-Refresh": "1" }, cache: "no-store" });
    if (response.status === 401) return location.reload();
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (regions(page) !== regions(document)) return location.reload();
    for (const region of document.querySelectorAll("[data-region]")) {
      const next = page.getElementById(region.id);
      if (next && next.innerHTML !== region.innerHTML && !region.contains(document.activeElement)) region.replaceWith(next);
    }
    fresh = new Date();
    stale.hidden = true;
  } catch (error) {
    stale.querySelector("p").textContent = `Not updated since ${time(fresh)}.`;
    stale.hidden = false;
  }
}

setInterval(refresh, EVERY);
stale.querySelector("button").addEventListener("click", refresh);
document.addEventListener("visibilitychange", refresh);
