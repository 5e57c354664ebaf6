"""A village measures a family's income on the phone: the sum is told while typing, next time only what changed is typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from huaiyuan.core.kernel import yuan as money
from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CADRE, VILLAGE, HEAVIEST = "v411330101200a", "411330101200", 150 * 1024
NONE = ("property", "claim", "business", "cost")
MOST_TAPS, MOST_TYPED = 12, 20


def test_a_family_is_measured_on_the_phone_and_next_time_only_what_changed_is_typed(own_county):
    with serving(own_county, background=False) as base, survey.browser_open() as browser:
        walk(browser, base)


class Hand:
    """Counts taps and typed characters."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.typed = page, 0, 0

    def tap(self, locator) -> None:
        locator.click()
        self.taps += 1

    def type(self, name: str, text: str) -> None:
        box = self.page.locator(f"input[name={name}]")
        if not box.is_visible():
            self.tap(box.locator("xpath=ancestor::details/summary"))
        box.fill("")
        box.press_sequentially(text)
        self.typed += len(text)


def walk(browser: Browser, base: str) -> tuple[int, int]:
    """Measure the first family of the village twice; returns taps and characters of the second time."""
    context = survey.context_of(browser, "390")
    survey.sign_in(context, base, CADRE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(f"{base}/shouru/cun/{VILLAGE}/?tai=to_measure")
    page.locator("tbody tr th a").first.click()
    history = page.url
    page.get_by_role("link", name="测算年度收入").click()
    expect(page.locator("#sum")).to_contain_text("人均纯收入")
    assert _weight(browser, base, page.url) <= HEAVIEST
    _first_time(page)
    page.goto(history)
    page.get_by_role("link", name="消除时").click()
    hand = Hand(page)
    _second_time(page, hand)
    assert hand.taps <= MOST_TAPS
    assert hand.typed <= MOST_TYPED
    assert errors == []
    context.close()
    return hand.taps, hand.typed


def _weight(browser: Browser, base: str, url: str) -> int:
    """What the page brings onto a phone that has never been here."""
    context = survey.context_of(browser, "390")
    survey.sign_in(context, base, CADRE)
    weight = survey.weigh(context, url)
    context.close()
    return weight


def _first_time(page: Page) -> None:
    hand = Hand(page)
    for kind in NONE:
        page.locator(f"input[name=none][value={kind}]").check()
    for code, amount in (("a1", "36000"), ("d61", "800"), ("g1", "3000")):
        hand.type(code, amount)
    expect(page.locator("#sum")).to_contain_text(_a_head(page, 36800))
    page.wait_for_function("document.querySelector('[data-draft-says]').textContent.includes('已存在手机上')")
    # The battery went: what was typed is still there.
    page.reload()
    expect(page.locator("input[name=a1]")).to_have_value("36000")
    expect(page.locator("[data-draft-says]")).to_contain_text("接着")
    told = _a_head(page, 36800)
    page.get_by_role("button", name="提交测算").click()
    expect(page.locator("main")).to_contain_text(told)
    expect(page.locator("h1")).to_contain_text("年度收入测算")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('draft/')).length") == 0


def _a_head(page: Page, whole: int) -> str:
    """A family's total per head as people read it, by the number of people in the form."""
    return f"{money.shown(Decimal(whole) / int(page.locator('input[name=size]').input_value()))}元"


def _second_time(page: Page, hand: Hand) -> None:
    expect(page.locator("input[name=a1]")).to_have_value("36000")
    # 合规自付 of last time is asked for anew; a department's bills of the period may stand there.
    expect(page.locator("input[name=g1]")).not_to_have_value("3000")
    hand.type("a1", "40000")
    hand.tap(page.locator("input[name=none][value=burden]"))
    expect(page.locator("#sum")).to_contain_text(_a_head(page, 40800))
    hand.tap(page.get_by_role("button", name="提交测算"))
    expect(page.locator("h1")).to_contain_text("消除收入测算")
