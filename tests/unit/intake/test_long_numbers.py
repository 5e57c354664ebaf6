"""Whether a cell may be held as a long number is seen in the one look that a sheet gets anyway; only then it is read again."""

from __future__ import annotations

import pytest

from huaiyuan.county.intake.reading import formats
from huaiyuan.county.intake.reading.scan import Scan
from tests.intake_files import BILL, grid, number, person, xlsx

SHORT = {
    "a place among shared texts": b"<v>123456</v>",
    "fifteen digits": b"<v>123456789012345</v>",
    "an amount": b"<v>-1234.50</v>",
    "what a machine makes of a third": b"<v>0.30000000000000004</v>",
    "nothing": b"<v></v>",
    "nothing at all": b"<v/>",
    "a text": b"<is><t>411330199001010016</t></is>",
}
LONG = {
    "sixteen digits": b"<v>1234567890123456</v>",
    "eighteen with a point": b"<v>411330199001010016.0</v>",
    "with an exponent": b"<v>4.1133019900101E+17</v>",
    "kept spaces": b'<v xml:space="preserve">411330199001010016</v>',
    "disguised": b"<v>&#52;11330199001010016</v>",
    "spaces before": b"<v> 411330199001010016</v>",
}


def _scanned(cell: bytes, prefix: bytes, size: int) -> bool:
    sheet = b'<worksheet><sheetData><row><c r="A1">%s</c></row></sheetData></worksheet>' % cell
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
        for end in (b" ", b">", b"/>"):
            sheet = sheet.replace(b"<" + tag + end, b"<" + prefix + tag + end)
            sheet = sheet.replace(b"</" + tag + end, b"</" + prefix + tag + end)
    scan = Scan("表1")
    scan.take(sheet[:40])
    for at in range(40, len(sheet), size):
        scan.take(sheet[at : at + size])
    return scan.extent().long_numbers


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_only_what_is_plainly_short_is_not_looked_at_again(prefix):
    assert [name for name, cell in SHORT.items() if _scanned(cell, prefix, 1000)] == []
    for size in (1, 7, 1000):
        assert [name for name, cell in LONG.items() if not _scanned(cell, prefix, size)] == []


def test_a_sheet_of_texts_is_read_once_and_one_with_long_numbers_twice():
    texts = formats.open_file(xlsx(grid([person(i) | BILL for i in range(30)])))
    numbers = formats.open_file(xlsx(grid([person(证件号码=int(number(serial=104).replace("X", "0"))) | BILL])))
    assert [sheet.typed_as_number for sheet in texts.sheets] == [None]
    place = [cell[0].as_py() for cell in numbers.sheets[0].cells.columns].index("证件号码")
    assert numbers.sheets[0].typed_as_number(place).to_pylist() == [False, True]
