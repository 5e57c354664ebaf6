"""The month's summary: a township reports it on the phone with the numbers filled in; the county sees it in its grid."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import serving
from tests.browser.test_thin_line import _as, browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COUNTY, TOWNSHIP, OTHER = "county1", "t411330105", "t411330101"
ITEM = "xiaojie.2026-11.411330105"
NOTE = "本月没有新情况"


def test_a_township_sums_up_its_month_on_the_phone_and_the_county_sees_it(browser, own_county):
    with serving(own_county, background=False) as base:
        desk = _as(browser, base, COUNTY, "1366")
        before = _reported(desk, base)
        phone = _as(browser, base, TOWNSHIP, "390")
        shown = _sum_up(phone, base)
        assert _reported(desk, base) == before + 1
        desk.goto(f"{base}/jiezou/{ITEM}/")
        expect(desk.get_by_text(NOTE)).to_be_visible()
        _opens_its_records(desk, shown)
        foreign = _as(browser, base, OTHER, "1366").request.get(f"{base}/jiezou/{ITEM}/")
        assert foreign.status == 404


def _sum_up(phone: Page, base: str) -> int:
    """Report from the grid on the phone: no number typed, one sentence; gives how many leads the report says."""
    phone.goto(f"{base}/jiezou/")
    phone.get_by_role("link", name="一月一小结").click()
    phone.get_by_label(re.compile("^要说明的")).fill(NOTE)
    phone.get_by_role("button", name="报月小结").click()
    expect(phone.get_by_text(re.compile("已报一月一小结"))).to_be_visible()
    expect(phone.get_by_role("button", name="撤回重报")).to_be_visible()
    return _sent(phone)


def _sent(page: Page) -> int:
    row = page.locator("tr", has=page.get_by_role("rowheader", name="本月交办线索"))
    return int(re.sub(r"\D", "", row.locator("td").inner_text()))


def _opens_its_records(desk: Page, shown: int) -> None:
    assert shown == _sent(desk) > 0
    desk.locator("tr", has=desk.get_by_role("rowheader", name="本月交办线索")).get_by_role("link").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("本月交办线索")


def _reported(desk: Page, base: str) -> int:
    """How many townships have a summary in the county's grid."""
    desk.goto(f"{base}/jiezou/")
    grid = desk.get_by_role("region", name="各单位")
    expect(grid.get_by_role("columnheader", name="一月一小结")).to_be_visible()
    return grid.locator("td:last-child").filter(has_text="已报").count()
