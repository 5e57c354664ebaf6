"""Checking a benefit before it may be asked: the same language, and the same refusals, as rules have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from sqlglot import exp

from huaiyuan.core.policy.benefits.asking import answer
from huaiyuan.core.policy.benefits.shape import MONTHS_OF_A_YEAR, Benefit, Fact, facts, read
from huaiyuan.core.policy.check import ParameterShape
from huaiyuan.core.policy.declared import Document, Place
from huaiyuan.core.policy.expression import ExpressionFault, Kind, parse
from huaiyuan.core.policy.table import table_fault

# What is known of everybody: the full years on the first day of the month that is asked.
AGE = "age"
OWN: Mapping[str, Kind] = {AGE: Kind.NUMBER}
OWN_LABELS: Mapping[str, str] = {AGE: "周岁"}
# What is lacking is kept as the bits of a whole number: four for each fact.
MOST_FACTS = 14
# A mini table may say how much is due, beside whether.
DUE_YUAN = "应发"


@dataclass(frozen=True)
class Checked:
    """A benefit whose every expression is parsed and typed; the trees still hold `:placeholders`.

    `names`: the facts it asks for, in the order they are first asked.
    """

    benefit: Benefit
    population: exp.Expression
    due: exp.Expression
    amounts: tuple[exp.Expression | None, ...]
    whos: tuple[exp.Expression | None, ...]
    names: tuple[str, ...]
    facts: Mapping[str, Fact]

    @property
    def id(self) -> str:
        """The benefit's id."""
        return self.benefit.id

    @property
    def needs(self) -> tuple[str, ...]:
        """The parameters it cannot be counted without."""
        amounts = [amount.parameter for amount in self.benefit.amount if amount.parameter]
        return tuple(dict.fromkeys([*self.benefit.parameters.values(), *amounts]))

    @property
    def belonging(self) -> frozenset[str]:
        """The facts that say whom the benefit is about."""
        return frozenset(column.name for column in self.population.find_all(exp.Column)) & self.facts.keys()

    @property
    def told(self) -> bool:
        """Whether only somebody of whom a feed tells something can be of its population: all others need no look."""
        nothing = {name: self._silence(name) for name in self.belonging}
        asked = {part.name: None for part in self.population.find_all(exp.Placeholder)}
        return answer(self.population, {**nothing, AGE: None, **asked}) is not True

    @property
    def certain(self) -> tuple[exp.Expr, ...]:
        """The parts of its population that are known of everybody: whoever is outside them needs no further look."""
        parts = [part.unnest() for part in self.population.unnest().flatten()] if _is_and(self.population) else []
        return tuple(
            part for part in parts
            if not part.find(exp.Placeholder) and all(column.name in OWN for column in part.find_all(exp.Column))
        )  # fmt: skip

    def _silence(self, name: str) -> bool | str | None:
        return self.facts[name].otherwise


def _is_and(tree: exp.Expr) -> bool:
    return isinstance(tree.unnest(), exp.And)


def check(file: str, text: str, parameters: Mapping[str, ParameterShape]) -> Checked:
    """A benefit ready to be asked. `parameters` are the known names. Raises POLICY_FILE_FAULT."""
    benefit, document = read(file, text)
    return _Checker(benefit, document, parameters).checked()


def check_all(texts: Mapping[str, str], parameters: Mapping[str, ParameterShape]) -> list[Checked]:
    """Every benefit, those first that others are excluded by. Raises POLICY_FILE_FAULT."""
    found = {checked.id: (file, checked) for file, text in texts.items() for checked in [check(file, text, parameters)]}
    for file, checked in found.values():
        for other in checked.benefit.excluded_by:
            if other not in found or other == checked.id:
                told = f"excluded_by 里的“{other}”不是另一项待遇，可用的有：{'、'.join(sorted(found))}"
                Document(file, texts[file]).refuse(("excluded_by",), told)
            if fault := _cannot_exclude(checked.benefit, found[other][1].benefit):
                Document(file, texts[file]).refuse(("excluded_by",), fault)
    try:
        order = TopologicalSorter(
            {id: one.benefit.excluded_by for id, (_, one) in sorted(found.items())}
        ).static_order()
        return [found[id][1] for id in order]
    except CycleError as fault:
        file, _ = found[fault.args[1][0]]
        told = f"几项待遇互相排除，成了一圈：{'、'.join(fault.args[1])}。请定出先享受哪一项，只在后一项里写 excluded_by"
        Document(file, texts[file]).refuse(("excluded_by",), told)


def _cannot_exclude(mine: Benefit, other: Benefit) -> str:
    """Whether another benefit has an answer for every payment of mine; why not, else empty."""
    if other.only_when is not None:
        return f"“{other.short}”不一定开着，不能用来排除别的待遇"
    if other.asked != mine.asked or not set(mine.paid_in) <= set(other.paid_in) or other.since > mine.since:
        return f"“{other.short}”不是每一笔都有对应的月份，不能用来排除“{mine.short}”"
    return ""


