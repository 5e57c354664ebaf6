// The public form works without any of this; with it, photos leave the phone small and a second tap does nothing.
import { startPhotos } from "./photos.js";

startPhotos(document);

document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-once]");
  if (!button) return;
  button.disabled = true;
  button.textContent = button.getAttribute("data-once");
});

// Coming back to the page: the button works again.
window.addEventListener("pageshow", () => {
  const button = document.querySelector("[data-once]");
  if (!button || !button.disabled) return;
  button.disabled = false;
  button.textContent = button.getAttribute("data-says");
});
