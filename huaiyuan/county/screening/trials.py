"""Trying a change (试算): what it would find, here, now, with these data, and what it would have found; no leads.

The same inputs give the same trial, byte for byte, under `tries/<trial_id>`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from huaiyuan.base import audit, jobs, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.figures import snapshots
from huaiyuan.core.engine import child, lake
from huaiyuan.core.engine.screening import orders
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import Value
from huaiyuan.core.policy.rule import is_quality
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.leads.foresight import Foresight
from huaiyuan.county.screening import comparing, content, inputs, trail, trial_child
from huaiyuan.county.screening.content import Draft
from huaiyuan.county.screening.models import Trial

JOB = "try_rule"
CHILD = "huaiyuan.county.screening.trial_child:ask"
TRIES = "tries"
VILLAGE_CAP = "lead.village_cap"
MOST_MONTHS = 12
# Grows whenever the same inputs would give another result.
TRIAL_VERSION = 1


@dataclass(frozen=True)
class Question:
    """Everything a trial follows from: the two orders of today, those of months past, the leads that stand."""

    draft: Draft
    as_of: dt.date
    before: Order
    changed: Order
    months: Mapping[dt.date, tuple[Order, Order]]
    foresight: Foresight
    cap: int | None
    was: Mapping[str, Value | None]

    @property
    def affected(self) -> list[str]:
        """The rules whose answers may change."""
        return sorted(name.removesuffix(".yaml") for name in self.changed.rules)

    def trial_id(self) -> str:
        """The name of the trial: its day and the fingerprint of all this."""
        asked = [self.before, self.changed, *(order for pair in self.months.values() for order in pair)]
        lines = [
            f"trial {TRIAL_VERSION}",
            f"rule {self.draft.rule}",
            f"cap {self.cap}",
            f"leads {self.foresight.print}",
        ]
        lines += [inputs.run_id(order) for order in asked]
        lines += [f"waiting {code} {n}" for code, n in sorted(self.foresight.waiting.items())]
        return f"{self.as_of:%Y%m%d}-{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def tries_folder() -> Path:
    """Where trials lie."""
    return Path(settings.DATA_DIR) / TRIES


def run(draft: Draft, *, as_of: dt.date, by: Account | None) -> Trial:
    """Try a draft on the county as it is; nothing but the result is written.

    Raises: JOBS_BUSY, JOBS_CANCELLED, POLICY_FILE_FAULT, ENGINE_*, FIGURES_*.
    """
    with jobs.claim(JOB, draft.rule, by=by) as job:
        job.stage("snapshot")
        snapshot = snapshots.current()
        job.stage("rules")
        lake.sweep(tries_folder())
        with lake.hidden_folder(Path(settings.DATA_DIR) / "tmp", "try") as work:
            asked = _question(draft, snapshot, as_of, work)
            standing = tries_folder() / asked.trial_id()
            if not standing.exists():
                child.call(CHILD, _payload(asked, work), job.progress)
                job.stage("compare")
                _write(asked, work, standing)
        trial = _write_down(asked, by)
        job.finish(
            f"疑点由{trial.before_hits}人到{trial.after_hits}人，新增入户{trial.after_leads - trial.before_leads}户"
        )
    return trial


def _question(draft: Draft, snapshot: snapshots.Snapshot, as_of: dt.date, work: Path) -> Question:
    rules = inputs.checked_rules(inputs.rule_texts(as_of))
    touched = [c for c in rules if c.rule.id == draft.rule or draft.values.keys() & set(c.needs.values())]
    texts = _asked_before(touched, as_of)
    before = inputs.order(snapshot, as_of, _folder(work, trial_child.BEFORE), texts)
    changed = _changed(before, draft, touched, _folder(work, trial_child.CHANGED))
    cap = reference.parameter(VILLAGE_CAP, as_of)
    now = reference.parameters(sorted(draft.values), as_of)
    return Question(
        draft, as_of, before, changed, _months(before, changed, touched, draft, work), Foresight(as_of),
        int(cap.value) if cap else None, {name: now[name].value if name in now else None for name in draft.values},
    )  # fmt: skip


def _asked_before(touched: list[Checked], as_of: dt.date) -> dict[str, str]:
    """The rules that must be asked as they are: those touched, and for new leads every other that may raise one."""
    names = {f"{c.rule.id}.yaml" for c in touched}
    raises = {} if all(is_quality(name) for name in names) else inputs.risk_texts(as_of)
    return raises | {file: text for file, text in inputs.rule_texts(as_of).items() if file in names}


def _changed(before: Order, draft: Draft, touched: list[Checked], into: Path) -> Order:
    texts = {f"{c.rule.id}.yaml": before.rules[f"{c.rule.id}.yaml"] for c in touched}
    if draft.text:
        texts[f"{draft.rule}.yaml"] = content.as_if_in_force(draft.text)
    values = _laid_over(inputs.parameter_values(inputs.checked_rules(texts), before.as_of), draft)
    return replace(before, rules=texts, parameters=values, into=into)


def _laid_over(values: Mapping[str, Value], draft: Draft) -> dict[str, Value]:
    """Values with those of a draft in their place; what a draft leaves unsettled is not there."""
    laid = {name: draft.values.get(name, value) for name, value in {**draft.values, **values}.items()}
    return {name: value for name, value in laid.items() if value is not None}


def _months(
    before: Order, changed: Order, touched: list[Checked], draft: Draft, work: Path
) -> dict[dt.date, tuple[Order, Order]]:
    """The two orders at the end of each past month for which the rules' sources had sent data."""
    sources = {given.source for c in touched for given in c.rule.inputs.values()}
    texts = {file: content.as_if_in_force(before.rules[file]) for file in changed.rules}
    would_texts = {file: content.as_if_in_force(text) for file, text in changed.rules.items()}
    would_need = inputs.checked_rules(would_texts)
    found = {}
    for day in _month_ends(sources, before.as_of):
        was = replace(
            before, as_of=day, batches=tuple(inputs.batches(day)), rules=texts, into=_folder(work, f"{day}-before"),
            parameters=inputs.parameter_values(touched, day),
        )  # fmt: skip
        values = _laid_over(inputs.parameter_values(would_need, day), draft)
        found[day] = (was, replace(was, rules=would_texts, parameters=values, into=_folder(work, f"{day}-after")))
    return found


