// Visits of helpers. What is saved stands in the phone's own store (IndexedDB) until the server has given its receipt
// for the words, and then for each photo; it is sent when there is a network, whichever of the helper's pages is open.
// An item belongs to who wrote it: another person who signs in on the same phone neither sees nor sends it.

import { drawn, jpeg, picture } from "./photos.js";

const STORE = "visits";
const LARGEST = 300 * 1024;
const SIDES = [1600, 1280, 1024, 800, 640];
const QUALITIES = [0.8, 0.65, 0.5];
const RETRY = 30000;

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("huaiyuan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "uuid" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function store(mode, work) {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const change = base.transaction(STORE, mode);
      const asked = work(change.objectStore(STORE));
      change.oncomplete = () => done(asked && asked.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  } finally {
    base.close();
  }
}

const put = (item) => store("readwrite", (place) => place.put(item));
const drop = (uuid) => store("readwrite", (place) => place.delete(uuid));
const waiting = async (owner) => (await store("readonly", (place) => place.getAll())).filter((item) => item.owner === owner);

function number() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

async function small(file) {
  const image = await picture(file);
  for (const side of SIDES) {
    const canvas = drawn(image, side);
    for (const quality of QUALITIES) {
      const bytes = await jpeg(canvas, quality);
      if (bytes && bytes.size <= LARGEST) return bytes;
    }
  }
  throw new Error("cannot be made small");
}

function token() {
  const found = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie);
  return found ? decodeURIComponent(found[1]) : "";
}

// The answer as an object; null when it did not come from the page that was asked (signed out, no such network).
async function send(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
  const isOurs = !answer.redirected && (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (answer.status === 404 || answer.status === 403) return { refused: "这户现在不归您包保，请找乡镇专干" };
  if (!isOurs) return null;
  const said = await answer.json();
  return answer.ok ? said : { refused: said.says };
}

async function upload(item) {
  if (!item.received) {
    const words = new FormData();
    for (const [name, value] of item.fields) words.append(name, value);
    const said = await send(item.address, words);
    if (!said) return "";
    if (said.refused) {
      await put({ ...item, refused: said.refused });
      return "";
    }
    item.received = true;
    item.says = said.says;
    await put(item);
  }
  while (item.photos.length) {
    const photo = new FormData();
    photo.append("number", item.photos[0].number);
    photo.append("photo", item.photos[0].bytes, "photo.jpg");
    const said = await send(item.photosAt, photo);
    if (!said) return "";
    item.photos.shift();
    await put(item);
  }
  await drop(item.uuid);
  return item.says;
}

// One after the other: what was kept while something was being sent goes with the next turn, never twice at once.
let sending = Promise.resolve([]);

function flushOnce(owner) {
  sending = sending.catch(() => []).then(() => flush(owner));
  return sending;
}

async function flush(owner) {
  const told = [];
  if (navigator.onLine) {
    for (const item of await waiting(owner)) {
      if (item.refused) continue;
      try {
        const says = await upload(item);
        if (says) told.push({ uuid: item.uuid, says });
      } catch (cut) {
        break;
      }
    }
  }
  await show(owner);
  return told;
}

async function show(owner) {
  const strip = document.querySelector("[data-queue]");
  if (!strip) return;
  const items = await waiting(owner);
  const refused = items.filter((item) => item.refused);
  const left = items.length - refused.length;
  strip.hidden = !items.length;
  strip.querySelector("[data-queue-says]").textContent = left ? `已存在手机上，有网自动上传（待传${left}条）` : "有走访没收下，请看一眼";
  const place = strip.querySelector("[data-queue-refused]");
  place.textContent = "";
  for (const item of refused) place.appendChild(refusal(item, owner));
}

function refusal(item, owner) {
  const line = document.createElement("p");
  const words = item.fields.filter(([name, value]) => value && /^(note|says-|risk-says|bad-.*-says)/.test(name)).map(([, value]) => value);
  line.textContent = `${item.who} 户的走访没收下：${item.refused}。${words.length ? `写的是：${words.join("；")}。` : ""}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-small";
  button.textContent = "知道了，删掉";
  button.addEventListener("click", () => drop(item.uuid).then(() => show(owner)));
  line.appendChild(button);
  return line;
}

async function kept(form, owner) {
  const uuid = form.elements.uuid.value || number();
  const files = [...form.querySelector("input[type=file]").files].slice(0, Number(form.querySelector("[data-visit-photos]").dataset.visitPhotos));
  const photos = [];
  for (const file of files) photos.push({ number: number(), bytes: await small(file).catch(() => file) });
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "uuid");
  fields.push(["uuid", uuid], ["photos", String(photos.length)]);
  const photosAt = form.dataset.photosAt.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, uuid);
  const item = { uuid, owner, who: form.dataset.who, address: form.action, photosAt, fields, photos, savedAt: Date.now() };
  await put(item);
  return item;
}

async function save(form, owner) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  let item;
  try {
    item = await kept(form, owner);
  } catch (full) {
    // The phone gives no room of its own: then straight to the server, as any other form.
    button.disabled = false;
    form.submit();
    return;
  }
  localStorage.removeItem(`draft/${owner}/${form.dataset.draft}`);
  const told = await flushOnce(owner);
  if (told.some((one) => one.uuid === item.uuid)) {
    location.href = form.dataset.back;
    return;
  }
  const left = await waiting(owner);
  const own = left.find((one) => one.uuid === item.uuid);
  if (own && own.refused) {
    await drop(item.uuid);
    await show(owner);
    button.disabled = false;
    alertOn(form, own.refused);
    return;
  }
  const done = document.querySelector("[data-saved]");
  done.querySelector("[data-saved-says]").textContent = `有网自动上传（待传${left.length}条）。关机重开也还在。`;
  done.hidden = false;
  form.hidden = true;
  form.reset();
  form.elements.uuid.value = number();
}

function alertOn(form, says) {
  let spot = form.querySelector("[data-refused]");
  if (!spot) {
    spot = document.createElement("p");
    spot.className = "field-error";
    spot.setAttribute("role", "alert");
    spot.dataset.refused = "";
    form.querySelector(".action-bar").before(spot);
  }
  spot.textContent = `${says} 填的内容还在，改好再保存。`;
  spot.scrollIntoView({ block: "center" });
}

async function call(form) {
  const said = await send(form.action, new FormData(form));
  if (said && said.tel) location.href = `tel:${said.tel}`;
  else if (said) form.closest("article").querySelector(".who, .top").insertAdjacentText("beforeend", ` ${said.refused}`);
  else form.submit();
}

function start() {
  const box = document.querySelector("[data-queue-of]");
  if (!box) return;
  const owner = box.dataset.queueOf;
  // Before the parts that serve every form: this one is never sent by the browser itself where it can be kept first.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.matches("[data-visit]") && window.indexedDB) {
        event.preventDefault();
        event.stopPropagation();
        save(form, owner);
      } else if (form.matches("[data-call]")) {
        event.preventDefault();
        event.stopPropagation();
        call(form).catch(() => form.submit());
      }
    },
    true,
  );
  document.addEventListener("change", (event) => {
    const photos = event.target.closest("[data-visit-photos]");
    if (photos && event.target.type === "file") {
      const most = Number(photos.dataset.visitPhotos);
      const picked = event.target.files.length;
      photos.querySelector("[data-photos-say]").textContent = picked > most ? `只传前 ${most} 张` : `${picked} 张，保存时缩小`;
    }
  });
  window.addEventListener("online", () => flushOnce(owner));
  window.addEventListener("pageshow", () => flushOnce(owner));
  setInterval(() => flushOnce(owner), RETRY);
}

start();
