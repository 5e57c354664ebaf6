"""核过“没事”的户不再来烦：合户、同一人合并之后，刚核过的照样不再推。"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.actions import Judgement, VisitReport
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import Verdict, Way
from huaiyuan.county.registry.models import Person
from huaiyuan.county.upkeep import actions
from huaiyuan.county.upkeep.actions import Filing
from huaiyuan.county.upkeep.types import Kind
from tests.integration.leads import runs
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit
from tests.integration.registry.loaded import account
from tests.integration.upkeep.conftest import VILLAGE, family, file
from tests.integration.upkeep.test_duplicates import COLUMNS, _pair, _person

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
LATER = MONDAY + dt.timedelta(days=20)
FOUND = "0000000000000001"


def _verified(lead: Lead) -> None:
    leads.record_verdicts(
        lead.lead_no, visit=VisitReport(visited_on=MONDAY.date(), way=Way.ON_SITE, companion="支书"),
        verdicts=[Judgement(risk.risk_type, Verdict.UNFOUNDED, reason="票据是邻居的") for risk in lead.risks.all()],
        by=account("xuzhai"), at=MONDAY, client_uuid=uuid.uuid4(), base_version=lead.version,
    )  # fmt: skip


def _found_again(tmp_path, household_no: str, person: str, village_code: str = VILLAGE) -> dict[str, int]:
    """The next screening finds the same facts, and others of the same rule within the months of silence."""
    same = FoundHit(
        household_no=household_no, person_id=person, village_code=village_code, risk_type="因残", rule="R01",
        fingerprint=FOUND,
    )  # fmt: skip
    run = runs.write(tmp_path / f"again-{household_no}", same, replace(same, fingerprint="000000000000000b"))
    return leads.open_from_run(run, account("county1"), at=LATER)


def test_a_family_verified_before_it_was_united_with_another_is_left_alone_under_its_new_number(lead_on, tmp_path):
    page, other = family(VILLAGE), family(VILLAGE, skip=1)
    who = other.members[1].person_id
    _verified(lead_on(other, (who, "因残")))
    file(page, Filing(Kind.UNITE, ON, other_no=other.household_no), "yuehe")
    assert _found_again(tmp_path, page.household_no, who) == {"opened": 0, "merged": 0, "suppressed": 1}


def test_when_the_union_is_undone_the_silence_goes_back_with_the_family(lead_on, tmp_path):
    page, other = family(VILLAGE), family(VILLAGE, skip=1)
    who = other.members[1].person_id
    _verified(lead_on(other, (who, "因残")))
    change = file(page, Filing(Kind.UNITE, ON, other_no=other.household_no), "yuehe")
    actions.undo_change(change.number, reason="登记错户", by=account("yuehe"), at=MONDAY)
    assert _found_again(tmp_path, other.household_no, who)["suppressed"] == 1
    assert _found_again(tmp_path, page.household_no, who)["opened"] == 1


def test_who_was_entered_twice_and_verified_once_is_left_alone_under_the_number_that_is_kept(lead_on, tmp_path):
    page = family(VILLAGE)
    kept, gone = (_person(page, n) for n in (1, 2))
    Person.objects.filter(pk=gone.pk).update(**dict.fromkeys(COLUMNS[:4]), id_kind="无")
    _verified(lead_on(page, (gone.person_id, "因残")))
    pair = _pair(kept, gone, "unnumbered")
    actions.judge_same(pair.number, kept=kept.person_id, reason="户口簿上是一个人", by=account("yuehe"), at=MONDAY)
    assert _found_again(tmp_path, page.household_no, kept.person_id)["suppressed"] == 1
