"""What pages and scripts read of forms, within an account's rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import background, catalogue, subjects
from huaiyuan.county.reports.actions.templates import SHIPPED_VERSION, in_force
from huaiyuan.county.reports.catalogue import Form
from huaiyuan.county.reports.models import FormTemplate, LeftOut, PrintBatch, PrintedForm, SignedSheet
from huaiyuan.county.reports.subjects import Around
from huaiyuan.county.reports.types import Kind, Make, Subject

BATCHES_SHOWN = 5
MOST_NUMBERS = 2000


@dataclass(frozen=True)
class FormLine:
    """A form as a line of the catalogue; `filled` and `typed` are what its printed sheets had on average."""

    form: Form
    version: int
    printed: int
    filled: int | None
    typed: int | None
    may_print: bool


def catalogue_lines(account: object) -> list[FormLine]:
    """Every form with its template in force and how its cells were filled. Two queries."""
    rows = PrintedForm.objects.order_by().values_list("form")
    counted: dict[str, tuple[int, int | None, int | None]] = {
        form: (n, round(full), round(hand))
        for form, n, full, hand in rows.annotate(n=Count("id"), full=Avg("filled"), hand=Avg("typed"))
    }
    newest: dict[str, int] = {}
    for form, version in FormTemplate.objects.order_by("version").values_list("form", "version"):
        newest[form] = version
    roles = access.standing(account).roles
    return [
        FormLine(
            one, newest.get(one.code, SHIPPED_VERSION), *counted.get(one.code, (0, None, None)), bool(roles & one.posts)
        )
        for one in catalogue.FORMS.values()
    ]  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """A form that may be printed of a subject here and now."""

    form: Form
    subject: Subject


def offered(around: Around, account: object) -> list[Offered]:
    """What a household's page of forms offers to this account."""
    roles = access.standing(account).roles
    return [
        Offered(one, subject)
        for one in catalogue.of(Kind.FAMILY, Kind.CASE, Kind.STATEMENT)
        if roles & one.posts and one.code not in around.not_yet and (subject := around.of(one)) is not None
    ]


def printed(account: object) -> QuerySet[Any]:
    """The register within the account's rows, newest first, with how many signed sheets came back."""
    signed = SignedSheet.objects.filter(printed=OuterRef("pk")).order_by().values("printed").annotate(n=Count("pk"))
    rows = access.scope_of(account, P.FORM_PRINT).filter(PrintedForm.objects.all(), "area_code")
    return rows.select_related("printed_by").annotate(signed_n=Coalesce(Subquery(signed.values("n")[:1]), Value(0)))


def searched(rows: QuerySet[Any], text: str, account: object) -> QuerySet[Any]:
    """Those whose code, household or head's name was meant. Two queries more at most."""
    wanted = text.strip()
    if not wanted:
        return rows
    if (code := receipt.read(wanted)) is not None:
        return rows.filter(code=code)
    if wanted[0].isascii():
        return rows.filter(household_no__startswith=wanted)
    numbers = set(rows.order_by("-id").exclude(household_no="").values_list("household_no", flat=True)[:MOST_NUMBERS])
    heads = registry.heads_seen(numbers, account)
    return rows.filter(household_no__in=[number for number, name in heads.items() if wanted in name])


def find_printed(reach: Scope, code: str) -> PrintedForm | None:
    """A printed form by its code as somebody typed it, within a scope; None alike for a foreign and an absent one."""
    number = receipt.read(code)
    row = PrintedForm.objects.filter(code=number).select_related("printed_by").first() if number else None
    return row if row is not None and reach.covers(row.area_code) else None


def signed_of(row: PrintedForm) -> list[SignedSheet]:
    """The signed sheets of a printed form, oldest first."""
    return list(SignedSheet.objects.filter(printed=row).select_related("added_by").order_by("pk"))


def has_signed(row: PrintedForm, number: uuid.UUID) -> bool:
    """Whether a photo belongs to this form."""
    return SignedSheet.objects.filter(printed=row, number=number).exists()


def versions(code: str) -> list[FormTemplate]:
    """The versions of a form's template, newest first."""
    return list(FormTemplate.objects.filter(form=code).select_related("uploaded_by").order_by("-version"))


@dataclass(frozen=True)
class BatchLine:
    """A batch with how far it is."""

    batch: PrintBatch
    title: str
    progress: Any = None
    which: str = ""
    gone: bool = field(default=False)


def batches(account: object) -> list[BatchLine]:
    """The account's own last batches. At most six queries."""
    rows = PrintBatch.objects.filter(made_by=getattr(account, "pk", None)).order_by("-id")[:BATCHES_SHOWN]
    return [
        BatchLine(
            one, catalogue.FORMS[one.form].title, None if one.done_at else jobs.latest(background.KIND, one.number),
            subjects.WHICH.get(one.which, ""), bool(one.done_at and not one.file_name),
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class LeftLine:
    """A family of which a batch could not be printed: who, where, why."""

    household_no: str
    subject_key: str
    head_name: str
    village_name: str
    township_name: str
    why: str


def find_batch(number: str, account: object) -> PrintBatch | None:
    """The account's own batch; None alike for somebody else's and an absent one."""
    return PrintBatch.objects.filter(number=number, made_by=getattr(account, "pk", None)).first()


def left_out(batch: PrintBatch, account: object) -> list[LeftLine]:
    """Whom a batch left out, village by village, with the reason. Three queries."""
    rows = list(LeftOut.objects.filter(batch=batch).order_by("village_code", "household_no", "subject_key"))
    heads = registry.heads_seen([row.household_no for row in rows if row.household_no], account)
    codes = {row.village_code for row in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes}) if codes else {}
    names = {code: place.short_name for code, place in places.items()}
    return [
        LeftLine(row.household_no, row.subject_key, heads.get(row.household_no, ""), names.get(row.village_code, ""),
                 names.get(row.village_code[:9], ""), row.why)
        for row in rows
    ]  # fmt: skip


def as_json(account: object) -> dict[str, Any]:
    """As `huaiyuan forms --json` prints the catalogue."""
    return {
        "as_of": clock.today().isoformat(),
        "forms": [
            {
                "form": line.form.code, "title": line.form.title, "make": Make(line.form.make).label, "kind": line.form.kind,
                "step": line.form.step, "public": line.form.public, "template_version": line.version,
                "printed": line.printed, "filled": line.filled, "typed": line.typed,
                "placeholders": [one.name for one in line.form.singles] + [one.name for one in line.form.tables],
            }
            for line in catalogue_lines(account)
        ],
    }  # fmt: skip


__all__ = [
    "Around", "BatchLine", "FormLine", "LeftLine", "Offered", "as_json", "batches", "catalogue_lines", "find_batch",
    "find_printed", "has_signed", "in_force", "left_out", "offered", "printed", "searched", "signed_of", "versions",
]  # fmt: skip
