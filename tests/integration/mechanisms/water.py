"""M047–M054: what each mechanism of drinking water comes down to here."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huaiyuan.county.guarantees.water import keeping
from huaiyuan.county.guarantees.water.fund import WaterFund
from huaiyuan.county.guarantees.water.patrols import WaterPatrol
from huaiyuan.county.guarantees.water.repairs import WaterRepair
from huaiyuan.county.guarantees.water.reports import WaterReport
from huaiyuan.county.guarantees.water.samples import WaterTest
from huaiyuan.county.guarantees.water.works import WaterWorks
from huaiyuan.county.worklist.models import Task
from tests.integration.casework.world import PHOTO
from tests.integration.rounds.conftest import TODAY, VILLAGE
from tests.integration.water import conftest as water
from tests.pages import get_page, post_page

if TYPE_CHECKING:
    from tests.integration.mechanisms.conftest import County

REPAIRS, FUND, PATROLS, TESTS, WORKS = (f"water-{name}" for name in ("repairs", "fund", "patrols", "tests", "works"))


def text(response) -> str:
    return response.content.decode()


def world(county: County) -> water.World:
    del county
    return water.build(water.areas())


def act(client: Client, code: str, row, name: str, **said: object) -> None:
    row.refresh_from_db()
    if name in ("arrive", "repair"):
        said["photos"] = SimpleUploadedFile("a.jpg", PHOTO, "image/jpeg")
    sent = post_page(
        client, "ledger_entry", {"act": name, "version": row.version, **said}, code=code, number=row.number
    )
    assert sent.status_code == 302, text(sent)[:2000]
    row.refresh_from_db()


def order(made: water.World, county: County, trouble: str = "没水") -> WaterRepair:
    form = {"uuid": str(uuid.uuid4()), "trouble": trouble, "works": made.works.number}
    sent = post_page(county.browser("gxuzhai"), "ledger_entry.new", form, code=REPAIRS)
    assert sent.status_code == 302, text(sent)[:2000]
    return WaterRepair.objects.order_by("pk").last()


def mended(made: water.World, county: County, amount: str) -> WaterRepair:
    row, station = order(made, county), county.browser("wxz")
    act(county.browser("gxuzhai"), REPAIRS, row, "call")
    act(station, REPAIRS, row, "assign", worker="王师傅")
    act(station, REPAIRS, row, "arrive")
    act(station, REPAIRS, row, "repair", parts="水泵1台", amount=amount)
    act(county.browser("gxuzhai"), REPAIRS, row, "water")
    return row


def the_repair_station_is_sent_and_mends(county: County) -> None:
    made = world(county)
    row = mended(made, county, "900")
    page = text(get_page(county.browser("wxz"), "ledger_entry", code=REPAIRS, number=row.number))
    assert all(word in page for word in ("派工", "到场拍照", "修好", "有水了", "王师傅"))
    assert WaterRepair.objects.get().unit_no == made.works.unit_no == "WXZ-01"
    assert county.browser("wxz_other").get(f"/taizhang/{REPAIRS}/{row.number}/").status_code == 404


def a_repair_writes_its_expense_once_and_the_bureau_approves_what_is_dear(county: County) -> None:
    made = world(county)
    row = mended(made, county, "3200")
    spent = WaterFund.objects.get(repair=row)
    assert (spent.state, spent.amount) == ("waiting", 320_000)
    act(county.browser("shuili"), FUND, spent, "approve")
    row.refresh_from_db()
    assert (row.state, WaterFund.objects.get().state) == ("cleared", "booked")
    assert "3,200" in text(get_page(county.browser("shuili"), "water"))


def a_works_is_patrolled_in_its_turn(county: County) -> None:
    world(county)
    keeping.keep_up()
    patrol = WaterPatrol.objects.get()
    assert "摸排供水工程" in text(county.browser("gxuzhai").get("/"))
    page = text(get_page(county.browser("gxuzhai"), "ledger_entry", code=PATROLS, number=patrol.number))
    assert "一切正常" in page
    act(county.browser("gxuzhai"), PATROLS, patrol, "fine")
    assert (WaterPatrol.objects.get().state, patrol.looked_on) == ("fine", TODAY)
    assert not Task.objects.filter(subject_no=f"{PATROLS}/{patrol.number}", state="open").exists()


def a_works_is_entered_and_the_villages_it_serves_see_it(county: County) -> None:
    world(county)
    form = {
        "uuid": str(uuid.uuid4()),
        "village_code": VILLAGE,
        "name": "徐寨二组供水点",
        "supply": "scattered",
        "source": "spring",
        "scale": "3",
    }
    sent = post_page(county.browser("shuili"), "ledger_entry.new", form, code=WORKS)
    assert sent.status_code == 302, text(sent)[:2000]
    assert list(WaterWorks.objects.values_list("village_code", flat=True)) == [VILLAGE, VILLAGE]
    assert "徐寨二组供水点" in text(get_page(county.browser("xuzhai"), "ledger", code=WORKS))
    assert "徐寨二组供水点" not in text(get_page(county.browser("gzhalou"), "ledger", code=WORKS))


def hazards_stand_in_one_ledger_with_open_and_overdue_apart(county: County) -> None:
    made = world(county)
    row = order(made, county, "水小")
    assert "水小" in text(get_page(county.browser("yuehe"), "ledger", code=REPAIRS))
    assert row.number not in text(get_page(county.browser("yuehe"), "ledger", {"view": "late"}, code=REPAIRS))
    WaterRepair.objects.filter(pk=row.pk).update(due_on=TODAY - dt.timedelta(days=1))
    late = text(get_page(county.browser("yuehe"), "ledger", {"view": "late"}, code=REPAIRS))
    assert row.number in late


def a_family_scans_the_pump_house_and_the_order_goes_its_way(county: County) -> None:
    made = world(county)
    form = {"uuid": str(uuid.uuid4()), "trouble": "none", "phone": "19900071234"}
    got = text(post_page(Client(), "water.report", form, code=made.code))
    receipt = re.search(r"([2-9A-Z]{5}-){2}[2-9A-Z]{5}", got).group()
    report = WaterReport.objects.get()
    act(county.browser("gxuzhai"), REPAIRS, report.repair, "call")
    assert "待维修站派工" in text(post_page(Client(), "water.status", {"receipt": receipt}))
    assert "派人修" in text(county.browser("wxz").get("/"))


def an_order_is_cleared_when_water_is_back(county: County) -> None:
    made = world(county)
    row = order(made, county, "管破")
    act(county.browser("gxuzhai"), REPAIRS, row, "fix", used="换了一个闸阀")
    act(county.browser("xuzhai"), REPAIRS, row, "confirm")
    assert (row.state, row.cleared_on) == ("cleared", TODAY)
    assert WaterRepair.objects.exclude(state="cleared").count() == 0
    assert "其中超期" in text(get_page(county.browser("county1"), "water"))


def a_sample_is_told_and_what_nobody_took_is_not_passed(county: County) -> None:
    made, bureau = world(county), county.browser("shuili")
    assert "未测" in text(get_page(bureau, "ledger_entry", code=WORKS, number=made.works.number))
    form = {
        "uuid": str(uuid.uuid4()),
        "works": made.works.number,
        "sample": "source",
        "season": "dry",
        "sampled_on": "2026-11-02",
    }
    sent = post_page(bureau, "ledger_entry.new", form, code=TESTS)
    assert sent.status_code == 302, text(sent)[:2000]
    row = WaterTest.objects.get()
    act(bureau, TESTS, row, "pass")
    assert (row.state, row.told_on) == ("passed", TODAY)
    assert "水源水 合格" in text(get_page(bureau, "ledger_entry", code=WORKS, number=made.works.number))


DEEDS: tuple[Callable[[County], None], ...] = (
    the_repair_station_is_sent_and_mends, a_repair_writes_its_expense_once_and_the_bureau_approves_what_is_dear,
    a_works_is_patrolled_in_its_turn, a_works_is_entered_and_the_villages_it_serves_see_it,
    hazards_stand_in_one_ledger_with_open_and_overdue_apart, a_family_scans_the_pump_house_and_the_order_goes_its_way,
    an_order_is_cleared_when_water_is_back, a_sample_is_told_and_what_nobody_took_is_not_passed,
)  # fmt: skip