def _month_ends(sources: set[str], as_of: dt.date) -> list[dt.date]:
    periods = {line.period for line in intake.batches(limit=1000) if line.source in sources and line.state == "merged"}
    days = sorted(Period.parse(period).last_day for period in periods)
    return [day for day in days if day < as_of][-MOST_MONTHS:]


def _folder(work: Path, name: str) -> Path:
    folder = work / name
    folder.mkdir(exist_ok=True)
    return folder


def _payload(asked: Question, work: Path) -> dict[str, Any]:
    given = {trial_child.BEFORE: asked.before, trial_child.CHANGED: asked.changed}
    for was, would in asked.months.values():
        given |= {was.into.name: was, would.into.name: would}
    return {
        "orders": {name: orders.pack(order) for name, order in given.items()},
        "affected": asked.affected,
        "into": str(work),
    }


def _write(asked: Question, work: Path, target: Path) -> None:
    with lake.hidden_folder(target.parent, target.name) as folder:
        before, after = (asked.foresight.opened(work / name) for name in (trial_child.BEFORE, trial_child.AFTER))
        totals = comparing.write(
            folder, work, comparing.Sides(before, after, asked.foresight.waiting, asked.cap), asked.affected,
            {day: (was.into, would.into) for day, (was, would) in asked.months.items()}, asked.before,
        )  # fmt: skip
        lake.write_manifest(folder, _manifest(asked, work, totals))
        # Whoever was first published the same bytes.
        lake.publish(folder, target)
        faultpoint.reached("try.published")


def _manifest(asked: Question, work: Path, totals: dict[str, Any]) -> dict[str, Any]:
    off = {
        name: {line["id"]: line["off_because"] or "" for line in lake.read_manifest(work / name)["rules"]}
        for name in (trial_child.BEFORE, trial_child.CHANGED)
    }
    return {
        "trial": asked.trial_id(),
        "rule": asked.draft.rule,
        "as_of": asked.as_of.isoformat(),
        "affected": asked.affected,
        "set": {
            name: {"before": _plain(asked.was[name]), "after": _plain(value)}
            for name, value in sorted(asked.draft.values.items())
        },
        "text": content.content_print(asked.draft) if asked.draft.text else "",
        "batches": sorted(batch.batch for batch in asked.before.batches),
        "months": [day.isoformat() for day in asked.months],
        "cap": asked.cap,
        "off": {"before": {rule: off["before"][rule] for rule in asked.affected}, "after": off["changed"]},
        "totals": totals,
    }


def _plain(value: Value | None) -> str | None:
    return None if value is None else str(value)


def _write_down(asked: Question, by: Account | None) -> Trial:
    name = asked.trial_id()
    totals = lake.read_manifest(tries_folder() / name)["totals"]
    known = Trial.objects.filter(trial_id=name).first()
    if known is not None:
        return known
    row = Trial(
        trial_id=name, rule=asked.draft.rule, as_of=asked.as_of, rules=";".join(asked.affected)[:400],
        before_hits=totals["before"]["true"], after_hits=totals["after"]["true"],
        before_leads=totals["before"]["visits"], after_leads=totals["after"]["visits"], made_at=clock.now(),
        by_username=getattr(by, "username", ""),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            audit.record(
                trail.RULE_TRIED, by=by, subject=f"rule:{row.rule}", writes=False, rule=row.rule,
                as_of=row.as_of.isoformat(), before=row.before_hits, after=row.after_hits,
            )  # fmt: skip
    except IntegrityError:
        return Trial.objects.get(trial_id=name)
    return row
