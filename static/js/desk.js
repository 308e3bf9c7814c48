// The desk finds while somebody types; without this script the Find button does the same.
const form = document.querySelector("[data-desk]");
let timer;

async function find(box, place) {
  const asked = box.value;
  const response = await fetch(`?q=${encodeURIComponent(asked)}`, { cache: "no-store" }).catch(() => null);
  if (!response || !response.ok || response.redirected || asked !== box.value) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.getElementById(place.id);
  if (next) place.replaceChildren(...next.childNodes);
}

if (form) {
  const box = form.elements.q;
  const place = document.getElementById("desk-found");
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => find(box, place), 250);
  });
  if (document.activeElement === document.body && matchMedia("(hover: hover)").matches) box.focus();
}
