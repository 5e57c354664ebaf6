"""Taking a file in a process of its own that measures itself; imports nothing that the reader does not."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.reading.take import take


def refuse(order: dict[str, Any]) -> dict[str, Any]:
    """The code of the refusal (empty when the file was read), CPU seconds, and the most memory it ever held, in MB."""
    started, code = time.process_time(), ""
    try:
        take(order, lambda *_: None)
    except DomainError as refusal:
        code = refusal.code
    status = Path("/proc/self/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    return {"code": code, "seconds": time.process_time() - started, "peak_mb": int(peak[1]) // 1024 if peak else 0}
