// Keys: / to the search box, J and K along a queue, digits for the choice that says so, all off while typing.

function isTyping(target) {
  if (/^(checkbox|radio)$/.test(target.type)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function step(root, by) {
  const links = [...root.querySelectorAll("[data-queue] a")];
  if (!links.length) return false;
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.min(links.length - 1, Math.max(0, at + by))];
  next.focus();
  next.click();
  return true;
}

export function startKeys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "/") {
      const box = root.querySelector("[data-find]");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    } else if (key === "j" || key === "k") {
      if (step(root, key === "j" ? 1 : -1)) event.preventDefault();
    } else {
      const button = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
    }
  });
}
