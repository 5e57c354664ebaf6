"""Photos of a visit: made small and bare, sealed, sent apart from the report so that a bad line loses neither."""

from __future__ import annotations

import datetime as dt
import io
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import files
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, pictures, trail
from huaiyuan.county.leads.models import Visit, VisitPhoto
from huaiyuan.county.leads.transitions import lead_for

MEDIA = "media"


@transaction.atomic
def add_photo(
    visit: uuid.UUID, data: bytes, *, client_uuid: uuid.UUID, by: Account, at: dt.datetime | None = None
) -> VisitPhoto:
    """Keep a photo of a visit; the same `client_uuid` again keeps the first.

    Raises: LEAD_NO_VISIT, LEAD_NOT_FOUND, LEAD_NOT_A_PICTURE, LEAD_PICTURE_TOO_LARGE.
    """
    found = Visit.objects.filter(client_uuid=visit).select_related("lead").first()
    if found is None:
        raise DomainError(errors.NO_VISIT)
    lead = lead_for(by, found.lead.lead_no, P.LEAD_VERIFY)
    earlier = VisitPhoto.objects.filter(client_uuid=client_uuid, visit=found).first()
    if earlier is not None:
        return earlier
    picture = pictures.tidy(data)
    name = f"{client_uuid}.sealed"
    seal(picture.data, name)
    photo = VisitPhoto.objects.create(
        client_uuid=client_uuid, visit=found, file_name=name, width=picture.width, height=picture.height,
        size=len(picture.data), added_by=by, added_at=at or clock.business_now(),
    )  # fmt: skip
    _record(trail.PHOTO_ADDED, lead.lead_no, lead.household_no, lead.village_code, by, writes=True)
    return photo


@transaction.atomic
def open_photo(client_uuid: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a photo, for those who may read its lead; that it was looked at is recorded. Raises: LEAD_NOT_FOUND."""
    photo = VisitPhoto.objects.filter(client_uuid=client_uuid).select_related("visit__lead").first()
    if photo is None:
        raise DomainError(errors.NOT_FOUND)
    lead = lead_for(by, photo.visit.lead.lead_no, P.LEAD_READ)
    _record(trail.PHOTO_SHOWN, lead.lead_no, lead.household_no, lead.village_code, by, writes=False)
    return unsealed(photo.file_name)


def unsealed(name: str) -> bytes:
    """What was sealed under a name; the caller has asked whether it may be seen, and recorded it."""
    return files.open_file(_media() / name, data_dir=Path(settings.DATA_DIR), name=name)


def seal(data: bytes, name: str) -> None:
    """Write beside and rename: a torn upload leaves no half a photo under its name."""
    target = _media() / name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}.part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sealed:
        files.seal_stream(io.BytesIO(data), sealed, data_dir=Path(settings.DATA_DIR), name=name)
    beside.replace(target)


def _media() -> Path:
    return Path(settings.DATA_DIR) / MEDIA


def _record(action: str, lead_no: str, household_no: str, village_code: str, by: Account, *, writes: bool) -> None:
    audit.record(
        action, by=by, subject=f"lead:{lead_no}", household_no=household_no, village_code=village_code, writes=writes
    )
