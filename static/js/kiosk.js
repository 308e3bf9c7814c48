// The kiosk makes itself ready for the next pupil: after a slip soon, and when whoever stood there has walked off.
const main = document.querySelector("[data-back-after]");
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => location.replace(main.dataset.to), main.dataset.backAfter * 1000);
}

// An empty start stays as it is: a page that asks by itself would keep the session alive with nobody there.
if (location.search || location.href !== new URL(main.dataset.to, location.href).href) {
  wait();
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, wait);
}
