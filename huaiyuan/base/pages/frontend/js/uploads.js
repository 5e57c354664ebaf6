// A file dropped on the upload box, or chosen in it, shows its name; the form goes off by itself when it says so.

function show(box) {
  const input = box.querySelector('input[type="file"]');
  const name = box.querySelector("[data-file-name]");
  if (name && input.files.length) name.textContent = input.files.length > 2 ? `已选 ${input.files.length} 个文件` : [...input.files].map((file) => file.name).join("、");
  if (input.files.length && box.dataset.upload === "at-once") input.form.requestSubmit ? input.form.requestSubmit() : input.form.submit();
}

export function startUploads(root) {
  const boxOf = (event) => event.target.closest && event.target.closest("[data-upload]");
  for (const kind of ["dragover", "dragenter"]) {
    root.addEventListener(kind, (event) => {
      const box = boxOf(event);
      if (!box) return;
      event.preventDefault();
      box.classList.add("over");
    });
  }
  root.addEventListener("dragleave", (event) => {
    const box = boxOf(event);
    if (box) box.classList.remove("over");
  });
  root.addEventListener("drop", (event) => {
    const box = boxOf(event);
    if (!box) return;
    event.preventDefault();
    box.classList.remove("over");
    box.querySelector('input[type="file"]').files = event.dataTransfer.files;
    show(box);
  });
  root.addEventListener("change", (event) => {
    const box = boxOf(event);
    if (box && event.target.type === "file") show(box);
  });
}
