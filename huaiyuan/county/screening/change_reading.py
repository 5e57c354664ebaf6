"""Reading changes: the list by where they stand, one with all its words, the history of a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import parameters
from huaiyuan.county.screening import content, moves
from huaiyuan.county.screening.models import ChangedValue, RuleChange
from huaiyuan.county.screening.types import ChangeState

MOST = 200
TABS = {"waiting": "等人发布", "mine": "我提的", "published": "已发布", "all": "全部"}


@dataclass(frozen=True)
class ValueLine:
    """A changed parameter: from what to what, in words."""

    name: str
    title: str
    was: str
    now: str


@dataclass(frozen=True)
class ChangeLine:
    """A change as pages show it. `may` are the moves the account may make now."""

    change_no: str
    rule: str
    state: str
    state_label: str
    what: str
    values: tuple[ValueLine, ...]
    diff: tuple[tuple[str, str], ...]
    since: dt.date
    reason: str
    source: str
    doc_no: str
    proposed_by: str
    proposed_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    decided_why: str
    published_by: str
    published_at: dt.datetime | None
    restores: str
    restored_by: str
    trial_id: str
    tried_on: dt.date | None
    tried_at: dt.datetime | None
    version: int
    may: frozenset[str]

    @property
    def is_in_force(self) -> bool:
        """Whether it is published and its day has come."""
        return self.state == ChangeState.PUBLISHED and self.since <= clock.today()

    @property
    def about(self) -> str:
        """What is changed, in a heading: a rule, or a parameter that no rule needs."""
        return "规则改动" if self.rule else "参数改动"

    @property
    def badge(self) -> str:
        """How its state is shown; where nothing is to be tried, a draft is one that was sent back."""
        return "returned" if self.state == ChangeState.DRAFT and not self.rule else self.state

    @property
    def has_text(self) -> bool:
        """Whether the rule's text is changed."""
        return bool(self.diff)


def lines(account: Account, tab: str) -> list[ChangeLine]:
    """The changes of a tab, the newest first."""
    rows = _rows()
    narrowed = {
        "waiting": rows.filter(state=ChangeState.TRIED),
        "mine": rows.filter(proposed_by=account),
        "published": rows.filter(state__in=(ChangeState.PUBLISHED, ChangeState.ROLLED_BACK)),
    }
    return _lines(narrowed.get(tab, rows)[:MOST], account)


def counts(account: Account) -> dict[str, int]:
    """How many changes each tab has; one query."""
    rows = RuleChange.objects.values_list("state", "proposed_by")
    found = dict.fromkeys(TABS, 0)
    for state, proposer in rows:
        found["all"] += 1
        found["waiting"] += state == ChangeState.TRIED
        found["mine"] += proposer == account.pk
        found["published"] += state in {ChangeState.PUBLISHED, ChangeState.ROLLED_BACK}
    return found


def find(change_no: str) -> str | None:
    """The number itself when there is such a change."""
    return RuleChange.objects.filter(change_no=change_no).values_list("change_no", flat=True).first()


def one(change_no: str, account: Account) -> ChangeLine:
    """A change by its number, with all that a page shows of it."""
    return _line(_rows().get(change_no=change_no), account)


def proposed(change_no: str) -> content.Draft:
    """What a change says, to be reworded."""
    return content.draft_of(_rows().get(change_no=change_no))


def of_rule(rule_id: str, names: Iterable[str], account: Account) -> list[ChangeLine]:
    """Everything that was proposed about a rule or a parameter it uses, the newest first."""
    touching = Q(rule=rule_id) | Q(values__name__in=list(names))
    return _lines(_rows().filter(touching).distinct()[:MOST], account)


def _rows() -> QuerySet[RuleChange]:
    rows = RuleChange.objects.select_related("proposed_by", "decided_by", "published_by", "restores", "trial")
    return rows.prefetch_related("values").annotate(restoring=_restoring()).order_by("-proposed_at", "-id")


def _restoring() -> Subquery:
    """The number of the roll-back of a change that was not dropped."""
    rows = RuleChange.objects.filter(restores=OuterRef("pk")).exclude(state=ChangeState.DROPPED)
    return Subquery(rows.order_by("-id").values("change_no")[:1])


def _lines(rows: Iterable[RuleChange], account: Account) -> list[ChangeLine]:
    return [_line(row, account) for row in rows]


def _line(row: RuleChange, account: Account) -> ChangeLine:
    values = sorted(row.values.all(), key=lambda value: value.name)
    was: dict[str, content.Value | None] = {value.name: content.was_value(value) for value in values}
    restoring = getattr(row, "restoring", "") or ""
    may = {name for name in moves.MOVES if name != "roll_back" and moves.permitted(name, row, account)}
    if row.restores is not None:
        # What a roll-back brings back is given; it can be dropped, not reworded.
        may.discard("edit")
    if row.state == ChangeState.PUBLISHED and not restoring and moves.may(account, moves.P.RULE_WRITE):
        may.add("roll_back")
    return ChangeLine(
        change_no=row.change_no, rule=row.rule, state=row.state, state_label=row.get_state_display(),
        what=content.in_words(content.draft_of(row), was, row.was_text), values=tuple(map(_value, values)),
        diff=tuple(content.diff(row.was_text, row.text)) if row.text else (), since=row.since, reason=row.reason,
        source=row.source, doc_no=row.doc_no, proposed_by=row.proposed_by.display_name, proposed_at=row.proposed_at,
        decided_by=_name(row.decided_by), decided_at=row.decided_at, decided_why=row.decided_why,
        published_by=_name(row.published_by), published_at=row.published_at,
        restores=row.restores.change_no if row.restores else "", restored_by=restoring,
        trial_id=row.trial.trial_id if row.trial else "", tried_on=row.trial.as_of if row.trial else None,
        tried_at=row.trial.made_at if row.trial else None, version=row.version, may=frozenset(may),
    )  # fmt: skip


def _name(account: Account | None) -> str:
    return account.display_name if account is not None else ""


def _value(row: ChangedValue) -> ValueLine:
    shipped = parameters.load()[row.name]
    was, now = (content.said(value, shipped.unit) for value in (content.was_value(row), content.new_value(row)))
    return ValueLine(row.name, shipped.title, was, now)