class _Checker:
    def __init__(self, benefit: Benefit, document: Document, parameters: Mapping[str, ParameterShape]) -> None:
        self.benefit, self.document, self.parameters = benefit, document, parameters
        self.facts = facts()
        self.kinds = {**{name: fact.kind for name, fact in self.facts.items()}, **OWN}
        self.codes = {name: fact.codes for name, fact in self.facts.items() if fact.codes}

    def checked(self) -> Checked:
        self._shape()
        placeholders = {alias: self._parameter(("parameters", alias), name) for alias, name in self.benefit.parameters.items()}  # fmt: skip
        if self.benefit.only_when:
            self._parameter(("only_when", "parameter"), self.benefit.only_when.parameter, Kind.TEXT)

        def tree(place: Place, text: str) -> exp.Expression:
            return self._tree(place, text, placeholders)

        population, due = tree(("population",), self.benefit.population), tree(("due",), self.benefit.due)
        amounts = [tree(("amount", i), one.when) if one.when else None for i, one in enumerate(self.benefit.amount)]
        # A sentence only names what somebody is; numbers of the policy decide elsewhere.
        whos = [self._tree(("who", i), one.when, {}) if one.when else None for i, one in enumerate(self.benefit.who)]
        for index, one in enumerate(self.benefit.amount):
            self._amount(("amount", index), one.parameter, one.fact)
        names = self._names([population, due, *amounts, *whos])
        if len(names) > MOST_FACTS:
            self.document.refuse(("due",), f"一项待遇最多问{MOST_FACTS}件事，现在{len(names)}件。请分成几项")
        self._table(names)
        return Checked(
            self.benefit, population, due, tuple(amounts), tuple(whos), names,
            {name: self.facts[name] for name in names},
        )  # fmt: skip

    def _shape(self) -> None:
        benefit = self.benefit
        for entry, cases in (("amount", benefit.amount), ("who", benefit.who)):
            if [bool(case.when) for case in cases] != [True] * (len(cases) - 1) + [False]:
                self.document.refuse((entry,), f"{entry} 分几种情况时逐条写条件，最后一条不写条件")
        if benefit.until is not None and benefit.until <= benefit.since:
            self.document.refuse(
                ("to",), f"停用日期不晚于施行日期。请把 to 写成{benefit.since.isoformat()}以后的日子，或者去掉"
            )
        months = benefit.months
        if (benefit.unit == "month") != (not months) or list(months) != sorted({*months} & {*range(1, 13)}):
            told = "按月发的不写 months；按学期、按年发的要从小到大写明哪几个月该发，例如 [5, 11]"
            self.document.refuse(("months",), told)
        if benefit.asked == "latest" and benefit.unit != "year":
            self.document.refuse(("asked",), "只有按年发的才能看当年最近一个月的身份，请去掉 asked")
        if len(months) > MONTHS_OF_A_YEAR:
            self.document.refuse(("months",), "一年只有十二个月")

    def _amount(self, place: Place, parameter: str, fact: str) -> None:
        if bool(parameter) == bool(fact):
            self.document.refuse(place, "每种情况要么写参数（parameter），要么写事实（fact），只写一样")
        if parameter:
            self._parameter((*place, "parameter"), parameter, Kind.NUMBER)
        elif self.kinds.get(fact) is not Kind.NUMBER or fact == AGE:
            numbers = "、".join(sorted(name for name, known in self.facts.items() if known.kind is Kind.NUMBER))
            self.document.refuse((*place, "fact"), f"“{fact}”不是金额一类的事实，可用的有：{numbers}")

    def _parameter(self, place: Place, name: str, wants: Kind | None = None) -> Kind:
        shape = self.parameters.get(name)
        if shape is None:
            self.document.refuse(place, f"没有参数“{name}”。请先在参数表里登记，写明单位、起始日期和来源")
        if wants and shape.kind is not wants:
            self.document.refuse(place, f"参数“{name}”是{shape.kind}，这里要的是{wants}，请换一个参数")
        return shape.kind

    def _tree(self, place: Place, text: str, placeholders: Mapping[str, Kind]) -> exp.Expression:
        try:
            return parse(text, self.kinds, placeholders, codes=self.codes)
        except ExpressionFault as fault:
            self.document.refuse(place, str(fault))

    def _names(self, trees: list[exp.Expression | None]) -> tuple[str, ...]:
        asked = [column.name for tree in trees if tree is not None for column in tree.find_all(exp.Column, bfs=False)]
        paid = [one.fact for one in self.benefit.amount if one.fact]
        return tuple(dict.fromkeys(name for name in [*asked, *paid] if name not in OWN))

    def _table(self, names: tuple[str, ...]) -> None:
        columns = {self.facts[name].label: (self.facts[name].kind, self.facts[name].codes) for name in names}
        columns |= {label: (OWN[name], ()) for name, label in OWN_LABELS.items()}
        words = {DUE_YUAN: Kind.NUMBER}
        if fault := table_fault(self.benefit.tests, columns, words):
            self.document.refuse(("tests",), fault)
