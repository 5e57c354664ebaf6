"""Department files made on the fly, and what the child makes of them. Synthetic people only."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import xlwt

from huaiyuan.core.kernel import identity
from huaiyuan.county.intake.reading.take import take as take_in_child
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.sources import SOURCES
from tests.early import FOLDER

COMMON = ("姓名", "证件号码", "性别", "出生日期", "乡镇", "村")
AREAS = [
    {"code": "411330", "name": "试县", "short_name": "试县", "level": "county", "aliases": ""},
    {"code": "411330901", "name": "甲镇", "short_name": "甲", "level": "township", "aliases": ""},
    {"code": "411330902", "name": "乙乡", "short_name": "乙", "level": "township", "aliases": ""},
    {"code": "411330901201", "name": "甲一村村民委员会", "short_name": "甲一村", "level": "village", "aliases": "老街"},
    {"code": "411330901202", "name": "甲二村村民委员会", "short_name": "甲二村", "level": "village", "aliases": ""},
    {"code": "411330902201", "name": "乙一村村民委员会", "short_name": "乙一村", "level": "village", "aliases": ""},
    {"code": "411330902202", "name": "甲二村村民委员会", "short_name": "甲二村", "level": "village", "aliases": ""},
]


def number(born: str = "19500102", serial: int = 123) -> str:
    """A valid synthetic identity number; an odd serial is a man's."""
    first17 = f"990330{born}{serial:03d}"
    return first17 + identity.check_digit(first17)


def person(i: int = 0, **cells: Any) -> dict[str, Any]:
    """The six cells of a synthetic person; `i` makes another one."""
    serial = 101 + 2 * i
    clean = dict(
        zip(COMMON, (f"张{chr(0x4E00 + i)}", number(serial=serial), "男", "1950-01-02", "甲镇", "甲一村"), strict=True)
    )
    return clean | cells


BILL = {
    "就诊类别": "住院", "医疗机构": "甲镇卫生院", "结算日期": "2026-10-09", "总费用": 1000, "统筹支付": 600, "大病支付": 0,
    "救助支付": 0, "政策范围内个人负担": 300, "自费": 100,
}  # fmt: skip
CARD = {"残疾类别": "肢体", "残疾等级": "二级", "发证日期": "2025-03-01", "证件状态": "正常"}
PUPIL = {"就读学校": "甲镇小学", "年级": "小学三年级", "学籍状态": "在籍在读", "就读方式": "走读", "连续缺勤天数": 0}
BY_HAND = {"medical_bills": BILL, "disability_cards": CARD, "school_roll": PUPIL}
PLAIN = {"text": "甲", "date": "2026-10-09", "yuan": 100, "int": 3}


def sample(source: str | Source) -> dict[str, Any]:
    """The own cells of a clean row of any source, under its own labels; a source added tomorrow has one too."""
    declared = SOURCES[source] if isinstance(source, str) else source
    if declared.id in BY_HAND:
        return BY_HAND[declared.id]
    return {c.label: c.codes[0].value if c.codes else PLAIN[c.type] for c in declared.own_columns}


def record(source: str, i: int = 0, **cells: Any) -> dict[str, Any]:
    """A clean row of any source, about a person or a village; `i` makes another one."""
    declared = SOURCES[source]
    who = person(i) if declared.about_people else {"乡镇": "甲镇", "村": "甲一村" if i % 2 == 0 else "甲二村"}
    more = {} if declared.about_people else {c.label: 3 + i for c in declared.own_columns if c.type == "int"}
    return who | sample(declared) | more | cells


def grid(records: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """A header and the records under it."""
    head = list(dict.fromkeys(key for record in records for key in record))
    return [head, *([record.get(key) for key in head] for record in records)]


def xlsx(rows: Iterable[Sequence[Any]], sheet: str = "表1", **more: Iterable[Sequence[Any]]) -> bytes:
    """A workbook by openpyxl; further sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    for name, other in more.items():
        extra = book.create_sheet(name)
        for row in other:
            extra.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of the old kind."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表1")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Iterable[Sequence[Any]], encoding: str = "gb18030", separator: str = ",") -> bytes:
    """A text file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([["" if c is None else c for c in row] for row in rows])
    return out.getvalue().encode(encoding)


@dataclass(frozen=True)
class Taken:
    """What the child made of a file."""

    manifest: dict[str, Any]
    rows: list[dict[str, Any]]
    faults: list[dict[str, Any]]

    def codes(self, row: int) -> set[str]:
        """What is wrong in a row of the original, without the prefix of the codes."""
        return {f["code"].removeprefix("INTAKE_ROW_") for f in self.faults if f["row"] == row}


def take(data: bytes, source: str = "medical_bills", period: str = "2026-10", *, demo: bool = False) -> Taken:
    """Run the child's work in this process, on files of its own."""
    with tempfile.TemporaryDirectory() as place:
        file, folder = Path(place) / "file", Path(place) / "batch"
        file.write_bytes(data)
        folder.mkdir()
        order = {
            "file": str(file), "upload": "", "source": source, "period": period, "batch_id": f"{source}-{period}-01",
            "folder": str(folder), "data_dir": str(FOLDER), "areas": AREAS, "demo": demo,
        }  # fmt: skip
        manifest = take_in_child(order, lambda *_: None)
        return Taken(
            manifest, pq.read_table(folder / "rows.parquet").to_pylist(),
            pq.read_table(folder / "faults.parquet").to_pylist(),
        )  # fmt: skip
