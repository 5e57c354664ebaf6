// Photos chosen in <label data-shrink="2000"> are made small on the phone before they are sent: the longer side at most
// that many pixels. Where the browser cannot, the original goes and the server makes it small.

const QUALITY = 0.82;

export function picture(file) {
  return new Promise((done, failed) => {
    const image = new Image();
    const address = URL.createObjectURL(file);
    image.onload = () => {
      URL.revokeObjectURL(address);
      done(image);
    };
    image.onerror = failed;
    image.src = address;
  });
}

// The picture on a canvas whose longer side has at most that many pixels.
export function drawn(image, most) {
  const scale = Math.min(1, most / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export function jpeg(canvas, quality) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

async function small(file, most) {
  const bytes = await jpeg(drawn(await picture(file), most), QUALITY);
  return bytes && bytes.size < file.size ? new File([bytes], "photo.jpg", { type: "image/jpeg" }) : file;
}

async function shrink(box, input) {
  const chosen = [...input.files];
  const says = box.querySelector("[data-shrink-says]");
  const kept = await Promise.all(chosen.map((file) => small(file, Number(box.dataset.shrink)).catch(() => file)));
  const list = new DataTransfer();
  for (const file of kept) list.items.add(file);
  input.files = list.files;
  const megabytes = kept.reduce((sum, file) => sum + file.size, 0) / 1048576;
  if (says) says.textContent = `${kept.length} 张，共 ${megabytes.toFixed(1)} 兆`;
}

export function startPhotos(root) {
  root.addEventListener("change", (event) => {
    const box = event.target.closest && event.target.closest("[data-shrink]");
    if (box && event.target.type === "file" && event.target.files.length) shrink(box, event.target).catch(() => {});
  });
}
