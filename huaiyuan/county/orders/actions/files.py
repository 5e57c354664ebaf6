"""Papers and photos of 交办: photos made small and bare, papers as they are; all sealed, every look recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import errors, trail
from huaiyuan.county.orders.models import Order, OrderFile, OrderLine
from huaiyuan.county.orders.reach import may_read

MOST, LARGEST = 5, 10 * 1024 * 1024
LONGEST_NAME = 120
PHOTO = "jpg"
# Told by how a file begins and what it is called: the name alone is anybody's to choose.
PAPERS = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "doc": b"\xd0\xcf\x11\xe0",
    "xls": b"\xd0\xcf\x11\xe0",
}
PHOTOS = frozenset({"jpg", "jpeg", "png", "webp", "heic", ""})


@dataclass(frozen=True)
class Given:
    """A file as it was handed in."""

    title: str
    data: bytes


def keep(
    order: Order, line: OrderLine | None, given: Sequence[Given], *, by: Account, at: dt.datetime
) -> int:  # fmt: skip
    """Keep files within the caller's transaction; returns how many.

    Raises: ORDER_TOO_MANY_FILES, ORDER_FILE_TOO_LARGE, ORDER_BAD_FILE, VAULT_NOT_A_PICTURE.
    """
    wanted = [one for one in given if one.data]
    if len(wanted) > MOST:
        raise DomainError(errors.TOO_MANY_FILES, most=MOST)
    for kind, one in [(_kind(one), one) for one in wanted]:
        data = pictures.tidy(one.data).data if kind == PHOTO else one.data
        OrderFile.objects.create(
            file_no=uuid.uuid4(), order=order, line=line, title=one.title.strip()[-LONGEST_NAME:] or f"附件.{kind}",
            kind=kind, file_name=media.keep(data), size=len(data), added_by=by, added_at=at,
        )  # fmt: skip
    return len(wanted)


@transaction.atomic
def open_file(file_no: uuid.UUID, *, by: Account) -> tuple[OrderFile, bytes]:
    """A file with its bytes, for whoever reads its line or order; the look is recorded. Raises: ORDER_NOT_FOUND."""
    found = OrderFile.objects.select_related("order", "line__order").filter(file_no=file_no).first()
    if found is None or not may_read(found, by):
        raise DomainError(errors.NOT_FOUND)
    audit.record(
        trail.FILE_SHOWN, by=by, subject=f"order:{found.order.number}",
        village_code=found.line.village_code if found.line else "", order=found.order.number,
    )  # fmt: skip
    return found, media.opened(found.file_name)


def _kind(one: Given) -> str:
    ending = one.title.rpartition(".")[2].lower() if "." in one.title else ""
    if len(one.data) > LARGEST:
        raise DomainError(errors.TOO_LARGE, name=one.title, most=LARGEST // 1024 // 1024)
    if ending in PAPERS and one.data.startswith(PAPERS[ending]):
        return ending
    if ending in PHOTOS:
        return PHOTO
    raise DomainError(errors.BAD_FILE, name=one.title)
