"""Children and commands of tests come from a process that has the libraries imported already.

What they do is the same, and each does it in a process of its own; only the half second is saved in which a new
interpreter imports DuckDB, Arrow and Django. The tests about children themselves, commands that are to be killed whole and
the servers of browser tests are started as users start them (`spawned`, `command.start`).
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from huaiyuan.core.engine import child, child_main
from proof import command

MOTHER = "tests.nursery"
CHILDREN = (
    "huaiyuan.core.engine.transfer_child",
    "huaiyuan.core.engine.snapshot_child",
    "huaiyuan.core.engine.screening.run",
    "huaiyuan.county.intake.reading.take",
    "huaiyuan.county.intake.reading.errorbook",
    "huaiyuan.county.intake.reading.peek",
    "huaiyuan.county.matching.linking",
    "huaiyuan.county.screening.trial_child",
)
# What a command loads before it knows its settings. Its children come from the other mother: they must know no Django.
COMMANDS = (
    *CHILDREN,
    "huaiyuan.shells.console.main",
    "django.core.management",
    "django.core.serializers.json",
    "django.contrib.auth.hashers",
    "django.db.models",
    "django.http",
    "django.urls",
    "cryptography.hazmat.primitives.ciphers.aead",
)
NUMBER = struct.Struct("i")

spawned = child._spawn


class Forked:
    """A child as `child.call` handles one: its pipes, its end, its exit code."""

    def __init__(self, stdin: IO[bytes] | None, stdout: IO[bytes] | None, said: int) -> None:
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


class Begun(Forked):
    """A command as those who begin one handle it: what it says goes into files."""

    def __init__(self, out: IO[bytes], err: IO[bytes], said: int) -> None:
        super().__init__(None, None, said)
        self._out, self._err = out, err

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it has said and complained of, once, when it has ended. Raises TimeoutError."""
        if self.returncode is None and not select.select([self.said], [], [], timeout)[0]:
            raise TimeoutError(f"process {self.pid} goes on after {timeout} s")
        self.wait()
        with self._out as out, self._err as err:
            out.seek(0), err.seek(0)
            return out.read().decode(), err.read().decode()


def _asked(line: socket.socket, words: dict[str, Any] | None, given: list[int]) -> int:
    """Ask the mother for a child, or for a command by its words; where she will tell its number and its end."""
    said, tells = os.pipe()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    message = words or {"environment": environment}
    socket.send_fds(line, [json.dumps(message).encode()], [tells, *given])
    for one in (tells, *given):
        os.close(one)
    return said


class Nursery:
    """The mother process of one test process, started with the first child and gone with the test process."""

    def __init__(self, known: tuple[str, ...], line: socket.socket | None = None) -> None:
        self._known, self._line, self._lock = known, line, threading.Lock()
        self._mother: subprocess.Popen[bytes] | None = None

    def spawn(self) -> Forked:
        """A new child, waiting for its order."""
        (order, stdin), (stdout, answers) = os.pipe(), os.pipe()
        said = _asked(self.line(), None, [order, answers])
        return Forked(os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"), said)

    def begin(self, children: Nursery, data_dir: Path, *words: str, **environment: str) -> Begun:
        """`command.begin`: a command under way."""
        out, err = (tempfile.TemporaryFile() for _ in range(2))  # noqa: SIM115 - closed when it has been heard
        argv = [*words, "--data-dir", str(data_dir), "--json"]
        given = [os.dup(file.fileno()) for file in (out, err, children.line())]
        said = _asked(self.line(), {"argv": argv, "environment": command.plain_environment() | environment}, given)
        return Begun(out, err, said)

    def run(self, children: Nursery, data_dir: Path, *words: str, **environment: str) -> Any:
        """`command.run`: a command to its end, and its JSON answer. Raises `command.Failed`."""
        begun = self.begin(children, data_dir, *words, **environment)
        said, complained = begun.communicate()
        return command.answer(begun.wait(), said, complained)

    def close(self) -> None:
        """Let the mother go."""
        if self._line and self._mother:
            self._line.close()
            self._mother.wait(20)

    def line(self) -> socket.socket:
        """Where she hears; the first who asks wakes her."""
        with self._lock:
            if self._line is None:
                self._line = self._open()
            return self._line

    def _open(self) -> socket.socket:
        mine, hers = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self._mother = subprocess.Popen(
            [sys.executable, "-m", MOTHER, str(hers.fileno()), *self._known],
            cwd=child.PACKAGE_ROOT, env=environment, stdin=subprocess.DEVNULL, pass_fds=[hers.fileno()],
        )  # fmt: skip
        hers.close()
        return mine


def main(line: socket.socket, known: Iterable[str]) -> None:
    """Bear a child for each message, tell how each ended; end when the test process is gone."""
    for name in known:
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
            message, received, _, _ = socket.recv_fds(line, 1 << 18, 4)
            if not message:
                return
            tells, *given = received
            pid = os.fork()
            if not pid:
                _live(json.loads(message), given, [line.fileno(), awake, waker, tells, *living.values()])
            for one in given:
                os.close(one)
            living[pid] = tells
            os.write(tells, NUMBER.pack(pid))


def _bury(living: dict[int, int]) -> None:
    for pid, tells in list(living.items()):
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            os.write(tells, NUMBER.pack(status))
            os.close(tells)
            del living[pid]


def _live(message: dict[str, Any], given: list[int], others: list[int]) -> NoReturn:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for left in others:
        os.close(left)
    os.environ.clear()
    os.environ.update(message["environment"])
    if "argv" in message:
        _command(message["argv"], *given)
    order, answers = given
    os.dup2(order, 0)
    os.dup2(answers, 1)
    for left in given:
        os.close(left)
    # Its parent is the mother, who lives on: that nobody waits any more is told by the closed pipe alone.
    child_main.die_with_parent = lambda _: None
    child_main.main()
    os._exit(0)


def _command(argv: list[str], out: int, err: int, line: int) -> NoReturn:
    """Be a command; its own children come from the same mother."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    child._spawn = Nursery(CHILDREN, socket.socket(fileno=line)).spawn
    sys.argv = ["huaiyuan", *argv]
    runpy.run_module("huaiyuan.shells.console", run_name="__main__")
    os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
