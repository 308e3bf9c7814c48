// Marks that never reached a register before it was closed to this person: shown in their rows until they are put away.
import { entries, markWords, remove } from "./store.js";

export function showUnsent(store, list) {
  const { batch, marks } = store.read();
  const left = [...(batch ? batch.marks : []), ...marks];
  const banner = document.getElementById("banner");
  if (!banner || !left.length) return;
  for (const { pupil, code } of left) {
    const note = list?.querySelector(`[data-pupil="${pupil}"] .rg-note`);
    if (!note) continue;
    note.textContent = `You pressed ${code || "clear"}: it was not sent`;
    note.classList.add("bad");
  }
  banner.hidden = false;
  banner.className = "note note-warn";
  banner.querySelector("p").textContent = `${markWords(new Set(left.map((mark) => mark.pupil)).size)} of yours did not reach this register while it could be marked. Compare the rows, and tell the office what is wrong.`;
  const away = banner.querySelector("[data-retry]");
  away.textContent = "Put away";
  away.hidden = false;
  away.addEventListener("click", () => {
    remove(entries().filter(({ key }) => key === store.key));
    location.reload();
  });
}
