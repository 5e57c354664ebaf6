"""A department's clerk and a wrong file: columns explained once, the errors taken home in the file, mended, merged."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLERK, PERIOD, READING = "county1", "2026-11", 90_000
HEAD = ("持证的人", "证号", "性别", "出生日期", "乡镇", "村", "残疾类别", "残疾等级", "发证日期", "证件状态")
ROWS = [
    (f"试{i}", "", "男", f"1960-01-{i + 10}", "月河镇", "徐寨村", "肢体", "二级", "2026-11-03", "正常")
    for i in range(6)
]


@pytest.fixture
def county(own_county):
    with serving(own_county) as base:
        yield base


def _wrong(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for line in [["残联十一月新办证名册"], HEAD, *ROWS]:
        book.active.append(list(line))
    book.active.cell(5, 9).value = "上个月"
    book.active.cell(7, 7).value = "腰疼"
    file = folder / "残联新办.xlsx"
    book.save(file)
    return file


def test_a_wrong_file_goes_home_with_its_errors_and_comes_back_to_be_merged(county, tmp_path):
    with survey.browser_open() as browser:
        context = survey.context_of(browser, "1366")
        survey.sign_in(context, county, CLERK)
        desk = context.new_page()
        desk.on("pageerror", lambda broken: pytest.fail(str(broken)))
        _bring(desk, county, _wrong(tmp_path))
        _explain(desk)
        assert (_number(desk, "收到"), _number(desk, "退回")) == (6, 2)
        mended = _mend(_take_home(desk, tmp_path))
        _bring(desk, county, mended)
        # The wrong one still waits beside it; the newest stands first.
        waiting = desk.get_by_role("link", name="看一眼，再并入")
        expect(waiting).to_have_count(2, timeout=READING)
        waiting.first.click()
        # The header has been explained: nothing is asked this time.
        assert (_number(desk, "收到"), _number(desk, "退回")) == (6, 0)
        desk.get_by_role("button", name=re.compile("并入 .+ 行")).click()
        expect(desk.get_by_text("已并入", exact=True)).to_be_visible(timeout=READING)


def _bring(desk: Page, base: str, file: Path) -> None:
    desk.goto(f"{base}/bumen/")
    desk.get_by_label("哪种表").select_option("disability_cards")
    desk.get_by_label("哪个月的").fill(PERIOD)
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="读这份文件").click()


def _explain(desk: Page) -> None:
    desk.get_by_role("link", name=re.compile("去认列")).click(timeout=READING)
    desk.get_by_label("持证的人 是").select_option("name")
    desk.get_by_label("证号 是").select_option("id_number")
    desk.get_by_role("button", name="记住并读").click()
    desk.get_by_role("link", name="看一眼，再并入").first.click(timeout=READING)


def _take_home(desk: Page, folder: Path) -> Path:
    with desk.expect_download(timeout=READING) as started:
        desk.get_by_role("link", name="带原因的原表").click()
    assert started.value.suggested_filename.startswith("演示数据-带原因的原表-")
    file = folder / "带原因.xlsx"
    started.value.save_as(file)
    return file


def _mend(file: Path) -> Path:
    """What the clerk does: follow the last column, put the cells right, save under another name."""
    book = openpyxl.load_workbook(file)
    sheet = book.active
    reasons = {
        row[0].row: row[-1].value for row in sheet.iter_rows(min_row=4) if row[-1].value and "退回" in row[-1].value
    }
    assert sorted(reasons) == [6, 8]
    sheet.cell(6, 9).value, sheet.cell(8, 7).value = "2026-11-05", "肢体"
    mended = file.with_name("改好.xlsx")
    book.save(mended)
    return mended


def _number(desk: Page, label: str) -> int:
    stat = desk.locator(".stat", has=desk.get_by_text(label, exact=True)).first
    return int(re.sub(r"\D", "", stat.locator(".value").inner_text()))
