// Keeps what is typed into <form data-draft="key"> on the phone until the server has confirmed it.
// The page that confirms carries data-draft-done="key". Files are not kept, only fields; a password never is.
// data-draft-owner on the form keeps the drafts of two people who share a phone apart.

import { refreshChoices } from "./choices.js";

const PREFIX = "draft/";
const KEEP_DAYS = 14;

function place(form) {
  return `${PREFIX}${form.dataset.draftOwner || ""}/${form.dataset.draft}`;
}

function fields(form) {
  const kept = {};
  for (const input of form.elements) {
    if (!input.name || /^(file|password|submit|button)$/.test(input.type)) continue;
    // What the page itself put in (which version was seen, which act) is the new page's to say; one sending stays one.
    if (input.type === "hidden" && input.name !== "uuid") continue;
    if (input.type === "checkbox" || input.type === "radio") {
      kept[input.name] = kept[input.name] || [];
      if (input.checked) kept[input.name].push(input.value);
    } else {
      kept[input.name] = [input.value];
    }
  }
  return kept;
}

function fill(form, kept) {
  for (const input of form.elements) {
    const values = kept[input.name];
    if (!values || input.type === "file") continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
  refreshChoices(form);
}

function say(form, text) {
  const spot = form.querySelector("[data-draft-says]");
  if (spot) spot.textContent = text;
}

function clock(at) {
  const time = new Date(at);
  return `${String(time.getHours()).padStart(2, "0")}:${String(time.getMinutes()).padStart(2, "0")}`;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch (broken) {
    return null;
  }
}

function keep(form) {
  const at = Date.now();
  try {
    localStorage.setItem(place(form), JSON.stringify({ at, fields: fields(form) }));
    say(form, `${clock(at)} 已存在手机上`);
  } catch (full) {
    say(form, "手机存满了，请尽快提交");
  }
}

function sweep(root) {
  for (const done of root.querySelectorAll("[data-draft-done]")) {
    const tail = `/${done.dataset.draftDone}`;
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && key.endsWith(tail)) localStorage.removeItem(key);
  }
  const oldest = Date.now() - KEEP_DAYS * 86400000;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = read(key);
    if (!draft || draft.at < oldest) localStorage.removeItem(key);
  }
}

// A list marks the entries that have a draft: <a data-draft-of="key" data-draft-word="接着填">入户核实</a>
function mark(root) {
  for (const link of root.querySelectorAll("[data-draft-of]")) {
    const tail = `/${link.dataset.draftOf}`;
    if (Object.keys(localStorage).some((key) => key.startsWith(PREFIX) && key.endsWith(tail))) {
      link.textContent = link.dataset.draftWord || link.textContent;
    }
  }
}

function restore(form) {
  const draft = read(place(form));
  if (!draft || form.dataset.draftFilled) return;
  form.dataset.draftFilled = "yes";
  fill(form, draft.fields);
  say(form, `接着 ${clock(draft.at)} 存在手机上的填`);
}

export function startDrafts(root) {
  let timer = 0;
  let waiting = null;
  const now = (form) => {
    clearTimeout(timer);
    waiting = null;
    keep(form);
  };
  const kept = (event) => (event.target.form && event.target.form.dataset.draft ? event.target.form : null);
  sweep(root);
  mark(root);
  root.querySelectorAll("form[data-draft]").forEach(restore);
  root.addEventListener("input", (event) => {
    const form = kept(event);
    if (!form) return;
    clearTimeout(timer);
    waiting = form;
    timer = setTimeout(() => now(form), 250);
  });
  // A choice is made at once, and the page may be gone the next moment.
  root.addEventListener("change", (event) => kept(event) && now(kept(event)));
  root.addEventListener("submit", (event) => event.target.dataset && event.target.dataset.draft && now(event.target));
  window.addEventListener("pagehide", () => waiting && now(waiting));
}
