"""A checked rule as set-based DuckDB SQL over a relation of given facts; three-valued throughout.

The relation has the subject's columns and, for each input `x`: `x__raw` (taken from the rows), `x__seen` (there is a
row), `x__gap` (an amount was left blank), `x__covered` (silence would mean something), `x__doubt` (another row could be
this person). The engine builds it from snapshot and batches, a spec test from a mini table: both run the same SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

import sqlglot
from sqlglot import exp

from huaiyuan.core.policy.check import AS_OF, Checked
from huaiyuan.core.policy.expression import COMPARISONS, DIALECT, Kind
from huaiyuan.core.policy.rule import QUALITY, Band, Input
from huaiyuan.core.policy.subject import SUBJECTS

Value = Decimal | str | dt.date
GIVEN_PARTS = ("raw", "seen", "gap", "covered", "doubt")
PARTIAL = {"sum": "合计", "count": "个数", "max": "最大值"}


@dataclass(frozen=True)
class Bound:
    """A checked rule with the values its placeholders have on a day (aliases as in the rule, and `as_of`)."""

    checked: Checked
    values: Mapping[str, Value]

    def sql(self, tree: exp.Expression, dialect: str = DIALECT) -> str:
        """An expression of the rule with its values filled in."""
        return self.filled(tree).sql(dialect)

    def filled(self, tree: exp.Expression) -> exp.Expression:
        """An expression of the rule as a tree with its values filled in."""
        return tree.transform(self._filled)

    def _filled(self, node: exp.Expression) -> exp.Expression:
        return literal(self.values[node.name]) if isinstance(node, exp.Placeholder) else node

    @property
    def as_of(self) -> dt.date:
        """The day the rule is asked for."""
        day = self.values[AS_OF]
        if not isinstance(day, dt.date):
            raise TypeError("as_of is a date")
        return day


def literal(value: Value) -> exp.Expression:
    """A value as SQL."""
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, Decimal):
        return exp.Literal.number(f"{value:f}")
    return exp.Literal.string(value)


def quoted(text: str) -> str:
    """A text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def school_base(as_of: dt.date, month_day: str) -> dt.date:
    """The last day like `08-31` that is not after `as_of`: where the school year's ages are counted."""
    month, day = (int(part) for part in month_day.split("-"))
    this_year = dt.date(as_of.year, month, day)
    return this_year if this_year <= as_of else dt.date(as_of.year - 1, month, day)


def subject_sql(subject: str, name: str, as_of: dt.date, month_day: str | None) -> str:
    """A subject column over the view of its subject."""
    text = SUBJECTS[subject].columns[name].sql.replace(":as_of", literal(as_of).sql(DIALECT))
    return text.replace(":school_base", literal(school_base(as_of, month_day)).sql(DIALECT)) if month_day else text


def value_sql(name: str, given: Input) -> str:
    """The value of an input: from the rows; where there are none, what silence means, if it means anything."""
    silence = "NULL"
    if given.otherwise is not None:
        word = quoted(given.otherwise) if isinstance(given.otherwise, str) else str(given.otherwise).upper()
        silence = f"CASE WHEN NOT {name}__doubt AND {name}__covered THEN {word} END"
    return f"CASE WHEN {name}__seen THEN {name}__raw ELSE {silence} END"


def answer_sql(bound: Bound, given: str) -> str:
    """Everybody of relation `given` about whom the answer is not 否: `answer` (true, or null for 不明) and `because`."""
    rule = bound.checked.rule
    values = "".join(f", {value_sql(name, taken)} AS {name}" for name, taken in rule.inputs.items())
    holds = holds_sql(bound)
    return f"""
        WITH valued AS (SELECT * {values} FROM {given} WHERE ({bound.sql(bound.checked.population)}) IS NOT FALSE),
        judged AS (SELECT *, ({bound.sql(bound.checked.population)}) AS rule__belongs, ({holds}) AS rule__holds FROM valued)
        SELECT *, rule__belongs AND rule__holds AS answer, {because_sql(bound.checked)} AS because
        FROM judged WHERE (rule__belongs AND rule__holds) IS NOT FALSE"""  # noqa: S608 - every name comes from a checked rule


def holds_sql(bound: Bound) -> str:
    """The condition, where a lower bound may prove a comparison and never disproves it."""
    least = {name for name, taken in bound.checked.rule.inputs.items() if taken.empty_cells == "at_least"}

    def guarded(node: exp.Expr) -> exp.Expr:
        asked = sorted({c.name for c in node.find_all(exp.Column)} & least) if isinstance(node, COMPARISONS) else []
        if not asked:
            return node
        gaps, asks = " OR ".join(f"({name}__seen AND {name}__gap)" for name in asked), node.sql(DIALECT)
        case = f"CASE WHEN {gaps} THEN nullif({asks}, FALSE) ELSE ({asks}) END"
        return sqlglot.parse_one(case, dialect=DIALECT)

    return bound.filled(bound.checked.when).transform(guarded).sql(DIALECT)


