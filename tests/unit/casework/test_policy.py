"""Steps and categories as dated data: a new scheme binds only what is identified from its day on."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import categories, parameters, procedures

B = """
B:
  title: 防止返贫致贫对象
  from: 2027-01-01
  source: 试用方案，县里会议纪要
  categories:
    - {name: 返贫致贫对象, fits: [脱贫户, 一般农户], says: 不分脱贫户和一般农户}
"""


def test_every_step_has_a_limit_that_is_a_parameter_with_a_unit():
    procedure = procedures.in_force("identification", dt.date(2026, 11, 1))
    shipped = parameters.load()
    assert {step.number for step in procedure.steps} == set(range(1, 8))
    assert all(shipped[step.limit].unit == "自然日" for step in procedure.steps)
    assert procedure.total in shipped
    assert [pair.first for pair in procedure.barred("county")] == ["village", "township"]


def test_the_quorum_is_two_thirds_and_more_than_half():
    quorum = procedures.in_force("identification", dt.date(2026, 11, 1)).quorum
    assert [quorum.is_met(30, n) for n in (19, 20, 21)] == [False, True, True]
    assert [quorum.is_agreed(20, n) for n in (10, 11)] == [False, True]


def test_there_is_no_procedure_before_the_first_one():
    with pytest.raises(LookupError):
        procedures.in_force("identification", dt.date(2019, 1, 1))


def test_a_new_scheme_of_categories_holds_from_its_day_on(tmp_path):
    (tmp_path / "a.yaml").write_text((categories.FOLDER / "scheme_a.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "b.yaml").write_text(B, "utf-8")
    before, after = (categories.in_force(dt.date(*day), tmp_path) for day in ((2026, 12, 31), (2027, 1, 1)))
    assert (before.code, after.code) == ("A", "B")
    assert before.fits("脱贫不稳定户", "脱贫户")
    assert not before.fits("脱贫不稳定户", "一般农户")
    assert after.fits("返贫致贫对象", "一般农户")
    assert not after.fits("脱贫不稳定户", "脱贫户")


def test_a_fault_in_a_scheme_names_its_file_and_line(tmp_path):
    (tmp_path / "c.yaml").write_text(B.replace("title", "titel"), "utf-8")
    with pytest.raises(DomainError) as refusal:
        categories.load(tmp_path)
    assert refusal.value.facts["file"] == "c.yaml"
