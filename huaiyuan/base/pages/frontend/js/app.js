import "./htmx.js";
import { startChoices } from "./choices.js";
import { startDrafts } from "./drafts.js";
import { startKeys } from "./keys.js";
import { startLists } from "./lists.js";
import { startMenus } from "./menus.js";
import { startNetwork } from "./network.js";
import { startPhotos } from "./photos.js";
import { startToasts } from "./toasts.js";
import { startUploads } from "./uploads.js";

// Each part listens on the document, so that what htmx swaps in later works without being started again.
for (const start of [startKeys, startMenus, startLists, startToasts, startChoices, startUploads, startDrafts, startNetwork, startPhotos]) {
  start(document);
}
