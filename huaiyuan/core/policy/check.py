"""Checking a rule before it may run: whatever could silently match, or silently never match, is refused here.

Every fault is an error with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from sqlglot import exp

from huaiyuan.core.policy import subject
from huaiyuan.core.policy.declared import Document, Place
from huaiyuan.core.policy.expression import ExpressionFault, Kind, parse
from huaiyuan.core.policy.rule import Input, Rule, read

AS_OF = "as_of"
ALWAYS_SAID = ("name", "year", AS_OF)
INPUT_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
# Columns that every relation of facts and answers has; two underscores in a name are the compiler's own.
TAKEN = {"person_id", "household_no", "village_code", "township_code", "name", "id_key", "answer", "because", AS_OF}
AGGREGATES = {"sum": {Kind.NUMBER}, "max": {Kind.NUMBER, Kind.DATE}, "min": {Kind.NUMBER, Kind.DATE}}


@dataclass(frozen=True)
class SourceShape:
    """What a rule may know of a department's source: its columns, whether everyone has a row, whether it accumulates."""

    id: str
    name: str
    department: str
    full_roll: bool
    cumulative: bool
    columns: Mapping[str, Kind]
    codes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Checked:
    """A rule whose every expression is parsed and typed; the trees still hold `:placeholders`."""

    rule: Rule
    population: exp.Expression
    when: exp.Expression
    grades: tuple[exp.Expression | None, ...]
    sentences: tuple[exp.Expression | None, ...]
    reopen_when: exp.Expression | None
    kinds: Mapping[str, Kind]
    columns: frozenset[str]
    needs: Mapping[str, str]


def check(file: str, text: str, sources: Mapping[str, SourceShape], parameters: Mapping[str, Kind]) -> Checked:
    """A rule ready to compile. `parameters` are the known names with their kinds. Raises POLICY_FILE_FAULT."""
    rule, document = read(file, text)
    return _Checker(rule, document, sources, parameters).checked()


