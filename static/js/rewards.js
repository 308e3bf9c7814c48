// Ticks on the page of rewards: a whole list at a press, in place, and how many there are beside the buttons that
// make something of them. Without this script the press is sent, and what was ticked comes back ticked.
const form = document.querySelector("[data-rewards]");
const PICKS = "input[name=pick]";

function tell() {
  form.querySelector("[data-ticked]").textContent = `${form.querySelectorAll(`${PICKS}:checked`).length} ticked`;
}

function tickAll(event) {
  const press = event.target.closest("button[name=tick]");
  if (!press) return;
  event.preventDefault();
  for (const box of press.closest("section").querySelectorAll(PICKS)) box.checked = true;
  tell();
}

if (form) {
  form.addEventListener("change", tell);
  form.addEventListener("click", tickAll);
  // A browser that goes back brings the ticks back after the page.
  window.addEventListener("pageshow", tell);
}
