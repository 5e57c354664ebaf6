// A toast goes by itself after ten seconds, unless somebody is reading it with the keyboard or the mouse.

const STAYS_MS = 10000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  const leave = () => {
    if (toast.matches(":hover") || toast.contains(document.activeElement)) setTimeout(leave, 2000);
    else toast.remove();
  };
  setTimeout(leave, STAYS_MS);
}

export function startToasts(root) {
  const all = () => root.querySelectorAll(".toast").forEach(watch);
  all();
  root.addEventListener("htmx:afterSettle", all);
}
