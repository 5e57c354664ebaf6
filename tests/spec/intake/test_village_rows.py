"""写村不写人的表（停水登记）：哪些行退回，哪些行收下但提醒。

RV1 乡镇和村都没写的行退回；有一格认不出的也退回；其余都收。
RV2 村认不出或空着的收下、提醒，不猜。
RV3 没有人：不查证件号码，不比对到人，行里没有身份的格子。
"""

from __future__ import annotations

import pytest

from tests.intake_files import grid, record, take, text

SOURCE = "water_outages"
RULES = [
    # what is changed in a clean row, whether the row goes on, what is said, the village that is read
    ({}, True, set(), "411330901201"),
    ({"村": "老街"}, True, set(), "411330901201"),
    ({"村": "丙村"}, True, {"VILLAGE_UNKNOWN"}, None),
    ({"村": ""}, True, {"VILLAGE_BLANK"}, None),
    ({"乡镇": ""}, True, set(), "411330901201"),
    ({"乡镇": "", "村": ""}, False, {"NOWHERE"}, None),
    ({"乡镇": "", "村": "甲二村"}, True, {"VILLAGE_UNKNOWN"}, None),
    ({"停水日期": "2025-12-31"}, True, {"OUTSIDE"}, "411330901201"),
    ({"停水日期": "前天"}, False, {"DATE"}, None),
    ({"停水天数": "4天"}, True, set(), "411330901201"),
    ({"停水天数": "很久"}, False, {"INT"}, None),
    ({"停水原因": "爆管"}, True, set(), "411330901201"),
    ({"停水原因": "不知道"}, False, {"CODE"}, None),
]


@pytest.mark.parametrize(("change", "goes_on", "said", "village"), RULES, ids=str)
def test_a_row_about_a_village_goes_on_or_is_returned(change, goes_on, said, village):
    taken = take(text(grid([record(SOURCE, 1), record(SOURCE) | change]), separator="；"), SOURCE)
    assert taken.codes(3) == said
    assert [r["village_code"] for r in taken.rows] == ["411330901202", *([village] if goes_on else [])]


def test_a_row_about_a_village_names_nobody():
    [row] = take(text(grid([record(SOURCE)])), SOURCE).rows
    identity = ("name", "id_key", "id_state", "id_sealed", "sex", "birth_on")
    assert [row[name] for name in identity] == [None] * len(identity)
    assert (row["works"], row["outage_days"], row["status"]) == ("甲", 3, "未恢复")


def test_names_and_numbers_somebody_wrote_there_are_no_columns_of_it_and_are_not_stored():
    taken = take(text(grid([record(SOURCE) | {"姓名": "张三", "证件号码": "990330195001021233"}])), SOURCE)
    assert taken.manifest["unused"] == ["姓名", "证件号码"]
    assert "张三" not in str(taken.rows)


def test_sums_notes_and_repeated_headers_are_no_villages():
    rows = grid([record(SOURCE), record(SOURCE, 1)])
    head = rows[0]
    rows += [head, ["合计", *[None] * (len(head) - 1)], ["甲镇", "小计", *[None] * (len(head) - 2)]]
    rows += [["填表人：王五", *[None] * (len(head) - 1)]]
    manifest = take(text(rows), SOURCE).manifest
    assert (manifest["rows"], manifest["accepted"]) == (2, 2)
    assert manifest["not_records"] == {"合计行": 2, "重复的表头": 1, "填表说明": 1}
    assert manifest["coverage"] == {"411330901201": 1, "411330901202": 1}
    assert manifest["missing_villages"] == []


def test_the_same_outage_twice_is_said_of_the_second():
    taken = take(text(grid([record(SOURCE), record(SOURCE)])), SOURCE)
    assert (taken.codes(2), taken.codes(3)) == (set(), {"TWICE"})


def test_a_header_without_a_place_is_none():
    from huaiyuan.core.kernel.errors import DomainError

    with pytest.raises(DomainError) as refusal:
        take(text([["姓名", "停水日期", "停水天数"], ["张三", "2026-10-09", "3"]]), SOURCE)
    assert refusal.value.code == "INTAKE_NO_HEADER"
    assert "“乡镇”和“村”" in str(refusal.value)
