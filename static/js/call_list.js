// Up and down move between the calls of the list; Enter on one opens it. Tab does the same without this script.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = document.activeElement?.closest("[data-calls] tr");
  if (!step || !here || event.altKey || event.ctrlKey || event.metaKey) return;
  const calls = [...here.closest("[data-calls]").querySelectorAll("[data-call]")];
  const next = calls[calls.indexOf(here.querySelector("[data-call]")) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
