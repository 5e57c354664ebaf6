"""A checked benefit as one set-based DuckDB SQL over a relation of given facts; three-valued throughout.

The relation has a line for each person and payment: `month` and `label` of the payment, `age`, `alive`, for each fact
`x` its value and `x__why` (the place of its `Why`, 0 where it is known), for each benefit `y` that excludes this one `y__due`, and
`received` (元, null for 不明). The engine builds it from snapshot and batches, a test from drawn persons: both run the
same SQL, and `deciding` must give the same answers in plain Python.
"""

# Names in the SQL come from checked benefits, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlglot
from sqlglot import exp

from huaiyuan.core.policy.benefits import deciding
from huaiyuan.core.policy.benefits.asking import leaves
from huaiyuan.core.policy.benefits.checking import OWN, Checked
from huaiyuan.core.policy.benefits.deciding import Verdict
from huaiyuan.core.policy.benefits.shape import Amount
from huaiyuan.core.policy.compile import literal, quoted
from huaiyuan.core.policy.expression import DIALECT

YUAN = "DECIMAL(14,2)"
BETWEEN = "；"
Values = Mapping[str, Mapping[dt.date, Decimal | str]]


@dataclass(frozen=True)
class Bound:
    """A checked benefit with the values of its parameters by the month of the payment, and the words it speaks with.

    `titles`: of the parameters; `shorts`: of the benefits that exclude it.
    """

    checked: Checked
    values: Values
    titles: Mapping[str, str]
    shorts: Mapping[str, str]

    def sql(self, tree: exp.Expr) -> str:
        """An expression of the benefit with its values filled in."""
        return tree.transform(self._filled).sql(DIALECT)

    def _filled(self, node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder):
            return node
        return sqlglot.parse_one(self.by_month(self.checked.benefit.parameters[node.name]), dialect=DIALECT)

    def by_month(self, parameter: str) -> str:
        """The value of a parameter in the month of the payment; null where the county has entered none."""
        values = self.values.get(parameter, {})
        cases = "".join(
            f" WHEN month = DATE '{month.isoformat()}' THEN {literal(value).sql(DIALECT)}"
            for month, value in sorted(values.items())
        )
        return f"CASE{cases} END" if cases else "NULL"


def answer_sql(bound: Bound, given: str) -> str:
    """Whether each person is due each payment: `given` with `belongs`, `due` and `due_yuan`."""
    checked = bound.checked
    parts = ["alive", "belongs", "entitled", *(f"NOT {other}__due" for other in checked.benefit.excluded_by)]
    return f"""
        WITH asked_for AS (SELECT *, ({bound.sql(checked.population)}) AS belongs, ({bound.sql(checked.due)}) AS entitled
                           FROM {given}),
        judged AS (SELECT *, ({" AND ".join(parts)}) AS due FROM asked_for)
        SELECT *, CASE WHEN due THEN {_amount(bound)} END AS due_yuan FROM judged"""


def verdict_sql(at_least: bool) -> str:
    """What is wrong between `due`, `due_yuan` and `received`; null where nothing is to be said."""
    over = "" if at_least else f" WHEN received > due_yuan THEN {quoted(Verdict.OVER)}"
    return f"""CASE
        WHEN NOT due THEN CASE WHEN received > 0 THEN {quoted(Verdict.OVER)} END
        WHEN belongs IS NOT TRUE AND coalesce(received, 0) = 0 THEN NULL
        WHEN due IS NULL OR due_yuan IS NULL OR received IS NULL THEN {quoted(Verdict.UNKNOWN)}
        WHEN received < due_yuan THEN {quoted(Verdict.MISSING)}{over} END"""


def wrong_yuan_sql() -> str:
    """By how many 元, over a relation with `verdict`."""
    return f"""CAST(CASE WHEN verdict = {quoted(Verdict.UNKNOWN)} THEN due_yuan
        WHEN due THEN abs(due_yuan - received) ELSE received END AS {YUAN})"""


def who_sql(bound: Bound) -> str:
    """What somebody is, in the sentence."""
    *some, last = zip(bound.checked.benefit.who, bound.checked.whos, strict=True)
    cases = " ".join(f"WHEN {bound.sql(when)} THEN {quoted(one.says)}" for one, when in some if when is not None)
    return f"CASE {cases} ELSE {quoted(last[0].says)} END" if cases else quoted(last[0].says)


