"""A child does its work apart, says what went wrong, and never outlives whoever waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huaiyuan.core.engine import child
from huaiyuan.core.kernel.errors import DomainError
from tests.unit.engine import work

pytestmark = pytest.mark.usefixtures("spawned_children")

WORK = "tests.unit.engine.work"


def _gone(pid: int, within: float = 5) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if _state(pid) in {"", "Z"}:
            return True
        time.sleep(0.02)
    return False


def _state(pid: int) -> str:
    """The process's state letter; empty when there is none. A zombie has ended and waits for its burial."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.read_text().rpartition(")")[2].split()[0] if stat.exists() else ""


def _written(note, within: float = 10) -> int:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if note.exists() and note.read_text():
            return int(note.read_text())
        time.sleep(0.02)
    raise AssertionError("the child never started")


def test_the_answer_comes_back_from_another_process_with_progress_on_the_way():
    seen = []
    answer = child.call(f"{WORK}:double", {"value": 21}, lambda *step: seen.append(step))
    assert answer["value"] == 42
    assert answer["pid"] != os.getpid()
    assert seen == [("加倍", 1, 3), ("加倍", 2, 3), ("加倍", 3, 3)]


def test_the_child_has_the_business_date_of_the_installation():
    assert child.call(f"{WORK}:double", {"value": 1})["today"] == "2026-11-23"


def test_a_refusal_keeps_its_code_its_sentence_and_its_facts():
    with pytest.raises(DomainError) as refusal:
        child.call(f"{WORK}:refuse", {"row": 7})
    assert (refusal.value.code, str(refusal.value)) == (work.REFUSED.code, "第7行不行。请改。")
    assert refusal.value.facts == {"row": 7}


def test_a_failure_says_where_but_shows_no_long_number():
    with pytest.raises(DomainError) as failure:
        child.call(f"{WORK}:break_down", {})
    assert failure.value.code == "ENGINE_CHILD_FAILED"
    note = "".join(failure.value.__notes__)
    assert "break_down" in note
    assert "990330" not in note + str(failure.value)


def test_a_child_that_imports_django_fails():
    with pytest.raises(DomainError) as failure:
        child.call(f"{WORK}:import_django", {})
    assert "django" in "".join(failure.value.__notes__)


@pytest.mark.parametrize(
    ("target", "limits", "code"),
    [
        ("sleep", child.Limits(wall_s=1), "ENGINE_CHILD_TIMEOUT"),
        ("spin", child.Limits(cpu_s=1), "ENGINE_CHILD_KILLED"),
        ("hoard", child.Limits(memory_mb=2000), "ENGINE_CHILD_MEMORY"),
        ("die", None, "ENGINE_CHILD_KILLED"),
        ("leave", None, "ENGINE_CHILD_RESULT"),
    ],
)
@pytest.mark.slow
def test_a_child_that_takes_too_much_or_dies_is_told_apart(target, limits, code):
    with pytest.raises(DomainError) as failure:
        child.call(f"{WORK}:{target}", {}, limits=limits)
    assert failure.value.code == code


def test_a_listener_that_gives_up_ends_the_child(tmp_path):
    def cancelled(stage, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        child.call(f"{WORK}:chatter", {"note": str(tmp_path / "pid")}, cancelled)
    assert _gone(_written(tmp_path / "pid"))


@pytest.mark.fault
def test_a_child_whose_parent_is_killed_ends_itself(tmp_path):
    note = tmp_path / "pid"
    code = f"from huaiyuan.core.engine import child; child.call('{WORK}:sleep', {{'note': {str(note)!r}}})"
    parent = subprocess.Popen([sys.executable, "-c", code])
    pid = _written(note)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _gone(pid)
