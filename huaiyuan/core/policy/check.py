"""Checking a rule before it may run: whatever could silently match, or silently never match, is refused here.

Every fault is an error with file and line, and says what to write instead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from sqlglot import exp

from huaiyuan.core.policy import subject
from huaiyuan.core.policy.declared import Document, Place
from huaiyuan.core.policy.expression import ExpressionFault, Kind, only_reached, parse
from huaiyuan.core.policy.rule import QUALITY, RISKLESS, Input, Rule, is_quality, read
from huaiyuan.core.policy.sources import SourceShape, awaited
from huaiyuan.core.policy.table import AS_OF, table_fault
from huaiyuan.core.policy.windows import input_fault

__all__ = ["AS_OF", "Checked", "ParameterShape", "SourceShape", "check", "placeholders_of"]

ALWAYS_SAID = ("year", AS_OF)
INPUT_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
# Columns that every relation of facts and answers has; two underscores in a name are the compiler's own.
TAKEN = {*subject.ALWAYS, "village", "id_key", "birth_on", "answer", "because", AS_OF, "sheet", "row", "match", "year"}

# What every row of a batch has beside the department's own columns.
ROW_OWN = {"sheet", "row", "match", "outcome", "person_id", "household_no", "village_code", "township_code", "name"}


@dataclass(frozen=True)
class ParameterShape:
    """What a rule may know of a parameter: its kind, its word, and from when on no settled value holds any more."""

    kind: Kind
    word: str
    ended: dt.date | None = None


@dataclass(frozen=True)
class Checked:
    """A rule whose every expression is parsed and typed; the trees still hold `:placeholders`.

    `lacks`: the names of sources that no department sends yet.
    """

    rule: Rule
    population: exp.Expression
    when: exp.Expression
    wheres: Mapping[str, exp.Expression]
    grades: tuple[exp.Expression | None, ...]
    sentences: tuple[exp.Expression | None, ...]
    reopen_when: exp.Expression | None
    kinds: Mapping[str, Kind]
    columns: frozenset[str]
    needs: Mapping[str, str]
    lacks: tuple[str, ...]

    @property
    def subject(self) -> subject.Subject:
        """Whom the rule looks at."""
        return subject.SUBJECTS[self.rule.subject]


def check(
    file: str, text: str, sources: Mapping[str, SourceShape], parameters: Mapping[str, ParameterShape]
) -> Checked:
    """A rule ready to compile. `parameters` are the known names with their shapes. Raises POLICY_FILE_FAULT."""
    rule, document = read(file, text)
    return _Checker(rule, document, sources, parameters).checked()


class _Checker:
    def __init__(
        self, rule: Rule, document: Document, sources: Mapping[str, SourceShape],
        parameters: Mapping[str, ParameterShape],
    ) -> None:  # fmt: skip
        self.rule, self.document, self.known = rule, document, parameters
        self.lacks = tuple(given.name for source, given in rule.awaits.items() if source not in sources)
        # What a department really sends takes the place of what the rule expected of it.
        self.sources = {**{source: awaited(source, given) for source, given in rule.awaits.items()}, **sources}
        self.subject = subject.SUBJECTS[rule.subject]

    def checked(self) -> Checked:
        self._kind()
        placeholders = {**self._parameters(), AS_OF: Kind.DATE}
        self._awaits()
        inputs = {name: self._input(name, given) for name, given in self.rule.inputs.items()}
        own = subject.kinds(self.rule.subject)
        names = {**own, **inputs}
        codes = {**subject.codes(self.rule.subject), **self._input_codes()}

        def tree(place: Place, text: str, known: Mapping[str, Kind] = names, **extra: Kind) -> exp.Expression:
            return self._tree(place, text, known, {**placeholders, **extra}, codes)

        population = tree(("population",), self.rule.population, own)
        when = tree(("when",), self.rule.when)
        wheres = {
            name: self._where(name, given, placeholders) for name, given in self.rule.inputs.items() if given.where
        }
        grades = [tree(("grade", i), case.when) if case.when else None for i, case in enumerate(self.rule.cases)]
        spoken = [tree(("says", i), case.when) if case.when else None for i, case in enumerate(self.rule.sentences)]
        self._asked(when)
        self._sentences({*names, *self.rule.parameters, *ALWAYS_SAID, self.subject.said})
        self._cool_down()
        reopen = self.rule.cool_down.reopen_when if self.rule.cool_down else ""
        last = {f"last_{name}": kind for name, kind in inputs.items()}
        # It is asked over the facts of two hits, where only the inputs stand.
        reopen_when = self._tree(("cool_down", "reopen_when"), reopen, inputs, last, codes) if reopen else None
        columns = self._subject_columns([population, when, *grades, *spoken])
        needs = self._needs(columns)
        self._table(names, codes, needs)
        return Checked(
            self.rule, population, when, wheres, tuple(grades), tuple(spoken), reopen_when, names, columns, needs,
            self.lacks,
        )  # fmt: skip

    def _kind(self) -> None:
        expected = RISKLESS.get(self.rule.kind)
        if expected is not None and self.rule.risk != expected:
            self.document.refuse(("risk",), f"{self.rule.kind} 类规则不报风险，risk 请写“{expected}”")
        if expected is None and self.rule.risk in RISKLESS.values():
            self.document.refuse(
                ("risk",), f"risk 写“{self.rule.risk}”的规则，kind 不能是 {self.rule.kind}，请改其中一处"
            )
        if is_quality(self.rule.id) != (self.rule.kind == QUALITY):
            self.document.refuse(("id",), "数据质量规则的编号以 Z 开头，别的规则以 R 开头，请改编号或改 kind")
        self._of_its_kind()

    def _of_its_kind(self) -> None:
        """A quality rule says what should be and how to mend it; every other has data, a grade and a cool-down."""
        rule = self.rule
        quality: dict[str, object] = {"expects": rule.expects, "mend": rule.mend}
        other: dict[str, object] = {"grade": rule.cases, "cool_down": rule.cool_down}
        if rule.kind in RISKLESS:
            # What is to be looked at again may lie in the county's own records; a risk is always shown by somebody's data.
            wanted, strange = (quality, other) if rule.kind == QUALITY else (other, quality)
        else:
            wanted, strange = {"inputs": rule.inputs, **other}, quality
        for entry, given in wanted.items():
            if not given:
                self.document.refuse((), f"缺少“{entry}”。请补上")
        for entry, given in strange.items():
            if given and entry != "inputs":
                self.document.refuse((entry,), f"{rule.kind} 类规则不写 {entry}，请去掉")
        if rule.mend and (rule.mend.how == "更正") != bool(rule.mend.field):
            self.document.refuse(("mend",), "how 是“更正”时要写改哪一项（field），别的不写")

    def _parameters(self) -> dict[str, Kind]:
        if self.rule.only_when:
            self._parameter(("only_when", "parameter"), self.rule.only_when.parameter, Kind.TEXT)
        return {alias: self._parameter(("parameters", alias), name) for alias, name in self.rule.parameters.items()}

    def _parameter(self, place: Place, name: str, wants: Kind | None = None) -> Kind:
        shape = self.known.get(name)
        if shape is None:
            self.document.refuse(place, f"没有参数“{name}”。请先在参数表里登记，写明单位、起始日期和来源")
        if wants and shape.kind is not wants:
            self.document.refuse(place, f"参数“{name}”是{shape.kind}，这里要的是{wants}，请换一个参数")
        if shape.ended and shape.ended <= self.rule.since:
            told = f"参数“{name}”的值到{shape.ended.isoformat()}为止，规则施行时已经没有值。请先填新值并写文号"
            self.document.refuse(place, told)
        return shape.kind

    def _tree(
        self, place: Place, text: str, names: Mapping[str, Kind], parameters: Mapping[str, Kind],
        codes: Mapping[str, tuple[str, ...]],
    ) -> exp.Expression:  # fmt: skip
        try:
            return parse(text, names, parameters, codes=codes)
        except ExpressionFault as fault:
            self.document.refuse(place, str(fault))

    def _where(self, name: str, given: Input, placeholders: Mapping[str, Kind]) -> exp.Expression:
        source = self.sources[given.source]
        return self._tree(("inputs", name, "where"), given.where, source.columns, placeholders, source.codes)

    def _awaits(self) -> None:
        used = {given.source for given in self.rule.inputs.values()}
        for source, given in self.rule.awaits.items():
            for column in given.columns:
                if not INPUT_NAME.match(column) or column in ROW_OWN:
                    told = f"列名“{column}”已被占用，或不是小写英文，请另取一个"
                    self.document.refuse(("awaits", source, "columns", column), told)
            if source not in used:
                self.document.refuse(("awaits", source), f"没有一项输入用到“{source}”，请去掉，或者写对输入的 source")

    def _input(self, name: str, given: Input) -> Kind:
        place: Place = ("inputs", name)
        if not INPUT_NAME.match(name) or name in TAKEN | self.subject.columns.keys() | self.rule.parameters.keys():
            self.document.refuse(place, f"输入“{name}”的名字已被占用，或不是小写英文，请另取一个")
        source = self.sources.get(given.source)
        if source is None:
            known = "、".join(sorted(self.sources))
            told = f"没有数据源“{given.source}”，可用的有：{known}；还没有部门报送的，先在 awaits 里写明名称和各列"
            self.document.refuse((*place, "source"), told)
        if fault := input_fault(given, source, self.rule.subject):
            self.document.refuse((*place, fault[0]), fault[1])
        kind = self._taken(place, given, source)
        self._absence(place, given, kind)
        self._band(place, given, kind)
        return kind

    def _taken(self, place: Place, given: Input, source: SourceShape) -> Kind:
        if given.take == "any":
            return Kind.BOOL
        if given.take == "count":
            return Kind.NUMBER
        kind = source.columns[given.column]
        if given.take != "latest" and kind not in ({Kind.NUMBER} if given.take == "sum" else {Kind.NUMBER, Kind.DATE}):
            self.document.refuse((*place, "take"), f"“{given.column}”是{kind}，不能取 {given.take}，请改用 latest")
        return kind

    def _absence(self, place: Place, given: Input, kind: Kind) -> None:
        if given.otherwise is not None:
            if given.absent == "unknown":
                told = "absent 是 unknown 时不能写 else：没有数据就是不明。请去掉 else，或把 absent 改成 unknown_unless_covered"
                self.document.refuse((*place, "else"), told)
            fits = {Kind.BOOL: bool, Kind.NUMBER: int, Kind.TEXT: str}.get(kind)
            if fits is None or type(given.otherwise) is not fits:
                self.document.refuse((*place, "else"), f"else 应当是{kind}，请改写或者去掉")
        if given.covered_share:
            self._parameter((*place, "covered_share"), given.covered_share, Kind.NUMBER)

    def _band(self, place: Place, given: Input, kind: Kind) -> None:
        if kind is Kind.NUMBER and given.band is None:
            self.document.refuse(place, "数要写 band（按哪些档算有变化），不看变化的写 none")
        if given.band and given.band != "none":
            if kind is not Kind.NUMBER:
                self.document.refuse((*place, "band"), "只有数才分档，请去掉 band")
            if given.band.of and given.band.of not in self.rule.parameters:
                self.document.refuse((*place, "band"), f"没有声明参数“{given.band.of}”，请写进 parameters")

    def _asked(self, when: exp.Expression) -> None:
        """No input is read for nothing, and a lower bound is only asked whether it reaches something."""
        for name, given in self.rule.inputs.items():
            if given.empty_cells == "at_least" and not only_reached(when, name):
                told = f"“{name}”空着的格按“至少”算，条件里只能写成 {name} >= …，不能反过来用。请改条件，或去掉 empty_cells"
                self.document.refuse(("when",), told)

    def _input_codes(self) -> dict[str, tuple[str, ...]]:
        """The only values of coded inputs: those of the column, and the word that stands for there being no row."""
        coded = {name: self.sources[given.source].codes.get(given.column) for name, given in self.rule.inputs.items()}
        words = {
            name: (given.otherwise,) for name, given in self.rule.inputs.items() if isinstance(given.otherwise, str)
        }
        return {name: (*codes, *words.get(name, ())) for name, codes in coded.items() if codes}

    def _sentences(self, known: set[str]) -> None:
        for index, case in enumerate(self.rule.sentences):
            pieces = placeholders_of(case.says)
            if pieces is None:
                self.document.refuse(("says", index), "证据句里的花括号不成对，请写成 {名称}")
            for piece in pieces:
                if piece not in known:
                    told = f"证据句里没有“{{{piece}}}”可填，可用的有：{'、'.join(sorted(known))}"
                    self.document.refuse(("says", index), told)
            if self.subject.said not in pieces:
                self.document.refuse(("says", index), f"证据句没有说是谁，请写进 {{{self.subject.said}}}")

    def _cool_down(self) -> None:
        if self.rule.cool_down is None:
            return
        self._parameter(("cool_down", "days"), self.rule.cool_down.days, Kind.NUMBER)

    def _table(self, names: Mapping[str, Kind], codes: Mapping[str, tuple[str, ...]], needs: Mapping[str, str]) -> None:
        heads = {column.label: name for name, column in self.subject.columns.items()}
        heads |= {given.label: name for name, given in self.rule.inputs.items()}
        words = {self.known[name].word: self.known[name].kind for name in needs.values()}
        fault = table_fault(self.rule.tests, {head: (names[n], codes.get(n, ())) for head, n in heads.items()}, words)
        if fault:
            self.document.refuse(("tests",), fault)

    def _needs(self, columns: Iterable[str]) -> dict[str, str]:
        """Every parameter the rule cannot run without: its alias (or the column that needs it) and its name."""
        shares = {f"{name} covered_share": given.covered_share for name, given in self.rule.inputs.items()}
        derived = {column: self.subject.columns[column].needs for column in sorted(columns)}
        if any(given.window == "school_year" for given in self.rule.inputs.values()):
            derived["school_year"] = subject.SCHOOL_YEAR_BASE
        if self.rule.only_when:
            derived["only_when"] = self.rule.only_when.parameter
        return {alias: name for alias, name in {**self.rule.parameters, **shares, **derived}.items() if name}

    def _subject_columns(self, trees: Iterable[exp.Expression | None]) -> frozenset[str]:
        asked = {column.name for tree in trees if tree is not None for column in tree.find_all(exp.Column)}
        said = {piece for case in self.rule.sentences for piece in placeholders_of(case.says) or ()}
        return frozenset((asked | said) & self.subject.columns.keys())


def placeholders_of(template: str) -> list[str] | None:
    """The `{names}` in a sentence, in order; None when its braces do not pair."""
    try:
        return [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:
        return None
