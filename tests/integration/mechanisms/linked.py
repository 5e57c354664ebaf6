"""M024 and M025: what every family must have secured, and what departments' data, set against each other, warn of."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.guarantees import Guarantee
from huaiyuan.county.duty import actions as duty
from huaiyuan.county.duty.models import HomeVisit
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.registry import guarantees
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist.models import Task
from tests.integration.applications.conftest import family
from tests.integration.duty.conftest import FOREIGN, MONITORED
from tests.integration.registry.loaded import account
from tests.integration.rounds.conftest import TODAY, VILLAGE
from tests.integration.screening.world import RISK_RULES, World
from tests.pages import get_page, post_page, signed_in

if TYPE_CHECKING:
    from tests.integration.mechanisms.conftest import County

BILLS = {"R01.yaml": RISK_RULES["R01.yaml"]}


def text(response) -> str:
    return response.content.decode()


def a_familys_six_guarantees_are_told_with_who_said_so_and_the_village_counts_them(county: County) -> None:
    duty.pair(MONITORED, helper_no=county.helpers.li.helper_no, by=county.helpers.town, on=dt.date(2026, 6, 1))
    village = county.browser("xuzhai")
    assert "没有走访记录" in text(get_page(village, "secured.household", household_no=MONITORED))
    seen = {"uuid": str(uuid.uuid4()), "version": "0", "bad-water": "1", "bad-water-says": "水小"}
    sent = post_page(signed_in(county.helpers.li.account), "mine.visit", seen, household_no=MONITORED)
    assert sent.status_code == 302, text(sent)[:2000]
    visit = HomeVisit.objects.get(household_no=MONITORED)
    page = text(get_page(village, "secured.household", household_no=MONITORED))
    assert f"帮扶责任人{visit.visited_on}走访：吃穿不愁" in page
    assert "饮水有问题，水小" in page
    assert "住建局没有鉴定记录" in page, "what nobody tells is 不明"
    rows = [row.household_no for row in registry.village_page(VILLAGE, account("xuzhai"), limit=5000).rows]
    counts = guarantees.counted(rows, guarantees.standing(guarantees.homes(rows, TODAY), TODAY))
    assert (counts[Guarantee.WATER][Known.NO], counts[Guarantee.FOOD][Known.YES]) == (1, 1)
    troubled = text(get_page(village, "secured.village", {"kan": "wenti", "xiang": "water"}, village_code=VILLAGE))
    assert f"/hu/{MONITORED}/baozhang/" in troubled
    assert county.browser("xuzhai").get(f"/hu/{FOREIGN}/baozhang/").status_code == 404


def what_a_departments_data_warn_of_becomes_one_lead_and_goes_to_its_village(county: County) -> None:
    home = family()
    with tempfile.TemporaryDirectory() as folder:
        sent_by_offices = World(Path(folder))
        ill = sent_by_offices.person("某", home=home.household_no, village=VILLAGE, lifted=True)
        for paid in (4000, 2500):
            sent_by_offices.bill(ill, paid, settled_on=dt.date(2026, 10, 9), visit_kind="住院")
        run = sent_by_offices.screen(rules=BILLS).folder
        assert leads.open_from_run(run, county.helpers.county)["opened"] == 1
        leads.open_from_run(run, county.helpers.county)
    lead, centre = Lead.objects.get(household_no=home.household_no), county.browser("county1")
    assert lead.lead_no in text(get_page(centre, "proposal"))
    assert "6,500" in text(get_page(centre, "lead", lead_no=lead.lead_no))
    assert Hit.objects.filter(lead=lead).count() == 1, "the same warning is one lead, however often it is taken up"
    assert post_page(centre, "leads.dispatch", {"pick": [lead.lead_no]}).status_code in (200, 302)
    lead.refresh_from_db()
    assert (lead.state, Hit.objects.get(lead=lead).department) == ("sent", "医保局")
    assert Task.objects.get(kind="verify_lead", subject_no=lead.lead_no).owner_area == VILLAGE
    assert "因病" in text(get_page(county.browser("xuzhai"), "lead", lead_no=lead.lead_no))


DEEDS: tuple[Callable[[County], None], ...] = (
    a_familys_six_guarantees_are_told_with_who_said_so_and_the_village_counts_them,
    what_a_departments_data_warn_of_becomes_one_lead_and_goes_to_its_village,
)
