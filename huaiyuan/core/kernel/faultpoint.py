"""Named points in long work, for the stage trace and for kill tests.

`HUAIYUAN_STAGE_TRACE=FILE` appends every point reached; `HUAIYUAN_HALT_AT=NAME` stops there for good,
after writing `NAME.halted` into the trace, so that a test can kill the process exactly at that point.
"""

from __future__ import annotations

import os
import threading


def reached(name: str) -> None:
    """Mark that work has come to `name`; does nothing unless a test asked for it."""
    trace = os.environ.get("HUAIYUAN_STAGE_TRACE")
    if not trace:
        return
    halt = os.environ.get("HUAIYUAN_HALT_AT") == name
    with open(trace, "a", encoding="utf-8") as file:
        file.write(f"{name}{'.halted' if halt else ''} {os.getpid()}\n")
    if halt:
        threading.Event().wait()
