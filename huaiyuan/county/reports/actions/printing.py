"""Printing one form: read, filled, registered under its own code, and in the log before it leaves."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import segno
from django.conf import settings
from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.casework import actions as casework_actions
from huaiyuan.county.registry import actions as registry_actions
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import binding, catalogue, errors, subjects, trail
from huaiyuan.county.reports.actions import templates
from huaiyuan.county.reports.catalogue import Form
from huaiyuan.county.reports.docx import CODE, WEB, Mark, Template
from huaiyuan.county.reports.models import PrintBatch, PrintedForm
from huaiyuan.county.reports.readers import READERS
from huaiyuan.county.reports.types import Made, Make, Subject, Values

DEMO = "演示数据"
SHEET_PATH, WEB_PATH = "/b/{code}/", "/gs/{token}/"
NOTICE = "notice"
# A smudged corner still reads.
CORRECTS = "q"
POSTS = {"county_center": "县监测中心", "township": "乡镇", "village": "村"}


@dataclass(frozen=True)
class Printed:
    """What was printed: the file, its name, and the entry of the register."""

    data: bytes
    file_name: str
    row: PrintedForm


def print_one(code: str, key: str, *, by: Account, address: str = "", reason: str | None = None) -> Printed:
    """Print one form for somebody who may see what it is about. `address` is where the small code leads; a `reason`
    puts whole identity numbers on it, each of them logged.

    Raises: FORMS_NO_FORM, FORMS_NOT_PRINTABLE, FORMS_NOT_FOUND, FORMS_NOTHING_YET, FORMS_NO_REASON,
    FORMS_PERSONAL_TEXT, FORMS_NO_FONT.
    """
    form = printable(code, by)
    subject = subjects.find(form.kind, key, by)
    if reason is not None and not reason.strip():
        raise DomainError(errors.NO_REASON)
    with_numbers = reason is not None and form.numbers and access.may(by, P.PERSONAL_REVEAL)
    numbers = _revealed(subject, reason or "", by) if with_numbers else {}
    number = receipt.make(secrets.randbelow)
    made, version = render(form, subject, number, by=by, address=address, numbers=numbers)
    with transaction.atomic():
        row = entry(form, subject, number, made, version, by=by, with_numbers=with_numbers)
        row.save()
        audit.record(
            trail.PRINTED, by=by, subject=f"form:{code}", household_no=subject.household_no,
            village_code=subject.area_code, writes=True, form=form.title, code=number,
            numbers="带完整证件号" if with_numbers else "证件号遮蔽",
        )  # fmt: skip
    return Printed(made.data, file_name(form, subject), row)


def printable(code: str, by: Account) -> Form:
    """A form that the account's post prints. Raises: FORMS_NO_FORM, FORMS_NOT_PRINTABLE."""
    form = catalogue.form(code)
    if not access.may(by, P.FORM_PRINT) or not access.standing(by).roles & form.posts:
        posts = "、".join(POSTS[str(one)] for one in sorted(form.posts))
        raise DomainError(errors.NOT_PRINTABLE, form=form.title, posts=posts)
    return form


def render(
    form: Form, subject: Subject, number: str, *, by: Account, address: str, numbers: Mapping[str, str],
    template: tuple[Template, int] | None = None,
) -> tuple[Made, int]:  # fmt: skip
    """A form or book as a file, with the version of its template; writes nothing."""
    if form.make == Make.BOOK:
        return binding.book(form, subject, number, by, said(number, address)), templates.SHIPPED_VERSION
    compiled, version = template or templates.ready(form.code)
    values: Values = {**READERS[form.code](subject, by, numbers), **_common(number, by)}
    codes = {CODE: picture(said(number, address)), **_web_code(form, subject, by, address)}
    made = compiled.fill(values, codes)
    if form.public and (found := public_text.findings(made.text)):
        raise DomainError(errors.PERSONAL_TEXT, form=form.title, says=found[0].says)
    return made, version


def entry(
    form: Form, subject: Subject, number: str, made: Made, version: int, *, by: Account, with_numbers: bool = False,
    batch: PrintBatch | None = None,
) -> PrintedForm:  # fmt: skip
    """The entry of the register, not saved yet."""
    return PrintedForm(
        code=number, form=form.code, kind=form.kind, subject_key=subject.key, household_no=subject.household_no,
        area_code=subject.area_code, step=form.step, template_version=version, filled=made.counted.filled,
        typed=made.counted.typed, with_numbers=with_numbers, batch=batch, printed_by=by, printed_at=clock.now(),
    )  # fmt: skip


def file_name(form: Form, subject: Subject) -> str:
    """The file's name: numbers only, never a person's name."""
    ending = "docx" if form.make == Make.FORM else "pdf"
    return f"{DEMO + '-' if settings.DEMO else ''}{form.title}-{subject.household_no or subject.key}.{ending}"


def picture(says: str) -> bytes:
    """A code as PNG."""
    stream = io.BytesIO()
    segno.make(says, error=CORRECTS, micro=False).save(stream, kind="png", scale=4, border=2)
    return stream.getvalue()


def said(number: str, address: str) -> str:
    """What the small code says: the address of the sheet's page, or its number alone where nobody gave an address."""
    return f"{address.rstrip('/')}{SHEET_PATH.format(code=number)}" if address else number


def _web_code(form: Form, subject: Subject, by: Account, address: str) -> dict[str, bytes]:
    """The code of a notice's web page, where the county has one (ADR 0045)."""
    if form.code != NOTICE or not (settings.PUBLIC_ADDRESS or address):
        return {}
    token = casework_actions.address_for(subject.key, by=by)
    return (
        {WEB: picture((settings.PUBLIC_ADDRESS or address.rstrip("/")) + WEB_PATH.format(token=token))} if token else {}
    )


def _common(number: str, by: Account) -> Values:
    return {
        "表号": Mark(receipt.shown(number)), "演示": Mark(DEMO if settings.DEMO else ""),
        "打印日期": Mark(f"{clock.today():%Y-%m-%d}"), "打印人": Mark(by.display_name), "手填": None,
    }  # fmt: skip


def _revealed(subject: Subject, reason: str, by: Account) -> dict[str, str]:
    """Whole identity numbers of a household, each shown once with its own record."""
    found = registry.household_page(subject.household_no, by, story=False)
    return {
        one.person_id: registry_actions.reveal(
            one.person_id, registry_actions.SealedField.ID_NUMBER, reason=reason, by=by
        )
        for one in (found.members if found else [])
        if one.id_shown
    }
