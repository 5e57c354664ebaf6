"""What pages and other parts read of income statements, within an account's rows and as it may see amounts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.reference.queries import DatedValue
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.income import items
from huaiyuan.county.income import sums
from huaiyuan.county.income.models import IncomeEntry, IncomePhoto, IncomeStatement
from huaiyuan.county.income.types import PhotoKind, Purpose, Signed, State
from huaiyuan.county.registry import queries as registry

NOT_SHOWN = "不予显示"
# Where a family stands in a year's collection, in the order of the list's tabs.
TO_MEASURE, UNKNOWN, NO_LINE, BELOW, ABOVE = "to_measure", "unknown", "no_line", "below", "above"


@dataclass(frozen=True)
class Held:
    """A statement for other parts: its sums, the line it is set against, and how sure it is."""

    number: str
    statement: policy.Statement
    line: policy.Line
    measured_on: dt.date
    signed: bool
    confirmed: bool

    @property
    def standing(self) -> policy.Standing:
        """Where the reference income stands to the line."""
        return self.statement.reference_against(self.line)


@dataclass(frozen=True)
class Shown:
    """One amount of a statement as an account sees it."""

    title: str
    amount: str
    origin: str
    ref: str
    local: bool


@dataclass(frozen=True)
class Part:
    """One kind of a statement: its total, and its amounts or 没有."""

    kind: policy.Kind
    label: str
    total: str
    lines: list[Shown]
    none: bool


@dataclass(frozen=True)
class StatementPage:
    """A statement with its sums, where it stands, its proofs and what this account may do with it."""

    row: IncomeStatement
    total: policy.Statement
    period: policy.Accounting
    parts: list[Part]
    excluded: list[Shown]
    net: str
    per_head: str
    reference: str
    reference_per_head: str
    standing: policy.Standing
    net_standing: policy.Standing
    sees: bool
    vouchers: list[str]
    sheets: list[str]
    newer: str
    may_measure: bool
    may_check: bool
    lacks_voucher: bool


def find_statement(reach: Scope, number: str) -> str | None:
    """The number itself when its household lives within the scope; None alike for a foreign and an absent one."""
    household = IncomeStatement.objects.filter(number=number).values_list("household_no", flat=True).first()
    return number if household and reach.covers(registry.village_of(household)) else None


def has_photo(number: str, photo: uuid.UUID) -> bool:
    """Whether a photo belongs to this statement."""
    return IncomePhoto.objects.filter(statement__number=number, client_uuid=photo).exists()


def statements(reach: Scope) -> QuerySet[IncomeStatement]:
    """The statements that stand, within a scope."""
    return reach.filter(IncomeStatement.objects.filter(superseded_at=None))


def some_household(account: Account, permission: P) -> str | None:
    """A household within the account's rows whose income was measured: what a page is shown with."""
    rows = statements(access.scope_of(account, permission)).order_by("village_code", "-last_on", "household_no")
    return rows.values_list("household_no", flat=True).first()


def current(household_no: str, period: policy.Accounting) -> IncomeStatement | None:
    """The statement that stands for a household, purpose and period."""
    rows = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None)
    return rows.filter(purpose=period.purpose, first_on=period.first_day).first()


def latest(household_no: str, purpose: Purpose | None = None) -> Held | None:
    """The statement that was measured last, of one purpose or of any: for identification, exit and plans. No scope:
    the caller shows it to nobody who may not read it. Three queries."""
    rows = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None).exclude(state=State.RETURNED)
    row = (rows.filter(purpose=purpose) if purpose else rows).order_by("-measured_on", "-id").first()
    if row is None:
        return None
    line = sums.line_on(sums.line_day(row.purpose, row.last_on, row.measured_on))
    return Held(
        row.number, sums.added_up(row, row.entries.all()), line, row.measured_on, row.signed == Signed.DONE,
        row.state == State.CONFIRMED,
    )  # fmt: skip


def per_head_before(household_no: str, period: policy.Accounting) -> Decimal | None:
    """Net income per head of the year before a period, None where it was not measured or is not known. One query."""
    earlier = current(household_no, period.before)
    return money.to_yuan(earlier.net_fen) / earlier.size if earlier and earlier.net_fen is not None else None


def above_since(household_no: str, on: dt.date | None = None) -> dt.date | None:
    """From which day on every statement up to a day was known to be not below its line; None while the last was not.

    The day is that of the earliest such measuring: before it nobody has looked.
    """
    rows = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None).exclude(state=State.RETURNED)
    found = list(rows.filter(measured_on__lte=on or clock.today()).order_by("-measured_on", "-id"))
    return _since(found, sums.lines_for(found))


@dataclass(frozen=True)
class ForExit:
    """A family's income as it was measured for its exit: where it stands, and from which day on it was above the line."""

    number: str
    period: policy.Accounting
    size: int
    standing: policy.Standing
    above_since: dt.date | None
    measured_on: dt.date


