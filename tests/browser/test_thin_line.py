"""The whole line in real browsers: a department's dirty file becomes a lead on the right desk, is verified, and counts."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import APIResponse, Browser, Page, expect

from proof import command
from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COUNTY, VILLAGE_CADRE, OUTSIDER = "county1", "v411330101200a", "t411330105"
VILLAGE = "411330101200"
SOURCE, PERIOD = "disability_cards", "2026-11"
NOTE = "今年残了，干不了活"
MOST_TYPED, HEAVIEST = 20, 150 * 1024
READING, SCREENING = 60_000, 120_000


@dataclass(frozen=True)
class Struck:
    """Somebody of the village who got a card this month, as the department writes it: without an identity number."""

    person_id: str
    household_no: str
    line: str


@pytest.fixture
def county(own_county, tmp_path):
    """A county of one's own, the person the file will name, and a served address."""
    people = tmp_path / "people.parquet"
    command.run(own_county, "export", "persons", "--reason", "测试：挑一个人", "--out", str(people))
    struck = _somebody(people, own_county)
    with serving(own_county, as_a_person_does=True) as base:
        yield base, struck


def _somebody(people: Path, county: Path) -> Struck:
    """An insured adult of the village whose name nobody else bears, in a household without an open lead."""
    with sqlite3.connect(f"file:{county / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        busy = {row[0] for row in database.execute("SELECT household_no FROM leads_lead")}
    insured = _insured(county)
    rows = pq.read_table(people).to_pylist()
    names = [r["name"] for r in rows]
    found = next(
        r
        for r in rows
        if r["village_code"] == VILLAGE
        and r["household_no"] not in busy
        and r["person_id"] in insured
        and names.count(r["name"]) == 1
        and r["birth_on"].year < 2000
    )
    written = (found["name"], "", found["sex"], found["birth_on"].isoformat(), found["township_name"])
    line = ",".join([*written, found["village_name"], "肢体", "一级", "2026-11-10", "正常"])
    return Struck(found["person_id"], found["household_no"], line)


def _insured(county: Path) -> set[str]:
    """Whom the roll of the medical insurance has: a card makes no second risk for them."""
    [batch] = county.glob("lake/medical_enrolment/*/")
    found = duckdb.sql(f"""
        SELECT m.person_id FROM read_parquet('{batch}/matches.parquet') m
        JOIN read_parquet('{batch}/rows.parquet') r
          ON r.row = m.row AND coalesce(r.sheet, '') = coalesce(m.sheet, '')
        WHERE m.outcome = 'exact' AND r.enrol_status = '参保'
    """)
    return {row[0] for row in found.fetchall()}


@pytest.fixture
def browser():
    with survey.browser_open() as opened:
        yield opened


def _as(browser: Browser, base: str, username: str, size: str) -> Page:
    context = survey.context_of(browser, size)
    survey.sign_in(context, base, username)
    page = context.new_page()
    page.on("pageerror", lambda broken: pytest.fail(str(broken)))
    return page


def test_a_dirty_file_becomes_a_verified_lead_that_counts(browser, county, tmp_path):
    base, struck = county
    desk = _as(browser, base, COUNTY, "1366")
    before = _ledger(desk, base)
    _upload_and_merge(desk, base, _edited(desk, base, struck, tmp_path))
    _screen(desk, base)
    _dispatch(desk, base, struck)

    phone = _as(browser, base, VILLAGE_CADRE, "390")
    address = _on_the_round(phone, base, struck)
    assert _weigh(browser, base, address) <= HEAVIEST
    _verify(phone, base, address)

    after = _ledger(desk, base)
    assert after["已核实"] == before["已核实"] + 1
    assert after["属实"] == before["属实"] + 1
    assert after["推给村里"] > before["推给村里"]

    outside = _as(browser, base, OUTSIDER, "1366")
    for there, nowhere in (
        (address.replace("/heshi/", "/xiansuo/"), "/xiansuo/XS2026-999999/"),
        (f"/hu/{struck.household_no}/", f"/hu/{VILLAGE}-9999/"),
    ):
        assert desk.request.get(f"{base}{there}").status == 200
        foreign, absent = outside.request.get(f"{base}{there}"), outside.request.get(f"{base}{nowhere}")
        assert (foreign.status, absent.status) == (404, 404)
        assert _body(foreign) == _body(absent)


def _edited(desk: Page, base: str, struck: Struck, folder: Path) -> Path:
    """The demo's own file, downloaded from its page, with one row more and one row nobody can name."""
    desk.goto(f"{base}/bumen/")
    with desk.expect_download() as started:
        desk.get_by_role("link", name=re.compile(SOURCE)).first.click()
    file = folder / "残联十一月.csv"
    started.value.save_as(file)
    nameless = ",,男,1960-01-01,,,肢体,三级,2026-11-02,正常"
    with file.open("ab") as more:
        more.write(f"{struck.line}\r\n{nameless}\r\n".encode("gbk"))
    return file


def _upload_and_merge(desk: Page, base: str, file: Path) -> None:
    desk.goto(f"{base}/bumen/")
    desk.get_by_label("哪种表").select_option(SOURCE)
    desk.get_by_label("哪个月的").fill(PERIOD)
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="读这份文件").click()
    desk.get_by_role("link", name="看一眼，再并入").click(timeout=READING)
    assert _number(desk, "退回") == 1
    desk.get_by_role("button", name=re.compile("并入 .+ 行")).click()
    expect(desk.get_by_text("已并入", exact=True)).to_be_visible(timeout=READING)
    assert _number(desk, "收到") == _number(desk, "可用") + 1


