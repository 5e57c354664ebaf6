"""Ten times the rows on the lake's side: a month's files read, matched and screened for one county, and for ten in one lake.

    HUAIYUAN_DATA_DIR=var python -m bench.tenfold [--times 10] [--as-one] [--json]

Ten counties, not ten months of one, so that there are ten times the people and families as well: what could grow faster
than the rows are rules over all of them in one run. Each county sends files of its own, as large as ours, and they are
matched to its own registry, as every county's are. With `--as-one` the ten are matched as one batch a source against the
registry of all, as a county ten times as large would.
To a further county belong other villages, households, persons, identity numbers and names (see `others`). Making the
counties is not measured. No business database, no leads: only files, Parquet and DuckDB.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import others, usage
from bench.others import County

if TYPE_CHECKING:
    from huaiyuan.base.vault.sealing import Vault

MOST_FOR_TEN, TEN = 12.0, 10
# How often the one county is measured: before, between and after the many.
TURNS = 3
STAGES = ("read", "match", "rules")


@dataclass
class Side:
    """What so many counties took: seconds by stage, rows, outcomes and hits, and the most memory held at once."""

    counties: Sequence[County]
    seconds: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    hits: int = 0
    peak_mb: float = 0.0
    cpu_s: float = 0.0

    def timed(self, stage: str, work: Callable[[], Any]) -> Any:
        """Do a piece of a stage."""
        worked = _cpu()
        with usage.measured() as found:
            done = work()
        self.cpu_s += _cpu() - worked
        self.seconds[stage] = self.seconds.get(stage, 0.0) + found.wall_s
        self.peak_mb = max(self.peak_mb, found.peak_mb)
        return done


def _cpu() -> float:
    """Processor seconds of all children that have ended: what a busy machine does not lengthen."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure, print, and fail when ten times the rows take more than twelve times as long."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from django.conf import settings

    with tempfile.TemporaryDirectory(dir=Path(settings.DATA_DIR) / "tmp") as scratch:
        found = _measure(Path(settings.DATA_DIR), Path(scratch), options.times, as_one=options.as_one)
    print(json.dumps(found, ensure_ascii=False) if options.json else _as_text(found))
    return 0 if found["ratio"] <= found["at_most"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.tenfold")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--as-one", action="store_true")
    parser.add_argument("--times", type=int, default=TEN, choices=range(2, TEN + 1))
    return parser.parse_args()


def _measure(data_dir: Path, scratch: Path, times: int, *, as_one: bool) -> dict[str, Any]:
    from huaiyuan.base.figures import snapshots
    from huaiyuan.base.vault.sealing import Vault

    standing, vault = snapshots.current(), Vault(data_dir)
    characters = others.characters(standing.folder / "persons.parquet")
    counties = [County(n, characters) for n in range(times)]
    files = _files(data_dir)
    sources = [file["source"] for file in files]
    one, many = [Side(counties[:1]) for _ in range(TURNS)], Side(counties)
    for place in range(times + 1):
        for turn in _turns(place, times):
            _read(one[turn], files, scratch / f"read{turn}")
        if place < times:
            # Of the further counties only the time is kept: their rows are made from the first one's.
            _read(many, files, scratch / "read")
            shutil.rmtree(scratch / "read")
    made = _Made(data_dir, standing.folder, scratch / "read0", sources, _numbers(vault), vault)
    groups = [counties] if as_one else [[county] for county in counties]
    parts = [scratch / "many" / f"part{place}" for place in range(len(groups))]
    for place in range(len(groups) + 1):
        for turn in _turns(place, len(groups)):
            _matched(one[turn], counties[:1], scratch / f"one{turn}" / "part", made)
            _screened(one[turn], [scratch / f"one{turn}" / "part"], scratch / f"one{turn}" / "all", made)
        if place < len(groups):
            _matched(many, groups[place], parts[place], made)
    _screened(many, parts, scratch / "many" / "all", made)
    few = _middle(one)
    ratio = sum(many.seconds.values()) / sum(few.seconds.values())
    at_most = MOST_FOR_TEN * times / TEN
    return {
        "times": times, "ratio": round(ratio, 2), "cpu_ratio": round(many.cpu_s / few.cpu_s, 2), "at_most": at_most,
        "one": _told(few), "many": _told(many),
    }  # fmt: skip


