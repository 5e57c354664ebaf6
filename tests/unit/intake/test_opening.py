"""Opening files by what is in them: one clear refusal each, and every form offices send is read."""

from __future__ import annotations

import io
import zipfile

import docx
import msoffcrypto.format.ooxml
import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.reading import formats, parts
from huaiyuan.county.intake.reading.delimited import decode, separator_of
from tests.intake_files import BILL, COMMON, grid, person, take, text, xls, xlsx

GOOD = grid([person(0) | BILL, person(1) | BILL])


def _locked() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx(GOOD))).encrypt("1234", out)
    return out.getvalue()


def _document() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_table(2, 2)
    document.save(out)
    return out.getvalue()


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("名册.csv", "姓名")
    return out.getvalue()


REFUSED = {
    "empty": (b"", "EMPTY_FILE"),
    "only blanks": (b" \r\n \n", "EMPTY_FILE"),
    "password": (_locked(), "LOCKED"),
    "half a workbook": (xlsx(GOOD)[:3000], "TRUNCATED"),
    "half an old workbook": (xls(GOOD)[:2000], "UNREADABLE"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "NOT_WORKBOOK"),
    "noise": (bytes(range(256)) * 20, "NOT_WORKBOOK"),
    "zeros": (bytes(3000), "EMPTY_FILE"),
    "word document": (_document(), "NOT_WORKBOOK"),
    "archive": (_archive(), "NOT_WORKBOOK"),
    "web page": (b"<html><p>1</p></html>", "NOT_WORKBOOK"),
    "web page with another table": (b"<html><table><tr><td>1</td></tr></table></html>", "NO_HEADER"),
    "no header": (xlsx([["甲", "乙"], ["1", "2"]]), "NO_HEADER"),
    "blank workbook": (xlsx([]), "NO_HEADER"),
    "header alone": (xlsx([COMMON]), "NO_ROWS"),
    "column lacking": (xlsx([COMMON[:-1], ["张三", "", "男", "", ""]]), "NO_COLUMN"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_in_one_sentence_that_says_what_to_do(name):
    data, code = REFUSED[name]
    with pytest.raises(DomainError) as refusal:
        take(data)
    assert refusal.value.code == f"INTAKE_{code}"
    assert "请" in str(refusal.value)


def test_a_missing_column_is_named():
    with pytest.raises(DomainError, match="没找到“村”。请在表头写上"):
        take(REFUSED["column lacking"][0])


WRITTEN = {
    "xlsx": xlsx(GOOD),
    "xls": xls(GOOD),
    "gbk": text(GOOD, "gbk"),
    "gb18030": text(GOOD, "gb18030"),
    "utf-8": text(GOOD, "utf-8"),
    "utf-8 with mark": text(GOOD, "utf-8-sig"),
    "utf-16": text(GOOD, "utf-16"),
    "utf-16 without mark": text(GOOD, "utf-16-le"),
    "tabs": text(GOOD, "gbk", "\t"),
    "chinese semicolons": text(GOOD, "gbk", "；"),
    "mixed encodings": text(GOOD[:2], "utf-8") + text(GOOD[2:], "gbk"),
    "old line ends": text(GOOD, "gbk").replace(b"\r\n", b"\r"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_rows_are_read_from_every_format(name):
    taken = take(WRITTEN[name])
    assert [(r["row"], r["name"], r["id_state"], str(r["total_yuan"])) for r in taken.rows] == [
        (2, "张一", "plain", "1000.00"),
        (3, "张丁", "plain", "1000.00"),
    ]
    assert taken.faults == []
    assert taken.manifest["content_hash"] == take(WRITTEN["xlsx"]).manifest["content_hash"]


def test_rare_characters_survive_gb18030():
    assert take(text(grid([person(姓名="㙍䶮𬭎") | BILL]))).rows[0]["name"] == "㙍䶮𬭎"


def test_text_that_is_no_encoding_names_the_line():
    with pytest.raises(DomainError) as refusal:
        decode("姓名,证件\n".encode() + b"\xff\xff\xff\xff\n")
    assert refusal.value.code == "INTAKE_BAD_TEXT"
    assert "第2行" in str(refusal.value)


def test_the_separator_is_the_one_that_cuts_lines_alike():
    assert separator_of("标题，一行话\n姓名;村\n张三;甲\n李四;乙\n") == ";"


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(parts, "MAX_UNPACKED", 1000)
    with pytest.raises(DomainError) as refusal:
        formats.open_file(xlsx(GOOD))
    assert refusal.value.code == "INTAKE_TOO_LARGE"


@pytest.mark.parametrize("kept", [0.97, 0.9, 0.8])
def test_an_old_workbook_that_was_cut_makes_no_noise(kept, capfd):
    whole = xls(grid([person(i) | BILL for i in range(20)]))
    with pytest.raises(DomainError) as refusal:
        take(whole[: int(len(whole) * kept)])
    assert refusal.value.code == "INTAKE_UNREADABLE"
    assert capfd.readouterr().err == ""
