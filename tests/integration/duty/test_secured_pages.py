"""两不愁三保障: a visit speaks for 吃穿, and of the rest only where something was not good; who tells nothing leaves it 不明."""

from __future__ import annotations

from huaiyuan.county.duty.types import Look
from tests.integration.duty.conftest import FOREIGN, LIFTED, MONITORED, TODAY, visit
from tests.pages import get_page, signed_in

VILLAGE, OTHER_VILLAGE = "411330101200", "411330301200"


def text(client, name, query=None, **kwargs):
    return get_page(client, name, query, **kwargs).content.decode()


def test_what_a_visit_saw_stands_on_the_familys_page_with_its_day(paired):
    client = signed_in(paired.village)
    before = text(client, "secured.household", household_no=MONITORED)
    assert "没有走访记录" in before
    visit(paired, bad={Look.WATER: "水小，上不到楼上"})
    after = text(client, "secured.household", household_no=MONITORED)
    assert f"帮扶责任人{TODAY}走访：吃穿不愁" in after
    assert f"帮扶责任人{TODAY}走访：饮水有问题，水小，上不到楼上" in after
    assert "住建局没有鉴定记录" in after


def test_a_village_counts_its_families_and_opens_those_of_one_answer(paired):
    visit(paired, bad={Look.WATER: "水小"})
    client = signed_in(paired.village)
    everyone = text(client, "secured.village", village_code=VILLAGE)
    troubled = text(client, "secured.village", {"kan": "wenti", "xiang": "water"}, village_code=VILLAGE)
    assert f"/hu/{MONITORED}/baozhang/" in troubled
    assert f"/hu/{LIFTED}/baozhang/" in everyone
    assert f"/hu/{LIFTED}/baozhang/" not in troubled


def test_another_township_sees_neither_the_family_nor_the_village(paired):
    client = signed_in(paired.other_town)
    for name, kwargs in (
        ("secured.household", {"household_no": MONITORED}), ("secured.household", {"household_no": "411330101200-9999"}),
        ("secured.village", {"village_code": VILLAGE}), ("secured.village", {"village_code": "411330999999"}),
    ):  # fmt: skip
        assert get_page(client, name, **kwargs).status_code == 404
    assert get_page(signed_in(paired.county), "secured.household", household_no=FOREIGN).status_code == 200
    assert get_page(signed_in(paired.county), "secured.village", village_code=OTHER_VILLAGE).status_code == 200
