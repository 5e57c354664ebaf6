"""Opening a file by what is in it, never by its name (C41). Every refusal is one sentence that says what to do."""

from __future__ import annotations

import re

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading import delimited, markup, parts, workbook
from huaiyuan.county.intake.reading.cells import Opened
from huaiyuan.county.intake.reading.parts import Parts

MB = 1024 * 1024
MAX_PACKED = 50 * MB
OLE2, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
# A password record right behind the first record of a workbook of the old kind.
OLD_PASSWORD = re.compile(
    rb"\x09\x08[\x08\x10]\x00.{8}(?:.{8})?(?:\x86\x00\x00\x00)?\x2f\x00[\x04-\xff]\x00", re.DOTALL
)
FOREIGN = (
    (b"%PDF", "看起来是PDF"),
    (b"\x89PNG", "看起来是图片"),
    (b"\xff\xd8\xff", "看起来是图片"),
    (b"GIF8", "看起来是图片"),
    (b"Rar!", "看起来是压缩包"),
    (b"7z\xbc\xaf", "看起来是压缩包"),
    (b"\x1f\x8b", "看起来是压缩包"),
)


def open_file(data: bytes) -> Opened:
    """The sheets of a file. Raises INTAKE_EMPTY_FILE, _TOO_LARGE, _LOCKED, _TRUNCATED, _NOT_WORKBOOK, _UNREADABLE."""
    if not data:
        raise DomainError(errors.EMPTY_FILE)
    if len(data) > MAX_PACKED:
        raise DomainError(errors.TOO_LARGE, size=f"{len(data) // MB}MB", limit=f"{MAX_PACKED // MB}MB")
    if data.startswith(ZIP):
        return workbook.open_workbook(data, "xlsx", parts.look_into(data))
    if data.startswith(OLE2):
        if LOCKED_MARK in data or OLD_PASSWORD.search(data):
            raise DomainError(errors.LOCKED)
        return workbook.open_workbook(data, "xls", Parts({}))
    for mark, looks_like in FOREIGN:
        if data.startswith(mark):
            raise DomainError(errors.NOT_WORKBOOK, looks_like=looks_like)
    if markup.is_markup(data):
        return markup.open_markup(data)
    return delimited.open_text(data)
