"""A file that cannot be read gets one clear Chinese line that says what to do; nothing is stored, nothing crashes."""

from __future__ import annotations

import io

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from proof import command

pytestmark = pytest.mark.slow


def _workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _locked():
    out = io.BytesIO()
    plain = io.BytesIO(_workbook([["姓名", "证件号码"], ["张三", ""]]))
    OOXMLFile(plain).encrypt("1234", out)
    return out.getvalue()


GOOD = _workbook(
    [["姓名", "证件号码", "性别", "出生日期", "乡镇", "村"], ["张三", "", "男", "1990-01-01", "月河镇", ""]]
)

BAD = {
    "empty.xlsx": b"",
    "locked.xlsx": _locked(),
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "truncated.xlsx": GOOD[: len(GOOD) // 2],
    "columnless.xlsx": _workbook([["甲", "乙"], ["1", "2"]]),
    "headonly.xlsx": _workbook([["姓名", "证件号码", "性别", "出生日期", "乡镇", "村"]]),
    "empty.csv": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_one_chinese_line_and_nothing_is_stored(name, own_county, tmp_path):
    file = tmp_path / name
    file.write_bytes(BAD[name])
    before = sorted(p.name for p in (own_county / "lake").rglob("*"))
    with pytest.raises(command.Failed) as refusal:
        command.run(own_county, "intake", str(file), "--source", "medical_bills", "--period", "2026-10")
    said = str(refusal.value)
    assert "Traceback" not in said
    assert any("\u4e00" <= c <= "\u9fff" for c in said)
    assert "请" in said
    assert sorted(p.name for p in (own_county / "lake").rglob("*")) == before
