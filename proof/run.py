"""Long proofs on the whole county (`make proof`): resumable, and the result file names commit and seed.

    python -m proof.run [--only matching,febrl,killing,clear,first,oracle,walks,lives,pairs,books,gaps,corpus] [--folder proof/out] [--scale 1.0]

Each finished step is written down at once; a step that stands in the file for this commit is not run again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from proof import answering, books, clear, command, febrl, gaps, killing, matching

FAMILIES = 10_000
WALKS = 10_000
PAIRS = 1_000
# Long steps run in so many parts, each of its own seed: what is interrupted loses one of them.
PARTS = 10
DATABASES = ("sqlite", "postgresql")
BOOKS = 50
SEEDS = 3
CLEAR_DRAW = 1000
FIRST_LEADS, TOWNSHIPS, MOST_IN_A_VILLAGE = (1500, 4000), 16, 60
FIRST_RUN = """
SELECT village_code, count(*) FROM leads_lead
WHERE run_id = (SELECT run_id FROM leads_opening ORDER BY id LIMIT 1) GROUP BY village_code
"""


class Ledger:
    """The result file: what was proven, at which commit, with which seeds."""

    def __init__(self, folder: Path, scale: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.file = folder / "results.json"
        commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        found = json.loads(self.file.read_text()) if self.file.exists() else {}
        if found.get("commit") != commit or found.get("scale") != scale:
            seed = int(dt.datetime.now(dt.UTC).strftime("%Y%m%d"))  # noqa: TID251 - a proof draws its seeds on the day
            seeds = random.Random(f"{seed}{os.getpid()}").sample(range(1, 10**6), SEEDS)
            found = {"commit": commit, "scale": scale, "seeds": seeds, "steps": {}}
        self.found: dict[str, Any] = found
        print(f"commit {commit[:12]}, scale {scale}, seeds {found['seeds']}", flush=True)

    def step(self, name: str, work: Callable[[], str]) -> None:
        """Run a step unless it stands already; a failure is written down and ends the proof."""
        done = self.found["steps"].get(name)
        if done and done["holds"]:
            print(f"  stands  {name}: {done['says']}", flush=True)
            return
        started = time.monotonic()
        try:
            says, holds = work(), True
        except AssertionError as failure:
            says, holds = str(failure), False
        self.found["steps"][name] = {"says": says, "holds": holds, "seconds": round(time.monotonic() - started)}
        self.file.write_text(json.dumps(self.found, ensure_ascii=False, indent=1))
        print(f"  {'holds ' if holds else 'FAILS '}  {name}: {says}", flush=True)
        if not holds:
            sys.exit(1)


def county(ledger: Ledger, seed: int) -> Path:
    """A demo county of a seed, built once."""
    folder = ledger.folder / f"county-{seed}"
    command.demo(folder, seed=seed, scale=ledger.found["scale"])
    return folder


def prove_matching(ledger: Ledger, seed: int) -> str:
    """All sources of one county against the planted truth: as claimed by the machine, then with the desk worked off."""
    source = county(ledger, seed)
    folder = ledger.folder / f"reviewed-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    command.files_of(folder).unlink(missing_ok=True)
    command.files_of(folder).symlink_to(command.files_of(source))
    before = _judged(ledger, source, seed, "machine")
    desk = answering.answer(folder)
    after = _judged(ledger, folder, seed, "reviewed")
    waited = sum(one["desk"] for one in desk)
    says = f"{before}; at the desk {waited} ({waited / before.rows:.3%}); reviewed: {after}"
    assert before.claimed_right >= matching.CLAIMED_RIGHT, says
    assert after.holds(), says
    assert before.wants_few(waited), says
    assert not any(one["left"] for one in desk), says
    return says


def _judged(ledger: Ledger, folder: Path, seed: int, stage: str) -> matching.Verdict:
    """Every file of a county that names people, judged by its truth; village files must keep their own promise."""
    total = None
    for path, source, period in command.sent(folder):
        truth = command.files_of(folder) / "truth" / f"{path.stem}.parquet"
        if "重发" in path.name:
            continue
        batch = command.run(folder, "intake", str(path), "--source", source, "--period", period)["batch"]
        if not matching.about_people(truth):
            villages = matching.judge_villages(folder / "lake" / source / batch, truth)
            assert villages.holds(), f"{source}: {villages}"
            continue
        out = ledger.folder / f"{seed}-{stage}-{source}.csv"
        command.run(folder, "matches", "--batch", batch, "--out", str(out))
        verdict = matching.judge(out, truth)
        total = verdict if total is None else total + verdict
    assert total is not None
    return total


def prove_febrl() -> str:
    """The public pair of registers, through the same code with another declaration."""
    measured = febrl.measure()
    assert measured.f1 >= febrl.F1_AT_LEAST, str(measured)
    return str(measured)


def prove_killing(ledger: Ledger, seed: int, work: str) -> str:
    """Kill at every point; before a rerun the state is before or after, after it that of an undisturbed run."""
    source = county(ledger, seed)
    ready = killing.ready_for(work, source, ledger.folder)
    words = killing.works(source, ledger.folder)[work]
    points = killing.survive(ready, words, ledger.folder, between=killing.BETWEEN.get(work, ()))
    return f"{len(points)} points: {', '.join(points)}"


def prove_clear(ledger: Ledger, seed: int) -> str:
    """A thousand planted identity numbers, phones and cards each are nowhere in clear."""
    folder = county(ledger, seed)
    numbers = clear.planted(seed, ledger.found["scale"], CLEAR_DRAW)
    assert clear.guilty(command.files_of(folder), numbers), "the search does not even find what departments wrote"
    guilty = clear.guilty(folder, numbers)
    assert guilty == [], f"in clear: {guilty}"
    return f"{len(numbers)} numbers, {sum(1 for f in folder.rglob('*') if f.is_file())} files, none in clear"


def prove_gaps(ledger: Ledger, seed: int) -> str:
    """Who should have what and has it not: every planted kind found, nearly every yuan, and nothing claimed without ground."""
    return gaps.check(county(ledger, seed))


def prove_first_run(ledger: Ledger, seed: int) -> str:
    """The first run of a whole county gives every township work, and no village more than it can walk."""
    folder = county(ledger, seed)
    with sqlite3.connect(f"file:{folder / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        villages = dict(database.execute(FIRST_RUN).fetchall())
    leads, townships, most = sum(villages.values()), {code[:9] for code in villages}, max(villages.values())
    says = f"{leads} leads in {len(townships)} townships, at most {most} in a village"
    fewest, highest = (int(n * ledger.found["scale"]) for n in FIRST_LEADS)
    assert fewest <= leads <= highest, says
    assert len(townships) == TOWNSHIPS, says
    assert most <= MOST_IN_A_VILLAGE, says
    return says


def prove_oracle(ledger: Ledger, seed: int) -> str:
    """The engine and the plain-Python oracle say the same of every rule, over ten thousand drawn families."""
    from tests.oracle import agreement

    with tempfile.TemporaryDirectory(dir=ledger.folder) as scratch:
        differ, told = agreement.disagreements(Path(scratch), FAMILIES, seed)
    assert not differ, f"{len(differ)} differ, for instance {differ[:3]}"
    true, unknown = (sum(n for answer, n in told.items() if answer.endswith(word)) for word in (" True", " None"))
    return f"{FAMILIES} families, {true} 是 and {unknown} 不明 alike"


def prove_walks(_ledger: Ledger, seed: int) -> str:
    """Ten thousand walks of the pure moves of each procedure against an independent notebook."""
    from huaiyuan.county.casework.types import Procedure
    from tests.unit.casework import walks

    told = []
    for procedure in Procedure:
        ends: dict[str, int] = {}
        for number in range(WALKS):
            end, _ = walks.walk(seed * WALKS + number, procedure)
            ends[end] = ends.get(end, 0) + 1
        told.append(f"{procedure.label} {dict(sorted(ends.items()))}")
    return f"{WALKS} walks of each agree at every step; ends {'; '.join(told)}"


def prove_lives(_ledger: Ledger, seed: int, *, database: str) -> str:
    """A part of ten thousand lives through the actions, of a family that comes and of one that goes, on a database."""
    _tested("tests/integration/casework/test_lives.py", database, LIVES=WALKS // PARTS, LIVES_SEED=seed)
    return f"{WALKS // PARTS} lives of each: no illegal state, four eyes kept, no lost task, dates in order"


def prove_pairs(_ledger: Ledger, seed: int, *, database: str) -> str:
    """A part of a thousand pairs who act on one case at the same instant, through its pages, on a database."""
    _tested("tests/integration/casework/test_at_once.py", database, PAIRS=PAIRS // PARTS, PAIRS_SEED=seed)
    return f"{PAIRS // PARTS} pairs: one taken, the other told by whom and what; nothing overwritten, no text lost"


def _tested(test: str, database: str, **numbers: int) -> None:
    """A test at length, in a process of its own. Raises AssertionError with the end of what it said."""
    told = {f"HUAIYUAN_{name}": str(number) for name, number in numbers.items()}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", test], capture_output=True, text=True, check=False,
        env=os.environ | told | {"HUAIYUAN_TEST_DATABASE": database},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


def prove_books(ledger: Ledger, seed: int) -> str:
    """Sampled books say what the pages of their households say; another household's pages are told apart."""
    told = books.compare(county(ledger, seed), BOOKS, seed)
    says = f"{told['books']} books, {told['figures']} figures, wrong {told['wrong'][:5]}"
    assert not told["wrong"], says
    assert told["books"] == told["told_apart"] == BOOKS, says
    return says


