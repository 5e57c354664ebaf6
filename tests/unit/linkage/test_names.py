"""Names: one plain form whatever was typed around it, distances in characters, sounds alike."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.core.linkage import names

HAN = st.text(st.sampled_from("王李张刘陈杨赵黄周吴伟芳娜敏静丽强磊军洋㙍䶮𬭎"), min_size=2, max_size=6)
AROUND = st.sampled_from([" ", "　", "\u00a0", "·", "•", "．", "。", "-", "1", "（户主）", "(学生)", "\u200b"])


@given(HAN, AROUND, st.integers(0, 6))
def test_what_is_typed_around_a_name_does_not_change_it(name, noise, place):
    if noise[0] in "（(":
        place = len(name)
    assert names.plain(name[:place] + noise + name[place:]) == name


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=20))
def test_a_column_is_read_as_its_cells_are(cells):
    column = names.plain_many(pa.array(cells, pa.string())).to_pylist()
    assert column == [None if cell is None else names.plain(cell) or None for cell in cells]


@given(st.text(max_size=12))
def test_the_plain_form_of_a_plain_form_is_itself(text):
    assert names.plain(names.plain(text)) == names.plain(text)


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [("王明", "王明", 0), ("王明", "王华", 1), ("王建国", "王国建", 1), ("王建国", "王建", 1), ("王建国", "赵建设", 2),
     ("王建国", "赵四", 3), ("𬭎㙍", "𬭎䶮", 1)],
)  # fmt: skip
def test_distances_count_characters_and_not_bytes(left, right, slips):
    assert names.distances(pa.array([left]), pa.array([right])).to_pylist() == [slips]


@given(HAN, HAN)
def test_distances_are_the_same_both_ways(left, right):
    there = names.distances(pa.array([left]), pa.array([right])).to_pylist()
    assert there == names.distances(pa.array([right]), pa.array([left])).to_pylist()


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [("王伟", "王玮", True), ("王伟", "汪伟", True), ("王伟", "王强", False), ("王伟", "王伟", False), ("王伟", "王伟国", False),
     ("张行", "张航", True)],
)  # fmt: skip
def test_one_character_that_is_read_the_same_sounds_alike(left, right, alike):
    assert names.sound_alike(left, right) is alike


def test_old_forms_of_a_character_are_todays():
    assert names.plain("張國華") == "张国华"
    assert names.plain_many(pa.array(["劉麗", "刘丽"])).to_pylist() == ["刘丽", "刘丽"]
