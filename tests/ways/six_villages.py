"""The tiny county as a data directory that can be served: six villages, everybody signed in by a click, three families apart.

One that nobody has monitored yet and that will apply; one for which everything holds but the time; one in which nobody can
work. What the last two have behind them was done by the same actions as always, on the days it is said to have happened.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection

from huaiyuan.base.access.models import Account, Post
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.installation import Installation
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income as policy
from huaiyuan.county.casework.models import Cycle
from huaiyuan.county.duty import actions as duty
from huaiyuan.county.duty.actions import NewHelper
from huaiyuan.county.duty.models import HelperUnit
from huaiyuan.county.income import actions as income
from huaiyuan.county.income.actions import Amount, Measured
from huaiyuan.county.plans import actions as plans
from huaiyuan.county.plans.actions import Act
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.models import LabourFact, Membership
from huaiyuan.shells.web.pages import plan_acts
from tests.integration.casework.world import VILLAGE, Hands, noon
from tests.integration.registry.loaded import account, load_tiny
from tests.integration.water import conftest as water
from tests.parameters import put_in_force

LINE = 8600
SPRING = dt.date(2026, 4, 20)
HELPERS = (("李帮扶", "DW1"), ("王帮扶", "DW1"))
ABLE, UNABLE = "普通劳动力", "无劳动力"


@dataclass(frozen=True)
class World:
    """The served county's folder, its three families by household number, and who signs in where."""

    folder: Path
    applying: str
    leaving: str
    staying: str
    heads: dict[str, str]
    accounts: dict[str, str]
    pump: str = ""


@contextmanager
def built(folder: Path) -> Iterator[World]:
    """Load and prepare in the tests' own database, copy it out as an installation, and put back what was there."""
    own, before, today = (
        Path(settings.DATABASES["default"]["TEST"]["NAME"]),
        folder.with_suffix(".before"),
        clock.today(),
    )
    _copied(own, before)
    load_tiny()
    try:
        world = prepared(folder)
        clock.configure(today=today)
        _copied_out(folder, today)
        yield world
    finally:
        clock.configure(today=today)
        connection.close()
        _copied(before, own)


def _copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _copied_out(folder: Path, today: dt.date) -> None:
    Installation(folder, mode="demo", today=today, seed=1, scale=0.01).save()
    shutil.copytree(settings.DATA_DIR / "keys", folder / "keys")
    for name in ("tmp", "lake", "snapshots", "runs", "media"):
        (folder / name).mkdir(mode=0o700)
    _copied(Path(settings.DATABASES["default"]["TEST"]["NAME"]), folder / "huaiyuan.db")


def prepared(folder: Path) -> World:
    """The loaded county as it stands in spring: the line is known, and the three families are as they should be."""
    clock.configure(today=SPRING)
    put_in_force("income.reference_line", LINE, since=dt.date(2026, 1, 1))
    helpers = _helpers()
    applying = Hands().free_households(1)[0]
    leaving, staying = (_monitored(again=again) for again in (False, True))
    for number, labour in ((applying, ABLE), (leaving, ABLE), (staying, UNABLE)):
        _can_work(number, labour)
    _helped(leaving, helpers[1])
    _measured(leaving)
    pump = water.build(water.areas()).code
    Account.objects.update(demo_login=True)
    numbers = (applying, leaving, staying)
    people = {"village": "xuzhai", "town": "yuehe", "county": "county1", "stranger": "huilong"}
    people |= {"keeper": "gxuzhai", "station": "wxz", "bureau": "shuili", "village_code": VILLAGE}
    people |= {"helper": helpers[0].lower(), "other_helper": helpers[1].lower()}
    return World(folder, *numbers, heads=households.heads(numbers), accounts=people, pump=pump)


def _monitored(*, again: bool) -> str:
    """A family of the village under monitoring since this year, for the first time or once more."""
    rows = Cycle.objects.filter(state="未消除", void=False, identified_on__year=2026, household_no__startswith=VILLAGE)
    found = rows.filter(again=again).order_by("household_no").values_list("household_no", flat=True)
    return next(number for number in found if households.adults_of(number, SPRING))


def _helpers() -> list[str]:
    """Two public servants of the township; the first helps nobody yet."""
    Post.objects.get_or_create(code="helper", defaults={"title": "帮扶责任人", "base_role": "helper"})
    HelperUnit.objects.create(unit_no="DW1", name="月河镇人民政府", level="township", area_code=VILLAGE[:9])
    county = account("county1")
    return [duty.add_helper(NewHelper(name, unit, phone="19900123456"), by=county).helper_no for name, unit in HELPERS]


def _can_work(household_no: str, labour: str) -> None:
    """Everybody in the house is registered so."""
    people = Membership.objects.on(SPRING).filter(household__household_no=household_no).values_list("person", flat=True)
    LabourFact.objects.filter(person__in=list(people)).delete()
    LabourFact.objects.bulk_create(
        LabourFact(person_id=one, labour=labour, valid_from=dt.date(2020, 1, 1), recorded_at=noon(SPRING), source_kind="loaded")
        for one in people
    )  # fmt: skip


def _helped(household_no: str, helper_no: str) -> None:
    """A helper and a plan that is being carried out, of which nothing has been done yet."""
    village, town = account("xuzhai"), account("yuehe")
    duty.pair(household_no, helper_no=helper_no, by=town, on=SPRING, at=noon(SPRING))
    helper = plan_acts.helper_of(household_no)
    plan = plans.draft(household_no, act=Act(village, at=noon(SPRING)), helper=helper)
    plans.submit(plan.number, act=Act(village, at=noon(SPRING)), helper=helper)
    plans.accept(plan.number, act=Act(town, at=noon(SPRING)))
    plans.start(plan.number, act=Act(village, at=noon(SPRING)))


def _measured(household_no: str) -> None:
    """In spring their income lay far above the line."""
    none = set(policy.Kind) - {policy.Kind.WAGE, policy.Kind.EXCLUDED}
    said = Measured(
        policy.for_identification(Period(2026, 4)), 3, (Amount("a1", Decimal(90_000)),), none, SPRING, "驻村队员"
    )
    income.measure(
        household_no, said, by=account("xuzhai"), client_uuid=uuid.uuid4(), base_version=0, at=noon(SPRING)
    )  # fmt: skip
