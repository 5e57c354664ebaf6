// The whole card of a radio is marked when it is picked (the oldest phones do not know :has).
// data-shows="#id" on a radio shows that part of the form while it is picked.

function refresh(group) {
  for (const input of group.querySelectorAll(".choice input")) {
    input.closest(".choice").classList.toggle("picked", input.checked);
  }
  const scope = group.closest("form") || document;
  const shown = new Set();
  const inputs = [...group.querySelectorAll("input[data-shows]")];
  for (const input of inputs) if (input.checked) shown.add(input.dataset.shows);
  for (const input of inputs) {
    const part = scope.querySelector(input.dataset.shows);
    if (part) part.hidden = !shown.has(input.dataset.shows);
  }
}

export function refreshChoices(root) {
  root.querySelectorAll("[data-choices]").forEach(refresh);
}

export function startChoices(root) {
  refreshChoices(root);
  root.addEventListener("change", (event) => {
    const group = event.target.closest("[data-choices]");
    if (group) refresh(group);
  });
  root.addEventListener("htmx:afterSettle", () => refreshChoices(root));
}
