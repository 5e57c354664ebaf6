"""A village files what happened to a family on the phone: a death in a few taps, undone when it was the wrong person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CADRE, VILLAGE, HEAVIEST = "v411330101200a", "411330101200", 150 * 1024


def _a_family(page: Page, base: str) -> str:
    """The address of a family of four or more of the village."""
    page.goto(f"{base}/cun/{VILLAGE}/")
    row = page.locator("tbody tr").filter(has_text=re.compile(r"[4-9]\s*人?")).first
    return base + str(row.locator("th a").get_attribute("href"))


def test_a_death_is_filed_on_the_phone_in_a_few_taps_and_can_be_taken_back(own_county):
    with serving(own_county, background=False) as base, survey.browser_open() as browser:
        _walk(browser, base)


def _walk(browser: Browser, base: str) -> None:
    context = survey.context_of(browser, "390")
    survey.sign_in(context, base, CADRE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    family = _a_family(page, base)
    page.goto(family)
    before = page.locator("section[aria-labelledby=h-members] tbody tr").count()
    with survey.weighing(page) as loaded:
        page.get_by_role("link", name="登记变更").click()
        page.get_by_role("link", name="死亡").click()
        page.locator("input[name=goes]").nth(1).check()
        page.get_by_role("button", name="登记死亡").click()
        expect(page.locator("h1")).to_contain_text("死亡登记")
        expect(page.get_by_text("已生效").first).to_be_visible()
    assert sum(loaded) <= 3 * HEAVIEST
    page.goto(family)
    expect(page.locator("section[aria-labelledby=h-members] tbody tr")).to_have_count(before - 1)
    page.get_by_role("link", name="死亡登记").click()
    page.locator("summary", has_text="登记错了").click()
    page.locator("input[name=reason]").fill("点错人了")
    page.get_by_role("button", name="撤销这次登记").click()
    expect(page.get_by_text("已撤销").first).to_be_visible()
    page.goto(family)
    expect(page.locator("section[aria-labelledby=h-members] tbody tr")).to_have_count(before)
    assert errors == []
    context.close()
