"""The tiny county with a lead on one of its families, for what follows when families change."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.registry import queries
from huaiyuan.county.upkeep import actions
from huaiyuan.county.upkeep.models import Change
from tests.integration.leads import runs
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account

__all__ = ["county_account", "tiny", "tiny_once"]

VILLAGE, SIBLING, FOREIGN = "411330101200", "411330101201", "411330301200"


def family(village: str, least: int = 3, skip: int = 0) -> queries.HouseholdPage:
    """A family of a village with at least so many members, not under monitoring."""
    lines = [
        line for line in queries.village_page(village, account("county1"), limit=200).rows if line.members >= least
    ]
    return queries.household_page(lines[skip].household_no, account("county1"))


@pytest.fixture
def lead_on(tiny, tmp_path) -> Callable[..., Lead]:
    """A lead handed out to the village: `lead_on(page, (person_id, risk type), …)`."""
    counted = iter(range(1, 100))

    def open_(page: queries.HouseholdPage, *about: tuple[str, str], sent: bool = True) -> Lead:
        hits = [
            FoundHit(household_no=page.household_no, person_id=person, village_code=page.village_code, risk_type=risk,
                     rule=f"R{n:02}", fingerprint=f"{n:016}")
            for n, (person, risk) in enumerate(about, start=1)
        ]  # fmt: skip
        leads.open_from_run(runs.write(tmp_path / f"run{next(counted)}", *hits), account("county1"), at=MONDAY)
        lead = Lead.objects.get(household_no=page.household_no, state="open")
        if sent:
            leads.dispatch(by=account("county1"), lead_nos=[lead.lead_no], at=MONDAY)
            lead.refresh_from_db()
        return lead

    return open_


def file(page: queries.HouseholdPage, filing: actions.Filing, who: str = "xuzhai") -> Change:
    """File a change as somebody."""
    return actions.file_change(page.household_no, filing, by=account(who), client_uuid=uuid.uuid4(), at=MONDAY)
