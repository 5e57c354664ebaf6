"""Initials as people type them: a surname is read as a surname, and nobody is lost over a rare character."""

from __future__ import annotations

import pyarrow as pa
import pytest

from huaiyuan.core.linkage.initials import UNREAD, initials, initials_many

READ = {
    "单志强": "SZQ", "仇英": "QY", "曾国": "ZG", "解放": "XF", "查理": "ZL", "区小": "OX", "朴实": "PS", "任华": "RH",
    "华罗": "HL", "盖国": "GG", "尉迟明": "YCM", "万俟": "WQ", "万俟义": "MQY", "欧阳锋": "OYF", "长孙无": "ZSW", "翟天": "ZT",
    "王㙍": "WD", "李䶮": "LY", "张𬭎": "ZH", "祖丽皮亚木艾力江·阿布都克里木": "ZLPYMALJABDKLM", "": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "letters"), READ.items(), ids=READ)
def test_a_surname_is_read_as_a_surname(name, letters):
    assert initials(name) == letters


def test_a_column_is_read_like_its_names_one_by_one():
    names = [*READ, None, "张\ue000明", "陈 㙍", "Ma丽", "单", "王·单"]
    assert initials_many(pa.array(names, pa.string())).to_pylist() == [n if n is None else initials(n) for n in names]
    assert initials_many(pa.chunked_array([["单志强"], ["仇英"]])).to_pylist() == ["SZQ", "QY"]
    assert initials_many(pa.array([], pa.string())).to_pylist() == []


def test_a_character_that_nothing_reads_is_marked_and_leaves_the_surname_to_find():
    assert initials("张\ue000明") == f"Z{UNREAD}M"
