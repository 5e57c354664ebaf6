"""The department's own file comes back with its errors in it, and mended it is a correction."""

from __future__ import annotations

import base64
import io

import openpyxl
import pytest

from huaiyuan.core.engine import lake
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import exports, staging
from huaiyuan.county.intake.actions import find
from huaiyuan.county.intake.models import Batch
from huaiyuan.county.intake.reading import errorbook
from tests.early import FOLDER
from tests.intake_files import BILL, grid, number, person, text, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("same_process")]
TITLES = ["桐柏县结算明细"]


def _file(make=xlsx, wrong="约一千", rows=6) -> bytes:
    people = [person(i) | BILL for i in range(rows)]
    people[2]["总费用"] = wrong
    people[4]["证件号码"] = number()[:16]
    return make([TITLES, *grid(people)])


def _book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _words(sheet) -> list[list]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.one_database
@pytest.mark.parametrize("make", [xlsx, text])
def test_a_short_file_comes_back_whole_with_reasons_marks_and_comments(take_in, make):
    taken = take_in(_file(make), name="明细")
    made = exports.error_book(taken.batch, by="center")
    sheet = _book(made.data).active
    lines = _words(sheet)
    assert (made.whole, made.rows) == (True, 2)
    assert lines[0][0].startswith("演示数据")
    assert lines[1][0] == TITLES[0]
    assert lines[2][-1] == "错误原因"
    assert [bool(line[-1]) for line in lines[3:]] == [False, False, True, False, True, False]
    assert lines[5][-1].startswith("已退回：总费用，总费用不是金额。")
    assert "证件号码位数不对" in sheet.cell(8, 2).comment.text
    assert lines[7][1] == number()[:16]


def test_a_mended_copy_is_a_correction_that_says_what_changed(take_in):
    first = take_in(_file())
    book = _book(exports.error_book(first.batch, by="center").data)
    book.active.cell(6, 10).value = 1000
    out = io.BytesIO()
    book.save(out)
    second = take_in(out.getvalue(), name="改好.xlsx")
    assert (second.replaces, second.rows, second.rejected) == (first.batch, 6, 0)
    assert f"和{first.batch}比：5行没变，1行是新的或改过的，0行这次没有了或改掉了。" in second.notices
    assert not any("错误原因" in said for said in second.notices)


def test_of_a_long_file_only_the_wrong_rows_come_back_with_their_numbers(take_in, monkeypatch):
    first = take_in(_file(rows=8))
    monkeypatch.setattr(errorbook, "WHOLE_UP_TO", 5)
    made = errorbook.make(_order(first.batch))
    lines = _words(_book(base64.b64decode(made["book"])).active)
    assert made["whole"] is False
    assert lines[1][0].startswith(f"问题行，原表批次：{first.batch}。")
    assert lines[3][-3:] == ["错误原因", "原表行", "原表"]
    assert [line[-2] for line in lines[4:]] == [5, 7]

    book = _book(base64.b64decode(made["book"]))
    book.active.cell(5, 10).value = 1000
    out = io.BytesIO()
    book.save(out)
    second = take_in(out.getvalue(), name="改好的问题行.xlsx")
    assert (second.replaces, second.rows, second.rejected) == (first.batch, 8, 0)
    assert f"和{first.batch}比：7行没变，1行是新的或改过的，0行这次没有了或改掉了。" in second.notices
    assert _manifest(second.batch)["corrects"] == first.batch
    again = errorbook.make(_order(second.batch))
    assert [line[-2] for line in _words(_book(base64.b64decode(again["book"])).active)[4:]] == [7]


def test_wrong_rows_of_another_month_are_refused(take_in, monkeypatch):
    first = take_in(_file(rows=8))
    monkeypatch.setattr(errorbook, "WHOLE_UP_TO", 5)
    data = base64.b64decode(errorbook.make(_order(first.batch))["book"])
    with pytest.raises(DomainError) as refusal:
        take_in(data, period="2026-09")
    assert refusal.value.code == "INTAKE_PATCH_ELSEWHERE"


def _order(batch_id: str) -> dict:
    return {
        "folder": str(staging.folder_of(find(batch_id))),
        "data_dir": str(FOLDER),
        "source": "medical_bills",
        "demo": True,
    }


def _manifest(batch_id: str) -> dict:
    return lake.read_manifest(staging.folder_of(Batch.objects.get(batch_id=batch_id)))
