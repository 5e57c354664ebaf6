"""指导督导和外面回来的：演示县里埋下的，一样不少地在。"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from huaiyuan.synth.guiding import ASKED, ENTERED_NO, TRUTH, VISITS
from proof import command

pytestmark = pytest.mark.slow


def rows(county: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{county / 'huaiyuan.db'}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def test_what_was_planted_of_guidance_is_found(small_county):
    truth = pq.read_table(command.files_of(small_county) / "truth" / TRUTH).to_pylist()
    planted = Counter(one["kind"] for one in truth)
    assert planted["question"] == len(ASKED)
    assert sum(count for kind, count in planted.items() if kind.startswith("fault_")) == sum(len(v[-1]) for v in VISITS)
    questions = dict(rows(small_county, "SELECT number, state FROM guiding_question"))
    assert set(questions) == {one["number"] for one in truth if one["kind"] == "question"}
    assert Counter(questions.values()) == {"answered": len(ASKED) - 1, "asked": 1}
    faults = dict(rows(small_county, "SELECT number, state FROM guiding_fault"))
    assert faults == {
        one["number"]: one["kind"].removeprefix("fault_") for one in truth if one["kind"].startswith("fault_")
    }
    tasks = Counter(kind for (kind,) in rows(small_county, "SELECT kind FROM worklist_task WHERE state = 'open'"))
    assert (tasks["guiding_answer"], tasks["guiding_mend"], tasks["guiding_check"]) == (1, 2, 1)
    guided = rows(small_county, "SELECT count(DISTINCT township_code), count(*) FROM guiding_guidearea")
    assert guided[0][0] == guided[0][1] > 0


def test_one_department_has_answered_by_file_and_one_line_of_it_is_wrong(small_county):
    truth = pq.read_table(command.files_of(small_county) / "truth" / TRUTH).to_pylist()
    lists = [one["number"] for one in truth if one["kind"] == "answer_file"]
    found = rows(
        small_county,
        "SELECT l.list_no, f.recorded + f.waiting, f.waiting, l.persons, (SELECT count(*) FROM casework_answerfault x WHERE "
        "x.file_id = f.id) FROM casework_answerfile f JOIN casework_comparisonlist l ON l.id = f.listed_id",
    )
    assert [one[0] for one in found] == lists
    assert all(answered == persons and waiting == 1 and wrong == 1 for _, answered, waiting, persons, wrong in found)


def test_the_entry_under_a_wrong_number_is_told_to_who_made_it(small_county):
    found = rows(
        small_county, "SELECT kind, ours FROM casework_entrydoubt WHERE settled_at IS NULL AND kind = 'number'"
    )
    assert found == [("number", ENTERED_NO)]
    [(owner,)] = rows(small_county, "SELECT owner_id FROM worklist_task WHERE kind = 'entry_doubt' AND state = 'open'")
    assert owner is not None
