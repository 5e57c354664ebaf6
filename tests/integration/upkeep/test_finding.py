"""What comes up as alike, over people as a snapshot shows them; found once, numbered once."""

from __future__ import annotations

from contextlib import contextmanager

import duckdb
import pytest

from huaiyuan.base.figures import snapshots
from huaiyuan.county.upkeep import actions
from huaiyuan.county.upkeep.models import Likeness
from tests.integration.leads.conftest import MONDAY
from tests.integration.registry.loaded import account

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE, NEAR, FAR = "411330101200", "411330101201", "411330301200"
PEOPLE = [
    # person, name, sex, born, number, village
    ("P1", "王桂英", "女", "1950-01-02", "k1", HERE),
    ("P2", "王桂英", "女", "1950-01-02", "k1", FAR),  # one number twice: one person in two families
    ("P3", "李建国", "男", "1960-05-06", "k3", HERE),
    ("P4", "李建国", "男", "1960-05-06", None, NEAR),  # entered again without a number next door
    ("P5", "李建国", "男", "1960-05-06", "k5", FAR),  # the same name and day in another township is nobody's double
    ("P6", "张秀兰", "女", "1970-07-08", "k6", HERE),
    ("P7", "张秀兰", "女", "1970-07-08", "k7", NEAR),  # two numbers: most likely two people
    ("P8", "陈双一", "男", "2010-01-01", "k8", HERE),
    ("P9", "陈双二", "男", "2010-01-01", "k9", HERE),  # twins
    ("P12", "赵玉珍", "女", "1955-01-01", "k12", HERE),
    ("P13", "赵玉兰", "女", "1957-01-01", "k12", HERE),  # two sisters under one number: one of them was written wrongly
    ("P10", "刘志强", "男", "1980-01-01", None, HERE),
    ("P11", "刘志强", "女", "1980-01-01", None, HERE),  # not even of one sex
]


@pytest.fixture
def seen(monkeypatch):
    """The people above, as a snapshot's view shows them."""

    @contextmanager
    def connect(*_):
        with duckdb.connect() as engine:
            engine.execute(
                "CREATE TABLE person_now (person_id VARCHAR, name VARCHAR, sex VARCHAR, birth_on DATE, id_key VARCHAR,"
                " village_code VARCHAR, township_code VARCHAR)"
            )
            engine.executemany("INSERT INTO person_now VALUES (?, ?, ?, ?, ?, ?, ?)", [(*p, p[5][:9]) for p in PEOPLE])
            yield engine

    monkeypatch.setattr(snapshots, "current", lambda: None)
    monkeypatch.setattr(snapshots, "connect", connect)


def test_alike_are_one_number_or_one_name_and_day_nearby_and_never_twins(seen, tiny):
    assert actions.find_duplicates(by=account("county1"), at=MONDAY) == 4
    found = {(row.first_no, row.second_no): row.ground for row in Likeness.objects.all()}
    assert found == {
        ("P1", "P2"): "number",
        ("P3", "P4"): "unnumbered",
        ("P6", "P7"): "numbers_differ",
        ("P12", "P13"): "number_shared",
    }
    assert sorted(Likeness.objects.values_list("number", flat=True)) == [f"CF{n:06}" for n in range(1, 5)]


def test_who_was_told_apart_is_not_asked_about_again(seen, tiny):
    actions.find_duplicates(by=account("county1"), at=MONDAY)
    number = Likeness.objects.get(first_no="P6").number
    actions.judge_different(number, reason="两张身份证", by=account("county1"))
    assert actions.find_duplicates(by=account("county1"), at=MONDAY) == 0
    assert Likeness.objects.get(number=number).judged == "different"