class _Checker:
    def __init__(
        self, rule: Rule, document: Document, sources: Mapping[str, SourceShape], parameters: Mapping[str, Kind]
    ) -> None:
        self.rule, self.document, self.sources, self.known = rule, document, sources, parameters

    def checked(self) -> Checked:
        placeholders = {**self._parameters(), AS_OF: Kind.DATE}
        inputs = {name: self._input(name, given) for name, given in self.rule.inputs.items()}
        names = {**subject.KINDS, **inputs}
        codes = {**subject.CODES, **self._input_codes()}

        def tree(place: Place, text: str, known: Mapping[str, Kind] = names, **extra: Kind) -> exp.Expression:
            return self._tree(place, text, known, {**placeholders, **extra}, codes)

        population = tree(("population",), self.rule.population, subject.KINDS)
        when = tree(("when",), self.rule.when)
        grades = [tree(("grade", i), case.when) if case.when else None for i, case in enumerate(self.rule.cases)]
        spoken = [tree(("says", i), case.when) if case.when else None for i, case in enumerate(self.rule.sentences)]
        self._sentences({*names, *self.rule.parameters, *ALWAYS_SAID})
        self._cool_down()
        reopen = self.rule.cool_down.reopen_when
        last = {f"last_{name}": kind for name, kind in inputs.items()}
        # It is asked over the facts of two hits, where only the inputs stand.
        reopen_when = self._tree(("cool_down", "reopen_when"), reopen, inputs, last, codes) if reopen else None
        columns = _subject_columns([population, when, *grades, *spoken], self.rule)
        return Checked(
            self.rule, population, when, tuple(grades), tuple(spoken), reopen_when, names, columns, self._needs(columns)
        )

    def _parameters(self) -> dict[str, Kind]:
        return {alias: self._parameter(("parameters", alias), name) for alias, name in self.rule.parameters.items()}

    def _parameter(self, place: Place, name: str, wants: Kind | None = None) -> Kind:
        kind = self.known.get(name)
        if kind is None:
            self.document.refuse(place, f"没有参数“{name}”")
        if wants and kind is not wants:
            self.document.refuse(place, f"参数“{name}”是{kind}，这里要的是{wants}")
        return kind

    def _tree(
        self, place: Place, text: str, names: Mapping[str, Kind], parameters: Mapping[str, Kind],
        codes: Mapping[str, tuple[str, ...]],
    ) -> exp.Expression:  # fmt: skip
        try:
            return parse(text, names, parameters, codes=codes)
        except ExpressionFault as fault:
            self.document.refuse(place, str(fault))

    def _input(self, name: str, given: Input) -> Kind:
        place: Place = ("inputs", name)
        taken = TAKEN | subject.COLUMNS.keys() | self.rule.parameters.keys()
        if not INPUT_NAME.match(name) or name in taken:
            self.document.refuse(place, f"输入“{name}”的名字已被占用，或不是小写英文")
        source = self.sources.get(given.source)
        if source is None:
            self.document.refuse((*place, "source"), f"没有数据源“{given.source}”")
        if given.window == "calendar_year" and not source.cumulative:
            self.document.refuse((*place, "window"), f"“{source.name}”不是年度累计表，不能按年取数")
        kind = Kind.BOOL if given.take == "any" else self._taken(place, given, source)
        self._absence(place, given, kind)
        self._band(place, given, kind)
        return kind

    def _taken(self, place: Place, given: Input, source: SourceShape) -> Kind:
        for entry, column in (("column", given.column), ("by", given.by)):
            if column and column not in source.columns:
                self.document.refuse((*place, entry), f"“{source.name}”没有“{column}”这一列")
        if not given.column or (given.take == "latest") != bool(given.by):
            self.document.refuse((*place, "take"), "要写取哪一列（column）；取最新一行的还要写按哪一列（by）")
        kind = source.columns[given.column]
        if kind not in AGGREGATES.get(given.take, set(Kind)):
            self.document.refuse((*place, "take"), f"“{given.column}”是{kind}，不能取 {given.take}")
        if given.empty_cells == "at_least" and given.take != "sum":
            self.document.refuse((*place, "empty_cells"), "只有合计才有“至少”")
        return kind

    def _absence(self, place: Place, given: Input, kind: Kind) -> None:
        if given.otherwise is not None:
            if given.absent == "unknown":
                self.document.refuse((*place, "else"), "absent 是 unknown 时不能写 else：没有数据就是不明")
            fits = {Kind.BOOL: bool, Kind.NUMBER: int, Kind.TEXT: str}.get(kind)
            if fits is None or type(given.otherwise) is not fits:
                self.document.refuse((*place, "else"), f"else 应当是{kind}")
        if given.covered_share:
            self._parameter((*place, "covered_share"), given.covered_share, Kind.NUMBER)

    def _band(self, place: Place, given: Input, kind: Kind) -> None:
        if kind is Kind.NUMBER and given.band is None:
            self.document.refuse(place, "数要写 band（按哪些档算有变化），不看变化的写 none")
        if given.band and given.band != "none":
            if kind is not Kind.NUMBER:
                self.document.refuse((*place, "band"), "只有数才分档")
            if given.band.of and given.band.of not in self.rule.parameters:
                self.document.refuse((*place, "band"), f"没有声明参数“{given.band.of}”")

    def _input_codes(self) -> dict[str, tuple[str, ...]]:
        coded = {name: self.sources[given.source].codes.get(given.column) for name, given in self.rule.inputs.items()}
        return {name: codes for name, codes in coded.items() if codes}

    def _sentences(self, known: set[str]) -> None:
        for index, case in enumerate(self.rule.sentences):
            for piece in placeholders_of(case.says):
                if piece not in known:
                    self.document.refuse(("says", index), f"证据句里没有“{{{piece}}}”可填")

    def _cool_down(self) -> None:
        self._parameter(("cool_down", "days"), self.rule.cool_down.days, Kind.NUMBER)

    def _needs(self, columns: Iterable[str]) -> dict[str, str]:
        """Every parameter the rule cannot run without: its alias (or the column that needs it) and its name."""
        shares = {f"{name} covered_share": given.covered_share for name, given in self.rule.inputs.items()}
        derived = {column: subject.COLUMNS[column].needs for column in sorted(columns)}
        if any(given.window == "school_year" for given in self.rule.inputs.values()):
            derived["school_year"] = subject.SCHOOL_YEAR_BASE
        return {alias: name for alias, name in {**self.rule.parameters, **shares, **derived}.items() if name}


def placeholders_of(template: str) -> list[str]:
    """The `{names}` in a sentence, in order."""
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def _subject_columns(trees: Iterable[exp.Expression | None], rule: Rule) -> frozenset[str]:
    asked = {column.name for tree in trees if tree is not None for column in tree.find_all(exp.Column)}
    said = {piece for case in rule.sentences for piece in placeholders_of(case.says)}
    return frozenset((asked | said) & subject.COLUMNS.keys())
