"""What pages and others may read of water beside the ledgers' own lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, Q, Sum

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import months_after
from huaiyuan.county.guarantees.water.codes import some_code, works_of
from huaiyuan.county.guarantees.water.fund import FUND, WaterFund
from huaiyuan.county.guarantees.water.hauls import HAULS, WaterHaul
from huaiyuan.county.guarantees.water.repairs import OVER, REPAIRS, late
from huaiyuan.county.guarantees.water.reports import TROUBLES, Status, status_of
from huaiyuan.county.guarantees.water.samples import TESTS, WaterTest
from huaiyuan.county.guarantees.water.voices import guarantee
from huaiyuan.county.guarantees.water.works import WORKS, WaterWorks
from huaiyuan.county.ledger import queries as ledgers

__all__ = [
    "TROUBLES", "Account", "Desk", "Sampled", "Status", "accounts", "desk", "guarantee", "reads", "some_code", "some_works", "status_of", "works_of",
    "works_within",
]  # fmt: skip

YEAR = 365


@dataclass(frozen=True)
class Sampled:
    """A kind of sample of central works: passed, failed, and those that nobody tested."""

    label: str
    code: str
    passed: int
    failed: int
    untested: int


@dataclass(frozen=True)
class Desk:
    """Water at a glance, within what an account reads. Money in 分.

    `whole`: whether it reads the whole fund; who sees only what its own orders cost is told no income and no balance.
    """

    running: int
    stopped: int
    central: int
    scattered: int
    open: int
    late: int
    median_days: float | None
    cleared: int
    hauling: int
    samples: list[Sampled]
    whole: bool
    income: int
    spent: int
    waiting: int

    @property
    def median(self) -> str:
        """The days as people read them."""
        return "—" if self.median_days is None else f"{self.median_days:g}"

    @property
    def balance(self) -> int:
        """What is left of the fund."""
        return self.income - self.spent


@dataclass(frozen=True)
class Account:
    """What a works has cost, in 分."""

    number: str
    name: str
    village_code: str
    spent: int
    times: int


def desk(account: object) -> Desk:
    """Water at a glance. Seven queries."""
    today = clock.today()
    works = ledgers.rows(WORKS, account).exclude(state=WaterWorks.States.SCRAPPED)
    by = works.aggregate(
        running=Count("pk", filter=Q(state="running")), stopped=Count("pk", filter=Q(state="stopped")),
        central=Count("pk", filter=Q(supply="central")), scattered=Count("pk", filter=Q(supply="scattered")),
    )  # fmt: skip
    repairs = ledgers.rows(REPAIRS, account)
    hand = repairs.aggregate(open=Count("pk", filter=~Q(state__in=OVER)), late=Count("pk", filter=late()))
    cleared = repairs.filter(cleared_on__gt=today - dt.timedelta(days=YEAR)).values_list("opened_on", "cleared_on")
    days = [(done - opened).days for opened, done in cleared]
    money = ledgers.rows(FUND, account).aggregate(
        income=Sum("amount", filter=Q(way="in", state="booked")), spent=Sum("amount", filter=Q(way="out", state="booked")),
        waiting=Count("pk", filter=Q(state=WaterFund.States.WAITING)),
    )  # fmt: skip
    hauling = ledgers.rows(HAULS, account).exclude(state=WaterHaul.States.OVER).count()
    return Desk(
        **by, **hand, median_days=median(days) if days else None, cleared=len(days), hauling=hauling,
        samples=_samples(account, today), whole=ledgers.whole(FUND, account), income=money["income"] or 0,
        spent=money["spent"] or 0, waiting=money["waiting"],
    )  # fmt: skip


def _samples(account: object, today: dt.date) -> list[Sampled]:
    months = reference.parameter("water.test_months", today)
    since = months_after(today, -int(months.value)) if months else today
    central = set(
        ledgers.rows(WORKS, account).filter(supply="central").exclude(state="scrapped").values_list("pk", flat=True)
    )
    rows = ledgers.rows(TESTS, account).filter(sampled_on__gt=since).exclude(state=WaterTest.States.SAMPLED)
    latest: dict[tuple[str, int], str] = {}
    for sample, key, state in rows.order_by("sampled_on", "pk").values_list("sample", "works", "state"):
        if key in central:
            latest[sample, key] = state
    found = []
    for code, label in WaterTest.Sample.choices:
        states = [state for (sample, _), state in latest.items() if sample == code]
        passed = states.count(WaterTest.States.PASSED)
        found.append(Sampled(str(label), code, passed, len(states) - passed, len(central) - len(states)))
    return found


def accounts(account: object, *, limit: int) -> list[Account]:
    """What each works has cost, the dearest first. One query."""
    rows = ledgers.rows(FUND, account).filter(way="out", state="booked", works__isnull=False).order_by()
    by = rows.values("works__number", "works__name", "works__village_code").annotate(fen=Sum("amount"), n=Count("pk"))
    return [
        Account(one["works__number"], one["works__name"], one["works__village_code"], one["fen"], one["n"])
        for one in by.order_by("-fen", "works__number")[:limit]
    ]


def works_within(number: str, account: object) -> Any:
    """A works that the account reads; None alike for an absent one and a foreign one."""
    found = ledgers.find_entry(WORKS.code, number, account)
    return found[1] if found else None


def reads(account: object) -> dict[str, str] | None:
    """Whether the account reads the ledgers of water at all, as a page's sample is: nothing is asked for."""
    return {} if ledgers.find_ledger(WORKS.code, account) else None


def some_works(account: object) -> dict[str, str] | None:
    """A works for whoever looks at all pages."""
    if ledgers.find_ledger(WORKS.code, account) is None:
        return None
    number = ledgers.rows(WORKS, account).order_by("number").values_list("number", flat=True).first()
    return {"number": number} if number else None
