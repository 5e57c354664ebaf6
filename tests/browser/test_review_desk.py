"""An ambiguous pair is decided by one key, and next month's file of the same department asks nothing."""

from __future__ import annotations

import csv
import re
import time

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from proof import command
from tests.browser.serving import serving
from tests.screens import survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HEAD = ("姓名", "证件号码", "性别", "出生日期", "乡镇", "村", "学校", "学籍状态", "连续缺勤天数")
NICKNAME = "欧阳无名"
SECONDS_A_ROW = 5


def _child(county, tmp_path):
    out = tmp_path / "people.parquet"
    command.run(county, "export", "persons", "--plain-id", "--reason", "测试：挑一个孩子", "--out", str(out))
    rows = pq.read_table(out).to_pylist()
    return next(r for r in rows if r["id_number"] and 2011 <= r["birth_on"].year <= 2018)


def _roll(county, path, child, period, absent):
    """A school that writes the child by another name, under his own number."""
    line = (NICKNAME, child["id_number"], child["sex"], child["birth_on"].isoformat(), child["township_name"],
            child["village_name"], "月河镇小学", "在籍在读", absent)  # fmt: skip
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEAD, line])
    return command.run(county, "intake", str(path), "--source", "school_roll", "--period", period)


def test_a_pair_decided_by_key_is_not_asked_again_next_month(own_county, tmp_path):
    child = _child(own_county, tmp_path)
    first = _roll(own_county, tmp_path / "十月.csv", child, "2026-10", "0")
    assert first["outcomes"]["ambiguous"] == 1
    with serving(own_county, background=False) as base, survey.browser_open() as browser:
        context = survey.context_of(browser, "1366")
        survey.sign_in(context, base, "county1")
        page = context.new_page()
        page.on("pageerror", lambda broken: pytest.fail(str(broken)))
        page.goto(f"{base}/fuhe/?pi={first['batch']}")
        expect(page.locator("table.diff")).to_contain_text(NICKNAME)
        expect(page.locator("tr.differs")).to_contain_text(child["name"])
        assert child["id_number"] not in page.content()
        page.keyboard.press("2")
        expect(page.get_by_role("status").filter(has_text="定为不是底册里的人").first).to_be_visible()
        page.keyboard.press("z")
        expect(page.locator("table.diff")).to_contain_text(NICKNAME)
        began = time.monotonic()
        page.keyboard.press("1")
        expect(page.get_by_role("status").filter(has_text="定为同一人").first).to_be_visible()
        assert time.monotonic() - began < SECONDS_A_ROW
        expect(page.get_by_text(re.compile("没有要复核的")).first).to_be_visible()

        second = _roll(own_county, tmp_path / "十一月.csv", child, "2026-11", "6")
        assert (second["outcomes"]["ambiguous"], second["outcomes"]["probable"]) == (0, 1)
        page.goto(f"{base}/fuhe/?pi={second['batch']}")
        expect(page.get_by_text(re.compile("没有要复核的")).first).to_be_visible()
        page.goto(f"{base}/fuhe/jilu/")
        expect(page.get_by_role("table")).to_contain_text(child["name"])
    out = tmp_path / "matches.csv"
    command.run(own_county, "matches", "--batch", second["batch"], "--out", str(out))
    with out.open(encoding="utf-8") as file:
        [line] = list(csv.DictReader(file))
    assert line["person_id"] == child["person_id"]
    assert "的复核：是同一人" in line["reason"]
