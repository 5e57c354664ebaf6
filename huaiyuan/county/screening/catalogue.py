"""Rules as lists show them: on or off and why, their parameters, the change under way; for pages and for scripts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.policy.check import Checked
from huaiyuan.county.screening import content, inputs, queries
from huaiyuan.county.screening.models import RuleChange
from huaiyuan.county.screening.moves import PENDING
from huaiyuan.county.screening.queries import RuleInForce
from huaiyuan.county.screening.types import ChangeState

ON, OFF = "on", "off"
KINDS = {"risk": "风险线索", "gap": "应享未享", "quality": "数据质量", "review": "复核"}


@dataclass(frozen=True)
class Line:
    """A rule in a list: the rule, its kind in code and words, and the number of a change that is not yet settled."""

    rule: RuleInForce
    kind: str
    pending: str
    values: tuple[str, ...]

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return KINDS.get(self.kind, self.kind)

    @property
    def state(self) -> str:
        """`on` or `off`."""
        return OFF if self.rule.off_because else ON


def lines(on: dt.date) -> list[Line]:
    """Every rule in force on a day, in their order."""
    checked = {c.rule.id: c for c in inputs.checked_rules(inputs.rule_texts(on))}
    pending = dict(pending_changes().values_list("rule", "change_no"))
    return [
        Line(rule, checked[rule.id].rule.kind, pending.get(rule.id, ""), tuple(map(_said, rule.parameters)))
        for rule in queries.rules(on)
    ]


def _said(used: queries.ParameterUsed) -> str:
    if used.value is None:
        return f"{used.title} {content.UNSETTLED}"
    return f"{used.title} {content.said(used.value, used.unit)}"


def pending_changes() -> QuerySet[RuleChange]:
    """Changes that are neither published nor dropped."""
    return RuleChange.objects.filter(state__in=PENDING)


def titles(on: dt.date) -> dict[str, str]:
    """The titles of the rules in force on a day, by number."""
    return dict(inputs.versions_on(on).values_list("rule", "title"))


def waiting_count(account: Account) -> int:
    """How many changes of others have been tried and wait for this account to publish them."""
    return RuleChange.objects.filter(state=ChangeState.TRIED).exclude(proposed_by=account).count()


def as_json(on: dt.date) -> list[dict[str, Any]]:
    """As `huaiyuan rules --json` prints them."""
    checked = {c.rule.id: c for c in inputs.checked_rules(inputs.rule_texts(on))}
    return [_as_json(line, checked[line.rule.id], on) for line in lines(on)]


def _as_json(line: Line, checked: Checked, on: dt.date) -> dict[str, Any]:
    values = reference.parameters(sorted(set(checked.needs.values())), on)
    return {
        "id": line.rule.id,
        "title": line.rule.title,
        "kind": line.kind,
        "department": line.rule.department,
        "version": line.rule.version,
        "state": line.state,
        "off_because": line.rule.off_because or None,
        "parameters": [
            {
                "name": alias,
                "parameter": name,
                "value": str(values[name].value) if name in values else None,
                "unit": values[name].unit if name in values else None,
                "from": values[name].valid_from.isoformat() if name in values else None,
                "source": values[name].source if name in values else None,
                "doc_no": values[name].doc_no if name in values else None,
            }
            for alias, name in sorted(checked.needs.items())
        ],
        "pending": line.pending or None,
    }
