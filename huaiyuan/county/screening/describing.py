"""A rule told in plain words (规则页): whom it looks at, from which data, when it holds, with which numbers since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from huaiyuan.base.reference.queries import DatedValue, dated_values
from huaiyuan.core.engine.screening import kept
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.policy import parameters, subject, wording
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.rule import Input
from huaiyuan.core.policy.sources import awaited
from huaiyuan.core.policy.wording import Piece
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.county.screening import content, inputs, minitables
from huaiyuan.county.screening.models import RuleVersion
from huaiyuan.county.screening.queries import RuleInForce, in_force
from huaiyuan.county.screening.sources import shapes

TAKEN = {"sum": "的合计", "max": "的最大值", "min": "的最小值", "latest": "的最新一行"}
WINDOWS = {
    "latest_batch": "最近一期", "previous_batch": "上一期", "calendar_year": "本年最近一期（累计）",
    "calendar_month": "本年最近一期里当月的行", "school_year": "本学年最近一期",
}  # fmt: skip
WHOSE = {"person": "本人", "household": "本户", "village": "本村"}


@dataclass(frozen=True)
class Span:
    """A parameter's value in a span of days: past, in force now, or to come."""

    words: str
    since: dt.date
    last_day: dt.date | None
    source: str
    doc_no: str
    when: str
    is_shipped: bool
    is_settled: bool


@dataclass(frozen=True)
class ParameterStory:
    """A parameter of a rule: its value now in words (empty when nobody settled one), and every value it has had."""

    name: str
    title: str
    unit: str
    yearly: bool
    now: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class InputStory:
    """An input in words: whose data, what is taken of them, what no row means."""

    label: str
    department: str
    taken: str
    silence: str


@dataclass(frozen=True)
class VersionStory:
    """A version of the rule's text: since when it holds, by whom it was put in force."""

    version: int
    since: dt.date
    last_day: dt.date | None
    published_by: str
    approved_by: str
    is_void: bool


@dataclass(frozen=True)
class Story:
    """Everything a rule page says beside what runs have found."""

    rule: RuleInForce
    condition: list[Piece]
    population: list[Piece]
    grades: list[tuple[str, str]]
    sentences: list[tuple[str, str]]
    inputs: list[InputStory]
    parameters: list[ParameterStory]
    cool_down: str
    reopen: str
    expects: str
    mend: str
    table: minitables.Table
    versions: list[VersionStory]
    text: str


@dataclass(frozen=True)
class RuleName:
    """A rule that is in force, by number and title."""

    rule: str
    title: str


def find(rule_id: str, on: dt.date) -> RuleName | None:
    """A rule in force on a day, None when there is none."""
    version = _version(rule_id, on)
    return RuleName(version.rule, version.title) if version is not None else None


def tell(rule_id: str, on: dt.date) -> Story:
    """The story of a rule in force on a day, in three queries. Raises POLICY_FILE_FAULT."""
    version = _version(rule_id, on)
    if version is None:
        raise LookupError(f"no rule {rule_id} in force on {on}")
    checked = inputs.checked_rules({f"{version.rule}.yaml": version.text})[0]
    rule = checked.rule
    names = content.editable(checked) + ([rule.cool_down.days] if rule.cool_down else [])
    dated = dated_values(names)
    now = {name: found for name, spans in dated.items() if (found := _now(spans, on)) is not None}
    values = {name: found.value for name, found in now.items() if found.value is not None}
    words = {name: (content.said(value, now[name].unit), "") for name, value in values.items()}
    days = words.get(rule.cool_down.days, ("“冷却天数”（还没有录入）", ""))[0] if rule.cool_down else ""
    return Story(
        rule=in_force(checked, version, on, values, {name: now[name] for name in values}),
        condition=wording.says(checked, checked.when, words),
        population=wording.says(checked, checked.population, words),
        grades=_cases(
            [(case.grade, tree) for case, tree in zip(rule.cases, checked.grades, strict=True)], checked, words
        ),
        sentences=_cases(
            [(_example(s.says, checked, words, on), t) for s, t in zip(rule.sentences, checked.sentences, strict=True)],
            checked,
            words,
        ),
        inputs=[_input(name, given, checked, words) for name, given in rule.inputs.items()],
        parameters=[_parameter(name, dated.get(name, []), on) for name in content.editable(checked)],
        cool_down=days,
        reopen="情况明显变化的，期内也会再问" if rule.cool_down and rule.cool_down.reopen_when else "",
        expects=rule.expects,
        mend=rule.mend.says if rule.mend else "",
        table=minitables.run(checked),
        versions=_versions(version.rule),
        text=version.text,
    )


def stories(names: list[str], on: dt.date) -> list[ParameterStory]:
    """The stories of parameters, in one query."""
    dated = dated_values(names)
    return [_parameter(name, dated.get(name, []), on) for name in names]