def for_exits(household_nos: Iterable[str], on: dt.date, spans: Iterable[DatedValue]) -> dict[str, ForExit]:
    """The latest statement made for an exit, of households that have one by a day; `spans` are those of the reference
    line (`policy.line.PARAMETER`), which the caller reads with others. One query, whatever their number.
    """
    rows = IncomeStatement.objects.filter(
        household_no__in=list(household_nos), superseded_at=None, measured_on__lte=on
    ).exclude(state=State.RETURNED)  # fmt: skip
    of_home: dict[str, list[IncomeStatement]] = {}
    for row in rows.order_by("-measured_on", "-id"):
        of_home.setdefault(row.household_no, []).append(row)
    lines = sums.lines_for((row for found in of_home.values() for row in found), spans)
    return {number: made for number, found in of_home.items() if (made := _for_exit(found, lines)) is not None}


def _for_exit(found: list[IncomeStatement], lines: Mapping[str, policy.Line]) -> ForExit | None:
    row = next((row for row in found if row.purpose == Purpose.EXIT), None)
    if row is None:
        return None
    standing = sums.standing(row, lines[row.number])
    return ForExit(row.number, sums.period_of(row), row.size, standing, _since(found, lines), row.measured_on)


def _since(found: list[IncomeStatement], lines: Mapping[str, policy.Line]) -> dt.date | None:
    since = None
    for row in found:
        if sums.standing(row, lines[row.number]).below is not Known.NO:
            break
        since = row.measured_on
    return since


def history(household_no: str, account: Account) -> list[tuple[IncomeStatement, policy.Standing]]:
    """A household's statements that stand, newest first; empty when it lies outside the account's rows."""
    if not access.scope_of(account, P.INCOME_READ).covers(registry.village_of(household_no)):
        return []
    rows = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None)
    found = list(rows.select_related("measured_by").order_by("-measured_on", "-id"))
    lines = sums.lines_for(found)
    return [(row, sums.standing(row, lines[row.number])) for row in found]


def statement_page(number: str, account: Account) -> StatementPage:
    """One statement; the caller has looked whether it lies within the account's rows."""
    row = IncomeStatement.objects.select_related("measured_by", "decided_by").get(number=number)
    entries, photos = list(row.entries.all()), list(row.photos.order_by("id"))
    total = sums.added_up(row, entries)
    line = sums.line_on(sums.line_day(row.purpose, row.last_on, row.measured_on))
    sees, stands = access.sees_clear(account, Field.AMOUNT), row.superseded_at is None
    newer = None if stands else current(row.household_no, sums.period_of(row))
    return StatementPage(
        row=row, total=total, period=total.period, parts=_parts(row, entries, total, sees),
        excluded=_lines(entries, policy.Kind.EXCLUDED, sees), net=_amount(total.net, total.missing_net, sees),
        per_head=_amount(total.per_head, total.missing_net, sees),
        reference=_amount(total.reference, total.missing, sees),
        reference_per_head=_amount(total.reference_per_head, total.missing, sees),
        standing=total.reference_against(line), net_standing=total.net_against(line), sees=sees,
        vouchers=_photos(photos, PhotoKind.VOUCHER, sees), sheets=_photos(photos, PhotoKind.SHEET, sees),
        newer=newer.number if newer else "",
        may_measure=stands and access.scope_of(account, P.INCOME_MEASURE).covers(row.village_code),
        may_check=stands and row.state == State.MEASURED and row.measured_by_id != account.pk
        and access.scope_of(account, P.INCOME_CONFIRM).covers(row.village_code),
        lacks_voucher=_lacks_voucher(entries, photos),
    )  # fmt: skip


def _lacks_voucher(entries: list[IncomeEntry], photos: list[IncomePhoto]) -> bool:
    asked = [e for e in entries if items.item(e.code).voucher and e.fen and e.origin in {"asked", "carried"}]
    return bool(asked) and not any(photo.kind == PhotoKind.VOUCHER for photo in photos)


def _photos(photos: list[IncomePhoto], kind: PhotoKind, sees: bool) -> list[str]:
    return [str(photo.client_uuid) for photo in photos if photo.kind == kind] if sees else []


def _parts(row: IncomeStatement, entries: list[IncomeEntry], total: policy.Statement, sees: bool) -> list[Part]:
    none = sums.none_of(row.none_of)
    return [
        Part(kind, kind.label, _amount(total.totals[kind], (), sees), _lines(entries, kind, sees), kind in none)
        for kind in policy.ASKED
    ]


def _lines(entries: list[IncomeEntry], kind: policy.Kind, sees: bool) -> list[Shown]:
    order = list(items.load())
    rows = sorted((e for e in entries if items.item(e.code).kind is kind), key=lambda e: order.index(e.code))
    return [
        Shown(
            items.item(e.code).title, _amount(None if e.fen is None else money.to_yuan(e.fen), (), sees),
            e.get_origin_display(), e.origin_ref if sees else "", items.item(e.code).local,
        )
        for e in rows
    ]  # fmt: skip


