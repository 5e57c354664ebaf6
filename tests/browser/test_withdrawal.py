"""In real browsers: a wrong batch is taken back and given back while its village looks on; a department minds its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proof import command
from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COUNTY = "county1"
BATCH = "medical_bills-2026-10-01"
DEPARTMENTS_POST = "dep_canlian"
POSTS = {
    "残联": DEPARTMENTS_POST, "医保局": "dep_yibao", "教体局": "dep_jiaoti", "住建局": "dep_zhujian",
    "水利局": "dep_shuili", "民政局": "dep_minzheng",
}  # fmt: skip
READING = 60_000
A_VILLAGE = """
SELECT l.village_code, l.household_no, l.lead_no FROM leads_lead l JOIN leads_hit h ON h.lead_id = l.id
WHERE l.state = 'sent' AND h.department = '医保局' AND NOT EXISTS (
    SELECT 1 FROM leads_hit o WHERE o.lead_id = l.id AND o.department <> '医保局') ORDER BY l.lead_no"""


@pytest.fixture
def facts(own_county: Path) -> Iterator[sqlite3.Connection]:
    """The county's database, before anybody serves it."""
    with sqlite3.connect(own_county / "huaiyuan.db") as database:
        yield database


@pytest.fixture
def browser() -> Iterator[Browser]:
    with survey.browser_open() as opened:
        yield opened


def _as(browser: Browser, base: str, username: str, size: str) -> Page:
    context = survey.context_of(browser, size)
    survey.sign_in(context, base, username)
    page = context.new_page()
    page.on("pageerror", lambda broken: pytest.fail(str(broken)))
    return page


def test_a_withdrawn_batch_is_told_to_the_village_and_given_back(browser, own_county, facts):
    village, household, _ = facts.execute(A_VILLAGE).fetchone()
    cadre = f"v{village}a"
    facts.execute("UPDATE access_account SET demo_login = 1 WHERE username = ?", [cadre])
    facts.commit()
    with serving(own_county) as base:
        phone, desk = _as(browser, base, cadre, "390"), _as(browser, base, COUNTY, "1366")
        card = phone.locator("article.task", has=phone.locator(f'a[href*="{household}"]'))
        phone.goto(base)
        expect(card).to_be_visible()

        desk.goto(f"{base}/bumen/{BATCH}/")
        desk.get_by_role("link", name="撤回这一批").click()
        expect(desk.get_by_text(re.compile("户已派村、还没去的，线索撤回"))).to_be_visible()
        desk.get_by_label("理由").fill("报成了九月的数")
        desk.get_by_role("button", name="撤回这一批").click()
        expect(desk.get_by_text("这一批已撤回：报成了九月的数")).to_be_visible()

        phone.goto(base)
        expect(phone.get_by_text(re.compile("报成了九月的数。这一户不用去了。"))).to_be_visible()
        expect(card).to_have_count(0)

        desk.get_by_role("link", name="撤销撤回").click()
        desk.get_by_role("button", name="撤销撤回").click()
        expect(desk.get_by_text("已并入", exact=True)).to_be_visible()

        phone.goto(base)
        expect(card).to_be_visible()
        expect(phone.get_by_text(re.compile("不用去了"))).to_have_count(0)
        phone.get_by_role("button", name="知道了").click()
        expect(phone.get_by_text(re.compile("仍要入户核实"))).to_have_count(0)


def test_a_department_drops_its_file_gets_its_errors_and_answers_a_case(browser, own_county, facts, tmp_path):
    case, asked = facts.execute("SELECT case_no, department FROM leads_case ORDER BY case_no LIMIT 1").fetchone()
    original = next(path for path, source, _ in command.sent(own_county) if source == "disability_cards")
    file = tmp_path / "十一月.csv"
    file.write_bytes(original.read_bytes() + ",,男,1960-01-01,,,肢体,三级,2026-11-02,正常\r\n".encode("gbk"))
    with serving(own_county) as base:
        desk = _as(browser, base, DEPARTMENTS_POST, "1366")
        _send(desk, base, file)
        with desk.expect_download() as started:
            desk.get_by_role("link", name="下载错误行").first.click()
        assert started.value.suggested_filename.endswith(".xlsx")

        office = _as(browser, base, POSTS[asked], "1366")
        office.goto(f"{base}/luoshi/{case}/")
        office.get_by_label(re.compile("怎么落实的")).fill("11月20日已纳入两项补贴")
        office.get_by_role("button", name="提交答复").click()
        expect(office.get_by_text("已答复，待县里看").first).to_be_visible()

        county = _as(browser, base, COUNTY, "1366")
        county.goto(f"{base}/luoshi/{case}/")
        expect(county.get_by_text("11月20日已纳入两项补贴")).to_be_visible()
        county.get_by_role("button", name="认可").click()
        expect(county.get_by_text("已落实", exact=True).first).to_be_visible()
        for there in ("/xiansuo/", "/chengxiao/", f"/bumen/{BATCH}/"):
            assert desk.request.get(f"{base}{there}").status == 404


def _send(desk: Page, base: str, file: Path) -> None:
    """November's file: one row names nobody and comes back; merging is the county's."""
    desk.goto(f"{base}/bumen/")
    assert desk.get_by_label("哪种表").locator("option").count() == 2
    desk.get_by_label("哪种表").select_option("disability_cards")
    desk.get_by_label("哪个月的").fill("2026-11")
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="读这份文件").click()
    desk.get_by_role("link", name="看一眼，等县里并入").click(timeout=READING)
    expect(desk.get_by_text(re.compile("县监测中心看过后并入"))).to_be_visible()
    expect(desk.get_by_role("button", name=re.compile("^并入"))).to_have_count(0)
    desk.goto(f"{base}/benbumen/")
    expect(desk.get_by_text("1 行退回，改好再报")).to_be_visible()
