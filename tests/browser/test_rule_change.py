"""A threshold tried, published by a second person, rolled back: two people of the county centre in two real browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRYING = 60_000


@pytest.fixture
def base(own_county):
    with serving(own_county) as address:
        yield address


@pytest.fixture
def browser():
    with survey.browser_open() as opened:
        yield opened


def _as(browser: Browser, base: str, username: str) -> Page:
    context = survey.context_of(browser, "1366")
    survey.sign_in(context, base, username)
    page = context.new_page()
    page.on("pageerror", lambda broken: pytest.fail(str(broken)))
    return page


def test_a_threshold_is_tried_published_by_a_second_person_and_rolled_back(browser, base):
    first, second = (_as(browser, base, username) for username in ("county1", "county2"))
    address = _propose(first, base)
    expect(first.get_by_text(re.compile("没有产生任何线索"))).to_be_visible(timeout=TRYING)
    expect(first.get_by_text("您是提出人，不能自己发布")).to_be_visible()
    expect(first.get_by_role("button", name="发布")).to_have_count(0)
    assert _number(first, "改后查出") < _number(first, "现行查出")

    second.goto(f"{base}/guize/gaidong/")
    second.get_by_role("link", name=re.compile(r"^GZ2026-\d+$")).first.click()
    second.get_by_role("button", name="发布").click()
    expect(second.get_by_text("已施行")).to_be_visible()
    first.goto(f"{base}/guize/R01/")
    expect(first.get_by_text("8,000元", exact=True).first).to_be_visible()

    second.goto(address)
    second.get_by_role("link", name="回退这次改动").click()
    second.get_by_label("理由").fill("核下来漏了户")
    second.get_by_role("button", name="提出回退并试算").click()
    expect(second.get_by_text(re.compile("没有产生任何线索"))).to_be_visible(timeout=TRYING)
    first.goto(second.url)
    first.get_by_role("button", name="发布").click()
    first.goto(address)
    expect(first.get_by_text("已回退", exact=True)).to_be_visible()
    first.goto(f"{base}/guize/R01/")
    expect(first.locator("#main .says b")).to_have_text("5,000元")


def _propose(page: Page, base: str) -> str:
    """Change the line from the rule page; the address of the change."""
    page.goto(f"{base}/guize/R01/")
    page.get_by_role("link", name="改参数").click()
    page.get_by_label(re.compile("年度个人负担预警线")).fill("8000")
    page.get_by_label(re.compile("^依据")).fill("县领导小组会议")
    page.get_by_label("为什么改").fill("村里说太多")
    page.get_by_role("button", name="提出并试算").click()
    page.wait_for_url("**/guize/gaidong/GZ*/")
    return page.url


def _number(page: Page, label: str) -> int:
    stat = page.locator(".stat", has=page.get_by_text(label, exact=True)).first
    return int(re.sub(r"\D", "", stat.locator(".value").inner_text()))