def because_sql(checked: Checked) -> str:
    """Why it is not known, in the words of the county: the first input that is missing says it."""
    cases = ["WHEN rule__belongs IS NULL THEN '底册没有登记，不知道是否属于本规则的对象'"]
    for name, given in checked.rule.inputs.items():
        label, partial = given.label, PARTIAL.get(given.take, "")
        cases += [
            f"WHEN {name} IS NULL AND {name}__seen THEN {quoted(f'“{label}”没有填')}",
            f"WHEN {name}__seen AND {name}__gap THEN {quoted(f'有的行“{label}”没有填，{partial}不全')}",
            f"WHEN {name} IS NULL AND {name}__doubt THEN {quoted(f'“{label}”：表里有对不准的行可能是本人')}",
            f"WHEN {name} IS NULL AND NOT {name}__covered THEN {quoted(f'“{label}”：{_uncovered(given)}')}",
        ]
    columns = checked.subject.columns
    for name in sorted(checked.columns):
        cases.append(f"WHEN {name} IS NULL THEN {quoted(f'底册没有登记“{columns[name].label}”')}")
    return f"CASE {' '.join(cases)} ELSE '数据不全' END"


def _uncovered(given: Input) -> str:
    return "没有上一期的表可以比" if given.window == "previous_batch" else "表里没有覆盖本村"


def grade_sql(bound: Bound) -> str:
    """The grade of somebody the rule holds for."""
    return _by_case(bound, bound.checked.grades, [quoted(case.grade) for case in bound.checked.rule.cases])


def says_sql(bound: Bound) -> str:
    """The evidence sentence, figures as people read them: 18,230, 2026-10-20."""
    spoken = [_sentence(bound, case.says) for case in bound.checked.rule.sentences]
    return _by_case(bound, bound.checked.sentences, spoken)


def _by_case(bound: Bound, conditions: tuple[exp.Expression | None, ...], results: list[str]) -> str:
    if not results:
        return quoted("")
    if len(results) == 1:
        return results[0]
    *conditional, last = zip(conditions, results, strict=True)
    cases = " ".join(f"WHEN {bound.sql(when)} THEN {result}" for when, result in conditional if when is not None)
    return f"CASE {cases} ELSE {last[1]} END"


def _sentence(bound: Bound, template: str) -> str:
    pieces = []
    for text, name, _, _ in Formatter().parse(template):
        if text:
            pieces.append(quoted(text))
        if name is not None:
            pieces.append(_said(bound, name))
    return f"concat({', '.join(pieces)})"


def _said(bound: Bound, name: str) -> str:
    if name == "year":
        return quoted(str(bound.as_of.year))
    if name == bound.checked.subject.said:
        return "name"
    kind = bound.checked.kinds.get(name)
    if kind is None:
        return quoted(shown(bound.values[name]))
    text = {Kind.NUMBER: number_sql(name), Kind.DATE: f"strftime({name}, '%Y-%m-%d')"}.get(
        kind, f"CAST({name} AS VARCHAR)"
    )
    return f"coalesce({text}, '不明')"


def shown(value: Value) -> str:
    """A parameter's value as people read it."""
    if isinstance(value, Decimal):
        return f"{value.quantize(Decimal(1)):,}" if value == value.to_integral_value() else f"{value.normalize():,f}"
    return value.isoformat() if isinstance(value, dt.date) else value


def number_sql(name: str) -> str:
    """A number with thousands separators and without needless places."""
    cents = f"CAST(round(abs({name}) * 100) % 100 AS INTEGER)"
    whole = f"format('{{:,}}', CAST(trunc(abs(round({name}, 2))) AS BIGINT))"
    places = f"CASE WHEN {cents} = 0 THEN '' ELSE '.' || rtrim(lpad(CAST({cents} AS VARCHAR), 2, '0'), '0') END"
    return f"(CASE WHEN {name} < 0 THEN '-' ELSE '' END || {whole} || {places})"


def facts_sql(checked: Checked) -> str:
    """The rule's inputs as `name=value;…`, empty where missing."""
    parts = [f"'{name}=' || coalesce(CAST({name} AS VARCHAR), '')" for name in checked.rule.inputs]
    return " || ';' || ".join(parts) or quoted("")


def fingerprint_sql(bound: Bound) -> str:
    """Who and what was found, numbers cut into bands: the same print is the same fact (decision F6)."""
    rule = bound.checked.rule
    whose = {
        "person": ["household_no", quoted(rule.risk), quoted(rule.id), "person_id"],
        "household": ["household_no", quoted(rule.risk), quoted(rule.id)],
        "village": ["village_code", quoted(rule.risk), quoted(rule.id)],
    }  # fmt: skip
    parts = whose[rule.subject]
    parts += [_banded(bound, name, given) for name, given in rule.inputs.items() if given.band != "none"]
    if rule.kind == QUALITY or not rule.inputs:
        # What such a rule rests on are the registry's own facts, so these are what must change.
        columns = bound.checked.subject.columns
        parts += sorted({f"coalesce(CAST({columns[n].lasting or n} AS VARCHAR), '')" for n in bound.checked.columns})
    return f"substring(sha256(concat_ws('|', {', '.join(parts)})), 1, 16)"


def _banded(bound: Bound, name: str, given: Input) -> str:
    text = f"CAST({name} AS VARCHAR)"
    if isinstance(given.band, Band):
        unit = bound.values[given.band.of] if given.band.of else Decimal(1)
        steps = [f"CAST({name} >= {Decimal(str(unit)) * step:f} AS INTEGER)" for step in given.band.at]
        text = f"CAST({' + '.join(steps)} AS VARCHAR)"
    return f"coalesce({text}, '')"
