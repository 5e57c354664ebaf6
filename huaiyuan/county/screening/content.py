"""What a change says: values and text as given, checked; as fingerprints; and in words."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from huaiyuan.base import reference
from huaiyuan.base.reference.queries import dated_values
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import parameters
from huaiyuan.core.policy import rule as rules
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import shown
from huaiyuan.county.screening import errors, inputs, minitables
from huaiyuan.county.screening.models import ChangedValue, RuleChange, RuleVersion

PRINT = 16
PLACES, DIGITS = 4, 14
PERCENT = "%"
WHOLE = Decimal(100)
VERSION = re.compile(r"^version:.*$", re.M)
FROM = re.compile(r"^from:.*$", re.M)
UNSETTLED = "未定"
# What the county may set: a number or a text, never a date.
Value = Decimal | str


@dataclass(frozen=True)
class Draft:
    """What is to be tried or published: values by parameter (None: not settled) and a text, empty when it stays."""

    rule: str
    values: Mapping[str, Value | None] = field(default_factory=dict)
    text: str = ""


def checked_rule(rule_id: str, on: dt.date) -> Checked:
    """The rule in force on a day, parsed. Raises SCREENING_NO_RULE, POLICY_FILE_FAULT."""
    version = inputs.versions_on(on).filter(rule=rule_id).first()
    if version is None:
        raise DomainError(errors.NO_RULE, rule=rule_id[:12])
    return inputs.checked_rules({f"{rule_id}.yaml": version.text})[0]


def editable(checked: Checked) -> list[str]:
    """The parameters a rule cannot run without, by name, each once."""
    return list(dict.fromkeys(checked.needs.values()))


def read(checked: Checked, given: Mapping[str, str], text: str, on: dt.date) -> Draft:
    """A draft from what was typed: values by alias or name, those left empty or as they are dropped.

    Raises: SCREENING_NOT_ITS_PARAMETER, SCREENING_NOT_A_NUMBER, SCREENING_NOT_A_TEXT, SCREENING_OUT_OF_RANGE,
    SCREENING_NOTHING_CHANGED, and for a text POLICY_FILE_FAULT, SCREENING_RULE_NUMBER, SCREENING_TABLE_*.
    """
    rule = checked.rule
    known = {**checked.needs, **{name: name for name in editable(checked)}}
    wanted: dict[str, Value | None] = {}
    now = {name: found.value for name, found in reference.parameters(editable(checked), on).items()}
    for name, typed in given.items():
        if not typed.strip():
            continue
        if name not in known:
            raise DomainError(
                errors.NOT_ITS_PARAMETER, rule=rule.id, name=name[:60], known="、".join(sorted(known)) or "无"
            )
        value = _value(known[name], typed.strip())
        if value != now.get(known[name]):
            wanted[known[name]] = value
    same = not text.strip() or _bare(text) == _bare(current_text(rule.id, on))
    if not same:
        check_text(rule.id, text)
    if not wanted and same:
        raise DomainError(errors.NOTHING_CHANGED)
    return Draft(rule.id, wanted, "" if same else _unix(text))


def check_text(rule_id: str, text: str) -> Checked:
    """A rule's new text, parsed, with a mini table that comes out as it says.

    Raises: POLICY_FILE_FAULT, SCREENING_RULE_NUMBER, SCREENING_TABLE_FAILS, SCREENING_TABLE_UNREADABLE.
    """
    rule, _ = rules.read(f"{rule_id}.yaml", _unix(text))
    if rule.id != rule_id:
        raise DomainError(errors.RULE_NUMBER, given=rule.id, rule=rule_id)
    checked = inputs.checked_rules({f"{rule_id}.yaml": _unix(text)})[0]
    minitables.refuse_failing(checked, _unix(text))
    return checked


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def _bare(text: str) -> str:
    """A text without its version number, which the system counts."""
    return VERSION.sub("version: 0", _unix(text), count=1)


def numbered(text: str, version: int) -> str:
    """A text that bears a version number."""
    return VERSION.sub(f"version: {version}", text, count=1)


def as_if_in_force(text: str) -> str:
    """A text that holds on any day, for trying it before its date and over months past."""
    return FROM.sub("from: 2000-01-01", text, count=1)


def current_text(rule_id: str, on: dt.date) -> str:
    """The rule's text in force on a day, empty when there is none."""
    return inputs.versions_on(on).filter(rule=rule_id).values_list("text", flat=True).first() or ""


def read_value(name: str, typed: str, on: dt.date) -> Draft:
    """A draft of one parameter that no rule needs, from what was typed.

    Raises: SCREENING_NO_PARAMETER, SCREENING_RULE_NEEDS, SCREENING_NOTHING_CHANGED and what a value of a rule raises.
    """
    if name not in parameters.load():
        raise DomainError(errors.NO_PARAMETER, name=name[:60])
    refuse_needed([name], on)
    now = reference.parameter(name, on)
    if not typed.strip() or (value := _value(name, typed.strip())) == (now.value if now else None):
        raise DomainError(errors.NOTHING_CHANGED)
    return Draft("", {name: value})


def refuse_needed(names: Iterable[str], on: dt.date) -> None:
    """Raises SCREENING_RULE_NEEDS where a rule in force cannot run without one of the parameters."""
    needed = needed_by(inputs.checked_rules(inputs.rule_texts(on)))
    for name in names:
        if name in needed:
            raise DomainError(errors.RULE_NEEDS, title=parameters.load()[name].title, rule=needed[name])


