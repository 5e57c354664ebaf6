"""What the children of these tests do."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import CATALOGUE, DomainError, declare

REFUSED = CATALOGUE.get("TEST_CHILD_REFUSED") or declare("TEST_CHILD_REFUSED", "第{row}行不行。请改。")


def double(payload, report):
    for number in range(3):
        report("加倍", number + 1, 3)
    print("a library that prints")
    os.write(1, b"even to the descriptor\n")
    return {"value": payload["value"] * 2, "today": str(clock.today()), "pid": os.getpid()}


def refuse(payload):
    raise DomainError(REFUSED, row=payload["row"])


def break_down(payload):
    raise ValueError("cannot read 990330197001011234 as a date")


def import_django(payload):
    import django

    return {"version": django.VERSION[0]}


def sleep(payload, report):
    if "note" in payload:
        Path(payload["note"]).write_text(str(os.getpid()))
    report("睡")
    time.sleep(120)


def chatter(payload, report):
    Path(payload["note"]).write_text(str(os.getpid()))
    while True:
        report("说")
        time.sleep(0.01)


def spin(payload):
    while True:
        pass


def hoard(payload):
    return {"size": len(bytearray(8 * 1024**3))}


def die(payload):
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(payload):
    sys.stdout.flush()
    os._exit(7)