def _turns(place: int, of: int) -> list[int]:
    """Which turns of the one county come before a place among the many: first, in their midst, after the last."""
    return [turn for turn, at in enumerate((0, of // 2, of)) if at == place]


def _middle(turns: Sequence[Side]) -> Side:
    """The one county as it was in the middle of its turns, stage by stage: a busy machine troubles both sides alike."""
    seconds = {stage: statistics.median(turn.seconds[stage] for turn in turns) for stage in STAGES}
    cpu_s = statistics.median(turn.cpu_s for turn in turns)
    return replace(turns[0], seconds=seconds, cpu_s=cpu_s, peak_mb=max(turn.peak_mb for turn in turns))


@dataclass(frozen=True)
class _Made:
    """What counties are made from: the snapshot and the rows of the one there is, with its numbers in memory."""

    data_dir: Path
    snapshot: Path
    read: Path
    sources: Sequence[str]
    numbers: Mapping[str, str]
    vault: Vault


def _read(side: Side, files: Sequence[Mapping[str, Any]], folder: Path) -> None:
    for file in files:
        into = folder / file["source"]
        into.mkdir(parents=True)
        side.timed("read", lambda file=file, into=into: _take(file, into))


def _matched(side: Side, group: Sequence[County], part: Path, made: _Made) -> None:
    others.snapshot(made.snapshot, part / "snapshot", group, made.numbers, made.vault)
    side.rows += sum(others.batch(made.read / one, part / one, group, made.vault) for one in made.sources)
    _match(side, part, made.sources, made.data_dir)


def _screened(side: Side, parts: Sequence[Path], folder: Path, made: _Made) -> None:
    others.together(parts, folder, made.sources)
    _screen(side, folder, made.sources)


def _files(data_dir: Path) -> list[dict[str, Any]]:
    """The orders to read a month's files, as intake gives them to its child."""
    from huaiyuan.base.reference import queries as reference
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.intake.columns import queries as columns
    from proof import command

    return [
        {
            "file": str(path), "upload": "", "source": source, "period": period, "batch_id": f"{source}-{period}-01",
            "data_dir": str(data_dir), "areas": reference.spellings(clock.today()), "demo": True, "before": "",
            **columns.choice(source),
        }
        for path, source, period in command.sent(data_dir) if "重发" not in path.name
    ]  # fmt: skip


def _take(file: Mapping[str, Any], into: Path) -> None:
    from huaiyuan.core.engine import child
    from huaiyuan.county.intake import staging

    order = {**file, "folder": str(into)}
    child.call("huaiyuan.county.intake.reading.take:take", order, None, staging.LIMITS)


def _numbers(vault: Vault) -> dict[str, str]:
    """The identity number of everybody in the registry, in memory only."""
    import pyarrow as pa

    from huaiyuan.county.registry.models import Person

    held = list(Person.objects.filter(id_sealed__isnull=False).values_list("pk", "person_id", "id_sealed"))
    sealed = pa.array([bytes(value) for *_, value in held], pa.binary())
    opened = vault.open_many(sealed, column="registry_person.id_sealed", ids=pa.array([pk for pk, *_ in held]))
    return dict(zip((person for _, person, _ in held), opened.to_pylist(), strict=True))


def _match(side: Side, folder: Path, sources: Sequence[str], data_dir: Path) -> None:
    from huaiyuan.core.engine import child, lake
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.matching import decisions

    with decisions.as_file() as decided:
        for source in sources:
            batch = folder / source
            asked = {
                "data_dir": str(data_dir), "folder": str(batch), "snapshot": str(folder / "snapshot"), "distinct": True,
                "as_of": clock.today().isoformat(), "out": str(batch / lake.MATCHES),
                "review": str(batch / lake.REVIEW), "decisions": str(decided), "below": decisions.below(),
            }  # fmt: skip
            found = side.timed("match", lambda asked=asked: child.call("bench.tenfold_work:match", asked))
            side.outcomes = {name: side.outcomes.get(name, 0) + rows for name, rows in found.items()}


def _screen(side: Side, folder: Path, sources: Sequence[str]) -> None:
    from huaiyuan.core.engine import child
    from huaiyuan.core.engine.screening import orders

    order = _order(side, folder, sources)
    answer = side.timed("rules", lambda: child.call("huaiyuan.core.engine.screening.run:run", orders.pack(order)))
    side.hits = sum(line["true"] for line in answer["rules"])


def _order(side: Side, folder: Path, sources: Sequence[str]) -> Any:
    """The run that the county would make, over these batches and this snapshot."""
    import pyarrow as pa

    from huaiyuan.base.figures import snapshots
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.screening import inputs

    into = folder / "hits"
    into.mkdir()
    asked = inputs.order(snapshots.current(), clock.today(), into)

    def everywhere(covers: tuple[str, ...]) -> tuple[str, ...]:
        codes = pa.array(list(covers), pa.string())
        return tuple(code for county in side.counties for code in county.places(codes).to_pylist())

    batches = tuple(
        replace(batch, folder=folder / batch.source, covers=everywhere(batch.covers))
        for batch in asked.batches
        if batch.source in sources
    )
    return replace(asked, snapshot=folder / "snapshot", batches=batches)


def _told(side: Side) -> dict[str, Any]:
    return {
        "rows": side.rows, "seconds": round(sum(side.seconds.values()), 2), "cpu_s": round(side.cpu_s, 2),
        **{stage: round(side.seconds[stage], 2) for stage in STAGES},
        "outcomes": side.outcomes, "hits": side.hits, "peak_mb": round(side.peak_mb),
    }  # fmt: skip


def _as_text(found: dict[str, Any]) -> str:
    lines = [
        f"{side['rows']:>9,} 行 {side['seconds']:7.1f} 秒：读 {side['read']:.1f}，比对 {side['match']:.1f}，规则 {side['rules']:.1f}；处理器 {side['cpu_s']:.1f} 秒；"
        f"命中 {side['hits']:,}，内存合计峰值 {side['peak_mb']:,} MB"
        for side in (found["one"], found["many"])
    ]
    return "\n".join(
        [
            *lines,
            f"行数 {found['times']} 倍，时间 {found['ratio']:.2f} 倍（处理器 {found['cpu_ratio']:.2f} 倍），上限 {found['at_most']:.1f} 倍",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
