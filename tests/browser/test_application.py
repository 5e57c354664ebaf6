"""A family applies on its phone with three things typed and picked; the township takes it up; the village sees it; the receipt says so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from proof import command
from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CADRE, TOWNSHIP, STRANGER, VILLAGE = "v411330101200a", "t411330101", "t411330105", "411330101200"
HEAVIEST = 60 * 1024
PHONE = "19900076543"


def test_a_familys_word_reaches_its_village_and_the_receipt_follows(own_county):
    with serving(own_county, background=False) as base, survey.browser_open() as browser:
        name = _head_of_a_family(browser, base)
        address = _poster(browser, base)
        receipt = _apply(browser, address, name)
        number = _newest(own_county)
        _accept(browser, base, number, name)
        _village_sees(browser, base, name)
        assert re.search("已受理，村里.*上门", _asked(browser, base, receipt))
        unknown = _asked(browser, base, "22222-22222-22222")
        assert "没有查到这个回执号" in unknown
        _nobody_else(browser, base, number)


def _page(browser: Browser, base: str, who: str, size: str = "1366") -> Page:
    context = survey.context_of(browser, size)
    survey.sign_in(context, base, who)
    return context.new_page()


def _head_of_a_family(browser: Browser, base: str) -> str:
    """The head of a family of the village that no lead is about yet."""
    page = _page(browser, base, CADRE)
    page.goto(f"{base}/cun/{VILLAGE}/")
    for link in page.locator("tbody tr th a").all():
        household = str(link.get_attribute("href"))
        other = page.context.new_page()
        other.goto(base + household)
        told = other.locator("main").inner_text()
        other.close()
        if "发现线索" not in told:
            return link.inner_text().strip()
    raise AssertionError("every family has a lead")


def _poster(browser: Browser, base: str) -> str:
    page = _page(browser, base, TOWNSHIP)
    page.goto(f"{base}/haibao/{VILLAGE}/")
    assert page.locator(".poster svg path").count() == 1
    return page.locator(".poster .address").inner_text()


def _apply(browser: Browser, address: str, name: str) -> str:
    """On the phone: two things typed, one picked, a double tap; no script runs at all."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    with survey.weighing(page) as loaded:
        page.goto(address, wait_until="networkidle")
    assert sum(loaded) <= HEAVIEST
    assert page.locator("input[type=text], input:not([type]), input[type=tel]").count() == 2
    page.get_by_label("姓名").fill(name)
    page.get_by_label("电话").fill(PHONE)
    page.get_by_label("房子漏").check()
    page.get_by_role("button", name="提交").dblclick()
    expect(page.locator("h1")).to_have_text("已收到")
    receipt = page.locator(".receipt").inner_text()
    assert re.fullmatch(r"([2-9A-Z]{5}-){2}[2-9A-Z]{5}", receipt)
    context.close()
    return receipt


def _newest(data_dir) -> str:
    told = command.run(data_dir, "applications")
    mine = [one for one in told["applications"] if one["village_code"] == VILLAGE and one["hardship"] == "house"]
    assert len([one for one in mine if one["state"] == "pending"]) == 1
    return mine[-1]["number"]


def _accept(browser: Browser, base: str, number: str, name: str) -> None:
    page = _page(browser, base, TOWNSHIP)
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(f"{base}/zizhushenbao/")
    page.locator("tr").filter(has_text=number).get_by_role("link").click()
    page.locator("input[name=who]").first.check()
    expect(page.locator(".choice").filter(has_text="姓名一样").first).to_contain_text(name)
    page.get_by_role("button", name="受理，交村").click()
    expect(page.get_by_text("已受理").first).to_be_visible()
    assert errors == []


def _village_sees(browser: Browser, base: str, name: str) -> None:
    page = _page(browser, base, CADRE, "390")
    page.goto(base)
    expect(page.get_by_text(name).first).to_be_visible()
    page.goto(f"{base}/xiansuo/?tab=sent")
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.get_by_text("农户自主申报").first).to_be_visible()
    expect(page.get_by_text("房子漏").first).to_be_visible()


def _asked(browser: Browser, base: str, receipt: str) -> str:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{base}/sb/cha/")
    page.get_by_label("回执号").fill(receipt)
    page.get_by_role("button", name="查一查").click()
    page.wait_for_selector(".right, .wrong")
    said = page.locator("main").inner_text()
    context.close()
    return said


def _nobody_else(browser: Browser, base: str, number: str) -> None:
    """Another township, and who is not signed in, see no more than of a number that does not exist."""
    page = _page(browser, base, STRANGER)
    answers = []
    for one in (number, "SB2026-999999"):
        answer = page.goto(f"{base}/zizhushenbao/{one}/")
        assert answer is not None
        assert answer.status == 404
        answers.append(page.locator("main").inner_text())
    assert answers[0] == answers[1]
    outside = browser.new_context().new_page()
    outside.goto(f"{base}/zizhushenbao/{number}/")
    assert "/denglu/" in outside.url