def _amount(amount: Decimal | None, missing: tuple[str, ...], sees: bool) -> str:
    if not sees:
        return NOT_SHOWN
    return policy.shown(amount, missing)


@dataclass(frozen=True)
class Counts:
    """How a year's collection stands in an area: families to be measured at all, and where the measured ones stand."""

    households: int
    measured: int
    unknown: int
    no_line: int
    below: int
    above: int
    to_check: int

    @property
    def to_measure(self) -> int:
        """Families nobody has measured yet."""
        return max(self.households - self.measured, 0)


def collected(account: Account, period: policy.Accounting, line: policy.Line) -> dict[str, Counts]:
    """A period's collection by village within the account's rows. Two queries, whatever the size of the county."""
    homes = registry.cared(account).filter(household__household_no=OuterRef("household_no"))
    rows: QuerySet[Any] = IncomeStatement.objects.filter(superseded_at=None).filter(
        purpose=period.purpose, first_on=period.first_day
    )
    living = rows.annotate(village_now=Subquery(homes.values("village_code")[:1])).filter(~Q(village_now=None))
    counted = {
        row["village_now"]: row
        for row in _with_standing(living, line)
        .values("village_now")
        .annotate(
            measured=Count("id"), to_check=Count("id", filter=Q(state=State.MEASURED)),
            **{name: Count("id", filter=Q(place=name)) for name in (UNKNOWN, NO_LINE, BELOW, ABOVE)},
        )
    }  # fmt: skip
    households = registry.cared_by_village(account)
    return {code: _counts(households.get(code, 0), counted.get(code, {})) for code in sorted({*households, *counted})}


def _counts(households: int, row: Mapping[str, int]) -> Counts:
    names = ("measured", UNKNOWN, NO_LINE, BELOW, ABOVE, "to_check")
    return Counts(households, *(row.get(name, 0) for name in names))


def _with_standing(rows: QuerySet[Any], line: policy.Line) -> QuerySet[Any]:
    """The rows with where each stands to the line, told by the database: total against line times people."""
    if line.yuan is None:
        whens = [When(reference_fen=None, then=Value(UNKNOWN))]
        return rows.annotate(place=Case(*whens, default=Value(NO_LINE)))
    level = F("size") * Value(money.to_fen(line.yuan), output_field=IntegerField())
    return rows.annotate(
        place=Case(
            When(reference_fen=None, then=Value(UNKNOWN)), When(reference_fen__lt=level, then=Value(BELOW)),
            default=Value(ABOVE),
        )
    )  # fmt: skip


@dataclass(frozen=True)
class ListedFamily:
    """A family in a year's collection: who, and what was measured."""

    home: registry.Listed
    row: IncomeStatement | None
    place: str
    standing: policy.Standing | None
    sees: bool

    @property
    def per_head(self) -> str:
        """The reference income per head as the account sees it."""
        if self.row is None:
            return ""
        if not self.sees:
            return NOT_SHOWN
        if self.row.reference_fen is None:
            return f"不明（缺：{'、'.join(sums.missing_of(self.row))}）"
        return money.shown(money.to_yuan(self.row.reference_fen) / self.row.size)


MOST = 2000


def village_families(
    village_code: str, account: Account, period: policy.Accounting, line: policy.Line
) -> list[ListedFamily]:
    """A village's lifted and monitored families in walking order, each with what was measured for the period."""
    homes = registry.village_page(village_code, account, kind="cared", limit=MOST).rows
    rows = IncomeStatement.objects.filter(
        superseded_at=None, purpose=period.purpose, first_on=period.first_day,
        household_no__in=[home.household_no for home in homes],
    )  # fmt: skip
    found = {row.household_no: row for row in rows.select_related("measured_by")}
    sees = access.sees_clear(account, Field.AMOUNT)
    return [_listed(home, found.get(home.household_no), line, sees) for home in homes]


def _listed(home: registry.Listed, row: IncomeStatement | None, line: policy.Line, sees: bool) -> ListedFamily:
    if row is None:
        return ListedFamily(home, None, TO_MEASURE, None, sees)
    standing = sums.standing(row, line)
    if row.reference_fen is None:
        place = UNKNOWN
    elif standing.below is Known.UNKNOWN:
        place = NO_LINE
    else:
        place = BELOW if standing.below is Known.YES else ABOVE
    return ListedFamily(home, row, place, standing, sees)


def of_period(reach: Scope, period: policy.Accounting) -> QuerySet[IncomeStatement]:
    """The statements of a period within a scope, in the order of a file."""
    rows = statements(reach).filter(purpose=period.purpose, first_on=period.first_day)
    return rows.select_related("measured_by").order_by("village_code", "household_no")