def _version(rule_id: str, on: dt.date) -> RuleVersion | None:
    return inputs.versions_on(on).filter(rule=rule_id).first()


def _cases(
    cases: list[tuple[str, exp.Expression | None]], checked: Checked, words: Mapping[str, tuple[str, str]]
) -> list[tuple[str, str]]:
    """What applies, and when, in words; the last without a condition."""
    return [
        (what, wording.plain(wording.says(checked, when, words)) if when is not None else "") for what, when in cases
    ]


def _example(says: str, checked: Checked, words: Mapping[str, tuple[str, str]], on: dt.date) -> str:
    """An evidence sentence with words in its gaps: 某某2026年看病，个人负担累计…元."""
    gaps = {"name": "某某", "village": "某村", "year": str(on.year), "as_of": "截至日"}
    gaps |= {name: f"〔{column.label}〕" for name, column in subject.COLUMNS.items()}
    gaps |= {name: f"〔{given.label}〕" for name, given in checked.rule.inputs.items()}
    for alias, name in checked.rule.parameters.items():
        unit = parameters.load()[name].unit
        gaps[alias] = words[name][0].removesuffix(unit) if name in words else "〔未录入〕"
    return says.format(**gaps)


def _now(spans: list[DatedValue], on: dt.date) -> DatedValue | None:
    return next((span for span in spans if span.valid_from <= on < span.valid_to), None)


def _parameter(name: str, spans: list[DatedValue], on: dt.date) -> ParameterStory:
    shipped = parameters.load()[name]
    now = _now(spans, on)
    return ParameterStory(
        name, shipped.title, shipped.unit, shipped.yearly,
        content.said(now.value, now.unit) if now is not None and now.value is not None else "",
        tuple(_span(span, on) for span in reversed(_joined(spans))),
    )  # fmt: skip


def _joined(spans: list[DatedValue]) -> list[DatedValue]:
    """Spans that follow each other with the same value for the same reason, as one."""
    found: list[DatedValue] = []
    for span in spans:
        last = found[-1] if found else None
        same = last is not None and (last.value, last.source, last.doc_no) == (span.value, span.source, span.doc_no)
        if last is not None and same and last.valid_to == span.valid_from:
            found[-1] = replace(last, valid_to=span.valid_to)
        else:
            found.append(span)
    return found


def _span(span: DatedValue, on: dt.date) -> Span:
    when = "now" if span.valid_from <= on < span.valid_to else "past" if span.valid_to <= on else "coming"
    return Span(
        content.said(span.value, span.unit), span.valid_from, _last_day(span.valid_to), span.source, span.doc_no, when,
        span.is_shipped, span.value is not None,
    )  # fmt: skip


def _last_day(until: dt.date) -> dt.date | None:
    return None if until >= OPEN_END else until - dt.timedelta(days=1)


def _input(name: str, given: Input, checked: Checked, words: Mapping[str, tuple[str, str]]) -> InputStory:
    rule, whose = checked.rule, WHOSE[checked.rule.subject]
    source = shapes().get(given.source) or awaited(given.source, rule.awaits[given.source])
    what = {"any": f"有没有{whose}的行", "count": f"{whose}有几行"}.get(given.take)
    what = what or f"“{given.label}”{TAKEN[given.take]}"
    only = (
        f"，只看{wording.plain(wording.says(checked, checked.wheres[name], words, _labels(given)))}的行"
        if given.where
        else ""
    )
    told = "和这里记的台账" if kept.tells(given.source, given.window) else ""
    taken = f"{source.name}{told}，{WINDOWS[given.window]}，{what}{only}"
    if given.absent == "unknown" or given.otherwise is None:
        silence = f"表里没有{whose}，就是不明"
    else:
        yes_or_no = {True: "是", False: "否"}
        told = yes_or_no[given.otherwise] if isinstance(given.otherwise, bool) else str(given.otherwise)
        silence = f"表里没有{whose}：表覆盖本村的算“{told}”，没覆盖的不明"
    if given.doubt:
        silence += f"；有对不准的行可能是{whose}的，也不明"
    return InputStory(given.label, source.department, taken, silence)


def _labels(given: Input) -> dict[str, str]:
    """The words of a department's columns; of a source still to come nobody has written them yet."""
    source = SOURCES.get(given.source)
    return {column.name: column.label for column in source.columns} if source else {}


def _versions(rule_id: str) -> list[VersionStory]:
    rows = RuleVersion.objects.filter(rule=rule_id).order_by("-version")
    return [
        VersionStory(
            row.version, row.valid_from, _last_day(row.valid_to), row.published_by, row.approved_by,
            row.superseded_at is not None,
        )
        for row in rows
    ]  # fmt: skip
