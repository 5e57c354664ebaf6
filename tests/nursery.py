"""Children of tests come from a process that has everything imported already.

What a child does is the same, and it does it in a process of its own; only the half second is saved in which a new
interpreter imports DuckDB and Arrow. The tests about children themselves, and every command a test starts, spawn theirs
as users do (`spawned`).
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from typing import IO, NoReturn

from huaiyuan.core.engine import child, child_main

MOTHER = "tests.nursery"
KNOWN = (
    "huaiyuan.core.engine.transfer_child",
    "huaiyuan.core.engine.snapshot_child",
    "huaiyuan.core.engine.screening.run",
    "huaiyuan.county.intake.reading.take",
    "huaiyuan.county.intake.reading.errorbook",
    "huaiyuan.county.intake.reading.peek",
    "huaiyuan.county.matching.linking",
    "huaiyuan.county.screening.trial_child",
)
NUMBER = struct.Struct("i")

spawned = child._spawn


class Forked:
    """A child as `child.call` handles one: its pipes, its end, its exit code."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], said: int) -> None:
        self.stdin, self.stdout, self.said = stdin, stdout, said
        self.returncode: int | None = None
        self.pid = self._hear()

    def poll(self) -> int | None:
        """Its exit code, or None while it lives."""
        if self.returncode is None and select.select([self.said], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Its exit code; negative is the signal that ended it."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(self._hear())
            os.close(self.said)
        return self.returncode

    def kill(self) -> None:
        """End it, if it lives."""
        if self.poll() is None:
            # It may end by itself between the question and the signal.
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def _hear(self) -> int:
        told = os.read(self.said, NUMBER.size)
        assert len(told) == NUMBER.size, "the mother of the children is gone"
        return int(NUMBER.unpack(told)[0])


class Nursery:
    """The mother process of one test process, started with the first child and gone with the test process."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._mother: subprocess.Popen[bytes] | None = None

    def spawn(self) -> Forked:
        """A new child, waiting for its order."""
        line = self._line or self._open()
        (order, stdin), (stdout, answers), (said, tells) = os.pipe(), os.pipe(), os.pipe()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        socket.send_fds(line, [json.dumps(environment).encode()], [order, answers, tells])
        for given in (order, answers, tells):
            os.close(given)
        return Forked(os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"), said)

    def close(self) -> None:
        """Let the mother go."""
        if self._line and self._mother:
            self._line.close()
            self._mother.wait(20)

    def _open(self) -> socket.socket:
        self._line, hers = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self._mother = subprocess.Popen(
            [sys.executable, "-m", MOTHER, str(hers.fileno())],
            cwd=child.PACKAGE_ROOT, env=environment, stdin=subprocess.DEVNULL, pass_fds=[hers.fileno()],
        )  # fmt: skip
        hers.close()
        return self._line


def main(line: socket.socket) -> None:
    """Bear a child for each message, tell how each ended; end when the test process is gone."""
    for name in KNOWN:
        importlib.import_module(name)
    awake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    living: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([line, awake], [], [])
        if awake in ready:
            os.read(awake, 512)
            _bury(living)
        if line in ready:
            message, (*given,), _, _ = socket.recv_fds(line, 1 << 18, 3)
            if not message:
                return
            order, answers, tells = given
            pid = os.fork()
            if not pid:
                _live(json.loads(message), order, answers, [line.fileno(), awake, waker, tells, *living.values()])
            os.close(order)
            os.close(answers)
            living[pid] = tells
            os.write(tells, NUMBER.pack(pid))


def _bury(living: dict[int, int]) -> None:
    for pid, tells in list(living.items()):
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            os.write(tells, NUMBER.pack(status))
            os.close(tells)
            del living[pid]


def _live(environment: dict[str, str], order: int, answers: int, others: list[int]) -> NoReturn:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(order, 0)
    os.dup2(answers, 1)
    for left in (order, answers, *others):
        os.close(left)
    os.environ.clear()
    os.environ.update(environment)
    # Its parent is the mother, who lives on: that nobody waits any more is told by the closed pipe alone.
    child_main.die_with_parent = lambda _: None
    child_main.main()
    os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
