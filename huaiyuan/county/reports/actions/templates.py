"""A county's own templates: checked before they are taken, every version kept, any version taken up again."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.db import IntegrityError, transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.reports import catalogue, errors, trail
from huaiyuan.county.reports.catalogue import Form
from huaiyuan.county.reports.docx import Template
from huaiyuan.county.reports.models import FormTemplate
from huaiyuan.county.reports.types import Make

SHIPPED_VERSION = 0
BACK, RESET = "换回第 {version} 版", "换回系统带的模版"


def change(code: str, data: bytes, *, note: str, by: Account) -> FormTemplate:
    """Take a county's template as the next version. Nothing changes when it is refused.

    Raises: FORMS_NO_FORM, FORMS_NOT_DOCX, FORMS_TOO_LARGE, FORMS_SYNTAX, FORMS_NOT_ALLOWED, FORMS_UNKNOWN,
    FORMS_LACKING, FORMS_PERSONAL_TEXT, FORMS_SAME.
    """
    form = _editable(code, by)
    template = Template(data, form.allowed, form.title)
    if form.public and (found := public_text.findings(template.words)):
        raise DomainError(errors.PERSONAL_TEXT, form=form.title, says=found[0].says)
    digest = hashlib.sha256(data).hexdigest()
    version = in_force(code)
    if digest == _digest_of(form, version):
        raise DomainError(errors.SAME, version=version)
    return _write(form, media.keep(data), digest, note.strip()[:200], by)


def take_back(code: str, version: int, *, by: Account) -> FormTemplate:
    """Take an earlier version up again, as a new one. Raises: FORMS_NO_FORM, FORMS_NO_VERSION, FORMS_IN_FORCE."""
    form = _editable(code, by)
    now = in_force(code)
    if version == now:
        raise DomainError(errors.IN_FORCE, version=version)
    old = FormTemplate.objects.filter(form=code, version=version).first()
    if old is None and version != SHIPPED_VERSION:
        raise DomainError(errors.NO_VERSION, version=version)
    note = BACK.format(version=version) if old else RESET
    return _write(form, old.file_name if old else "", _digest_of(form, version), note, by)


def in_force(code: str) -> int:
    """The version that forms are printed from today."""
    newest = FormTemplate.objects.filter(form=code).order_by("-version").values_list("version", flat=True).first()
    return newest or SHIPPED_VERSION


def data_of(code: str, version: int) -> bytes:
    """The file of a version. Raises: FORMS_NO_FORM, FORMS_NO_VERSION."""
    form = catalogue.form(code)
    row = FormTemplate.objects.filter(form=code, version=version).first()
    if row is None and version != SHIPPED_VERSION:
        raise DomainError(errors.NO_VERSION, version=version)
    return media.opened(row.file_name) if row and row.file_name else form.shipped.read_bytes()


@transaction.atomic
def take_file(code: str, version: int, *, by: Account) -> bytes:
    """The file of a version, to be edited; that it was taken is recorded. Raises as `data_of`."""
    form, data = _editable(code, by), data_of(code, version)
    audit.record(trail.TEMPLATE_TAKEN, by=by, subject=f"form:{code}", form=form.title, version=version)
    return data


@lru_cache(maxsize=64)
def compiled(code: str, version: int, _digest: str) -> Template:
    """A version ready to be filled; kept in this process, for a version never changes (the digest tells counties apart)."""
    form = catalogue.form(code)
    return Template(data_of(code, version), form.allowed, form.title)


def ready(code: str) -> tuple[Template, int]:
    """The template in force and its version."""
    form, version = catalogue.form(code), in_force(code)
    return compiled(code, version, _digest_of(form, version)), version


def _digest_of(form: Form, version: int) -> str:
    row = FormTemplate.objects.filter(form=form.code, version=version).values_list("sha256", flat=True).first()
    return row or hashlib.sha256(form.shipped.read_bytes()).hexdigest()


def _editable(code: str, by: Account) -> Form:
    form = catalogue.form(code)
    if form.make != Make.FORM or not access.may(by, P.FORM_TEMPLATE):
        raise DomainError(errors.NO_FORM, form=code)
    return form


def _write(form: Form, file_name: str, digest: str, note: str, by: Account) -> FormTemplate:
    try:
        with transaction.atomic():
            row = FormTemplate.objects.create(
                form=form.code, version=in_force(form.code) + 1, file_name=file_name, sha256=digest, note=note,
                uploaded_by=by, uploaded_at=clock.now(),
            )  # fmt: skip
            audit.record(
                trail.TEMPLATE_CHANGED, by=by, subject=f"form:{form.code}", writes=True, form=form.title,
                version=row.version, note=note or "没有写",
            )  # fmt: skip
    except IntegrityError as race:
        raise DomainError(errors.RACE, form=form.title) from race
    return row
