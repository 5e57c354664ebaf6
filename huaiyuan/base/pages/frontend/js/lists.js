// Ticking rows: the bulk bar opens above the head and its buttons carry the count.

function refresh(form) {
  const boxes = [...form.querySelectorAll("[data-pick]")];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").classList.toggle("chosen", box.checked);
  const bar = form.querySelector("[data-bulk]");
  if (bar) bar.hidden = !chosen.length;
  for (const place of form.querySelectorAll("[data-chosen-count]")) place.textContent = String(chosen.length);
  const all = form.querySelector("[data-pick-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
}

export function startLists(root) {
  root.addEventListener("change", (event) => {
    const form = event.target.closest("[data-picking]");
    if (!form) return;
    if (event.target.matches("[data-pick-all]")) {
      for (const box of form.querySelectorAll("[data-pick]")) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-pick], [data-pick-all]")) refresh(form);
  });
  root.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-pick-none]");
    if (clear) {
      const form = clear.closest("[data-picking]");
      for (const box of form.querySelectorAll("[data-pick]")) box.checked = false;
      refresh(form);
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(root.querySelector(copy.dataset.copy), copy);
  });
}

// The clipboard function needs https; on a county's plain intranet the old command still works.
async function copyText(source, button) {
  const text = source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const range = document.createRange();
    range.selectNodeContents(source);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
    selection.removeAllRanges();
  }
  button.querySelector("[data-word]").textContent = "已复制";
}
