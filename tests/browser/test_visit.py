"""Journey 4 on the phone: 我的帮扶户, a visit in four taps, kept without a network, received once whatever the line does.

Its yardstick (尺子): two minutes a household, four taps, at most twenty characters typed.
"""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from huaiyuan.core.kernel import clock
from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CADRE = "v411330101200a"
MOST_TAPS, MOST_TYPED, MOST_SECONDS, HEAVIEST = 4, 20, 120, 150 * 1024
LARGEST_PHOTO = 300 * 1024


@dataclass
class Finger:
    """Counts what a person does."""

    taps: int = 0
    typed: int = 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()

    def write(self, where: Locator, text: str) -> None:
        self.taps += 1
        self.typed += len(text)
        where.fill(text)


def told(county: Path, sql: str, *values: object) -> list[tuple]:
    with sqlite3.connect(f"file:{county / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        return database.execute(sql, values).fetchall()


def helper_of(county: Path) -> str:
    return told(county, "SELECT username FROM access_account WHERE demo_login AND username LIKE 'bf%'")[0][0]


def visits_of(county: Path, household_no: str) -> int:
    return told(county, "SELECT count(*) FROM duty_homevisit WHERE household_no = ?", household_no)[0][0]


def test_a_helper_visits_in_four_taps_and_nothing_is_lost_or_doubled(own_county, record_property):
    with serving(own_county, background=False) as base, survey.browser_open() as browser:
        context = survey.context_of(browser, "390")
        survey.sign_in(context, base, helper_of(own_county))
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda e: errors.append(str(e)))
        household_no = _four_taps(page, base, own_county, record_property)
        _without_a_network(page, base, own_county, household_no)
        _with_the_reply_lost(page, base, own_county, household_no)
        _a_stranger_gets_the_404(browser, base, household_no)
        assert errors == []


def _four_taps(page: Page, base: str, county: Path, record_property) -> str:
    """The first card has two things from last time; one tap each, then 保存."""
    with survey.weighing(page) as loaded:
        page.goto(f"{base}/bangfu/")
        expect(page.locator("h1")).to_contain_text("我的帮扶户")
        first = page.locator("article.task", has_text="上次说").first
        expect(first).to_contain_text("上次说")
        household_no = first.locator("a.btn").get_attribute("href").split("/")[2]
        before, finger, started = visits_of(county, household_no), Finger(), time.monotonic()
        finger.tap(first.get_by_role("link", name="走访"))
        expect(page.locator("h1")).to_contain_text("走访")
        for group in page.locator("fieldset:has([name^=p-])").all():
            finger.tap(group.locator("label", has_text="办了"))
        finger.tap(page.get_by_role("button", name="保存", exact=True))
        page.wait_for_url(f"**/bangfu/{household_no}/")
        seconds = time.monotonic() - started
    record_property("journey 4", f"taps {finger.taps}, typed {finger.typed}, seconds {seconds:.1f}")
    assert (finger.taps <= MOST_TAPS, finger.typed <= MOST_TYPED, seconds <= MOST_SECONDS) == (True, True, True)
    assert sum(loaded) <= 3 * HEAVIEST
    assert visits_of(county, household_no) == before + 1
    expect(page.get_by_text("没有没了结的事")).to_be_visible()
    return household_no


def _without_a_network(page: Page, base: str, county: Path, household_no: str) -> None:
    """Saved without a signal: on the phone, still there in a new page, sent with its photo when the network is back."""
    before, finger = visits_of(county, household_no), Finger()
    page.goto(f"{base}/bangfu/{household_no}/zoufang/")
    page.context.set_offline(True)
    finger.tap(page.locator(".looks label", has_text="饮水"))
    finger.write(page.locator("[name=bad-water-says]"), "水压小")
    finger.tap(page.locator("summary", has_text="有要解决的事"))
    finger.tap(page.locator("details[data-first] label", has_text="报修"))
    finger.write(page.locator("[name=says-0]"), "水龙头没水")
    page.locator("[name=files]").set_input_files([_large_photo()])
    finger.tap(page.get_by_role("button", name="保存", exact=True))
    expect(page.get_by_text("有网自动上传（待传1条）").first).to_be_visible()
    assert finger.typed <= MOST_TYPED
    assert visits_of(county, household_no) == before
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{base}/bangfu/")
    _eventually(lambda: visits_of(county, household_no) == before + 1)
    _eventually(lambda: _sizes(county, household_no) != [])
    assert all(size <= LARGEST_PHOTO for size in _sizes(county, household_no))
    expect(page.locator("[data-queue]")).to_be_hidden()
    [(owner,)] = told(county, "SELECT owner_post FROM worklist_task WHERE about = '报修（水龙头没水）'")
    assert owner == "village"


def _with_the_reply_lost(page: Page, base: str, county: Path, household_no: str) -> None:
    """The server has it, the phone does not know: it stays 待传, goes again, and is one visit."""
    before = visits_of(county, household_no)
    page.goto(f"{base}/bangfu/{household_no}/zoufang/")
    for group in page.locator("fieldset:has([name^=p-])").all():
        group.locator("label", has_text="没办").tap()

    def swallow(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/zoufang/", swallow)
    page.get_by_role("button", name="保存", exact=True).tap()
    expect(page.get_by_text("待传1条").first).to_be_visible()
    assert visits_of(county, household_no) == before + 1
    page.unroute("**/zoufang/", swallow)
    page.goto(f"{base}/bangfu/")
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert visits_of(county, household_no) == before + 1


def _a_stranger_gets_the_404(browser: Browser, base: str, household_no: str) -> None:
    context = survey.context_of(browser, "390")
    survey.sign_in(context, base, CADRE)
    page = context.new_page()
    assert page.goto(f"{base}/bangfu/{household_no}/").status == 404
    assert page.goto(f"{base}/bangfu/").status == 404
    context.close()


def _large_photo() -> dict[str, object]:
    stream = io.BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(stream, "JPEG", quality=95)
    assert len(stream.getvalue()) > LARGEST_PHOTO
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def _sizes(county: Path, household_no: str) -> list[int]:
    # The demo's day begins at this instant, which is stored as UTC.
    began = dt.datetime(2026, 11, 23, tzinfo=clock.SHANGHAI).astimezone(dt.UTC)
    return [
        size
        for (size,) in told(
            county,
            "SELECT p.size FROM duty_homevisitphoto p JOIN duty_homevisit v ON v.id = p.visit_id "
            "WHERE v.household_no = ? AND v.recorded_at >= ?",
            household_no,
            f"{began:%Y-%m-%d %H:%M:%S}",
        )
    ]


def _eventually(holds) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.3)
