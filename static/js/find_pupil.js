// The pupil finder: Ctrl K (Command K) from anywhere, answers while typing, arrows through them.
const box = document.getElementById("find-pupil");
const found = document.getElementById("found");
let timer;
let asked = "";

function close() {
  found.hidden = true;
}

async function look() {
  const words = box.value.trim();
  asked = words;
  if (words.length < 2) return close();
  const url = `${box.form.dataset.search}?q=${encodeURIComponent(words)}`;
  const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response || !response.ok || response.redirected || asked !== words) return;
  found.innerHTML = await response.text();
  found.hidden = false;
}

function step(event) {
  const links = [...found.querySelectorAll("a")];
  if (event.key === "Escape") {
    close();
    box.focus();
  }
  if (found.hidden || !links.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  (links[at] || (at < 0 ? box : links[links.length - 1])).focus();
}

function go(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (box.offsetParent === null) document.getElementById("app-nav").classList.add("open");
  if (box.offsetParent === null) location.assign(box.form.action);
  box.focus();
  box.select();
}

if (box && found) {
  document.addEventListener("keydown", go);
  box.form.addEventListener("keydown", step);
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  });
  document.addEventListener("click", (event) => box.form.contains(event.target) || close());
}
