// What is wrong with the page as it is drawn, as sentences. Runs inside the page.
(phone) => {
  const found = [];
  const visible = (el) => {
    const style = getComputedStyle(el);
    const box = el.getBoundingClientRect();
    return style.visibility !== "hidden" && style.display !== "none" && box.width > 1 && box.height > 1;
  };
  const name = (el) => {
    const text = (el.innerText || el.getAttribute("aria-label") || el.name || "").trim().slice(0, 24).replace(/\s+/g, " ");
    return `<${el.tagName.toLowerCase()}${el.className && el.className.baseVal === undefined ? "." + String(el.className).split(" ")[0] : ""}> “${text}”`;
  };
  const spoken = (el) => el.closest(".sr, .skip, [hidden]") !== null || (phone && el.closest(".cards thead") !== null);

  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) {
    const culprit = [...document.querySelectorAll("body *")].find(
      (el) => visible(el) && el.getBoundingClientRect().right > window.innerWidth + 1 && !el.closest(".list-wide, .chips, .tabs, .sr"),
    );
    found.push(`横向溢出 ${wide} 像素${culprit ? "：" + name(culprit) : ""}`);
  }

  // Text that a box cuts off without saying so. A box that scrolls, or that clips with an ellipsis or after whole lines, says so.
  const says = (style) => style.textOverflow === "ellipsis" || (style.webkitLineClamp && style.webkitLineClamp !== "none");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const cut = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const owner = node.parentElement;
    if (!node.data.trim() || !owner || !visible(owner) || spoken(owner) || owner.closest("script, style, thead, option")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    for (let box = owner; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (says(style)) break;
      if (/(auto|scroll)/.test(style.overflowX + style.overflowY)) break;
      if (/hidden|clip/.test(style.overflowX + style.overflowY)) {
        const edge = box.getBoundingClientRect();
        if (text.right > edge.right + 1.5 || text.left < edge.left - 1.5 || text.bottom > edge.bottom + 3) cut.add(name(owner));
        break;
      }
    }
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const input of document.querySelectorAll("input[placeholder]")) {
    const style = getComputedStyle(input);
    if (!visible(input) || input.value || style.textOverflow === "ellipsis") continue;
    pen.font = style.font;
    const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(input.placeholder).width > room + 1) cut.add(`${name(input)} ${input.placeholder}`);
  }
  for (const one of cut) found.push(`文字被切掉：${one}`);

  // A link inside a sentence is excused; everything else that is pressed must be large enough for a finger.
  const needs = (el) => {
    if (!phone) return 24;
    if (el.matches(".chip")) return 36;
    if (el.matches(".btn-small, .segment > *, .grid a, .heat a, .item a")) return el.matches(".grid a, .item a") ? 36 : 40;
    if (el.matches(".btn, .btn-text, .input, .dock a, .tabs a, .bar a, .choice, .post-card, .task a, summary")) return 44;
    return 36;
  };
  const inSentence = (el) => {
    if (el.tagName !== "A") return false;
    const parent = el.parentElement;
    const around = (parent.innerText || "").replace(el.innerText || "", "").trim();
    return getComputedStyle(el).display === "inline" && around.length > 0 && parent.matches("p, li, dd, td, span, .meta, .says, .under");
  };
  for (let el of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (el.type === "hidden" || el.type === "file" || spoken(el) || !visible(el) || inSentence(el)) continue;
    if (/checkbox|radio/.test(el.type || "") && el.closest("label")) el = el.closest("label");
    else if (/checkbox|radio/.test(el.type || "")) continue;
    const box = el.getBoundingClientRect();
    const least = needs(el);
    if (box.height < least - 0.5 || (phone && box.width < least - 0.5 && !el.matches(".grid a, .item a, .tabs a"))) {
      found.push(`点按处太小（${Math.round(box.width)}×${Math.round(box.height)}，至少 ${least}）：${name(el)}`);
    }
  }

  // What a person reads or hears, without what a department wrote itself (data-verbatim).
  const spokenAttributes = ["aria-label", "placeholder", "title", "alt"];
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll("[data-verbatim], script, style, option[data-verbatim]").forEach((el) => el.remove());
  const words = [copy.textContent, document.title];
  for (const attribute of spokenAttributes) {
    for (const el of copy.querySelectorAll(`[${attribute}]`)) words.push(el.getAttribute(attribute));
  }
  for (const el of copy.querySelectorAll("input[type=submit], input[type=button]")) words.push(el.value);
  return { found, words: words.join("\n") };
};
