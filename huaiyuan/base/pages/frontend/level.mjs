// What Chrome 80 does not understand, as patterns over built style sheets and scripts.
// esbuild lowers syntax to the target; these are what it leaves alone: CSS features and runtime functions.

const CSS = [
  [/@layer\b/, "cascade layers (Chrome 99)"],
  [/@container\b/, "container queries (Chrome 105)"],
  [/\b(oklch|oklab|lch|lab|hwb|color-mix|color)\(/, "new colour functions (Chrome 101 and later)"],
  [/:(is|where|has)\(/, ":is, :where, :has (Chrome 88 and later)"],
  [/:focus-visible/, ":focus-visible (Chrome 86)"],
  [/(^|[;{\s])inset(-inline|-block)?\s*:/, "inset (Chrome 87)"],
  [/aspect-ratio\s*:/, "aspect-ratio (Chrome 88)"],
  [/overflow(-[xy])?\s*:\s*clip/, "overflow: clip (Chrome 90)"],
  [/\b\d*\.?\d+(dvh|svh|lvh|cqw|cqi)\b/, "new viewport units (Chrome 108)"],
  [/(margin|padding)-(inline|block)\s*:/, "logical shorthands (Chrome 87)"],
  [/content-visibility\s*:/, "content-visibility (Chrome 85)"],
  [/\b(\d+(ms|s|px|em|rem|%)?)\s*<=|<=\s*width|width\s*>=/, "range media queries (Chrome 104)"],
];

const SCRIPT = [
  [/\.replaceAll\(/, "replaceAll (Chrome 85)"],
  [/\.at\(-?\d/, "at() (Chrome 92)"],
  [/\bstructuredClone\(/, "structuredClone (Chrome 98)"],
  [/Object\.hasOwn\(/, "Object.hasOwn (Chrome 93)"],
  [/Object\.groupBy\(/, "Object.groupBy (Chrome 117)"],
  [/crypto\.randomUUID/, "randomUUID (Chrome 92)"],
  [/Promise\.any\(/, "Promise.any (Chrome 85)"],
  [/AbortSignal\.timeout/, "AbortSignal.timeout (Chrome 103)"],
  [/\.findLast(Index)?\(/, "findLast (Chrome 97)"],
  [/\.toSorted\(|\.toReversed\(/, "change-by-copy arrays (Chrome 110)"],
  [/new WeakRef\(/, "WeakRef (Chrome 84)"],
  [/\.replaceChildren\(/, "replaceChildren (Chrome 86)"],
  [/(\?\?|\|\||&&)=(?!=)/, "logical assignment (Chrome 85)"],
];

// The public page is opened by whatever browser a chat program brought along in 2018.
const CSS_66 = [
  [/[:,\s(](min|max|clamp)\(/, "min(), max(), clamp() (Chrome 79)"],
  [/\b(env|constant)\(/, "env() (Chrome 69)"],
  [/overflow-wrap\s*:\s*anywhere/, "overflow-wrap: anywhere (Chrome 80)"],
  [/scroll-(margin|padding)/, "scroll-margin, scroll-padding (Chrome 69)"],
  [/text-underline-offset|text-decoration-thickness/, "underline offsets (Chrome 87)"],
  [/place-(items|content|self)\s*:/, "place-items (Chrome 59) is left to align and justify"],
];
const SCRIPT_66 = [
  [/\?\.[a-zA-Z_$[(]/, "optional chaining (Chrome 80)"],
  [/\?\?/, "nullish coalescing (Chrome 80)"],
  [/\.(flat|flatMap)\(/, "flat, flatMap (Chrome 69)"],
  [/Object\.fromEntries\(/, "Object.fromEntries (Chrome 73)"],
  [/\.matchAll\(/, "matchAll (Chrome 73)"],
  [/\bglobalThis\b/, "globalThis (Chrome 71)"],
  [/\bqueueMicrotask\(/, "queueMicrotask (Chrome 71)"],
  [/Promise\.allSettled\(/, "Promise.allSettled (Chrome 76)"],
  [/\.(text|arrayBuffer|stream)\(\)/, "Blob methods (Chrome 76)"],
];

// htmx asks before it uses these; our own modules may not use them at all.
const GUARDED = [[/\.moveBefore\b/, "moveBefore (Chrome 133)"], [/startViewTransition/, "view transitions (Chrome 111)"]];

// A flex box with a gap is drawn without it before Chrome 84. A grid may have one.
function flexGaps(css) {
  return [...css.matchAll(/([^{}]*)\{([^{}]*)\}/g)]
    .filter(([, , body]) => /display\s*:\s*(inline-)?flex/.test(body) && /(^|;)\s*(row-|column-)?gap\s*:/.test(body))
    .map(([, selector]) => `flex gap in ${selector.trim()} (Chrome 84)`);
}

export function violations(name, text, { own = false, oldest = false } = {}) {
  if (name.endsWith(".css")) {
    return [...[...CSS, ...(oldest ? CSS_66 : [])].filter(([p]) => p.test(text)).map(([, why]) => why), ...flexGaps(text)].map((why) => `${name}: ${why}`);
  }
  if (!name.endsWith(".js")) return [];
  return [...SCRIPT, ...(own ? GUARDED : []), ...(oldest ? SCRIPT_66 : [])].filter(([p]) => p.test(text)).map(([, why]) => `${name}: ${why}`);
}
