"""What others ask of education: whether a family's children of compulsory age all learn somewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from huaiyuan.base.reference.queries import dated_values
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import months_after
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.guarantees.education import standards
from huaiyuan.county.guarantees.education.aid import AID
from huaiyuan.county.guarantees.education.pupils import OVER, PUPILS
from huaiyuan.county.guarantees.education.returns import RETURNS
from huaiyuan.county.guarantees.education.teaching import INCOMPLETE, TEACHING
from huaiyuan.county.guarantees.education.types import Benefit, Standing
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.ledger import queries as ledgers
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.types import Who
from huaiyuan.county.registry import guarantees

COMPARES = (Who.DEPARTMENT, Who.COUNTY)


@dataclass(frozen=True)
class Growth:
    """Families of a kind now, a month before, and those who came new and are no more."""

    title: str
    now: int
    before: int
    new: int
    over: int

    @property
    def net(self) -> int:
        """How many more there are; above nothing it is an alarm (防新增反弹)."""
        return self.now - self.before


@dataclass(frozen=True)
class Standard:
    """One dated standard of aid, in 元 a year, with its source; `ended` when a later one has taken its place."""

    benefit: str
    yuan: Decimal
    since: dt.date
    source: str
    ended: bool


@dataclass(frozen=True)
class Desk:
    """Education at a glance, within what an account reads."""

    states: list[tuple[str, str, int]]
    growth: list[Growth]
    returns: dict[str, int]
    teaching: dict[str, int]
    incomplete: int
    aid: dict[str, int]
    period: str
    may_compare: bool
    standards: list[Standard] = field(default_factory=list)


def reads(account: object) -> dict[str, str] | None:
    """Whether the account reads the ledger of those of school age, as URL parts."""
    return {} if ledgers.find_ledger(PUPILS.code, account) else None


def may_compare(account: object) -> bool:
    """Whether the account may start the comparison of the lists."""
    return ledgers.does(PUPILS, COMPARES, account)


def desk(account: object, *, on: dt.date | None = None) -> Desk:
    """Where the children learn, who is out and whether that grows, who is behind, what is not yet paid. Eleven queries."""
    day = on or clock.today()
    states = ledgers.counted(PUPILS, account)
    roll = next((one.period for one in intake.effective_batches(day) if one.source == "school_roll"), "")
    files = ledgers.rows(TEACHING, account).order_by().values_list("state")
    taught = list(files.annotate(n=Count("pk"), lacking=Count("pk", filter=INCOMPLETE)))
    return Desk(
        states=[(state.value, str(state.label), states.get(state.value, 0)) for state in Standing if state not in OVER],
        growth=[growth("辍学", RETURNS, "confirmed_on", account, day), growth("送教上门", TEACHING, "opened_on", account, day)],
        returns=ledgers.counted(RETURNS, account), teaching={state: n for state, n, _ in taught},
        incomplete=sum(lacking for state, _, lacking in taught if state != "ended"),
        aid=ledgers.counted(AID, account), period=roll, may_compare=may_compare(account), standards=list(dated_standards()),
    )  # fmt: skip


def growth(title: str, ledger: Ledger, since: str, account: object, day: dt.date) -> Growth:
    """Families with a child in a ledger from a day on until it ended, now and on the same day of the month before."""
    before_day = months_after(day, -1)
    rows: Any = ledgers.rows(ledger, account).filter(**{f"{since}__lte": day}).exclude(household_no="")
    spans = rows.order_by().values_list("household_no", since, "ended_on")
    kept = list(spans.filter(Q(ended_on=None) | Q(ended_on__gt=before_day)))
    now, before = (_families(kept, one) for one in (day, before_day))
    return Growth(title, len(now), len(before), len(now - before), len(before - now))


def _families(spans: Iterable[tuple[str, dt.date, dt.date | None]], day: dt.date) -> set[str]:
    return {household for household, since, ended in spans if since <= day and (ended is None or ended > day)}


def dated_standards() -> Iterator[Standard]:
    """Every standard of aid there ever was, the older ones too. One query."""
    names = list(standards.STANDARD.values())
    found = dated_values(names)
    for benefit, name in standards.STANDARD.items():
        values = found.get(name, [])
        for place, one in enumerate(values):
            if isinstance(one.value, Decimal):
                yield Standard(Benefit(benefit).label, one.value, one.valid_from, one.source, place < len(values) - 1)


def guarantee(household_no: str, on: dt.date | None = None) -> Said | None:
    """A family's schooling in one answer with its sentence and day; None where the ledger knows nothing."""
    day = on or clock.today()
    told = guarantees.told(guarantees.homes([household_no], day), day, only="education")
    return next(iter(told.get(household_no, {}).get(Guarantee.SCHOOLING, [])), None)
