"""Heavy work in a spawned process (子进程): no Django inside, memory and time limited, gone when its parent is gone.

The parent sends one JSON line and keeps the pipe open; the child answers with JSON lines: progress, then a result or an
error. A closed pipe tells the child that nobody waits any more. What a child writes must be atomic by its own means
(one transaction, or a folder renamed at the end), because it may be killed at any moment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from huaiyuan.core.engine import errors
from huaiyuan.core.kernel.errors import CATALOGUE, DomainError, ErrorCode

Progress = Callable[[str, int, int], None]
PACKAGE_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Limits:
    """What a child may use at most; None is no limit. Memory is address space in MB, times are seconds."""

    memory_mb: int | None = None
    cpu_s: int | None = None
    wall_s: float | None = None


NO_LIMITS = Limits()


def call(
    target: str, payload: Mapping[str, Any], on_progress: Progress | None = None, limits: Limits | None = None
) -> dict[str, Any]:
    """Run `module:function` in a child process and return its answer.

    The function takes `(payload)` or `(payload, report)`, where `report(stage, done=0, total=0)` reaches `on_progress`;
    it returns a dict that JSON can carry. An exception raised by `on_progress` stops the child and goes on up.
    Raises the same DomainError as the child, or ENGINE_CHILD_* when it failed, was killed or passed a limit.
    """
    limits = limits or NO_LIMITS
    process = _spawn()
    expired = threading.Event()
    timer = _timer(process, limits.wall_s, expired)
    try:
        order = {"target": target, "payload": dict(payload), "limits": asdict(limits), "parent": os.getpid()}
        answer = _converse(process, order, on_progress)
    finally:
        if timer:
            timer.cancel()
        _end(process)
    if answer is not None:
        return _accept(answer)
    if expired.is_set():
        raise DomainError(errors.CHILD_TIMEOUT, seconds=limits.wall_s)
    raise _silent(process.returncode)


def _spawn() -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    paths = [str(PACKAGE_ROOT), *filter(None, [environment.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    return subprocess.Popen(
        [sys.executable, "-m", "huaiyuan.core.engine.child_main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _timer(process: subprocess.Popen[bytes], seconds: float | None, expired: threading.Event) -> threading.Timer | None:
    if seconds is None:
        return None

    def stop() -> None:
        expired.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    return timer


def _converse(
    process: subprocess.Popen[bytes], order: dict[str, Any], on_progress: Progress | None
) -> dict[str, Any] | None:
    """Send the order, pass progress on, return the last word; None when the child ended without one."""
    source, sink = _pipes(process)
    try:
        source.write(json.dumps(order, default=str).encode() + b"\n")
        source.flush()
    except BrokenPipeError:
        return None
    for line in sink:
        try:
            message = json.loads(line)
        except ValueError:  # killed in the middle of a line
            return None
        if "stage" not in message:
            return dict(message)
        if on_progress:
            on_progress(message["stage"], message["done"], message["total"])
    return None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a child is spoken to through pipes")
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    source, sink = _pipes(process)
    exited = process.poll() is not None
    try:
        source.close()
    except BrokenPipeError:
        exited = True
    if not exited:
        # It has answered or nobody wants its answer: a child never outlives the call.
        process.kill()
    process.wait()
    sink.close()


def _accept(answer: dict[str, Any]) -> dict[str, Any]:
    if "result" in answer:
        return dict(answer["result"])
    failure = answer["failure"]
    error = CATALOGUE.get(failure["code"]) or ErrorCode(
        failure["code"], failure["says"].replace("{", "").replace("}", "")
    )
    raised = DomainError(error, **failure["facts"])
    if failure["where"]:
        raised.add_note(failure["where"])
    raise raised


def _silent(code: int | None) -> DomainError:
    if code is not None and code < 0:
        return DomainError(errors.CHILD_KILLED, signal=-code)
    return DomainError(errors.CHILD_RESULT, exit=code)
