"""三保障和饮水 from departments' rolls: what a roll says is told with its source; whom it does not name is 不明."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.county.casework import exit_records
from huaiyuan.county.casework.exit_records import Home
from huaiyuan.county.casework.types import Secured
from huaiyuan.county.intake.queries import Effective
from huaiyuan.county.registry.queries import Living

TODAY = dt.date(2026, 11, 23)
VILLAGE = "411330101200"
MATCHES = pa.schema([("sheet", pa.string()), ("row", pa.int32()), ("person_id", pa.string()), ("outcome", pa.string())])
VALUES = {
    "education.compulsory_age.youngest": Decimal(6), "education.compulsory_age.oldest": Decimal(15),
    "education.school_year_base": "08-31", "education.absence_days": Decimal(3),
}  # fmt: skip
COLUMNS = {
    "school_roll": {"status": pa.string(), "attendance": pa.string(), "absent_days": pa.int64()},
    "medical_enrolment": {"enrol_status": pa.string(), "stopped_because": pa.string()},
    "housing_appraisals": {"appraised_on": pa.date32(), "grade": pa.string(), "disposal": pa.string()},
    "water_outages": {"village_code": pa.string(), "started_on": pa.date32(), "status": pa.string()},
}
FATHER = Living("P1", "王建国", VILLAGE, dt.date(1980, 5, 1), "普通劳动力")
CHILD = Living("P2", "王小雨", VILLAGE, dt.date(2016, 3, 2), None)


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Rolls in force: `sent(source, [(person, values, outcome), …], covers=)`."""
    standing = []

    def batch(source, rows, covers=()):
        folder = tmp_path / source
        folder.mkdir()
        places = {"sheet": ["一"] * len(rows), "row": pa.array(range(len(rows)), pa.int32())}
        columns = {
            name: pa.array([row[1][n] for row in rows], kind) for n, (name, kind) in enumerate(COLUMNS[source].items())
        }
        pq.write_table(pa.table({**places, **columns}), folder / "rows.parquet")
        people = {"person_id": [row[0] for row in rows], "outcome": [(*row, "exact")[2] for row in rows]}
        pq.write_table(pa.table({**places, **people}, MATCHES), folder / "matches.parquet")
        standing.append(Effective(f"{source}-2026-10-01", source, "2026-10", folder, covers))

    monkeypatch.setattr(exit_records.intake, "effective_batches", lambda _on: standing)
    return batch


def told(*members):
    return exit_records.said({"H1": Home(VILLAGE, members or (FATHER, CHILD))}, TODAY, VALUES)["H1"]


def test_without_any_roll_only_a_house_without_pupils_has_its_schooling(sent):
    assert told() == {}
    [(what, said)] = told(FATHER).items()
    assert (what, said.known, said.evidence) == (Secured.SCHOOLING, Known.YES, "家里没有义务教育阶段的孩子")


@pytest.mark.parametrize(
    ("row", "known"),
    [
        (("在籍在读", "正常", 0), Known.YES), (("疑似辍学", None, None), Known.NO), (("在籍在读", "缺勤", 5), Known.NO),
        (("在籍在读", "缺勤", 1), Known.YES), (("休学", None, None), Known.UNKNOWN),
    ],
)  # fmt: skip
def test_a_pupil_is_at_school_as_the_roll_says(sent, row, known):
    sent("school_roll", [("P2", row)])
    said = told()[Secured.SCHOOLING]
    assert said.known is known
    assert said.evidence.startswith("教体局2026-10学籍名册：1个孩子")


def test_a_pupil_whom_only_a_doubtful_row_names_is_not_known_to_be_at_school(sent):
    sent("school_roll", [("P2", ("在籍在读", "正常", 0), "probable"), ("P9", ("辍学", None, None))])
    assert told()[Secured.SCHOOLING].known is Known.UNKNOWN


def test_everybody_must_be_insured_here_or_elsewhere(sent):
    sent("medical_enrolment", [("P1", ("停保", "职工参保")), ("P2", ("参保", None))])
    assert told()[Secured.MEDICAL].known is Known.YES


def test_one_who_is_not_insured_speaks_against_it_and_one_nobody_names_leaves_it_open(sent):
    sent("medical_enrolment", [("P1", ("未参保", None))])
    assert told()[Secured.MEDICAL].known is Known.NO
    assert told(CHILD)[Secured.MEDICAL].known is Known.UNKNOWN


def test_of_several_appraisals_the_latest_counts_and_a_rebuilt_house_is_safe(sent):
    sent("housing_appraisals", [
        ("P1", (dt.date(2024, 3, 1), "B级", None)), ("P1", (dt.date(2026, 5, 6), "D级", "改造中")),
        ("P7", (dt.date(2026, 6, 1), "C级", "已改造")),
    ])  # fmt: skip
    said = told()[Secured.HOUSING]
    assert (said.known, said.on, said.evidence) == (Known.NO, dt.date(2026, 5, 6), "住建局2026-05-06鉴定D级，改造中")
    rebuilt = Living("P7", "李海", VILLAGE, dt.date(1970, 1, 1), None)
    assert told(rebuilt)[Secured.HOUSING].known is Known.YES


def test_a_village_without_water_speaks_against_it_and_a_township_nobody_reported_is_not_known(sent):
    sent("water_outages", [(None, (VILLAGE, dt.date(2026, 9, 1), "未恢复"))], covers=("411330101",))
    assert told()[Secured.WATER].known is Known.NO
    elsewhere = Home("411330301200", (FATHER,))
    assert Secured.WATER not in exit_records.said({"H2": elsewhere}, TODAY, VALUES)["H2"]
