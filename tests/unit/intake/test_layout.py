"""Finding sheets, headers and records in the layouts offices use."""

from __future__ import annotations

import pytest

from tests.intake_files import BILL, grid, number, person, take, text, xlsx

HEAD, *ROWS = grid([person(i) | BILL for i in range(3)])


def test_titles_groups_and_blank_rows_stand_above_the_header_and_row_numbers_stay_those_of_the_original():
    taken = take(xlsx([["县医保局结算明细"], [], ["人员信息", *[None] * 5, "费用"], HEAD, *ROWS]))
    assert [r["row"] for r in taken.rows] == [5, 6, 7]


def test_a_header_over_two_rows_is_read_where_merged_cells_say_their_words_in_the_first():
    upper = [*HEAD[:9], "费用明细", *[None] * 5]
    lower = [*[None] * 9, *HEAD[9:]]
    taken = take(xlsx([["标题"], upper, lower, *ROWS]))
    assert [r["row"] for r in taken.rows] == [4, 5, 6]
    assert str(taken.rows[0]["in_policy_paid_yuan"]) == "300.00"


def test_every_sheet_with_the_header_is_read_and_the_others_are_named():
    taken = take(xlsx([HEAD, ROWS[0]], "甲镇", 乙乡=[HEAD, *ROWS[1:]], 说明=[["填表说明"], ["请如实填写"]]))
    assert [(r["sheet"], r["row"]) for r in taken.rows] == [("甲镇", 2), ("乙乡", 2), ("乙乡", 3)]
    assert taken.manifest["sheets"] == ["甲镇", "乙乡"]
    assert taken.manifest["skipped_sheets"] == ["“说明”没有表头，没有读"]


def test_sum_rows_notes_blank_rows_and_repeated_headers_are_no_records_and_are_counted():
    head = ["序号", *HEAD]
    rows = [[i + 1, *row] for i, row in enumerate(ROWS)]
    blank = [9, *[None] * len(HEAD)]
    foot = ["合 计", *[None] * 9, 3000, *[None] * 5]
    taken = take(xlsx([head, rows[0], blank, head, *rows[1:], foot, ["填表人：某某", "审核人：某某"]]))
    assert taken.manifest["rows"] == 3
    assert taken.manifest["not_records"] == {"空行": 1, "合计行": 1, "重复的表头": 1, "填表说明": 1}


def test_columns_nobody_asked_for_are_listed_and_not_stored():
    taken = take(xlsx([[*HEAD, "宗教信仰", "指纹"], *([*row, "秘密甲", "秘密乙"] for row in ROWS)]))
    assert taken.manifest["unused"] == ["宗教信仰", "指纹"]
    assert not any("秘密" in str(value) for row in taken.rows for value in row.values())
    assert "宗教信仰" not in taken.rows[0]


def test_headers_are_known_by_other_words_with_breaks_and_units_in_them():
    renamed = {"姓名": "参保人\n姓名", "证件号码": "公民身份号码", "村": "村（居）委会", "总费用": "医疗总费用（元）"}
    taken = take(xlsx([[renamed.get(h, h) for h in HEAD], *ROWS]))
    assert taken.manifest["columns"]["表1"]["name"] == "参保人\n姓名"
    assert str(taken.rows[0]["total_yuan"]) == "1000.00"


def test_amounts_under_a_header_in_ten_thousand_are_worth_that():
    taken = take(xlsx([[h.replace("总费用", "总费用（万元）") for h in HEAD], *([*r[:9], 0.1, *r[10:]] for r in ROWS)]))
    assert {str(r["total_yuan"]) for r in taken.rows} == {"1000.00"}
    assert taken.faults == []


def test_the_better_synonym_wins_when_two_headers_mean_one_column():
    card = person(证件号码=None) | {"残疾人证号": number() + "42", "身份证号": number()}
    taken = take(xlsx(grid([card])), "disability_cards")
    assert taken.manifest["columns"]["表1"]["id_number"] == "证件号码"
    assert taken.manifest["unused"] == ["残疾人证号", "身份证号"]


def test_a_number_in_a_spreadsheet_cell_has_lost_its_tail_though_it_shows_eighteen_digits():
    rows = grid(
        [person(i, 证件号码=int(number(serial=103 + i).replace("X", "0"))) | BILL for i in range(20)]
        + [person(30) | BILL]
    )
    taken = take(xlsx(rows))
    assert [r["id_state"] for r in taken.rows] == ["lost_digits"] * 20 + ["plain"]
    assert [r["id_key"] is None for r in taken.rows] == [True] * 20 + [False]


def test_a_text_file_keeps_the_row_numbers_a_spreadsheet_would_show():
    data = text([["标题"], [], HEAD, ROWS[0], [], ROWS[1]])
    assert [r["row"] for r in take(data).rows] == [4, 6]


@pytest.mark.slow
def test_the_order_of_the_original_is_kept():
    many = grid([person(i % 200) | BILL | {"总费用": i} for i in range(5000)])
    assert [r["row"] for r in take(xlsx(many)).rows] == list(range(2, 5002))
