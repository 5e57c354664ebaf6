"""Journey 7 over the pages: a family scans, the 管水员 looks, the station mends, the village says 有水了, the fund pays once."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.county.guarantees.water import keeping, voices
from huaiyuan.county.guarantees.water.fund import FUND, WaterFund
from huaiyuan.county.guarantees.water.hauls import WaterHaul, WaterHauled
from huaiyuan.county.guarantees.water.patrols import PATROLS, WaterPatrol
from huaiyuan.county.guarantees.water.repairs import REPAIRS, WaterRepair
from huaiyuan.county.guarantees.water.samples import TESTS, WaterTest
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.ledger import actions
from huaiyuan.county.registry import guarantees
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist.models import Task
from tests.integration.casework.world import PHOTO
from tests.integration.registry.loaded import account
from tests.integration.water.conftest import FOREIGN, NEXT, TODAY, VILLAGE, World
from tests.pages import get_page, post_page

S = WaterRepair.States
PHONE = "19900071234"


def text(response) -> str:
    return response.content.decode()


def step(client: Client, row: WaterRepair, name: str, **said: object):
    """Do a step on the page of an order, as its form sends it."""
    row.refresh_from_db()
    form = {"act": name, "version": row.version, **said}
    return post_page(client, "ledger_entry", form, code=REPAIRS.code, number=row.number)


def scan(world: World, trouble: str = "none", phone: str = PHONE, code: str = "", **said: object):
    form = {"uuid": str(uuid.uuid4()), "trouble": trouble, "phone": phone, **said}
    return post_page(Client(), "water.report", form, code=code or world.code)


def picture():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.jpg", PHOTO, "image/jpeg")


def open_tasks(row: object, ledger=REPAIRS) -> set[tuple[str, str, str]]:
    rows = Task.objects.filter(subject_no=f"{ledger.code}/{row.number}", state="open")
    return set(rows.values_list("owner_post", "owner_area", "owner_department"))


def test_from_the_pump_house_to_water_again_every_step_has_its_time_and_the_fund_pays_once(world):
    page = text(get_page(Client(), "water.report", code=world.code))
    assert all(word in page for word in ("徐寨供水站", "没水", "水小", "水浑", "管破"))
    done = scan(world, photos=picture())
    receipt = re.search(r"([2-9A-Z]{5}-){2}[2-9A-Z]{5}", text(done))
    row = WaterRepair.objects.get()
    assert (row.state, row.village_code, row.unit_no, row.households) == (S.REPORTED, VILLAGE, "WXZ-01", 40)
    assert row.due_on == TODAY + dt.timedelta(days=7)
    assert open_tasks(row) == {("keeper", VILLAGE, "水利局")}
    keeper, station, bureau = world.browser("gxuzhai"), world.browser("wxz"), world.browser("shuili")
    assert "徐寨供水站没水" in text(keeper.get("/"))
    assert step(keeper, row, "call").status_code == 302
    assert open_tasks(row) == {("unit", "411330", "WXZ-01")}
    page = text(get_page(station, "ledger_entry", code=REPAIRS.code, number=row.number))
    assert "QJ150-20" in page
    assert "村东路口" in page
    assert step(keeper, row, "assign", worker="王师傅").status_code == 422
    assert step(station, row, "assign", worker="王师傅").status_code == 302
    assert step(station, row, "arrive").status_code == 422
    assert step(station, row, "arrive", photos=picture()).status_code == 302
    assert "还没有填" in text(step(station, row, "repair", parts="水泵1台", photos=picture()))
    assert step(station, row, "repair", parts="水泵1台", amount="1800", photos=picture()).status_code == 302
    assert step(station, row, "water").status_code == 422
    assert step(keeper, row, "water").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.restored_on, row.cleared_on) == (S.CLEARED, TODAY, TODAY)
    spent = WaterFund.objects.get(repair=row)
    assert (spent.state, spent.amount, spent.works_id) == ("booked", 180_000, world.works.pk)
    with pytest.raises(DomainError):
        actions.open_entry(FUND, actions.Place(VILLAGE), {"way": "支出", "what": "维修", "amount": "1800", "booked_on": "2026-11-23"},
                           by=None, links={"repair": row, "works": world.works}, trusted=True)  # fmt: skip
    told = text(post_page(Client(), "water.status", {"receipt": receipt.group()}))
    assert all(word in told for word in ("收到报修", "报维修站", "派工", "到场拍照", "修好", "有水了", "清零"))
    assert "1,800" in text(get_page(bureau, "water"))
    with pytest.raises(DomainError, match="已经记在维修基金里"):
        actions.amend(REPAIRS, row.number, {"amount": "9"}, version=row.version, by=account("wxz"))


def test_families_of_one_outage_come_to_one_order_and_nobody_learns_who_is_known(world):
    assert scan(world).status_code == 200
    assert scan(world, phone="19900071235").status_code == 200
    assert WaterRepair.objects.count() == 1
    mud = text(scan(world, trouble="muddy"))
    assert WaterRepair.objects.count() == 2
    row = WaterRepair.objects.get(trouble="none")
    assert row.reports.count() == 2
    assert PHONE not in str(list(row.reports.values()))
    refused = scan(world, phone="123")
    assert refused.status_code == 422
    assert "请填一个电话" in text(refused)
    page = text(get_page(Client(), "water.report", code="ZZZZZZ"))
    assert "哪个村" in page
    assert scan(world, trouble="burst", code="ZZZZZZ", village=NEXT).status_code == 200
    assert WaterRepair.objects.get(trouble="burst").works == world.works
    assert "请选您家在哪个村" in text(scan(world, code="ZZZZZZ"))
    again = {"uuid": str(uuid.uuid4()), "trouble": "low", "phone": PHONE}
    first, second = (text(post_page(Client(), "water.report", again, code=world.code)) for _ in range(2))
    assert re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", first) == re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", second)
    muddy = WaterRepair.objects.get(trouble="muddy")
    actions.move(REPAIRS, muddy.number, "drop", by=account("gxuzhai"), reason="张三乱报")
    told = text(
        post_page(Client(), "water.status", {"receipt": re.search(r"([2-9A-Z]{5}-){2}[2-9A-Z]{5}", mud).group()})
    )
    assert "没有发现问题" in told
    assert "没有这回事" not in told
    assert "张三" not in told
    key = row.reports.order_by("pk").first().pk
    assert PHONE in text(get_page(world.browser("gxuzhai"), "water.caller", key=key))
    assert world.browser("gzhalou").get(reverse("water.caller", args=[key])).status_code == 404


def test_what_the_keeper_mends_alone_somebody_else_says_water_of_and_what_is_dear_waits_for_the_bureau(world):
    scan(world, trouble="burst")
    row = WaterRepair.objects.get()
    keeper, village = world.browser("gxuzhai"), world.browser("xuzhai")
    assert step(keeper, row, "fix", used="换了一个闸阀").status_code == 302
    assert open_tasks(row) == {("village", VILLAGE, "")}
    assert "换一个人办" in text(step(keeper, row, "confirm"))
    assert step(village, row, "redo").status_code == 422
    assert step(village, row, "redo", reason="还是没水").status_code == 302
    station, bureau = world.browser("wxz"), world.browser("shuili")
    step(station, row, "assign", worker="王师傅")
    step(station, row, "arrive", photos=picture())
    step(station, row, "repair", parts="水泵1台", amount="5200.5", photos=picture())
    assert step(keeper, row, "water").status_code == 302
    row.refresh_from_db()
    assert row.state == S.WATER
    spent = WaterFund.objects.get()
    assert spent.state == "waiting"
    assert open_tasks(spent, FUND) == {("department", "411330", "水利局")}
    form = {"act": "approve", "version": spent.version}
    assert post_page(station, "ledger_entry", form, code=FUND.code, number=spent.number).status_code == 422
    assert post_page(bureau, "ledger_entry", form, code=FUND.code, number=spent.number).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.cleared_on) == (S.CLEARED, TODAY)


def test_an_outage_of_days_has_water_hauled_and_makes_one_lead_a_family(world):
    at = clock.business_now() - dt.timedelta(days=4)
    actions.open_entry(
        REPAIRS, actions.Place(), {"trouble": "没水"}, by=account("gxuzhai"), links={"works": world.works}, at=at
    )
    served = {n for v in (VILLAGE, NEXT) for n in registry.living_in(v, on=TODAY)}
    while any(keeping.keep_up().values()):
        pass
    haul = WaterHaul.objects.get()
    assert open_tasks(haul, keeping.HAULS) == {("township", VILLAGE[:9], "")}
    leads = Lead.objects.filter(hits__says__contains="断水")
    assert (
        {lead.household_no for lead in leads}
        == served
        == set(WaterHauled.objects.values_list("household_no", flat=True))
    )
    assert leads.count() == len(served)
    assert set(Hit.objects.values_list("risk__risk_type", flat=True)) == {"因安全饮水"}
    assert sum(keeping.keep_up().values()) == 0
    assert "断水" in text(get_page(world.browser("county1"), "lead", lead_no=leads.first().lead_no))
    family = next(iter(guarantees.homes(sorted(registry.living_in(VILLAGE, on=TODAY)), TODAY)))
    told = voices.guarantee(family, TODAY)
    assert (told.known, "断水" in told.evidence) == (Known.NO, True)
    row = WaterRepair.objects.get()
    village = account("xuzhai")
    actions.move(REPAIRS, row.number, "fix", {"used": "换了保险"}, by=account("gxuzhai"))
    actions.move(REPAIRS, row.number, "confirm", by=village)
    haul.refresh_from_db()
    assert haul.state == WaterHaul.States.OVER


def test_a_patrol_and_a_sample_that_find_something_become_orders_and_untested_is_not_passed(world):
    keeping.keep_up()
    patrol = WaterPatrol.objects.get()
    assert (patrol.state, patrol.route, open_tasks(patrol, PATROLS)) == (
        "planned",
        "XL001",
        {("keeper", VILLAGE, "水利局")},
    )
    form = {"act": "hazard", "found": "有隐患", "note": "井盖破了", "version": patrol.version}
    assert (
        post_page(world.browser("gxuzhai"), "ledger_entry", form, code=PATROLS.code, number=patrol.number).status_code
        == 302
    )
    assert WaterRepair.objects.get().came == "patrol"
    family = next(iter(guarantees.homes(registry.living_in(VILLAGE, on=TODAY), TODAY)))

    def water() -> Known:
        return voices.guarantee(family, TODAY).known

    assert water() is Known.UNKNOWN
    bureau = account("shuili")
    for sample, days in (("末梢水", 30), ("水源水", 29)):
        said = {"sample": sample, "season": "枯水期", "sampled_on": (TODAY - dt.timedelta(days=days)).isoformat()}
        row = actions.open_entry(TESTS, actions.Place(), said, by=bureau, links={"works": world.works})
        actions.move(TESTS, row.number, "pass" if sample == "末梢水" else "fail", {"items": "菌落总数"}, by=bureau)
    assert water() is Known.YES
    assert WaterTest.objects.get(state="failed").items == "菌落总数"
    assert WaterRepair.objects.filter(came="test", trouble="failed").count() == 1


def test_outsiders_see_nothing_and_served_villages_see_the_works(world):
    scan(world)
    row = WaterRepair.objects.get()
    for who in ("gzhalou", "wxz_other", "jiaoti", "huilong"):
        client = world.browser(who)
        assert client.get(reverse("ledger_entry", args=[REPAIRS.code, row.number])).status_code == 404, who
        assert client.get(reverse("ledger_entry", args=["water-works", world.works.number])).status_code == 404, who
        assert client.get(reverse("water.poster", args=[world.works.number])).status_code == 404, who
    assert world.browser("jiaoti").get(reverse("ledger", args=[REPAIRS.code])).status_code == 404
    assert world.browser("jiaoti").get(reverse("water")).status_code == 404
    assert FOREIGN not in text(get_page(world.browser("gzhalou"), "ledger", code=REPAIRS.code))
    for who in ("gxuzhai", "xuzhai", "yuehe", "wxz", "shuili", "county1"):
        client = world.browser(who)
        assert "徐寨供水站" in text(get_page(client, "ledger_entry", code="water-works", number=world.works.number))
        assert "徐寨供水站没水" in text(get_page(client, "ledger", code=REPAIRS.code)), who
        # Who sees only what its own orders cost is told no balance of it.
        assert ("结余" in text(get_page(client, "water"))) == (who in ("shuili", "county1")), who
        get_page(client, "water.poster", number=world.works.number)
