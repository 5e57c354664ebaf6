"""The mini tables in benefits (待遇自带的小表): facts in, 是/否/不明 and 元 out, decided in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from huaiyuan.core.policy.benefits.asking import Value
from huaiyuan.core.policy.benefits.checking import DUE_YUAN, OWN_LABELS, Checked
from huaiyuan.core.policy.benefits.deciding import Decision, Person, Told, Why, decide
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.parameters import Shipped
from huaiyuan.core.policy.table import EXPECTED, YES, Case, cases

__all__ = ["failures"]

# Somebody of no particular age, where the table does not say.
GROWN = 40


def failures(checked: Checked, shipped: Mapping[str, Shipped]) -> list[str]:
    """What came out otherwise than the benefit's own table says, line by line; empty when all is well.

    A line without a day (截至日) is asked for the first day of the benefit.
    """
    found, titles = [], {name: shipped[name].word for name in checked.needs}
    for line, case in enumerate(cases(checked.benefit.tests), start=2):
        day = case.as_of or checked.benefit.since
        values = {name: shipped[name].on(day) for name in checked.needs}
        decision = decide(checked, _person(checked, case), values, titles)
        if decision.due is not case.expected or _differs(case, decision):
            found.append(
                f"{checked.id} 小表第{line}行：应得{case.cells[EXPECTED]}，算出{decision.due.value}、{decision.yuan}"
            )
    return found


def _differs(case: Case, decision: Decision) -> bool:
    wanted = case.cells.get(DUE_YUAN, "")
    return bool(wanted) and decision.yuan != Decimal(wanted)


def _person(checked: Checked, case: Case) -> Person:
    told = {name: _told(case.cells.get(fact.label, ""), fact.kind) for name, fact in checked.facts.items()}
    age = next((case.cells[label] for label in OWN_LABELS.values() if case.cells.get(label)), str(GROWN))
    return Person(told, int(age))


def _told(cell: str, kind: Kind) -> Told:
    if not cell:
        return Told(None, Why.UNCOVERED)
    value: Value = cell == YES if kind is Kind.BOOL else Decimal(cell) if kind is Kind.NUMBER else cell
    return Told(value)
