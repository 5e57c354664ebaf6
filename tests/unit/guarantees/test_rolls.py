"""三保障和饮水 from departments' rolls: what a roll says is told with its source; whom it does not name is 不明."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.guarantees import Guarantee, Said, weighed
from huaiyuan.county.guarantees.rolls import voices
from huaiyuan.county.intake.queries import Effective
from huaiyuan.county.registry.guarantees import Home
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
    "welfare_roll": {"benefit": pa.string(), "benefit_status": pa.string()},
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

    monkeypatch.setattr(voices.intake, "effective_batches", lambda _on: standing)
    return batch


def told(*members):
    return voices.said({"H1": Home(VILLAGE, members or (FATHER, CHILD))}, TODAY, VALUES)["H1"]


def test_without_any_roll_only_a_house_without_pupils_has_its_schooling(sent):
    assert told() == {}
    [(what, said)] = told(FATHER).items()
    assert (what, said.known, said.evidence) == (Guarantee.SCHOOLING, Known.YES, "家里没有义务教育阶段的孩子")


@pytest.mark.parametrize(
    ("row", "known"),
    [
        (("在籍在读", "正常", 0), Known.YES), (("疑似辍学", None, None), Known.NO), (("在籍在读", "缺勤", 5), Known.NO),
        (("在籍在读", "缺勤", 1), Known.YES), (("休学", None, None), Known.UNKNOWN),
    ],
)  # fmt: skip
def test_a_pupil_is_at_school_as_the_roll_says(sent, row, known):
    sent("school_roll", [("P2", row)])
    said = told()[Guarantee.SCHOOLING]
    assert said.known is known
    assert said.evidence.startswith("教体局2026-10学籍名册：1个孩子")


def test_a_pupil_whom_only_a_doubtful_row_names_is_not_known_to_be_at_school(sent):
    sent("school_roll", [("P2", ("在籍在读", "正常", 0), "probable"), ("P9", ("辍学", None, None))])
    assert told()[Guarantee.SCHOOLING].known is Known.UNKNOWN


def test_everybody_must_be_insured_here_or_elsewhere(sent):
    sent("medical_enrolment", [("P1", ("停保", "职工参保")), ("P2", ("参保", None))])
    assert told()[Guarantee.MEDICAL].known is Known.YES


def test_one_who_is_not_insured_speaks_against_it_and_one_nobody_names_leaves_it_open(sent):
    sent("medical_enrolment", [("P1", ("未参保", None))])
    assert told()[Guarantee.MEDICAL].known is Known.NO
    assert told(CHILD)[Guarantee.MEDICAL].known is Known.UNKNOWN


def test_of_several_appraisals_the_latest_counts_and_a_rebuilt_house_is_safe(sent):
    sent("housing_appraisals", [
        ("P1", (dt.date(2024, 3, 1), "B级", None)), ("P1", (dt.date(2026, 5, 6), "D级", "改造中")),
        ("P7", (dt.date(2026, 6, 1), "C级", "已改造")),
    ])  # fmt: skip
    said = told()[Guarantee.HOUSING]
    assert (said.known, said.on, said.evidence) == (Known.NO, dt.date(2026, 5, 6), "住建局2026-05-06鉴定D级，改造中")
    rebuilt = Living("P7", "李海", VILLAGE, dt.date(1970, 1, 1), None)
    assert told(rebuilt)[Guarantee.HOUSING].known is Known.YES


def test_a_village_without_water_speaks_against_it_and_a_township_nobody_reported_is_not_known(sent):
    sent("water_outages", [(None, (VILLAGE, dt.date(2026, 9, 1), "未恢复"))], covers=("411330101",))
    assert told()[Guarantee.WATER].known is Known.NO
    elsewhere = Home("411330301200", (FATHER,))
    assert Guarantee.WATER not in voices.said({"H2": elsewhere}, TODAY, VALUES)["H2"]


OLD = Living("P3", "王老汉", VILLAGE, dt.date(1940, 1, 1), "无劳动力")
AT_RISK = replace(OLD, at_risk=True)


def test_a_family_at_risk_in_which_nobody_can_work_and_that_nothing_carries_may_have_been_missed(sent):
    sent("welfare_roll", [("P3", ("低保边缘", "在保")), ("P3", ("低保", "停发"))])
    assert told(OLD)[Guarantee.WELFARE].known is Known.YES
    said = told(AT_RISK)[Guarantee.WELFARE]
    assert (said.known, said.evidence) == (
        Known.NO, "民政局2026-10救助名册里没有这户：监测对象，整户没有劳动力，没有低保、特困"
    )  # fmt: skip
    # Of the child's ability to work nobody has asked.
    assert told(AT_RISK, CHILD)[Guarantee.WELFARE].known is Known.UNKNOWN
    assert told(AT_RISK, FATHER)[Guarantee.WELFARE].known is Known.YES


def test_a_family_that_is_carried_is_secured_whoever_can_work(sent):
    sent("welfare_roll", [("P3", ("特困", "在保"))])
    assert told(AT_RISK)[Guarantee.WELFARE].evidence == "民政局2026-10救助名册：特困在保"


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


@pytest.mark.parametrize(
    ("every", "counts"),
    [
        ([], None),
        ([Said(Known.UNKNOWN, "名册里没有", day(20))], "名册里没有"),
        ([Said(Known.NO, "D级", day(1)), Said(Known.YES, "已改造", day(9))], "已改造"),
        ([Said(Known.YES, "没停水", day(1)), Said(Known.NO, "停水", day(9))], "停水"),
        ([Said(Known.NO, "停水", day(9)), Said(Known.YES, "没停水", day(9))], "停水"),
        ([Said(Known.YES, "在校", day(1)), Said(Known.UNKNOWN, "名册里没有", day(20))], "在校"),
    ],
)
def test_the_latest_that_knows_counts_and_on_one_day_the_problem(every, counts):
    found = weighed(every)
    assert (found.evidence if found else None) == counts
