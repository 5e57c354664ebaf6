// Builds the style sheet, the script and the icon sprite into static/huaiyuan/dist with hashed names and a manifest.
// Fails when anything goes beyond what the oldest phone in the villages understands (Android 8 in-app, Chrome 80; the public page: Chrome 66).
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { violations } from "./level.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "huaiyuan", "dist");
const BUDGET = 120 * 1024; // what a phone page loads beside its own html; the page as a whole has 150 KB
// What a page asks for by itself (`{% block head %}`) and few pages need: the desk, the income sheet, the poster, the helper's visits; the walk of a village's round.
const DESK = new Set(["desk.css", "sheet.css", "round.css", "poster.css", "notice.css", "visits.js"]);
// What only the public page loads, from whatever phone a family has: Chrome 66 (Android 8 as it was sold), and little.
const PUBLIC = new Set(["public.css", "public.js"]);
const PUBLIC_BUDGET = 12 * 1024;

async function bundle(entry, target = "chrome80") {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    target: [target],
    format: "iife",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    loader: { ".css": "css" },
  });
  if (result.warnings.length) throw new Error(`${entry}: esbuild warns, see above`);
  return result.outputFiles[0].text;
}

function symbol(name) {
  const source = readFileSync(join(here, "node_modules", "lucide-static", "icons", `${name}.svg`), "utf8");
  const inner = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").replace(/ \/>/g, "/>").replace(/> </g, "><").trim()}</symbol>`;
}

const names = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
const mark = readFileSync(join(here, "mark.svg"), "utf8").trim();
const files = {
  "app.css": await bundle("css/app.css"),
  "desk.css": await bundle("css/desk.css"),
  "round.css": await bundle("css/round.css"),
  "sheet.css": await bundle("css/sheet.css"),
  "poster.css": await bundle("css/poster.css"),
  "notice.css": await bundle("css/notice.css"),
  "app.js": await bundle("js/app.js"),
  "visits.js": await bundle("js/visits.js"),
  "public.css": await bundle("css/public.css", "chrome66"),
  "public.js": await bundle("js/public.js", "chrome66"),
  "icons.svg": `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("")}</svg>`,
  "mark.svg": mark,
};

const broken = Object.entries(files).flatMap(([name, text]) => violations(name, text, { oldest: PUBLIC.has(name) }));
for (const source of readdirSync(join(here, "js"))) {
  broken.push(...violations(source, readFileSync(join(here, "js", source), "utf8"), { own: true }));
}
if (broken.length) {
  console.error("Beyond the Chrome 80 level:\n" + broken.join("\n"));
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = {};
let total = 0;
let strangers = 0;
for (const [name, text] of Object.entries(files)) {
  const [stem, extension] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
  const bytes = Buffer.byteLength(text);
  manifest[name] = { file: `${stem}.${hash}${extension}`, bytes };
  if (PUBLIC.has(name)) strangers += bytes;
  else if (!DESK.has(name)) total += bytes;
  writeFileSync(join(out, manifest[name].file), text);
  console.log(`${name.padEnd(10)} ${(bytes / 1024).toFixed(1).padStart(7)} KB, gzip ${(gzipSync(text).length / 1024).toFixed(1)} KB`);
}
console.log(`together   ${(total / 1024).toFixed(1).padStart(7)} KB of ${BUDGET / 1024} KB`);
console.log(`public     ${(strangers / 1024).toFixed(1).padStart(7)} KB of ${PUBLIC_BUDGET / 1024} KB`);
if (strangers > PUBLIC_BUDGET) {
  console.error("The public page would be too heavy.");
  process.exit(1);
}
if (total > BUDGET) {
  console.error("The phone page would be too heavy.");
  process.exit(1);
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
