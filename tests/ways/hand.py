"""A person's hand in the browser: what it taps, types and photographs, counted by the browser's own events.

A tap is a `pointerdown`, a typed character one of an `input` event's data, a photo a file handed in; a list to pick from
costs the finger a second tap, which the browser does not tell. The page's own time is that to its `load` event.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Locator, Page, expect

COUNTING = """
(() => {
  if (window.top !== window || !location.protocol.startsWith('http')) return;
  const add = (what, many) =>
    sessionStorage.setItem('hand/' + what, Number(sessionStorage.getItem('hand/' + what) || 0) + many);
  addEventListener('pointerdown', event => { if (event.isTrusted) add('taps', 1); }, true);
  addEventListener('input', event => {
    if (!event.isTrusted || !event.data) return;
    add('typed', [...event.data].length);
    if (['tel', 'numeric', 'decimal'].includes(event.target.inputMode)) add('digits', [...event.data].length);
  }, true);
  addEventListener('change', event => {
    if (event.target.matches('select')) add('taps', 2);
    if (event.target.matches('input[type=file]')) add('photos', event.target.files.length);
  }, true);
  addEventListener('load', () => { add('pages', 1); add('ms', Math.round(performance.now())); });
})()
"""
READ = """() => Object.fromEntries(['taps', 'typed', 'digits', 'photos', 'pages', 'ms'].map(
  what => [what, Number(sessionStorage.getItem('hand/' + what) || 0)]))"""

# What a person takes, beside the machine: stated, not measured. A page to find one's way on, a tap to aim, a character
# on a phone's keyboard, a digit on its number pad, a photo taken, a line of a list read through.
PAGE, TAP, CHARACTER, DIGIT, PHOTO, LINE = 3.0, 1.2, 1.5, 0.6, 6.0, 4.0


# A machine that does other things beside may take its time over a page; what is wrong is wrong all the same.
expect.set_options(timeout=20_000)


@dataclass(frozen=True)
class Count:
    """What a hand did, and what its pages took. `digits` of what was typed were typed on the number pad; `lines` are
    those of a list that a person must read through.
    """

    taps: int = 0
    typed: int = 0
    digits: int = 0
    photos: int = 0
    pages: int = 0
    ms: int = 0
    lines: int = 0

    def __sub__(self, other: Count) -> Count:
        return Count(*(mine - theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    def __add__(self, other: Count) -> Count:
        return Count(*(mine + theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    @property
    def parts(self) -> tuple[int, ...]:
        """All of it, in order."""
        return (self.taps, self.typed, self.digits, self.photos, self.pages, self.ms, self.lines)

    @property
    def seconds(self) -> float:
        """A person's time: the allowances, and the pages' measured time."""
        keys = CHARACTER * (self.typed - self.digits) + DIGIT * self.digits
        person = PAGE * self.pages + TAP * self.taps + keys + PHOTO * self.photos + LINE * self.lines
        return person + self.ms / 1000


class Hand:
    """One person at one screen, who stays signed in while the days move."""

    def __init__(self, page: Page) -> None:
        self.page, self.base, self.kept = page, "", Count()
        self.errors: list[str] = []
        page.add_init_script(COUNTING)
        page.on("pageerror", lambda broken: self.errors.append(str(broken)))

    def count(self) -> Count:
        """What was done so far."""
        here = bool(self.base) and self.page.url.startswith(f"{self.base}/")
        return self.kept + Count(**self.page.evaluate(READ)) if here else self.kept

    def move(self, base: str) -> None:
        """The county is found under another address, where the browser counts anew."""
        self.kept, self.base = self.count(), base

    def open(self, path: str) -> Page:
        """Go to an address of the county."""
        self.page.goto(self.base + path)
        return self.page

    def tap(self, what: Locator | str) -> None:
        """Tap what is seen, or the button of that name."""
        found = self.page.get_by_role("button", name=what, exact=True) if isinstance(what, str) else what
        found.click()

    def choose(self, words: str, within: Locator | None = None) -> None:
        """Tick the choice that says so."""
        self.tap((within or self.page).locator("label").filter(has_text=words).first)

    def write(self, name: str, text: str, within: Locator | None = None) -> None:
        """Type into the field of that name, over what stands there."""
        field = (within or self.page).locator(f"[name='{name}']").first
        field.click()
        field.fill("")
        field.press_sequentially(text)

    def pick(self, name: str, value: str) -> None:
        """Pick from a list."""
        self.page.locator(f"select[name='{name}']").select_option(value)

    def shoot(self, name: str, count: int = 1) -> None:
        """Photograph something for a field."""
        self.page.locator(f"input[name='{name}']").set_input_files([_picture(number) for number in range(count)])

    @property
    def told(self) -> str:
        """Every word of the page."""
        return self.page.locator("main").inner_text()


def _picture(number: int) -> dict[str, object]:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 200 - 20 * number, 190)).save(stream, "JPEG")
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}
