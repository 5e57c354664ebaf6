"""Opening a file by what is in it, never by its name (C41). Every refusal is one sentence that says what to do."""

from __future__ import annotations

import io
import zipfile

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading import delimited, workbook
from huaiyuan.county.intake.reading.cells import Opened

MB = 1024 * 1024
MAX_PACKED, MAX_UNPACKED, MAX_ENTRIES = 50 * MB, 500 * MB, 2000
OLE2, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
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
        _look_into_zip(data)
        return workbook.open_workbook(data, "xlsx")
    if data.startswith(OLE2):
        if LOCKED_MARK in data:
            raise DomainError(errors.LOCKED)
        return workbook.open_workbook(data, "xls")
    for mark, looks_like in FOREIGN:
        if data.startswith(mark):
            raise DomainError(errors.NOT_WORKBOOK, looks_like=looks_like)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise DomainError(errors.NOT_WORKBOOK, looks_like="看起来是网页或XML，只是改了后缀名")
    return delimited.open_text(data)


def _look_into_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as failure:
        raise DomainError(errors.TRUNCATED) from failure
    if any(entry.flag_bits & 1 for entry in entries):
        raise DomainError(errors.LOCKED)
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        looks_like = "看起来是Word文档" if any(n.startswith("word/") for n in names) else "看起来是压缩包"
        raise DomainError(errors.NOT_WORKBOOK, looks_like=looks_like)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise DomainError(errors.TOO_LARGE, size=f"展开后{unpacked // MB}MB", limit=f"展开后{MAX_UNPACKED // MB}MB")
