"""A child that does not come to school: its school reports it, the township goes to see, 教体局 confirms and places it; a neighbour sees nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHOOL, TOWN, NEIGHBOUR, DEPARTMENT = "school", "t411330101", "t411330105", "dep_jiaoti"
TODAY = dt.date(2026, 11, 23)


def test_a_dropout_is_found_sought_and_placed_across_three_posts(own_county):
    with serving(own_county, background=False) as base, survey.browser_open() as browser:
        school, pupil = _reports(browser, base)
        case = _case(school, base, pupil)
        town = _page(browser, base, TOWN, "390")
        town.goto(base + case)
        _step(town, "effort", last_on=TODAY.isoformat(), way="visit", people="包村干部", effort="家里答应明天送回学校")
        expect(town.locator("main")).to_contain_text("劝返中")
        department = _page(browser, base, DEPARTMENT, "1366")
        department.goto(base + case)
        _step(department, "confirm", confirmed_on=TODAY.isoformat(), reason="劝了一次没有来")
        department.goto(base + pupil)
        expect(department.locator(".standing")).to_contain_text("辍学")
        school.goto(base + case)
        _step(school, "back", back_on=TODAY.isoformat())
        department.goto(base + case)
        _step(department, "place", placement="at_school")
        department.goto(base + pupil)
        expect(department.locator(".standing")).to_contain_text("在校")
        neighbour = _page(browser, base, NEIGHBOUR, "1366")
        for address in (case, pupil):
            answer = neighbour.goto(base + address)
            assert answer is not None
            assert answer.status == 404


def _page(browser: Browser, base: str, username: str, size: str) -> Page:
    context = survey.context_of(browser, size)
    survey.sign_in(context, base, username)
    return context.new_page()


def _reports(browser: Browser, base: str) -> tuple[Page, str]:
    """The school reports the first of its pupils who are at school."""
    asking = survey.context_of(browser, "1366").new_page()
    asking.goto(f"{base}/denglu/")
    username = asking.locator(f'input[value^="{SCHOOL}"]').first.get_attribute("value")
    assert username
    page = _page(browser, base, username, "1366")
    page.goto(f"{base}/taizhang/pupils/?state=at_school")
    links = [link.get_attribute("href") or "" for link in page.locator('main a[href^="/taizhang/pupils/SL"]').all()]
    pupil = next(link for link in links if re.search(r"SL\d{4}-\d+", link))
    page.goto(base + pupil)
    _step(page, "suspect", absent_from=TODAY.isoformat(), reason="连续三天没来，电话不通")
    expect(page.locator(".standing")).to_contain_text("疑似辍学")
    return page, pupil


def _case(page: Page, base: str, pupil: str) -> str:
    """The way from the pupil to the case that began."""
    page.goto(base + pupil)
    return page.locator('main a[href^="/taizhang/returns/"]').first.get_attribute("href") or ""


def _step(page: Page, act: str, **said: str) -> None:
    """Fill the form of a step and send it."""
    form = page.locator(f'form:has(input[name="act"][value="{act}"])')
    if not form.is_visible():
        page.locator(f'details:has(input[name="act"][value="{act}"]) > summary').click()
    for name, value in said.items():
        field = form.locator(f'[name="{name}"]')
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("[type=submit]").click()
    page.wait_for_url(re.compile(r"hao="))
