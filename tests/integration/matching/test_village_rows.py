"""A file about villages from receipt to villages: one line per row, outcomes that add up, nobody named, nothing to review."""

from __future__ import annotations

import csv

import pyarrow.parquet as pq
import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.engine import lake
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake import trail
from huaiyuan.county.matching import actions, exports, queries
from huaiyuan.county.matching.types import Outcome
from tests.pages import get_page, signed_in

SOURCE = {"source": "water_outages", "period": "2026-10"}
LINES = [
    ("乡镇", "村", "停水日期", "停水天数", "恢复情况"),
    ("月河镇", "徐寨村", "2026-10-20", "4", "未恢复"),
    ("月河镇", "徐寨村", "2026-10-02", "1", "已恢复"),
    ("回龙乡", "没有的村", "2026-10-03", "1", "已恢复"),
    ("回龙乡", "", "2026-10-04", "1", "已恢复"),
    ("", "", "2026-10-04", "1", "已恢复"),
]


def _write(folder):
    path = folder / "停水.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter="；").writerows(LINES)
    return path


@pytest.mark.slow
def test_a_row_is_its_villages_or_nobodys_and_the_same_file_again_changes_nothing(roll, tmp_path):
    answer = actions.take_in(_write(roll.folder), **SOURCE, by=roll.by)
    assert (answer.rows, answer.accepted, answer.rejected) == (5, 4, 1)
    assert answer.outcomes == {"exact": 2, "normalised": 0, "probable": 0, "ambiguous": 0, "unmatched": 2}
    folder = queries.folder_of(answer.batch)
    lines = pq.read_table(folder / lake.MATCHES).to_pylist()
    assert [(m["row"], m["outcome"], m["reason"]) for m in lines[:4]] == [
        (2, "exact", "村名认得出"), (3, "exact", "村名认得出"), (4, "unmatched", "村名认不出"), (5, "unmatched", "村空着"),
    ]  # fmt: skip
    assert (lines[4]["row"], lines[4]["outcome"]) == (6, "rejected")
    assert {m["person_id"] for m in lines} == {None}
    before = (folder / lake.MATCHES).read_bytes()
    assert actions.match(answer.batch, by=roll.by) == answer.outcomes
    assert (folder / lake.MATCHES).read_bytes() == before
    assert actions.take_in(_write(roll.folder), **SOURCE, by=roll.by).duplicate_of == answer.batch
    assert Event.objects.filter(action=trail.PLACED, subject=f"batch:{answer.batch}").exists()
    assert exports.write_matches(answer.batch, tmp_path / "m.csv", by=roll.by) == 5
    assert actions.told(answer.batch, answer.outcomes) == "村认出 2，查无此村 2"
    _pages_speak_of_villages(roll.by, answer.batch)


def _pages_speak_of_villages(account, batch):
    assert not intake.batch(batch).line.about_people
    [row, _] = queries.rows(batch, account, Outcome.UNMATCHED).rows
    assert (row.village_written, row.name, row.id_shown, row.candidates) == ("没有的村", "", "", ())
    client = signed_in(account)
    for name in ("batch", "batch.matches"):
        said = get_page(client, name, batch_id=batch).content.decode()
        assert "查无此村" in said
        assert "查无此人" not in said
    assert get_page(client, "intake.blank", source="water_outages").content.startswith(b"PK")
    assert get_page(client, "intake.blank", source="tax").status_code == 404
    said = get_page(client, "batch.matches", {"outcome": "ambiguous"}, batch_id=batch).content.decode()
    assert "没有的村" in said
