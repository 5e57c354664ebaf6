"""Photos of a visit: made small and bare, sealed, sent apart from the report so that a bad line loses neither."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, trail
from huaiyuan.county.leads.models import Visit, VisitPhoto
from huaiyuan.county.leads.transitions import lead_for


@transaction.atomic
def add_photo(
    visit: uuid.UUID, data: bytes, *, client_uuid: uuid.UUID, by: Account, at: dt.datetime | None = None
) -> VisitPhoto:
    """Keep a photo of a visit; the same `client_uuid` again keeps the first.

    Raises: LEAD_NO_VISIT (also for a number that stands for a photo of another visit), LEAD_NOT_FOUND, VAULT_NOT_A_PICTURE, VAULT_PICTURE_TOO_LARGE.
    """
    found = Visit.objects.filter(client_uuid=visit).select_related("lead").first()
    if found is None:
        raise DomainError(errors.NO_VISIT)
    lead = lead_for(by, found.lead.lead_no, P.LEAD_VERIFY)
    earlier = VisitPhoto.objects.filter(client_uuid=client_uuid).first()
    if earlier is not None:
        if earlier.visit_id != found.pk:
            raise DomainError(errors.NO_VISIT)
        return earlier
    picture = pictures.tidy(data)
    photo = VisitPhoto.objects.create(
        client_uuid=client_uuid, visit=found, file_name=media.keep(picture.data), width=picture.width, height=picture.height,
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
    return media.opened(photo.file_name)


def _record(action: str, lead_no: str, household_no: str, village_code: str, by: Account, *, writes: bool) -> None:
    audit.record(
        action, by=by, subject=f"lead:{lead_no}", household_no=household_no, village_code=village_code, writes=writes
    )
