"""The inside of a child process: `python -m huaiyuan.core.engine.child_main`, spoken to by `child.call` only."""

from __future__ import annotations

import ctypes
import importlib
import inspect
import json
import os
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import IO, Any

from huaiyuan.core.engine import errors
from huaiyuan.core.kernel import clock, installation
from huaiyuan.core.kernel.errors import DomainError

try:
    import resource
except ImportError:  # on Windows only the wall clock limits a child
    resource = None  # type: ignore[assignment]

PR_SET_PDEATHSIG = 1
LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")
NOT_ALLOWED = "django"


def main() -> None:
    """Read one order, do it, answer, end."""
    answers = _private_answers()
    order = json.loads(sys.stdin.buffer.readline())
    die_with_parent(order["parent"])
    threading.Thread(target=_end_when_unheard, daemon=True).start()
    _send(answers, _obey(order, answers))
    answers.close()
    # Leaving through the interpreter's shutdown would join native threads for nothing.
    os._exit(0)


def die_with_parent(parent: int) -> None:
    """Ask Linux to kill this process when its parent ends; ends at once when the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent and sys.platform != "win32":
        os._exit(1)


def _private_answers() -> IO[bytes]:
    """Answers go to a descriptor of their own, so that a library that prints cannot spoil them."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


def _end_when_unheard() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)


def _send(answers: IO[bytes], message: dict[str, Any]) -> None:
    answers.write(json.dumps(message, default=str).encode() + b"\n")
    answers.flush()


def _obey(order: dict[str, Any], answers: IO[bytes]) -> dict[str, Any]:
    def report(stage: str, done: int = 0, total: int = 0) -> None:
        _send(answers, {"stage": stage, "done": int(done), "total": int(total)})

    try:
        _limit(order["limits"])
        clock.configure(today=installation.current().today)
        result = run(order["target"], order["payload"], report)
    except DomainError as refusal:
        return _failure(refusal, None)
    except MemoryError as failure:
        return _failure(DomainError(errors.CHILD_MEMORY), failure)
    except Exception as failure:  # every failure must be told to the parent, whatever it is
        return _failure(DomainError(errors.CHILD_FAILED, kind=type(failure).__name__), failure)
    return {"result": result}


def run(target: str, payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Call `module:function` with its payload, and with `report` if it takes one. Raises RuntimeError if Django is here."""
    module, name = target.split(":")
    function = getattr(importlib.import_module(module), name)
    takes_report = len(inspect.signature(function).parameters) > 1
    result = function(payload, report) if takes_report else function(payload)
    if NOT_ALLOWED in sys.modules:
        # Two SQLite libraries in one process drop each other's locks: decision 0001.
        raise RuntimeError(f"{target} imported {NOT_ALLOWED} in a child process")
    return dict(result or {})


def _failure(says: DomainError, cause: BaseException | None) -> dict[str, Any]:
    facts = {name: value if isinstance(value, int | str) else str(value) for name, value in says.facts.items()}
    return {"failure": {"code": says.code, "says": str(says), "facts": facts, "where": _where(cause)}}


def _where(cause: BaseException | None) -> str:
    """Where it broke, for the engineer; long numbers are masked, they may be somebody's identity."""
    if cause is None:
        return ""
    frames = traceback.extract_tb(cause.__traceback__)[-8:]
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    message = LONG_NUMBER.sub("…", str(cause))[:500]
    return f"{type(cause).__name__}: {message} ({' > '.join(places)})"


def _limit(limits: dict[str, Any]) -> None:
    if resource is None:
        return
    if limits["memory_mb"]:
        size = limits["memory_mb"] * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    if limits["cpu_s"]:
        resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"] + 1))


if __name__ == "__main__":
    main()