def every_seed(name: str, prove: Callable[[Ledger, int], str], ledger: Ledger) -> None:
    """A step for each seed."""
    for seed in ledger.found["seeds"]:
        ledger.step(f"{name}, seed {seed}", partial(prove, ledger, seed))


def first_seed(name: str, prove: Callable[[Ledger, int], str], ledger: Ledger) -> None:
    """A step for the first seed only."""
    seed = ledger.found["seeds"][0]
    ledger.step(f"{name}, seed {seed}", partial(prove, ledger, seed))


def every_database(name: str, prove: Callable[..., str], ledger: Ledger) -> None:
    """Both databases, part by part, each part of a seed of its own."""
    seed = ledger.found["seeds"][0]
    for database in DATABASES:
        for part in range(PARTS):
            of_part = seed * PARTS + part
            step = f"{name} on {database}, part {part + 1} of {PARTS}, seed {of_part}"
            ledger.step(step, partial(prove, ledger, of_part, database=database))


def every_work(ledger: Ledger) -> None:
    """Kills in each of the long works."""
    for work in ("intake", "screen", "trip"):
        first_seed(f"killing {work}", partial(prove_killing, work=work), ledger)


def every_group(ledger: Ledger) -> None:
    """The dirt corpus at length, a step for each group; sets up a data directory that no other step may see."""
    from proof import corpus

    for group in corpus.EXPECTED:
        ledger.step(f"corpus, {group}", partial(corpus.prove_group, group))
    ledger.step("corpus, made to hurt", corpus.prove_nasty)


# In this order; the corpus comes last.
STEPS: dict[str, Callable[[Ledger], None]] = {
    "matching": partial(every_seed, "matching", prove_matching),
    "febrl": lambda ledger: ledger.step("febrl4", prove_febrl),
    "killing": every_work,
    "clear": partial(first_seed, "nothing in clear", prove_clear),
    "first": partial(every_seed, "first run", prove_first_run),
    "oracle": partial(first_seed, "oracle", prove_oracle),
    "walks": partial(every_seed, "walks", prove_walks),
    "lives": partial(every_database, "lives", prove_lives),
    "pairs": partial(every_database, "pairs", prove_pairs),
    "books": partial(first_seed, "books", prove_books),
    "gaps": partial(every_seed, "gaps", prove_gaps),
    "corpus": every_group,
}


def main() -> None:
    """Run the steps asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default=",".join(STEPS))
    asked.add_argument("--folder", type=Path, default=Path("proof/out"))
    asked.add_argument("--scale", type=float, default=1.0)
    options = asked.parse_args()
    ledger = Ledger(options.folder.resolve(), options.scale)
    for name, prove in STEPS.items():
        if name in options.only.split(","):
            prove(ledger)


if __name__ == "__main__":
    main()
