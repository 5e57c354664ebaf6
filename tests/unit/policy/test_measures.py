"""帮扶措施: fourteen kinds, what answers which risk, and what a plan still lacks."""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import measures
from huaiyuan.core.policy.measures import Labour


def test_there_are_fourteen_kinds_and_four_of_them_develop():
    found = measures.kinds()
    assert len(found) == len({kind.name for kind in found}) == 14
    assert [k.name for k in found if measures.is_development(k.name)] == [
        "产业帮扶", "就业帮扶", "金融帮扶", "公益岗位帮扶",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("risk", "kind", "answer"),
    [
        ("因病", "健康帮扶", Known.YES), ("因病", "就业帮扶", Known.NO), ("因学", "教育帮扶", Known.YES),
        ("因残", "综合保障", Known.YES), ("因安全住房", "搬迁", Known.YES), ("因安全饮水", "饮水安全保障", Known.YES),
        ("因务工就业不稳", "公益岗位帮扶", Known.YES), ("因产业项目失败", "金融帮扶", Known.YES),
        ("因产业项目失败", "健康帮扶", Known.NO), ("其他", "社会帮扶", Known.UNKNOWN),
    ],
)  # fmt: skip
def test_the_matrix_of_risks_and_measures(risk, kind, answer):
    assert measures.fits(risk, kind) is answer


@pytest.mark.parametrize(
    ("risks", "given", "labour", "lacks"),
    [
        (["因病"], [], Labour.ABLE, ["针对“因病”的措施", "开发式帮扶"]),
        (["因病"], ["健康帮扶"], Labour.ABLE, ["开发式帮扶"]),
        (["因病"], ["健康帮扶", "就业帮扶"], Labour.ABLE, []),
        (["因病", "因学"], ["社会帮扶", "产业帮扶"], Labour.ABLE, []),
        (["因病", "因安全住房"], ["社会帮扶", "产业帮扶"], Labour.ABLE, ["针对“因安全住房”的措施"]),
        (["因病"], ["健康帮扶"], Labour.WEAK, ["开发式帮扶"]),
        (["因病"], ["健康帮扶"], Labour.NONE, ["兜底保障"]),
        (["因病"], ["健康帮扶", "综合保障"], Labour.NONE, []),
        (["因务工就业不稳"], ["综合保障"], Labour.NONE, ["核对风险“因务工就业不稳”"]),
        (["其他"], ["综合保障"], Labour.NONE, []),
        (["因病"], ["健康帮扶"], Labour.UNKNOWN, ["劳动能力"]),
    ],
)
def test_what_is_lacking(risks, given, labour, lacks):
    assert [lack.what for lack in measures.lacking(risks, given, labour)] == lacks


@pytest.mark.parametrize(
    ("skills", "labour"),
    [
        (["普通劳动力", None], Labour.ABLE), (["弱劳动力或半劳动力", "无劳动力"], Labour.WEAK),
        (["无劳动力", "丧失劳动力"], Labour.NONE), (["无劳动力", None], Labour.UNKNOWN), ([], Labour.UNKNOWN),
        (["弱劳动力或半劳动力", None], Labour.UNKNOWN),
    ],
)  # fmt: skip
def test_a_family_works_by_the_best_of_its_members_and_an_empty_cell_is_unknown(skills, labour):
    assert measures.labour_of(skills) is labour
