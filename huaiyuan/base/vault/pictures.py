"""A photo as it may be kept: without position, device and time data, no larger than the county needs."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from huaiyuan.base.vault import errors
from huaiyuan.core.kernel.errors import DomainError

LONGEST_SIDE = 2000
BYTES = 300 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024
# A picture of few bytes may unfold to gigabytes.
LARGEST_PIXELS = 80_000_000
QUALITIES = (85, 75, 65, 55, 45)
SHRINK = 0.8
UNREADABLE = (
    UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A JPEG with its size in pixels."""

    data: bytes
    width: int
    height: int


def tidy(data: bytes, *, formats: tuple[str, ...] | None = None, pixels: int = LARGEST_PIXELS) -> Picture:
    """Turn an uploaded photo into a small JPEG that tells nothing but what is seen on it.

    Only the pixels are carried over, so nothing of the original's metadata can survive. `formats` are those that are
    tried at all (default: every one that can be read), `pixels` the most that are unfolded.
    Raises: VAULT_PICTURE_TOO_LARGE, VAULT_NOT_A_PICTURE.
    """
    if len(data) > LARGEST_UPLOAD:
        raise DomainError(errors.PICTURE_TOO_LARGE, limit=LARGEST_UPLOAD // 1024 // 1024)
    try:
        with Image.open(io.BytesIO(data), formats=formats) as image:
            if image.width * image.height > pixels:
                raise DomainError(errors.PICTURE_TOO_LARGE, limit=LARGEST_UPLOAD // 1024 // 1024)
            # A JPEG is decoded at the size wanted, not at that of the camera.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (*UNREADABLE, ValueError) as failure:
        raise DomainError(errors.NOT_A_PICTURE) from failure
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _small_enough(upright)


def _small_enough(image: Image.Image) -> Picture:
    while True:
        for quality in QUALITIES:
            data = _jpeg(image, quality)
            if len(data) <= BYTES:
                return Picture(data, image.width, image.height)
        image = image.resize((int(image.width * SHRINK), int(image.height * SHRINK)))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # A fresh image: `save` would take along what the opened file carried in `info`.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()
