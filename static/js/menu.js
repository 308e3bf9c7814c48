// The menu of small screens, the account menu and classroom mode. Menus close on Escape or a press elsewhere.
const toggle = document.querySelector(".nav-toggle");
const nav = document.getElementById("app-nav");

if (toggle && nav) {
  toggle.addEventListener("click", () => {
    const open = nav.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Classroom mode by keyboard from anywhere, before anybody looks up at the screen.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.altKey && !event.shiftKey && event.code === "KeyH") {
    document.querySelector("[data-classroom]")?.requestSubmit();
  }
});
