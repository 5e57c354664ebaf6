"""Photos and papers that people hand in (影像), sealed in the data directory.

The store names what it keeps by itself. A number that a phone chose must never name a file: whoever sends another's
number would write over another's picture before any table could refuse it.
"""

from __future__ import annotations

import io
import os
import uuid
from pathlib import Path

from django.conf import settings

from huaiyuan.base.vault import files

FOLDER = "media"


def keep(data: bytes) -> str:
    """Seal what was handed in; returns the name to open it by. A name whose transaction failed is nobody's."""
    name = f"{uuid.uuid4()}.sealed"
    seal(data, name)
    return name


def seal(data: bytes, name: str) -> None:
    """Seal under a name of the caller's own making. Written beside and renamed: a torn upload leaves no half a photo."""
    target = _folder() / name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}.part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sealed:
        files.seal_stream(io.BytesIO(data), sealed, data_dir=Path(settings.DATA_DIR), name=name)
    beside.replace(target)


def opened(name: str) -> bytes:
    """What was sealed under a name; the caller has asked whether it may be seen, and recorded it."""
    return files.open_file(_folder() / name, data_dir=Path(settings.DATA_DIR), name=name)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / FOLDER