def _amount(bound: Bound) -> str:
    """The first case that holds; one of which it is not known leaves the amount 不明."""
    *some, last = zip(bound.checked.benefit.amount, bound.checked.amounts, strict=True)
    cases = "".join(
        f" WHEN ({bound.sql(when)}) IS NULL THEN NULL WHEN {bound.sql(when)} THEN {_one(bound, one)}"
        for one, when in some
        if when is not None
    )
    return f"CASE{cases} ELSE {_one(bound, last[0])} END" if cases else _one(bound, last[0])


def _one(bound: Bound, one: Amount) -> str:
    if one.fact:
        # DuckDB rounds half away from zero, as money is rounded here.
        return f"CAST(round(CAST({one.fact} AS DECIMAL(18,6)) * {one.part[0]} / {one.part[1]}, 2) AS {YUAN})" if one.part != (1, 1) else one.fact  # fmt: skip
    held = bound.values.get(one.parameter, {})
    paid = {month: one.of(value) for month, value in sorted(held.items()) if isinstance(value, Decimal)}
    cases = "".join(f" WHEN month = DATE '{month.isoformat()}' THEN {value}" for month, value in paid.items())
    return f"CAST(CASE{cases} END AS {YUAN})" if cases else f"CAST(NULL AS {YUAN})"


def because_sql(bound: Bound) -> str:
    """Why nothing is due, over a relation of answers; empty where something is, or may be."""
    cases = [f"WHEN due IS NOT FALSE THEN '' WHEN NOT alive THEN {quoted(deciding.DEAD)}"]
    cases += [
        f"WHEN {other}__due THEN {quoted(deciding.drawn(bound.shorts[other]))}"
        for other in bound.checked.benefit.excluded_by
    ]
    return f"CASE {' '.join(cases)} ELSE {quoted(bound.checked.benefit.not_due)} END"


def lacks_sql(bound: Bound) -> str:
    """What is lacking, over a relation of answers, as a whole number with one bit for each thing (`lacks_told`)."""
    checked = bound.checked
    asked = [*_lacks(bound, checked.population), *_lacks(bound, checked.due)]
    asked += [
        f"CASE WHEN {other}__due IS NULL THEN {1 << _place(checked, other)} ELSE 0 END"
        for other in checked.benefit.excluded_by
    ]
    return f"""CASE WHEN due IS NULL THEN {_joined(asked)}
        WHEN due AND due_yuan IS NULL THEN {_amount_lacks(bound)} ELSE 0 END"""


def lacks_told(bound: Bound, lacks: int) -> str:
    """What a number of `lacks_sql` says, in words."""
    known = [lack for place, lack in enumerate(deciding.may_lack(bound.checked)) if lacks >> place & 1]
    return BETWEEN.join(deciding.told(bound.checked, known, bound.titles, bound.shorts))


def _place(checked: Checked, name: str) -> int:
    """The first bit of a fact, a parameter or a benefit that excludes."""
    return next(place for place, (lack, _) in enumerate(deciding.may_lack(checked)) if lack == name)


def _joined(bits: list[str]) -> str:
    return f"({' | '.join(bits)})" if bits else "0"


def _amount_lacks(bound: Bound) -> str:
    checked, cases = bound.checked, ""
    for one, when in zip(checked.benefit.amount, checked.amounts, strict=True):
        lacks = str(1 << _place(checked, one.parameter)) if one.parameter else _bit(checked, one.fact)
        if when is None:
            return f"CASE{cases} ELSE {lacks} END" if cases else lacks
        cases += f" WHEN ({bound.sql(when)}) IS NULL THEN {_joined(_lacks(bound, when))}"
        cases += f" WHEN {bound.sql(when)} THEN {lacks}"
    raise AssertionError("the last amount has no condition")


def _lacks(bound: Bound, tree: exp.Expr) -> list[str]:
    """For each name in an expression the bit of its lack where it is to blame, 0 elsewhere."""
    checked, found = bound.checked, list[str]()
    for leaf, above in leaves(tree):
        if leaf.name in OWN:
            continue
        open_ = [f"({bound.sql(part)}) IS NULL" for part in (leaf, *above)]
        is_fact = leaf.name in checked.facts
        bit = _bit(checked, leaf.name) if is_fact else str(1 << _place(checked, checked.benefit.parameters[leaf.name]))
        found.append(f"CASE WHEN {' AND '.join(open_)} THEN {bit} ELSE 0 END")
    return list(dict.fromkeys(found))


def _bit(checked: Checked, name: str) -> str:
    """The bit of a fact that is not known, by why it is not."""
    return f"(CAST(1 AS BIGINT) << (CAST({name}__why AS INTEGER) + {_place(checked, name) - 1}))"
