"""Everything that writes in screening: taking rules into force, and running them over the county."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit, jobs
from huaiyuan.base.access.models import Account
from huaiyuan.base.figures import snapshots
from huaiyuan.core.engine import child, lake
from huaiyuan.core.engine.screening import orders
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.engine.screening.run import text_hash
from huaiyuan.core.engine.timing import timed
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import rule as rules
from huaiyuan.county.leads.actions import open_from_run, would_open
from huaiyuan.county.notices import actions as notices
from huaiyuan.county.screening import errors, inputs, seeds, trail
from huaiyuan.county.screening.models import RuleResult, RuleVersion, Run

CHILD = "huaiyuan.core.engine.screening.run:run"


def load_rules(*, by: Account | str | None) -> int:
    """Take the shipped rules into force; a version that is there already is left alone. Returns how many are new.

    Raises: POLICY_FILE_FAULT, SCREENING_RULE_CHANGED, SCREENING_RULE_ORDER.
    """
    texts = dict(rules.shipped_texts())
    inputs.checked_rules(texts)
    with transaction.atomic():
        return sum(_take_into_force(text, by) for text in texts.values())


def _take_into_force(text: str, by: Account | str | None) -> bool:
    rule, _ = rules.read("", text)
    known = RuleVersion.objects.filter(rule=rule.id, version=rule.version).first()
    if known is not None:
        if known.text_hash != text_hash(text):
            raise DomainError(errors.RULE_CHANGED, rule=rule.id, version=rule.version)
        return False
    before = RuleVersion.objects.filter(rule=rule.id, superseded_at=None).order_by("-valid_from").first()
    if before is not None:
        if rule.since <= before.valid_from:
            raise DomainError(errors.RULE_ORDER, rule=rule.id, version=rule.version, since=rule.since.isoformat())
        RuleVersion.objects.filter(pk=before.pk, valid_to__gt=rule.since).update(valid_to=rule.since)
    RuleVersion.objects.create(**seeds.row(rule, text), published_by=getattr(by, "username", by) or "")
    audit.record(
        trail.RULE_LOADED, by=by, subject=f"rule:{rule.id}", writes=False, rule=rule.id, version=rule.version,
        since=rule.since.isoformat(),
    )  # fmt: skip
    return True


def screen(*, as_of: dt.date | None = None, by: Account | None, dry_run: bool = False) -> dict[str, Any]:
    """Screen the whole county (全县筛查): rules to hits, hits to leads waiting for 研判.

    The same inputs are the same run: asked again, it gives what it gave and writes nothing new. A dry run (试算) gives
    what would happen and leaves nothing behind. A killed run leaves the last whole result in place.
    Raises: JOBS_BUSY, JOBS_CANCELLED, POLICY_FILE_FAULT, FIGURES_*, ENGINE_*.
    """
    seconds: dict[str, float] = {}
    with jobs.claim("screen", "county", by=by) as job:
        job.stage("snapshot")
        with timed(seconds, "snapshot"):
            snapshot = snapshots.current()
        job.stage("rules")
        lake.sweep(inputs.runs_folder())
        with asked(snapshot, as_of or clock.today(), keep=not dry_run, job=job, seconds=seconds) as (
            order, run_id, folder,
        ):  # fmt: skip
            job.stage("leads")
            with timed(seconds, "leads"):
                leads = would_open(folder) if dry_run else _conclude(order, folder, snapshot.hash, by)
            result = _result(run_id, folder, order.as_of, leads, seconds)
        job.finish(f"新开线索{leads['opened']}条，并入在办{leads['merged']}条，刚核过不再推{leads['suppressed']}条")
    return result


@contextmanager
def asked(
    snapshot: snapshots.Snapshot,
    as_of: dt.date,
    *,
    keep: bool,
    job: jobs.Claim,
    seconds: dict[str, float],
    texts: dict[str, str] | None = None,
) -> Iterator[tuple[Order, str, Path]]:
    """The run's order, its name and its folder with hits: the one that stands already, or one made now."""
    parent = inputs.runs_folder() if keep else Path(settings.DATA_DIR) / "tmp"
    with lake.hidden_folder(parent, "run") as hidden:
        order = inputs.order(snapshot, as_of, hidden, texts)
        name = inputs.run_id(order)
        standing = inputs.runs_folder() / name
        if standing.exists():
            yield order, name, standing
            return
        answer = child.call(CHILD, orders.pack(order), job.progress)
        seconds.update(answer["seconds"])
        if keep:
            # Whoever was first published the same bytes.
            lake.publish(hidden, standing)
            faultpoint.reached("screen.published")
        yield order, name, standing if keep else hidden


def _conclude(order: Order, folder: Path, snapshot: str, by: Account | None) -> dict[str, int]:
    """Open the leads and write the run down, both or neither."""
    with transaction.atomic():
        leads = open_from_run(folder.name, by)
        notices.take_up(folder.name, by)
        if not Run.objects.filter(run_id=folder.name).exists():
            _write_down(order, folder, snapshot, leads, by)
        faultpoint.reached("screen.recorded")
    return leads


def _write_down(order: Order, folder: Path, snapshot: str, leads: dict[str, int], by: Account | None) -> None:
    results = manifest(folder)["rules"]
    true, unknown = (sum(line[name] for line in results) for name in ("true", "unknown"))
    run = Run.objects.create(
        run_id=folder.name, as_of=order.as_of, snapshot=snapshot,
        batches=";".join(sorted(batch.batch for batch in order.batches)), hits=true, unknown=unknown, **leads,
        finished_at=clock.now(), by_username=getattr(by, "username", ""),
    )  # fmt: skip
    RuleResult.objects.bulk_create(
        RuleResult(
            run=run, rule=line["id"], version=line["version"], hits=line["true"], unknown=line["unknown"],
            off_because=line["off_because"] or "",
        )
        for line in results
    )  # fmt: skip
    audit.record(
        trail.RUN_DONE, by=by, subject=f"run:{run.run_id}", writes=False, as_of=order.as_of.isoformat(), true=true,
        unknown=unknown,
    )  # fmt: skip


def _result(
    run_id: str, folder: Path, as_of: dt.date, leads: dict[str, int], seconds: dict[str, float]
) -> dict[str, Any]:
    shown = ("id", "true", "unknown", "off_because")
    return {
        "run": run_id,
        "as_of": as_of.isoformat(),
        "rules": [{name: line[name] for name in shown} for line in manifest(folder)["rules"]],
        "leads": leads,
        "seconds": {stage: round(spent, 3) for stage, spent in seconds.items()},
    }


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder."""
    return dict(json.loads((folder / lake.MANIFEST).read_text(encoding="utf-8")))
