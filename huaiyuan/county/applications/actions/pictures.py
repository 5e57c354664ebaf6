"""Photos from the public: only what decodes as a photo, and of that only the pixels."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import media
from huaiyuan.base.vault.pictures import Picture, tidy
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import errors, trail
from huaiyuan.county.applications.models import Application, ApplicationPhoto

MOST = 3
BYTES_MOST = 10 * 1024 * 1024
PIXELS_MOST = 50_000_000
# What phones and screens make; every other decoder stays shut to strangers.
FORMATS = ("JPEG", "PNG", "WEBP")
LATER = "这会儿人多，照片没有收，村里上门时再拍"

__all__ = ["BYTES_MOST", "LATER", "MOST", "Picture", "keep", "open_photo", "read"]


def read(photos: Sequence[bytes]) -> tuple[list[Picture], tuple[str, ...]]:
    """The photos made anew, and what to say of those that could not be: an application never fails for its photos."""
    kept: list[Picture] = []
    left_out: list[str] = []
    for place, data in enumerate(photos[:MOST], start=1):
        if len(data) > BYTES_MOST:
            left_out.append(f"第{place}张超过{BYTES_MOST // 1024 // 1024}兆，没有收，村里上门时再拍")
            continue
        try:
            kept.append(tidy(data, formats=FORMATS, pixels=PIXELS_MOST))
        except DomainError:
            left_out.append(f"第{place}张不是照片，没有收，村里上门时再拍")
    if len(photos) > MOST:
        left_out.append(f"最多收{MOST}张，多的没有收")
    return kept, tuple(left_out)


def keep(row: Application, kept: Sequence[Picture], at: dt.datetime) -> None:
    """Seal them and note them beside the application, in the caller's transaction."""
    for picture in kept:
        ApplicationPhoto.objects.create(
            photo_no=uuid.uuid4(), application=row, file_name=media.keep(picture.data), width=picture.width, height=picture.height,
            size=len(picture.data), added_at=at,
        )  # fmt: skip


@transaction.atomic
def open_photo(number: str, photo: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a photo of an application; the caller has looked whether it may be seen. Raises APPLICATION_NOT_FOUND."""
    row = ApplicationPhoto.objects.filter(photo_no=photo, application__number=number).first()
    if row is None:
        raise DomainError(errors.NOT_FOUND)
    audit.record(
        trail.PHOTO_SHOWN, by=by, subject=f"application:{number}", village_code=row.application.village_code,
        household_no=row.application.household_no, application=number,
    )  # fmt: skip
    return media.opened(row.file_name)
