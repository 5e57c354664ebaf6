"""What duty tells on a household's timeline: who helps, who came, what was settled. One query for all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, Value
from django.db.models.functions import Cast, TruncDate

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field
from huaiyuan.base.vault import mask
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.models import HomeVisit, Pairing, Problem
from huaiyuan.county.duty.types import Part, ProblemKind, Way
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE = "visit", "走访"
PAIRING, PAIRING_SOURCE = "pairing", "结对"
NOT_SHOWN = "不予显示"
OF_PAIRING, OF_VISIT, OF_PROBLEM = "pairing", "visit", "problem"
COLUMNS = ("what", "begins", "ends", "code", "says", "who", "count")


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's pairings, visits and problems; sentences only for who sees states of health."""
    clear, names = access.sees_clear(account, Field.HEALTH), access.sees_clear(account, Field.NAME)
    for what, begins, ends, code, says, who, count in _rows(household_no):
        if what == OF_PAIRING:
            yield from _pairing(begins, ends, code, says, who if names else mask.name(who))
        elif what == OF_VISIT:
            yield _visit(begins, code, says if clear or not says else NOT_SHOWN, count)
        else:
            yield from _problem(begins, ends, code, says if clear else "", who)


def _rows(household_no: str) -> Iterator[Any]:
    """Three tables as one, so that a page asks once: what, from, until, code, sentence, who or number, count."""
    of, none = {"household_no": household_no}, Value(0, IntegerField())
    pairings = Pairing.objects.filter(**of).annotate(
        what=_said(OF_PAIRING), begins=F("valid_from"), ends=F("valid_to"), code=_text("part"),
        says_=_text("helper__unit__name"), who=_text("helper__name"), count=none,
    )  # fmt: skip
    visits = HomeVisit.objects.filter(**of).annotate(
        what=_said(OF_VISIT), begins=F("visited_on"), ends=F("visited_on"), code=_text("way"), says_=_text("note"),
        who=_said(""), count=F("looks_bad"),
    )  # fmt: skip
    problems = Problem.objects.filter(**of).annotate(
        what=_said(OF_PROBLEM), begins=_day("raised_at"), ends=_day("closed_at"), code=_text("kind"), says_=_text("says"),
        who=_text("problem_no"), count=none,
    )  # fmt: skip
    names = [name.replace("says", "says_") for name in COLUMNS]
    first, *others = (rows.order_by().values_list(*names) for rows in (pairings, visits, problems))
    return iter(first.union(*others, all=True))


def _said(text: str) -> Any:
    return Value(text, CharField(max_length=200))


def _text(field: str) -> Any:
    return Cast(field, CharField(max_length=200))


def _day(field: str) -> Any:
    return TruncDate(field, tzinfo=clock.SHANGHAI, output_field=DateField())


def _pairing(since: dt.date, until: dt.date | None, part: str, unit: str, name: str) -> Iterator[Entry]:
    says = f"{unit}{name}（{Part(part).label}）"
    yield Entry(since, "结对帮扶责任人", says, PAIRING_SOURCE, PAIRING)
    if until and until != OPEN_END:
        yield Entry(until, "帮扶责任人换人", f"{says}到此为止", PAIRING_SOURCE, PAIRING)


def _visit(on: dt.date, way: str, note: str, bad: int) -> Entry:
    looks = f"五看有 {bad} 项不好" if bad else "五看都好"
    return Entry(on, f"帮扶责任人{Way(way).label}走访", f"{looks}{f'，{note}' if note else ''}", SOURCE, KIND)


def _problem(raised: dt.date, closed: dt.date | None, kind: str, says: str, number: str) -> Iterator[Entry]:
    what = f"{ProblemKind(kind).label}{f'（{says}）' if says else ''}"
    yield Entry(raised, "走访交办", f"{what}，{number}", SOURCE, KIND)
    if closed:
        yield Entry(closed, "回访认可", f"{what}已办好", SOURCE, KIND)
