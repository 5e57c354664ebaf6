"""All that a run follows from, gathered: snapshot, batches in force, rule texts and parameters of the day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from huaiyuan.base import reference
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.engine import snapshot as engine
from huaiyuan.core.engine.lake import MATCHES
from huaiyuan.core.engine.screening import kept
from huaiyuan.core.engine.screening.orders import Batch, Order
from huaiyuan.core.engine.screening.run import ENGINE_VERSION, text_hash
from huaiyuan.core.policy import inforce, parameters
from huaiyuan.core.policy.check import Checked, check
from huaiyuan.core.policy.compile import Value
from huaiyuan.core.policy.rule import is_quality
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.screening.models import RuleVersion
from huaiyuan.county.screening.sources import shapes

# What rules see of a snapshot. Leads are in snapshots too, but no rule reads them: a run that opened leads must not
# look like another run when it is asked for again.
FACT_TABLES = (
    "areas", "persons", "memberships", "households", "residences", "archive_types", "monitoring", "health", "labour",
    "home_visits", "measures",
)  # fmt: skip
RUNS = "runs"
MOST_KEPT = 512


def runs_folder() -> Path:
    """Where runs lie."""
    return Path(settings.DATA_DIR) / RUNS


def rule_texts(as_of: dt.date) -> dict[str, str]:
    """The texts of the rule versions in force on a day, by file name."""
    rows = versions_on(as_of).order_by("rule")
    return {f"{row.rule}.yaml": row.text for row in rows}


def risk_texts(as_of: dt.date) -> dict[str, str]:
    """The texts of the rules that a screening asks: all but those about the registry's own truth."""
    return {file: text for file, text in rule_texts(as_of).items() if not is_quality(file)}


def quality_texts(as_of: dt.date) -> dict[str, str]:
    """The texts of the rules that a check of the registry asks."""
    return {file: text for file, text in rule_texts(as_of).items() if is_quality(file)}


def versions_on(day: dt.date) -> QuerySet[RuleVersion]:
    """The rule versions in force on a day."""
    return RuleVersion.objects.filter(valid_from__lte=day, valid_to__gt=day, superseded_at=None)


def checked_rules(texts: dict[str, str]) -> list[Checked]:
    """Rule texts ready to run, in their order. Raises POLICY_FILE_FAULT."""
    return [_checked(file, text) for file, text in sorted(texts.items())]


@lru_cache(maxsize=MOST_KEPT)
def _checked(file: str, text: str) -> Checked:
    """A text once read is read for good: a page of eighty rules would else parse eighty files."""
    return check(file, text, shapes(), inforce.kinds(parameters.load()))


def parameter_values(rules: Iterable[Checked], as_of: dt.date) -> dict[str, Value]:
    """The values in force of the parameters that the rules name; a missing one switches its rule off."""
    rules = list(rules)
    needed = {name for checked in rules for name in checked.needs.values()}
    needed |= {checked.rule.cool_down.days for checked in rules if checked.rule.cool_down}
    return {name: found.value for name, found in reference.parameters(sorted(needed), as_of).items()}


def order(snapshot: Snapshot, as_of: dt.date, into: Path, texts: dict[str, str] | None = None) -> Order:
    """What the child is asked to do; its hits go into `into`. `texts` are the rules to ask, those of a screening else."""
    texts = risk_texts(as_of) if texts is None else texts
    return Order(
        snapshot=snapshot.folder,
        as_of=as_of,
        batches=tuple(batches(as_of)),
        sources=shapes(),
        rules=texts,
        parameters=parameter_values(checked_rules(texts), as_of),
        into=into,
        books=kept.registered(),
    )


def batches(as_of: dt.date) -> list[Batch]:
    """The batches in force on a day, as the engine reads them."""
    return [
        Batch(found.batch_id, found.source, found.period, Path(found.folder), tuple(found.covers))
        for found in intake.effective_batches(as_of)
    ]


def run_id(asked: Order) -> str:
    """The name of a run: its day and the fingerprint of everything its hits follow from."""
    files = engine.manifest(asked.snapshot)["files"]
    lines = [f"engine {ENGINE_VERSION}", f"day {asked.as_of}"]
    read = sorted({*FACT_TABLES, *(table for one in asked.books for table in one.needs)})
    lines += [f"table {name} {files.get(name, '')}" for name in read]
    lines += [f"book {one.source} {text_hash(repr(one))}" for one in asked.books]
    lines += [f"rule {file} {text_hash(text)}" for file, text in sorted(asked.rules.items())]
    lines += [f"parameter {name} {value}" for name, value in sorted(asked.parameters.items())]
    lines += [f"batch {b.batch} {_digest(b.folder / MATCHES)}" for b in sorted(asked.batches, key=lambda b: b.batch)]
    return f"{asked.as_of:%Y%m%d}-{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
