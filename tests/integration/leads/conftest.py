"""Leads as the tests of this folder need them: the cast, its areas, and runs to open leads from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from huaiyuan.base.reference.models import Area
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import actions
from huaiyuan.county.leads.actions import Judgement, Recorded, VisitReport
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import Verdict, Way
from tests import cast
from tests.integration.leads import runs
from tests.integration.leads.runs import FoundHit
from tests.pages import quick_hashing

__all__ = ["quick_hashing"]

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)
LEVELS = {6: ("county", "县"), 9: ("township", "乡"), 12: ("village", "行政村")}


@pytest.fixture
def people(db, quick_hashing) -> cast.Cast:
    rows = cast.AREAS.to_pylist()
    Area.objects.bulk_create(
        Area(code=row["code"], name=row["short_name"], short_name=row["short_name"], level=LEVELS[len(row["code"])][0],
             kind=LEVELS[len(row["code"])][1], sort=n, valid_from=dt.date(2021, 1, 1))
        for n, row in enumerate(rows)
    )  # fmt: skip
    return cast.load()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Path]:
    """Writes a run: `run("one", FoundHit(), …)`."""
    return lambda name, *hits, **manifest: runs.write(tmp_path / name, *hits, **manifest)


@pytest.fixture
def opened(people, run) -> Callable[..., Lead]:
    """Opens a lead of one household from hits (default: one yellow 因病)."""

    def open_(*hits: FoundHit, name: str = "first", at: dt.datetime = MONDAY) -> Lead:
        found = hits or (FoundHit(),)
        actions.open_from_run(run(name, *found), people.center, at=at)
        return Lead.objects.filter(household_no=found[0].household_no).latest("id")

    return open_


@pytest.fixture
def sent(opened, people) -> Callable[..., Lead]:
    """Opens and dispatches a lead."""

    def send(*hits: FoundHit, name: str = "first", at: dt.datetime = MONDAY) -> Lead:
        lead = opened(*hits, name=name, at=at)
        actions.dispatch(by=people.center, lead_nos=[lead.lead_no], at=at)
        lead.refresh_from_db()
        return lead

    return send


@pytest.fixture
def judged(people) -> Callable[..., Recorded]:
    """The village reports one verdict for every risk of a lead."""

    def judge(
        lead: Lead, verdict: Verdict, *, way: Way = Way.ON_SITE, by=None, at: dt.datetime = MONDAY, reason: str = "票据是邻居的",
        client_uuid: uuid.UUID | None = None, version: int | None = None,
    ) -> Recorded:  # fmt: skip
        verdicts = [Judgement(r.risk_type, verdict, reason=reason) for r in lead.risks.all()]
        report = VisitReport(visited_on=at.date(), way=way, companion="甲一支书")
        return actions.record_verdicts(
            lead.lead_no, visit=report, verdicts=verdicts, by=by or people.village, at=at,
            client_uuid=client_uuid or uuid.uuid4(), base_version=lead.version if version is None else version,
        )  # fmt: skip

    return judge