def _screen(desk: Page, base: str) -> None:
    desk.goto(f"{base}/guize/")
    desk.get_by_role("button", name="全县筛查").click()
    expect(desk.get_by_text(re.compile("最近一次筛查 .*11.*23"))).to_be_visible(timeout=SCREENING)


def _dispatch(desk: Page, base: str, struck: Struck) -> None:
    desk.goto(f"{base}/xiansuo/yanpan/")
    desk.get_by_role("button", name=re.compile("交办 .+ 户")).click()
    expect(desk.get_by_text(re.compile("已交办 .+ 户"))).to_be_visible()
    told = desk.get_by_label("可贴工作群的话").input_value()
    assert "户" in told
    assert struck.line.split(",")[0] not in told


def _on_the_round(phone: Page, base: str, struck: Struck) -> str:
    """The household on the village's list of today; the address of its page."""
    phone.goto(base)
    card = phone.locator("article.task", has=phone.locator(f'a[href*="{struck.household_no}"]'))
    expect(card).to_contain_text("2026-11-10新发肢体残疾一级证")
    return str(card.get_by_role("link", name="入户核实").get_attribute("href"))


def _verify(phone: Page, base: str, address: str) -> None:
    phone.goto(base + address)
    expect(phone.get_by_text("疑似同一人").first).to_be_visible()
    _fill(phone)
    phone.reload()
    expect(phone.get_by_label(re.compile("^说明"))).to_have_value(NOTE)
    expect(phone.get_by_label(re.compile("属实，转识别认定"))).to_be_checked()
    phone.get_by_role("button", name="提交核实").click()
    expect(phone.get_by_role("heading", name=re.compile("^已提交"))).to_be_visible()
    assert phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft/'))") == []


def _fill(phone: Page) -> None:
    assert len(NOTE) <= MOST_TYPED
    phone.get_by_label(re.compile("属实，转识别认定")).check()
    phone.get_by_label(re.compile("^说明")).fill(NOTE)
    expect(phone.locator("[data-draft-says]")).to_contain_text("已存在手机上")


def _weigh(browser: Browser, base: str, address: str) -> int:
    """What the page of one lead brings onto a phone that has never been here, in bytes on the wire before packing."""
    return survey.weigh(_as(browser, base, VILLAGE_CADRE, "390").context, base + address)


def _ledger(desk: Page, base: str) -> dict[str, int]:
    desk.goto(f"{base}/chengxiao/")
    return {label: _number(desk, label) for label in ("推给村里", "已核实", "属实")}


def _number(desk: Page, label: str) -> int:
    stat = desk.locator(".stat", has=desk.get_by_text(label, exact=True)).first
    return int(re.sub(r"\D", "", stat.locator(".value").inner_text()))


def _body(answer: APIResponse) -> bytes:
    """What a person sees; the form token is drawn anew for every page."""
    return re.sub(rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', b"", answer.body())
