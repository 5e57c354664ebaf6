"""Photos of rows: made small and bare, sealed, and every look recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import errors, reach, trail
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger, Photos
from huaiyuan.county.ledger.models import Entry, EntryPhoto


def keep(
    ledger: Ledger, row: Entry, slot: Photos | None, given: Sequence[bytes], *, by: Account | None, at: dt.datetime
) -> None:  # fmt: skip
    """Keep photos of one kind within the caller's transaction, as many as the kind allows. Raises VAULT_NOT_A_PICTURE."""
    if slot is None:
        return
    for data in [one for one in given if one][: slot.most]:
        EntryPhoto.objects.create(
            photo_no=uuid.uuid4(), ledger=ledger.code, number=row.number, slot=slot.name,
            file_name=media.keep(pictures.tidy(data).data), taken_in=at, by=by,
        )  # fmt: skip


@transaction.atomic
def open_photo(photo_no: uuid.UUID, *, by: Account) -> bytes:
    """A photo, for whoever reads its row; the look is recorded. Raises LEDGER_NO_ENTRY."""
    photo = EntryPhoto.objects.filter(photo_no=photo_no).first()
    found = reach.find_entry(photo.ledger, photo.number, by) if photo else None
    if photo is None or found is None:
        raise DomainError(errors.NO_ENTRY)
    audit.record(
        trail.PHOTO_SHOWN, by=by, subject=f"ledger:{photo.ledger}/{photo.number}", village_code=found[1].village_code,
        household_no=found[1].household_no, ledger=LEDGERS[photo.ledger].title, entry=photo.number,
    )  # fmt: skip
    return media.opened(photo.file_name)
