"""Journey 3 on the phone: the county opens a round with one typed name, a village walks it, by taps, characters, seconds.

尺子 (journeys.md 3): an ordinary household takes 20 seconds and no typed character at most; the county types one name.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COUNTY, CADRE, VILLAGE, HEAVIEST = "county1", "v411330101200a", "411330101200", 150 * 1024
NAME = "2026年冬季补充排查"
MOST_SECONDS, LAID_OUT_WITHIN_MS = 20, 120_000
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c63f8cfc0f01f000500"
    "01ff56c72f0d0000000049454e44ae426082"
)  # fmt: skip


@dataclass
class Hand:
    """What a person's hand does on the phone."""

    taps: int = 0
    typed: int = 0
    began: float = field(default_factory=time.monotonic)

    def tap(self, target) -> None:
        """Tap once."""
        target.click()
        self.taps += 1

    @property
    def seconds(self) -> float:
        """Since the hand began."""
        return time.monotonic() - self.began


def test_a_round_is_opened_with_one_name_and_walked_on_the_phone(own_county):
    with serving(own_county) as base, survey.browser_open() as browser:
        number = _open_a_round(browser, base)
        table = _walk(browser, base, number)
    print(
        "\n".join(f"{what:<12} {hand.taps} 点  {hand.typed} 字  {hand.seconds:.1f} 秒" for what, hand in table.items())
    )


def _open_a_round(browser: Browser, base: str) -> str:
    context = survey.context_of(browser, "1366")
    survey.sign_in(context, base, COUNTY)
    page = context.new_page()
    page.goto(f"{base}/paicha/")
    page.get_by_role("link", name="新建轮次").click()
    page.locator("input[name=name]").fill(NAME)
    page.get_by_role("button", name="新建轮次").click()
    # The job lays out the lines; the page changes by itself.
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name=re.compile(NAME)))
    expect(card.get_by_text("进行中")).to_be_visible(timeout=LAID_OUT_WITHIN_MS)
    found = re.search(r"PC2026-\d\d", card.inner_text())
    context.close()
    assert found
    return found[0]


def _walk(browser: Browser, base: str, number: str) -> dict[str, Hand]:
    context = survey.context_of(browser, "390")
    survey.sign_in(context, base, CADRE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    with survey.weighing(page) as loaded:
        page.goto(f"{base}/paicha/{number}-{VILLAGE}/cun/", wait_until="networkidle")
    assert sum(loaded) <= HEAVIEST
    left = _left(page)
    buttons = page.locator(".action-bar").bounding_box()
    assert buttons is not None
    assert buttons["y"] >= page.viewport_size["height"] / 2
    table = {"无变化": _ordinary(page), "重点户五项": _key(page), "有变化": _changed(page), "空挂户": _empty(page)}
    assert _left(page) == left - len(table)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销，请重新记")).to_be_visible()
    assert _left(page) == left - len(table) + 1
    assert (table["无变化"].taps, table["无变化"].typed) == (1, 0)
    assert all(hand.typed == 0 for hand in table.values())
    assert all(hand.seconds <= MOST_SECONDS for hand in table.values())
    assert errors == []
    context.close()
    return table


def _left(page: Page) -> int:
    """How many the whole village has left."""
    found = re.search(r"全村还剩\s*(\d+)\s*户", page.locator("main").inner_text())
    assert found
    return int(found[1])


def _stand_at(page: Page, *, key: bool) -> None:
    """Go to the next ordinary household, or the next key one; wherever the walk stands."""
    wanted = (
        page.locator("a.item").filter(has_text="重点") if key else page.locator("a.item").filter(has_not_text="重点")
    )
    if (page.get_by_role("link", name="看五项，再记").count() > 0) != key:
        page.locator("summary", has_text="这个组还有谁").click()
        wanted.first.click()


def _ordinary(page: Page) -> Hand:
    _stand_at(page, key=False)
    hand = Hand()
    hand.tap(page.get_by_role("button", name="无变化", exact=True))
    expect(page.get_by_text("上一户已记：无变化")).to_be_visible()
    return hand


def _key(page: Page) -> Hand:
    _stand_at(page, key=True)
    hand = Hand()
    hand.tap(page.get_by_role("link", name="看五项，再记"))
    for look in ("income", "school", "health", "house", "water"):
        hand.tap(page.locator(f"label:has(input[name=look-{look}][value=good])"))
    hand.tap(page.get_by_role("button", name="五项都好，无变化"))
    expect(page.get_by_text("上一户已记：无变化")).to_be_visible()
    return hand


def _changed(page: Page) -> Hand:
    _stand_at(page, key=False)
    hand = Hand()
    hand.tap(page.get_by_role("link", name="有变化"))
    hand.tap(page.locator("label", has_text="务工就业"))
    hand.tap(page.get_by_role("button", name="记有变化"))
    expect(page.get_by_text("上一户已记：有变化")).to_be_visible()
    return hand


def _empty(page: Page) -> Hand:
    _stand_at(page, key=False)
    hand = Hand()
    hand.tap(page.get_by_role("link", name="没人住，空挂户"))
    hand.tap(page.locator("label", has_text="全家在外，联系不上"))
    page.locator("input[name=photo]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PHOTO})
    hand.taps += 2  # the camera and its shutter
    hand.tap(page.get_by_role("button", name="记空挂户"))
    expect(page.get_by_text("上一户已记：空挂户")).to_be_visible()
    return hand
