"""哪些行退回，哪些行收下但提醒。

RQ1 只有两种行退回：没写是谁（姓名、证件号码都没有），或有一格认不出。
RQ2 其余都收下去比对，有疑问的逐条提醒，一次说全。
RQ3 行数 = 可用 + 退回，任何文件都成立。
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huaiyuan.core.kernel import identity
from huaiyuan.county.intake import errors
from tests.intake_files import BILL, COMMON, grid, number, person, take, text

OTHER_SEX = number("19500102", 102)
RULES = [
    # what is changed in a clean row, whether the row goes on, what is said
    ({}, True, set()),
    ({"姓名": ""}, True, set()),
    ({"证件号码": ""}, True, {"ID_MISSING"}),
    ({"姓名": "张\ue123"}, True, {"NAME_PRIVATE"}),
    ({"姓名": "", "证件号码": ""}, False, {"NOBODY"}),
    ({"姓名": "", "证件号码": "看不清"}, False, {"NOBODY", "ID_NOT_ID"}),
    ({"姓名": "", "证件号码": "99033019"}, True, {"ID_BAD_LENGTH"}),
    ({"证件号码": "4.11E+17"}, True, {"ID_LOST_DIGITS"}),
    ({"性别": "女"}, True, {"SEX"}),
    ({"性别": "未知"}, True, set()),
    ({"性别": "男孩"}, False, {"CODE"}),
    ({"出生日期": "1950-01-03"}, True, {"BIRTH"}),
    ({"出生日期": ""}, True, set()),
    ({"出生日期": "1950年"}, False, {"DATE"}),
    ({"出生日期": "2026-12-01"}, True, {"BIRTH", "LATE"}),
    ({"村": ""}, True, {"VILLAGE_MISSING"}),
    ({"村": "丙村"}, True, {"VILLAGE_UNKNOWN"}),
    ({"村": "老街"}, True, set()),
    ({"乡镇": "甲", "村": "甲一村村委会"}, True, set()),
    ({"乡镇": "", "村": "甲一村"}, True, set()),
    ({"乡镇": "", "村": "甲二村"}, True, {"VILLAGE_UNKNOWN"}),
    ({"乡镇": "乙乡", "村": "甲二村"}, True, set()),
    ({"乡镇": "乙乡", "村": "甲一村"}, True, {"VILLAGE_UNKNOWN"}),
    ({"结算日期": "2026-11-01"}, True, {"OUTSIDE"}),
    ({"结算日期": "2025-12-31"}, True, {"OUTSIDE"}),
    ({"结算日期": "2026-01-01"}, True, set()),
    ({"结算日期": ""}, True, set()),
    ({"结算日期": "上个月"}, False, {"DATE"}),
    ({"总费用": 1001}, True, set()),
    ({"总费用": 1001.01}, True, {"UNBALANCED"}),
    ({"总费用": 998.5}, True, {"UNBALANCED"}),
    ({"总费用": ""}, True, set()),
    ({"总费用": "一千"}, False, {"YUAN"}),
    ({"就诊类别": "体检"}, False, {"CODE"}),
    ({"姓名": "", "证件号码": "", "总费用": "一千", "村": ""}, False, {"NOBODY", "YUAN", "VILLAGE_MISSING"}),
]


@pytest.fixture(scope="module")
def ruled():
    """One file with a row for each rule, a clean row between each and the next."""
    changed = [person(2 * n) | BILL | change for n, (change, _, _) in enumerate(RULES)]
    return take(text(grid([row for n, bad in enumerate(changed) for row in (person(2 * n + 1) | BILL, bad)])))


@pytest.mark.parametrize(
    ("n", "goes_on", "said"),
    [pytest.param(n, *expected, id=f"{change}") for n, (change, *expected) in enumerate(RULES)],
)
def test_a_row_goes_on_or_is_returned_and_everything_is_said_at_once(ruled, n, goes_on, said):
    clean, changed = 2 + 2 * n, 3 + 2 * n
    assert {r["row"] for r in ruled.rows} & {clean, changed} == ({clean, changed} if goes_on else {clean})
    assert ruled.codes(changed) == said
    assert ruled.codes(clean) == set()


def test_every_kind_of_fault_of_the_catalogue_can_be_met():
    met = {code for _, _, said in RULES for code in said}
    elsewhere = {"INT", "ID_BAD_CHECK", "ID_BAD_DATE", "ID_BAD_LENGTH", "ID_TWO_NAMES", "TWICE"}
    elsewhere |= {"NOWHERE", "VILLAGE_BLANK"}  # of a row about a village: test_village_rows
    assert {code.removeprefix("INTAKE_ROW_") for code in errors.ROW_LEVELS} == met | elsewhere
    assert set(errors.SHORT) == set(errors.ROW_LEVELS)


def test_a_row_that_stands_twice_is_said_once_for_the_second():
    taken = take(text(grid([person() | BILL, person(1) | BILL, person() | BILL])))
    assert (taken.codes(2), taken.codes(4)) == (set(), {"TWICE"})
    assert len(taken.rows) == 3


def test_one_number_under_two_names_is_said_of_both():
    taken = take(text(grid([person() | BILL, person(姓名="李四") | BILL])))
    assert taken.codes(2) == taken.codes(3) == {"ID_TWO_NAMES"}


def test_a_count_that_is_no_number_is_returned():
    assert take(text(grid([person(), person(1) | {"连续缺勤天数": "很多"}])), "school_roll").codes(3) == {"INT"}


def test_amounts_are_not_added_up_where_a_part_was_not_sent():
    short = {k: v for k, v in BILL.items() if k != "大病支付"} | {"总费用": 5000}
    assert take(text(grid([person() | short]))).faults == []


def test_what_is_shown_of_a_cell_never_holds_a_whole_number():
    bad = number()[:17] + ("0" if number()[17] != "0" else "1")
    taken = take(
        text(grid([person(证件号码=bad) | BILL, person(1, 证件号码=f"{bad[:6]} {bad[6:14]} {bad[14:]}") | BILL]))
    )
    assert {f["shown"] for f in taken.faults if "ID" in f["code"]} == {"*******" + bad[-4:]}


def test_a_fault_says_where_what_and_what_to_do():
    [fault] = take(text(grid([person(证件号码=number()[:17] + ("0" if number()[17] != "0" else "1")) | BILL]))).faults
    assert (fault["sheet"], fault["row"], fault["column"], fault["level"]) == ("", 2, "证件号码", "warn")
    assert "第18位对不上" in fault["says"]
    assert "请核对户口簿" in fault["says"]


def test_villages_are_counted_and_a_roll_tells_which_have_no_row():
    roll = take(text(grid([person(i) for i in range(3)] + [person(4, 村="甲二村")])), "school_roll").manifest
    assert roll["coverage"] == {"411330901201": 3, "411330901202": 1}
    assert roll["missing_villages"] == ["411330902201", "411330902202"]
    assert roll["townships"] == ["411330901"]
    assert take(text(grid([person() | BILL]))).manifest["missing_villages"] == []


def test_a_village_that_only_stands_there_by_mistake_is_thin():
    roll = take(text(grid([*(person(i) for i in range(25)), *(person(30 + i, 村="甲二村") for i in range(25)),
                           person(60, 乡镇="乙乡", 村="乙一村")])), "school_roll").manifest  # fmt: skip
    assert (roll["thin_villages"], roll["missing_villages"]) == (["411330902201"], ["411330902202"])


CELLS = {
    "姓名": st.sampled_from(["张三", "", "李 四", "阿依古丽·买买提", "合计"]),
    "证件号码": st.sampled_from([number(), number()[:15] + "000", "", "无", "4.11E+17", "abc", number() + "42"]),
    "性别": st.sampled_from(["男", "女", "", "x"]),
    "出生日期": st.sampled_from(["1950-01-02", "", "19500102", "??", "45000"]),
    "乡镇": st.sampled_from(["甲镇", "", "丙镇"]),
    "村": st.sampled_from(["甲一村", "", "甲二", "某村"]),
    "总费用": st.sampled_from(["1000", "", "1,000元", "x"]),
    "自费": st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Co"]), max_size=4),
}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=12))
@pytest.mark.slow
def test_rows_are_accepted_plus_rejected_whatever_a_file_holds(records):
    taken = take(text(grid([person(7) | {"总费用": "1", "自费": "1"}, *records])))
    manifest = taken.manifest
    assert manifest["rows"] == manifest["accepted"] + manifest["rejected"]
    assert manifest["rows"] + sum(manifest["not_records"].values()) == len(records) + 1
    assert len(taken.rows) == manifest["accepted"]
    returned = {f["row"] for f in taken.faults if f["level"] == errors.REJECT}
    assert len(returned) == manifest["rejected"]
    assert returned.isdisjoint(r["row"] for r in taken.rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("0123456789xX Ｘ０E+.'", min_size=1, max_size=22), min_size=1, max_size=30))
@pytest.mark.slow
def test_numbers_read_in_bulk_are_what_the_kernel_reads_one_by_one(cells):
    import duckdb
    import pyarrow as pa

    from huaiyuan.county.intake.reading import values

    cells = [*cells, number(), number() + "42", number().lower()]
    con = duckdb.connect()
    con.register("given", pa.table({"cell": cells, "was_number": [False] * len(cells)}))
    for row in values.numbers(con, "SELECT * FROM given").to_pylist():
        reading = identity.read(row["cell"])
        assert (row["state"], row["number"]) == (reading.state, reading.number)


def test_a_word_for_nothing_is_content_where_it_is_a_code():
    cells = [person(i) | {"资助参保类别": word} for i, word in enumerate(("无", "低保", "", "-"))]
    assert [r["subsidy_kind"] for r in take(text(grid(cells)), "medical_enrolment").rows] == [
        "无",
        "低保定额",
        None,
        None,
    ]


def test_the_six_common_headers_are_enough():
    assert take(text([COMMON, list(person().values())])).manifest["accepted"] == 1
