"""Many forms at once (成批打印): asked for with a purpose, made in the background, fetched by whoever asked."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.jobs import tasks
from huaiyuan.base.vault import media
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import background, catalogue, errors, subjects, trail
from huaiyuan.county.reports.actions import printing
from huaiyuan.county.reports.models import PrintBatch

TRIES = 5


def ask(code: str, area_code: str, which: str, *, purpose: str, by: Account, address: str = "") -> PrintBatch:
    """Queue a batch of an area. Raises: FORMS_NO_FORM, FORMS_NOT_PRINTABLE, FORMS_NOT_BATCHED, FORMS_BY_PIN, FORMS_NO_PURPOSE,
    FORMS_NOT_FOUND, FORMS_NOBODY, FORMS_TOO_MANY."""
    form = printing.printable(code, by)
    if not form.batched:
        raise DomainError(errors.NOT_BATCHED, form=form.title)
    if access.standing(by).by_pin:
        raise DomainError(errors.BY_PIN)
    if not purpose.strip():
        raise DomainError(errors.NO_PURPOSE)
    if not area_code.isdigit() or not access.scope_of(by, P.FORM_PRINT).covers(area_code):
        raise DomainError(errors.NOT_FOUND)
    count = len(subjects.many(form, area_code, which, by))
    if count == 0:
        raise DomainError(errors.NOBODY, form=form.title)
    if count > subjects.MOST:
        raise DomainError(errors.TOO_MANY, count=count, most=subjects.MOST)
    batch = _numbered(code, area_code, which, purpose, by, address)
    tasks.enqueue(background.KIND, number=batch.number)
    return batch


def take(number: str, *, by: Account) -> bytes:
    """The zip of a finished batch, for whoever asked for it; that it was taken is recorded.

    Raises: FORMS_NOT_FOUND, FORMS_GONE.
    """
    batch = PrintBatch.objects.filter(number=number, made_by=by).first()
    if batch is None or batch.done_at is None:
        raise DomainError(errors.NOT_FOUND)
    if not batch.file_name:
        raise DomainError(errors.GONE, days=background.KEPT_DAYS)
    with transaction.atomic():
        audit.record(
            trail.BATCH_TAKEN, by=by, subject=f"print_batch:{number}", village_code=batch.area_code,
            form=catalogue.form(batch.form).title, count=batch.count, batch=number,
        )  # fmt: skip
    return media.opened(batch.file_name)


@transaction.atomic
def left_taken(batch: PrintBatch, count: int, *, by: Account) -> None:
    """Record that the list of whom a batch left out was taken along."""
    audit.record(
        trail.LEFT_TAKEN, by=by, subject=f"print_batch:{batch.number}", village_code=batch.area_code,
        form=catalogue.form(batch.form).title, count=count, batch=batch.number,
    )  # fmt: skip


def _numbered(code: str, area_code: str, which: str, purpose: str, by: Account, address: str) -> PrintBatch:
    """The next number of the year; of two at once the second takes the one after."""
    year = clock.today().year
    for _ in range(TRIES):
        taken = PrintBatch.objects.filter(number__startswith=f"DY{year}-").order_by("-number").first()
        number = f"DY{year}-{int(taken.number[7:]) + 1 if taken else 1:05}"
        try:
            with transaction.atomic():
                batch = PrintBatch.objects.create(
                    number=number, form=code, area_code=area_code, which=which, purpose=purpose.strip()[:100],
                    code_address=address[:200], made_by=by, made_at=clock.now(),
                )  # fmt: skip
                audit.record(
                    trail.BATCH_ASKED, by=by, subject=f"print_batch:{number}", village_code=area_code, writes=True,
                    form=catalogue.form(code).title, batch=number, purpose=purpose.strip()[:100],
                )  # fmt: skip
        except IntegrityError:
            continue
        return batch
    raise DomainError(errors.BUSY)
