"""The end of the audit chain, kept outside the database (审计链头): whoever rewrites the whole chain is found out.

One line an hour in `audit.heads`; operators copy the file off the machine.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from django.conf import settings

from huaiyuan.base import audit
from huaiyuan.core.kernel import clock

FILE = "audit.heads"
EVERY = dt.timedelta(hours=1)


def keep() -> None:
    """Append the head when the last line is an hour old."""
    file = _file()
    last = _last_line(file)
    if last and clock.now() - dt.datetime.fromisoformat(last[0]) < EVERY:
        return
    head = audit.head()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as sink:
        sink.write(f"{clock.now().isoformat()} {head.position} {head.digest}\n")


def kept() -> audit.Head | None:
    """The newest head kept, for `audit.verify_chain`."""
    last = _last_line(_file())
    return audit.Head(int(last[1]), last[2]) if last else None


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE


def _last_line(file: Path) -> list[str] | None:
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return lines[-1].split() if lines else None