def needed_by(rules_in_force: Iterable[Checked]) -> dict[str, str]:
    """The first rule that cannot run without each parameter: the one by which it is changed."""
    found: dict[str, str] = {}
    for checked in rules_in_force:
        for name in editable(checked):
            found.setdefault(name, checked.rule.id)
    return found


def _value(name: str, typed: str) -> Value:
    shipped = parameters.load()[name]
    if shipped.is_text:
        return _text(shipped, typed)
    try:
        number = Decimal(typed.replace(",", "").replace("，", ""))
        places = -int(number.normalize().as_tuple().exponent)
    except (InvalidOperation, ValueError):  # the exponent of a NaN is a letter
        raise DomainError(errors.NOT_A_NUMBER, title=shipped.title, given=typed[:40]) from None
    high = WHOLE if shipped.unit == PERCENT else Decimal(10) ** DIGITS
    if not 0 < number <= high or places > PLACES:
        raise DomainError(errors.OUT_OF_RANGE, title=shipped.title, given=typed[:40])
    return number


def _text(shipped: parameters.Shipped, typed: str) -> str:
    if shipped.allows(typed):
        return typed
    given = typed[:40]
    if not shipped.choices:
        like = next(str(dated.value) for dated in shipped.values if dated.value is not None)
        raise DomainError(errors.NOT_A_TEXT, title=shipped.title, like=like, given=given)
    fault = errors.NOT_CHOICES if shipped.several else errors.NOT_A_CHOICE
    raise DomainError(fault, title=shipped.title, choices=parameters.BETWEEN.join(shipped.choices), given=given)


def draft_of(change: RuleChange) -> Draft:
    """What a change says."""
    return Draft(change.rule, {row.name: new_value(row) for row in change.values.all()}, change.text)


def new_value(row: ChangedValue) -> Value | None:
    """A changed parameter's new value."""
    return _held(row.number, row.text)


def was_value(row: ChangedValue) -> Value | None:
    """A changed parameter's value before."""
    return _held(row.was_number, row.was_text)


def _held(number: Decimal | None, text: str) -> Value | None:
    if number is None:
        return text or None
    plain = number.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def content_print(draft: Draft) -> str:
    """What was tried, in short: another value or another text is another print."""
    lines = [f"rule {draft.rule}", f"text {draft.text}"]
    lines += [f"{name} {value}" for name, value in sorted(draft.values.items())]
    return _short(lines)


def base_print(draft: Draft) -> str:
    """What it was tried against, in short: the values and the text in force, with all their dates."""
    held = dated_values(draft.values)
    lines = [f"{name} {v.valid_from} {v.valid_to} {v.value}" for name, found in sorted(held.items()) for v in found]
    if draft.text:
        versions = RuleVersion.objects.filter(rule=draft.rule, superseded_at=None).order_by("version")
        lines += [f"{v.version} {v.text_hash} {v.valid_from} {v.valid_to}" for v in versions]
    return _short(lines)


def _short(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:PRINT]


def until(name: str, since: dt.date) -> dt.date:
    """The day a value that begins at `since` ends (not included): a yearly one ends with its year."""
    return dt.date(since.year + 1, 1, 1) if parameters.load()[name].yearly else OPEN_END


def in_words(draft: Draft, was: Mapping[str, Value | None], was_text: str = "") -> str:
    """The change as one sentence: from 5,000 元 to 6,000 元."""
    shipped = parameters.load()
    parts = [
        f"“{shipped[name].title}”从{said(was.get(name), shipped[name].unit)}改为{said(value, shipped[name].unit)}"
        for name, value in sorted(draft.values.items())
    ]
    if draft.text:
        plus, minus = line_counts(was_text, draft.text)
        parts.append(f"规则正文改了（新增{plus}行、去掉{minus}行）")
    return "；".join(parts)


def said(value: Value | None, unit: str) -> str:
    """A value with its unit as people say it; a value nobody settled is 未定."""
    if value is None:
        return UNSETTLED
    return shown(value) if unit in parameters.PLAIN else f"{shown(value)}{unit}"


def line_counts(before: str, after: str) -> tuple[int, int]:
    """How many lines a text gained and lost."""
    lines = diff(before, after)
    return sum(kind == "+" for kind, _ in lines), sum(kind == "-" for kind, _ in lines)


def diff(before: str, after: str) -> list[tuple[str, str]]:
    """The lines of two texts that differ, with a line around them: (" ", "+" or "-", line)."""
    from difflib import unified_diff  # noqa: PLC0415 - only a page that shows a text change needs it

    lines = unified_diff(_bare(before).splitlines(), _bare(after).splitlines(), n=1, lineterm="")
    return [(line[0], line[1:]) for line in lines if line[:3] not in {"---", "+++"} and not line.startswith("@@")]


def rule_title(text: str) -> str:
    """The title a rule's text bears."""
    return rules.read("", text)[0].title


def refuse_not_yet(rule_id: str, text: str, since: dt.date) -> None:
    """Raises POLICY_FILE_FAULT at the line of `from` (or `to`) when a text does not hold on its first day."""
    rule, document = rules.read(f"{rule_id}.yaml", text)
    if not rule.holds_on(since):
        entry = "from" if since < rule.since else "to"
        document.refuse((entry,), f"正文的起止日期不含施行日期{since.isoformat()}，请改 {entry}")
