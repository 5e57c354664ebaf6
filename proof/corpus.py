"""The dirt corpus at length: every kind twenty times, each in a process that has limits and measures itself.

A kind is judged in this process (`tests.corpus.verdict`); a file that is to be refused is then read once more in a child
of its own, for its time and its memory.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import tests.early  # noqa: F401 - names the data directory before Django's settings are read

import django  # isort: skip

django.setup()

from huaiyuan.base.vault import keys  # noqa: E402
from huaiyuan.core.engine import child  # noqa: E402
from huaiyuan.county.intake import staging  # noqa: E402
from tests.corpus.case import case  # noqa: E402
from tests.corpus.nasty import NASTY  # noqa: E402
from tests.corpus.verdict import EXPECTED, KINDS, judge  # noqa: E402
from tests.early import FOLDER  # noqa: E402
from tests.intake_files import AREAS  # noqa: E402

VARIANTS = 20
MOST_SECONDS, MOST_MB = 2.0, 300


@dataclass(frozen=True)
class Refusal:
    """How a file was refused: its code, seconds on the wall with the start of the process aside, and MB at most."""

    code: str
    seconds: float
    peak_mb: int


def prove_group(group: str) -> str:
    """Every kind of a group, `VARIANTS` times."""
    keys.setup(FOLDER)
    kinds = [name for g, name, _ in KINDS if g == group]
    assert len(kinds) == EXPECTED[group], f"{len(kinds)} kinds in {group}"
    refusals: list[Refusal] = []
    for name in kinds:
        for number in range(VARIANTS):
            outcome = judge(group, name, number)
            assert not outcome.differs, f"{group}/{name}/{number}: {outcome.differs}"
            if outcome.refused:
                one = case(group, name, number)
                refusals.append(_within_limits(f"{group}/{name}/{number}", one.data, one.source))
    return f"{len(kinds)} kinds × {VARIANTS} as declared{_slowest(refusals)}"


def prove_nasty() -> str:
    """Files made to hurt."""
    keys.setup(FOLDER)
    refusals = []
    for name, (make, code) in NASTY.items():
        refusals.append(_within_limits(name, make(), "school_roll"))
        assert refusals[-1].code == f"INTAKE_{code}", f"{name}: {refusals[-1].code}"
    return f"{len(refusals)} files{_slowest(refusals)}"


def _within_limits(name: str, data: bytes, source: str) -> Refusal:
    with tempfile.TemporaryDirectory() as place:
        file, folder = Path(place) / "file", Path(place) / "batch"
        file.write_bytes(data)
        folder.mkdir()
        order = {
            "file": str(file), "upload": "", "source": source, "period": "2026-10", "batch_id": f"{source}-2026-10-01",
            "folder": str(folder), "data_dir": str(FOLDER), "areas": AREAS, "demo": True,
        }  # fmt: skip
        started = time.monotonic()
        found = child.call("tests.corpus.measured:refuse", order, limits=staging.LIMITS)
        wall = time.monotonic() - started
        assert list(folder.iterdir()) == [], f"{name}: something was stored"
    refusal = Refusal(found["code"], found["seconds"], found["peak_mb"])
    assert refusal.code, f"{name}: was read"
    assert refusal.seconds <= MOST_SECONDS, f"{name}: {refusal.seconds:.1f} s of CPU, {wall:.1f} s in all"
    assert refusal.peak_mb <= MOST_MB, f"{name}: {refusal.peak_mb} MB"
    return refusal


def _slowest(refusals: list[Refusal]) -> str:
    if not refusals:
        return ""
    seconds, megabytes = max(r.seconds for r in refusals), max(r.peak_mb for r in refusals)
    return f"; {len(refusals)} refusals, at most {seconds:.2f} s and {megabytes} MB"
