"""Signed sheets (签字件): a photo under a form's code files itself to the family and the step."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import catalogue, errors, trail
from huaiyuan.county.reports.models import PrintedForm, SignedSheet

MOST = 6


def file_signed(code: str, given: Iterable[bytes], *, by: Account) -> int:
    """Keep the photos of a signed form; returns how many. Whose it is and which step it proves stand on the code.

    Raises: FORMS_NO_CODE, FORMS_NO_PHOTO, VAULT_NOT_A_PICTURE, VAULT_PICTURE_TOO_LARGE.
    """
    row = _printed(code, by)
    tidied = [pictures.tidy(data) for data in list(given)[:MOST] if data]
    if not tidied:
        raise DomainError(errors.NO_PHOTO)
    with transaction.atomic():
        for one in tidied:
            SignedSheet.objects.create(
                number=uuid.uuid4(), printed=row, file_name=media.keep(one.data), size=len(one.data), added_by=by,
                added_on=clock.today(), added_at=clock.now(),
            )  # fmt: skip
        _record(trail.SIGNED_ADDED, row, by, writes=True, count=len(tidied))
    return len(tidied)


@transaction.atomic
def open_signed(number: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a signed sheet; that it was looked at is recorded. Raises: FORMS_NO_CODE."""
    found = SignedSheet.objects.filter(number=number).select_related("printed").first()
    if found is None:
        raise DomainError(errors.NO_CODE)
    row = _printed(found.printed.code, by)
    _record(trail.SIGNED_SHOWN, row, by)
    return media.opened(found.file_name)


def _printed(code: str, by: Account) -> PrintedForm:
    row = PrintedForm.objects.filter(code=code).first()
    if row is None or not access.scope_of(by, P.FORM_PRINT).covers(row.area_code):
        raise DomainError(errors.NO_CODE)
    return row


def _record(action: str, row: PrintedForm, by: Account, *, writes: bool = False, **facts: Any) -> None:
    title = catalogue.FORMS[row.form].title if row.form in catalogue.FORMS else row.form
    audit.record(
        action, by=by, subject=f"printed:{row.code}", household_no=row.household_no, village_code=row.area_code,
        writes=writes, form=title, code=row.code, **facts,
    )  # fmt: skip
