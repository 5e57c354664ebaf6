"""Photos of a visit: made small and bare, sealed, sent apart from the words so that a bad line loses neither."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access import grants
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, trail
from huaiyuan.county.duty.models import HomeVisit, HomeVisitPhoto

MOST = 3


@transaction.atomic
def add_photo(
    visit: uuid.UUID, data: bytes, *, client_uuid: uuid.UUID, by: Account, at: dt.datetime | None = None
) -> HomeVisitPhoto:
    """Keep a photo of one's own visit; the same `client_uuid` again keeps the first.

    Raises: DUTY_NO_VISIT (also for somebody else's), DUTY_TOO_MANY_PHOTOS, VAULT_NOT_A_PICTURE, VAULT_PICTURE_TOO_LARGE.
    """
    found = HomeVisit.objects.filter(client_uuid=visit, helper__account=by).first()
    if found is None:
        raise DomainError(errors.NO_VISIT)
    earlier = HomeVisitPhoto.objects.filter(client_uuid=client_uuid).first()
    if earlier is not None:
        if earlier.visit_id != found.pk:
            raise DomainError(errors.NO_VISIT)
        return earlier
    if found.photos.count() >= MOST:
        raise DomainError(errors.TOO_MANY_PHOTOS, most=MOST)
    picture = pictures.tidy(data)
    photo = HomeVisitPhoto.objects.create(
        client_uuid=client_uuid, visit=found, file_name=media.keep(picture.data), width=picture.width, height=picture.height,
        size=len(picture.data), added_by=by, added_at=at or clock.business_now(),
    )  # fmt: skip
    _record(trail.PHOTO_ADDED, found, by, writes=True)
    return photo


@transaction.atomic
def open_photo(client_uuid: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a photo, for whom the household is granted or in the area; that it was looked at is recorded. Raises: DUTY_NOT_FOUND."""
    photo = HomeVisitPhoto.objects.filter(client_uuid=client_uuid).select_related("visit").first()
    if photo is None or not may_see(photo.visit, by):
        raise DomainError(errors.NOT_FOUND)
    _record(trail.PHOTO_SHOWN, photo.visit, by, writes=False)
    return media.opened(photo.file_name)


def may_see(visit: HomeVisit, by: object) -> bool:
    """Whether the account may read a visit."""
    return access.scope_of(by, P.PAIRING_READ).covers(visit.village_code) or grants.reaches(by, visit.household_no)


def _record(action: str, visit: HomeVisit, by: Account, *, writes: bool) -> None:
    audit.record(
        action, by=by, subject=f"visit:{visit.client_uuid}", household_no=visit.household_no,
        village_code=visit.village_code, writes=writes,
    )  # fmt: skip
