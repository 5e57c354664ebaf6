// Without a network a form is not lost: it stays on the page and on the phone, and goes when the network is back.

const SAYS = "没有网。可以照常填，已存在手机上，有网再提交。";

function strip(root, waiting) {
  const place = root.querySelector("[data-offline]");
  if (!place) return;
  place.hidden = navigator.onLine && !waiting;
  const words = place.querySelector("[data-offline-says]");
  if (words) words.textContent = waiting ? "没有网。这一份已存在手机上，有网自动上传。" : SAYS;
}

export function startNetwork(root) {
  let waiting = null;
  const show = () => strip(root, waiting);
  window.addEventListener("offline", show);
  window.addEventListener("online", () => {
    const form = waiting;
    waiting = null;
    show();
    if (form && form.isConnected) form.requestSubmit ? form.requestSubmit() : form.submit();
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || !form.dataset || !form.dataset.draft) return;
    event.preventDefault();
    waiting = form;
    show();
  });
  // One press, one request: a slow network must not make two.
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    else if (form.method === "post" && !form.hasAttribute("data-again")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  show();
}
