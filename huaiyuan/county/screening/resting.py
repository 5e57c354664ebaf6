"""What a department confirms each month (要我确认的数): what its batch gave, and what the rules made of it."""

from __future__ import annotations

from collections.abc import Mapping

from huaiyuan.base.access.models import Account
from huaiyuan.core.policy import rule as rules
from huaiyuan.county.intake.confirming import actions as confirming
from huaiyuan.county.intake.confirming import queries as intake
from huaiyuan.county.intake.confirming.actions import Difference
from huaiyuan.county.intake.confirming.models import Confirmation
from huaiyuan.county.intake.confirming.queries import Number
from huaiyuan.county.intake.queries import source_of
from huaiyuan.county.screening.models import RuleResult, RuleVersion, Run

UNITS = {"person": "人", "household": "户", "village": "村"}


def numbers(batch_id: str) -> list[Number]:
    """The numbers of a batch, and of each rule that reads its source how many the newest run over it found."""
    run = next(
        (r for r in Run.objects.order_by("-finished_at").only("pk", "batches")[:50] if batch_id in r.batches.split(";")),
        None,
    )  # fmt: skip
    found = intake.numbers(batch_id)
    return found if run is None else [*found, *_of_rules(run, source_of(batch_id))]


def _of_rules(run: Run, source: str) -> list[Number]:
    results = {row.rule: row for row in RuleResult.objects.filter(run=run, off_because="").order_by("rule")}
    made = []
    for version in RuleVersion.objects.filter(rule__in=results).order_by("rule", "version"):
        row = results[version.rule]
        rule = rules.read("", version.text)[0] if version.version == row.version else None
        if rule is not None and any(given.source == source for given in rule.inputs.values()):
            label = f"{version.rule} {version.title}，筛出"
            made.append(Number(f"rule-{version.rule}", label, UNITS[rule.subject], row.hits))
    return made


def confirm(batch_id: str, differences: Mapping[str, Difference], *, by: Account) -> Confirmation:
    """Confirm the numbers of a batch as they stand now. Raises: INTAKE_CONFIRM_*."""
    return confirming.confirm(batch_id, numbers(batch_id), differences, by=by)
