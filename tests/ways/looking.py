"""A round over every household, walked on the phone (journeys.md 3)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.ways.hand import Hand

NAME = "2026年冬季补充排查"
LAID_OUT_MS = 120_000


def open_round(county: Hand) -> None:
    """〔新建轮次〕: one name is typed, all else stands there."""
    county.open("/paicha/")
    county.tap(county.page.get_by_role("link", name="新建轮次"))
    county.write("name", NAME)
    county.tap("新建轮次")


def laid_out(county: Hand) -> str:
    """The round's number, once the job has laid out its households; the page changes by itself."""
    card = county.page.locator("section.card").filter(has=county.page.get_by_role("heading", name=re.compile(NAME)))
    expect(card.get_by_text("进行中")).to_be_visible(timeout=LAID_OUT_MS)
    found = re.search(r"PC\d{4}-\d\d", card.inner_text())
    assert found
    return found[0]


def begin(village: Hand, number: str, code: str) -> None:
    """The village's walk."""
    village.open(f"/paicha/{number}-{code}/cun/")


def _stand_at(village: Hand, *, key: bool) -> None:
    page = village.page
    if (page.get_by_role("link", name="看五项，再记").count() > 0) == key:
        return
    wanted = (
        page.locator("a.item").filter(has_text="重点") if key else page.locator("a.item").filter(has_not_text="重点")
    )
    page.locator("summary", has_text="这个组还有谁").click()
    wanted.first.click()


def ordinary(village: Hand) -> None:
    """〔无变化〕, one tap."""
    _stand_at(village, key=False)
    village.tap("无变化")
    expect(village.page.get_by_text("上一户已记：无变化")).to_be_visible()


def changed(village: Hand) -> None:
    """Only what has changed is tapped."""
    _stand_at(village, key=False)
    village.tap(village.page.get_by_role("link", name="有变化"))
    village.choose("务工就业")
    village.tap("记有变化")
    expect(village.page.get_by_text("上一户已记：有变化")).to_be_visible()


def by_phone(village: Hand) -> None:
    """The family is away and was rung up."""
    _stand_at(village, key=False)
    village.tap(village.page.get_by_role("button", name=re.compile("电话")))
    expect(village.page.get_by_text("上一户已记：无变化")).to_be_visible()


def key(village: Hand) -> None:
    """Of a key group: five points, each looked at."""
    _stand_at(village, key=True)
    village.tap(village.page.get_by_role("link", name="看五项，再记"))
    for look in ("income", "school", "health", "house", "water"):
        village.tap(village.page.locator(f"label:has(input[name=look-{look}][value=good])"))
    village.tap("五项都好，无变化")
    expect(village.page.get_by_text("上一户已记：无变化")).to_be_visible()
