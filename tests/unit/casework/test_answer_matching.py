"""部门的答复按文件收：每一行对到名单上的人，有疑点、没有、还没答复各归各；错行说哪一行、怎么改。"""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import answer_matching, answer_reading
from huaiyuan.county.casework.answer_matching import Line, Listed, Wrong, match


def number(serial: int, province: str = "99") -> str:
    first = f"{province}033019800101{serial:03}"
    return first + identity.check_digit(first)


ZHANG, LI, WANG, STRANGER = (number(one) for one in (1, 2, 3, 4))
LISTED = {ZHANG: Listed("P1", "张三", None), LI: Listed("P2", "李四", None), WANG: Listed("P3", "王五", None)}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("无", ""), (" 没有。", ""), ("否", ""), ("", None), ("待查", None), ("名下小轿车1辆", "名下小轿车1辆"),
     ("有", answer_matching.UNSAID), ("2021年注销", "2021年注销")],
)  # fmt: skip
def test_a_cell_says_nothing_found_or_a_suspicion_or_nothing_yet(said, wanted):
    assert answer_matching.reading(said) == wanted


def test_every_line_meets_its_person_and_the_rest_waits():
    found = match(
        [Line(2, "张三", ZHANG, "名下小轿车1辆"), Line(3, "李四", LI, "无"), Line(4, "王五", WANG, "")], LISTED
    )
    assert dict(found.answers) == {"P1": "名下小轿车1辆", "P2": ""}
    assert (found.waiting, found.same, found.wrong) == (1, 0, ())


def test_wrong_lines_are_told_by_their_row_and_record_nothing():
    lines = [
        Line(2, "张三", "", "无"), Line(3, "赵六", STRANGER, "无"), Line(4, "李五", LI, "无"),
        Line(5, "王五", WANG, "无"), Line(6, "王五", WANG, "有店铺"),
    ]  # fmt: skip
    found = match(lines, LISTED)
    assert dict(found.answers) == {}
    assert found.wrong == (
        (2, Wrong.UNREADABLE), (3, Wrong.NOT_LISTED), (4, Wrong.OTHER_NAME), (5, Wrong.TWICE), (6, Wrong.TWICE),
    )  # fmt: skip
    assert found.waiting == 3
    assert all("请" in said for said in answer_matching.SAYS.values()), "what to do next"


def test_the_same_file_again_records_nothing_and_a_contradiction_changes_nothing():
    answered = {ZHANG: Listed("P1", "张三", ""), LI: Listed("P2", "李四", "有房"), WANG: Listed("P3", "王五", None)}
    found = match([Line(2, "张三", ZHANG, "无"), Line(3, "李四", LI, "无"), Line(4, "王五", WANG, "无")], answered)
    assert (dict(found.answers), found.same, found.waiting) == ({"P3": ""}, 1, 0)
    assert found.wrong == ((3, Wrong.ANSWERED),)


def read(tmp_path, text: str, *, demo: bool = True) -> list[dict]:
    file = tmp_path / "answer.csv"
    file.write_bytes(text.encode("utf-8-sig"))
    return answer_reading.read({"file": str(file), "upload": "", "data_dir": str(tmp_path), "demo": demo})["lines"]


def test_the_list_comes_back_as_it_went_out_with_a_heading_over_it(tmp_path):
    head = "姓名,性别,证件号码,比对结果（有就写，没有写“无”）"
    lines = read(tmp_path, f"县公安局答复,,,\n{head}\n张三,男,{ZHANG},无\n李四,男,{LI.lower()},名下摩托车1辆\n,,,\n")
    assert [(one["row"], one["number"], one["said"]) for one in lines] == [(3, ZHANG, "无"), (4, LI, "名下摩托车1辆")]


@pytest.mark.parametrize(("head", "missing"), [("姓名,证件号码", "比对结果"), ("甲,乙,丙", "证件号码")])
def test_a_file_without_the_column_says_which(tmp_path, head, missing):
    with pytest.raises(DomainError) as refused:
        read(tmp_path, f"{head}\n张三,{ZHANG}\n")
    assert refused.value.code == "CASEWORK_ANSWER_COLUMN"
    assert missing in str(refused.value)


def test_a_demo_takes_no_real_people(tmp_path):
    rows = "\n".join(f"某,,{number(one, '41')},无" for one in range(10, 20))
    with pytest.raises(DomainError) as refused:
        read(tmp_path, f"姓名,性别,证件号码,结果\n{rows}\n")
    assert refused.value.code == "INTAKE_REAL_PEOPLE"
