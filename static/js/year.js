// A year that is wider than its page opens at today rather than in September.
for (const box of document.querySelectorAll(".heat-scroll")) {
  const today = box.querySelector(".hc-today");
  if (!today) continue;
  const [frame, place] = [box.getBoundingClientRect(), today.getBoundingClientRect()];
  box.scrollLeft += place.right - frame.left - frame.width * 0.8;
}
