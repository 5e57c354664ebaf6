// A <details class="menu"> behaves as a menu: one open at a time, closed by Escape and by a click elsewhere.

export function startMenus(root) {
  const open = () => [...root.querySelectorAll("details.menu[open]")];
  root.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
