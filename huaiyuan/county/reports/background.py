"""Printing many at once in the worker: read, filled, packed and sealed; one that cannot be printed yet stops no other."""

from __future__ import annotations

import datetime as dt
import gc
import io
import secrets
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit, jobs
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import media
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import binding, catalogue, subjects, trail
from huaiyuan.county.reports.actions import printing, templates
from huaiyuan.county.reports.catalogue import Form
from huaiyuan.county.reports.models import LeftOut, PrintBatch, PrintedForm
from huaiyuan.county.reports.types import Made, Make, Subject

KIND = "forms.print"
KEPT_DAYS = 7
# Setting a book lets other threads run; two keep a small machine's two cores busy.
THREADS, AHEAD = 2, 16
Ready = tuple[Subject, str, Made, int]
Left = tuple[Subject, str]
VILLAGE = 12


def register() -> None:
    """Declare the kind of work; called once when the app is ready."""
    jobs.register(KIND, "成批打印", work, {"print": "正在填", "pack": "打包封存"})


def work(number: str) -> str:
    """Make what was asked for; returns the sentence that tells what came out."""
    batch = PrintBatch.objects.select_related("made_by").get(number=number)
    form = catalogue.form(batch.form)
    with jobs.claim(KIND, number, by=batch.made_by) as job:
        _throw_away_old()
        found = subjects.many(form, batch.area_code, batch.which, batch.made_by)
        job.stage("print", len(found))
        packed, rows = io.BytesIO(), []
        left: list[Left] = []
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
            for place, (subject, code, made, version) in enumerate(
                filled(form, found, batch.made_by, batch.code_address, left), 1
            ):
                out.writestr(f"{place:04}-{printing.file_name(form, subject)}", made.data)
                rows.append(printing.entry(form, subject, code, made, version, by=batch.made_by, batch=batch))
                job.advance()
        job.stage("pack")
        says = _keep(batch, form, packed.getvalue(), rows, left)
        job.finish(says)
    return says


def filled(form: Form, found: list[Subject], by: Account, address: str, left: list[Left]) -> Iterator[Ready]:
    """Each subject's form, in order; those of which it cannot be printed yet go to `left`, with the reason."""
    if form.make == Make.BOOK:
        yield from _bound(form, found, by, address, left)
        return
    ready = templates.ready(form.code)
    for subject in found:
        code = receipt.make(secrets.randbelow)
        try:
            made, version = printing.render(form, subject, code, by=by, address=address, numbers={}, template=ready)
        except DomainError as refusal:
            left.append((subject, str(refusal)))
            continue
        yield subject, code, made, version


def _bound(form: Form, found: list[Subject], by: Account, address: str, left: list[Left]) -> Iterator[Ready]:
    """Books: read here one after another, set by two threads that touch no database."""
    binding.faces()
    waiting: list[tuple[Subject, str, Future[Made]]] = []
    with _seldom_collected(), ThreadPoolExecutor(THREADS, thread_name_prefix="book") as pool:
        for subject in found:
            code = receipt.make(secrets.randbelow)
            try:
                said = binding.content(form, subject, code, by, printing.said(code, address))
            except DomainError as refusal:
                left.append((subject, str(refusal)))
                continue
            waiting.append((subject, code, pool.submit(binding.set_in_type, form, said)))
            if len(waiting) > AHEAD:
                yield _taken(waiting.pop(0))
        for one in waiting:
            yield _taken(one)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Reading a thousand families makes millions of short-lived objects and no circles: a tenth of the time went into
    looking for them.
    """  # fmt: skip
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _taken(one: tuple[Subject, str, Future[Made]]) -> Ready:
    subject, code, made = one
    return subject, code, made.result(), templates.SHIPPED_VERSION


def _keep(batch: PrintBatch, form: Form, data: bytes, rows: list[PrintedForm], left: list[Left]) -> str:
    name = media.keep(data)
    with transaction.atomic():
        PrintedForm.objects.bulk_create(rows, batch_size=500)
        missed = [
            LeftOut(batch=batch, subject_key=one.key, household_no=one.household_no,
                    village_code=one.area_code[:VILLAGE], why=why[:300])
            for one, why in left
        ]  # fmt: skip
        LeftOut.objects.bulk_create(missed, batch_size=500)
        PrintBatch.objects.filter(pk=batch.pk).update(
            count=len(rows), left_out=len(left), file_name=name, size=len(data), done_at=clock.now()
        )
        audit.record(
            trail.BATCH_MADE, by=batch.made_by, subject=f"print_batch:{batch.number}", village_code=batch.area_code, writes=True,
            form=form.title, count=len(rows), batch=batch.number,
        )  # fmt: skip
    rest = f"，还有 {len(left)} 户现在打印不了，是哪些户、为什么写在这一批下面" if left else ""
    return f"《{form.title}》{len(rows)} 张做好了{rest}"


def _throw_away_old() -> None:
    """Packs nobody needs any more: personal data is not kept longer than it is fetched."""
    old = PrintBatch.objects.filter(done_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)).exclude(file_name="")
    for batch in old:
        (Path(settings.DATA_DIR) / media.FOLDER / batch.file_name).unlink(missing_ok=True)
        PrintBatch.objects.filter(pk=batch.pk).update(file_name="")
