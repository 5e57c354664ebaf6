"""Drawn pictures that stand for photos of visits: a house under a sky, never a person."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 800, 600
SKIES = ("#dfe9ef", "#e9e4d8", "#d8e3da", "#e6dfe6")
WALLS = ("#f4efe4", "#d9c9b4", "#e8e2d6")
ROOF, DOOR, GROUND = "#7a5a48", "#5b6b76", "#c8bfa9"


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept: its sealed name and its size before sealing."""

    name: str
    size: int


def draw() -> list[Drawn]:
    """Draw and seal the dozen."""
    from huaiyuan.base.vault import media

    made = []
    for n, (sky, wall) in enumerate((s, w) for s in SKIES for w in WALLS):
        data = _picture(sky, wall, 90 + 22 * (n % 4))
        name = f"demo-visit-{n + 1:02}.sealed"
        media.seal(data, name)
        made.append(Drawn(name, len(data)))
    return made


def _picture(sky: str, wall: str, left: int) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), sky)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 430, WIDTH, HEIGHT), fill=GROUND)
    pen.rectangle((left, 250, left + 520, 450), fill=wall)
    pen.polygon([(left - 30, 250), (left + 260, 130), (left + 550, 250)], fill=ROOF)
    pen.rectangle((left + 220, 310, left + 300, 450), fill=DOOR)
    for window in (left + 60, left + 380):
        pen.rectangle((window, 300, window + 90, 370), fill="#9fb3bf", outline=DOOR, width=5)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=70)
    return stream.getvalue()
