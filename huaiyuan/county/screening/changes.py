"""Changing a rule or its parameters (规则改动): one proposes and tries, another publishes, either may ask to roll back.

Nothing here is in force before it is published, and nothing that was in force is ever deleted. A parameter that no rule
needs (a deadline, who decides) is changed the same way without a trial: there is nothing to be found differently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.screening import content, errors, moves, publishing, trail, trials
from huaiyuan.county.screening.content import Draft
from huaiyuan.county.screening.models import ChangedValue, RuleChange
from huaiyuan.county.screening.types import ChangeState

TRIES = 5
CONFLICTS = ("draft", "tried", "published")


@dataclass(frozen=True)
class Paper:
    """What a change rests on: from which day, why, the document and its number."""

    since: dt.date
    reason: str
    source: str
    doc_no: str = ""


def find(change_no: str) -> RuleChange:
    """A change by its number. Raises SCREENING_NO_CHANGE."""
    rows = RuleChange.objects.select_related("proposed_by", "published_by", "decided_by", "trial", "restores")
    change = rows.filter(change_no=change_no).first()
    if change is None:
        raise DomainError(errors.NO_CHANGE, change=change_no[:16])
    return change


def propose(rule_id: str, given: Mapping[str, str], paper: Paper, *, by: Account, text: str = "") -> RuleChange:
    """Propose new values (by alias or name) or a new text; to be tried before anything else.

    Raises: SCREENING_NO_RULE, SCREENING_NOT_PERMITTED, SCREENING_SINCE_PAST, SCREENING_NO_REASON, SCREENING_NO_SOURCE,
    and what `content.read` raises.
    """
    _require(by, P.RULE_WRITE, "提出")
    _refuse_paper(paper)
    draft = content.read(content.checked_rule(rule_id, clock.today()), given, text, clock.today())
    _refuse_early_text(draft, paper.since)
    return _create(draft, paper, by=by)


def propose_value(name: str, typed: str, paper: Paper, *, by: Account) -> RuleChange:
    """Propose another value for a parameter that no rule needs; it waits at once for somebody else to publish it.

    Raises: SCREENING_NOT_PERMITTED, SCREENING_SINCE_PAST, SCREENING_NO_REASON, SCREENING_NO_SOURCE, and what
    `content.read_value` raises.
    """
    _require(by, P.RULE_WRITE, "提出")
    _refuse_paper(paper)
    draft = content.read_value(name, typed, clock.today())
    with transaction.atomic():
        change = _create(draft, paper, by=by)
        _lay_before(change, draft, by)
    return change


def edit(
    change_no: str, given: Mapping[str, str], paper: Paper, *, by: Account, text: str = "", seen: int | None = None
) -> RuleChange:
    """Change a proposal that is not published; it must be tried again. `seen` is the version the person had before them.

    Raises as `propose`, SCREENING_NOT_YOURS, SCREENING_CHANGE_MOVED, SCREENING_CHANGE_STAGE.
    """
    _refuse_paper(paper)
    change = find(change_no)
    draft = _read_again(change, given, text)
    _refuse_early_text(draft, paper.since)
    with transaction.atomic():
        change.version = change.version if seen is None else seen
        was_text = content.current_text(change.rule, clock.today()) if draft.text else ""
        moves.move(
            "edit", change, by=by, since=paper.since, reason=paper.reason.strip(), source=paper.source.strip(),
            doc_no=paper.doc_no.strip(), text=draft.text, was_text=was_text, trial=None, tried_print="", base_print="",
        )  # fmt: skip
        change.values.all().delete()
        _write_values(change, draft)
        _record(trail.CHANGE_EDITED, change, draft, by)
        if not change.rule:
            _lay_before(change, draft, by)
    return change


def _read_again(change: RuleChange, given: Mapping[str, str], text: str) -> Draft:
    if change.rule:
        return content.read(content.checked_rule(change.rule, clock.today()), given, text, clock.today())
    name = change.values.get().name
    return content.read_value(name, given.get(name, ""), clock.today())


def lay_before(change_no: str, *, by: Account) -> RuleChange:
    """Lay a change that was sent back before somebody else once more, as it stands; of a parameter that no rule needs.

    Raises: SCREENING_RULE_NEEDS, SCREENING_NOT_PERMITTED, SCREENING_CHANGE_MOVED, SCREENING_CHANGE_STAGE.
    """
    change = find(change_no)
    draft = content.draft_of(change)
    content.refuse_needed(draft.values, clock.today())
    with transaction.atomic():
        _lay_before(change, draft, by)
        _record(trail.CHANGE_LAID_BEFORE, change, draft, by)
    return change


def _lay_before(change: RuleChange, draft: Draft, by: Account) -> None:
    moves.move("try_", change, by=by, **_prints(draft))


def _prints(draft: Draft) -> dict[str, str]:
    """What is proposed and what it is to take the place of, so that another content is never published unseen."""
    return {"tried_print": content.content_print(draft), "base_print": content.base_print(draft)}


def try_change(change_no: str, *, by: Account) -> RuleChange:
    """Try a proposal on today's county and bind the result to the very content that was tried.

    Where no rule is concerned there is nothing to try, see `lay_before`. Raises: SCREENING_CHANGE_MOVED,
    SCREENING_CHANGE_STAGE, and what `trials.run` raises.
    """
    change = find(change_no)
    if not change.rule:
        return lay_before(change_no, by=by)
    draft = content.draft_of(change)
    prints = _prints(draft)
    trial = trials.run(draft, as_of=clock.today(), by=by)
    with transaction.atomic():
        moves.move("try_", change, by=by, trial=trial, **prints)
        audit.record(
            trail.CHANGE_TRIED, by=by, subject=_subject(change), writes=False, change=change.change_no,
            as_of=trial.as_of.isoformat(), before=trial.before_hits, after=trial.after_hits,
        )  # fmt: skip
    return change


def publish(change_no: str, *, by: Account, since: dt.date | None = None, seen: int | None = None) -> RuleChange:
    """Another person than the proposer lets a tried change hold, from its day or another one that is not past.

    Raises: SCREENING_SAME_PERSON, SCREENING_NOT_PERMITTED, SCREENING_TRY_AGAIN, SCREENING_SINCE_PAST,
    SCREENING_CHANGE_MOVED, SCREENING_CHANGE_STAGE, SCREENING_RULE_NEEDS, REFERENCE_PARAMETER_MOVED.
    """
    change = find(change_no)
    draft = content.draft_of(change)
    if not change.rule:
        content.refuse_needed(draft.values, clock.today())
    day = since or max(change.since, clock.today())
    if day < clock.today():
        raise DomainError(errors.SINCE_PAST, since=day.isoformat())
    with transaction.atomic():
        at = clock.now()
        change.version = change.version if seen is None else seen
        tried = (change.tried_print, change.base_print)
        moves.move("publish", change, by=by, published_by=by, published_at=at, since=day)
        publishing.hold(draft)
        if tried != (content.content_print(draft), content.base_print(draft)):
            raise DomainError(errors.TRY_AGAIN if change.rule else errors.LOOK_AGAIN, change=change.change_no)
        publishing.put_in_force(change, draft, by=by)
        faultpoint.reached("rules.publishing")
        _record(trail.CHANGE_PUBLISHED, change, draft, by, proposer=change.proposed_by.display_name)
    faultpoint.reached("rules.published")
    return change


def send_back(change_no: str, *, reason: str, by: Account) -> RuleChange:
    """Another person than the proposer gives a tried change back, with a reason."""
    return _with_reason("send_back", trail.CHANGE_SENT_BACK, change_no, reason, by)


def drop(change_no: str, *, reason: str, by: Account) -> RuleChange:
    """The proposer takes the proposal off the table, with a reason; it stays in the history."""
    return _with_reason("drop", trail.CHANGE_DROPPED, change_no, reason, by)


def ask_roll_back(change_no: str, *, reason: str, by: Account) -> RuleChange:
    """Propose to restore what was before a published change: a change of its own, tried and published like any other.

    Raises: SCREENING_NOT_PERMITTED, SCREENING_NO_REASON, SCREENING_CHANGE_STAGE, SCREENING_LATER_CHANGE,
    SCREENING_RESTORING.
    """
    _require(by, P.RULE_WRITE, "回退")
    published = find(change_no)
    if not reason.strip():
        raise DomainError(errors.NO_REASON, says="回退")
    if published.state != ChangeState.PUBLISHED:
        raise DomainError(
            errors.CHANGE_STAGE, change=change_no, state=published.get_state_display(), says="回退"
        )  # fmt: skip
    _refuse_buried(published)
    under_way = published.restored_by.filter(state__in=CONFLICTS).first()
    if under_way is not None:
        raise DomainError(errors.RESTORING, change=change_no, restoring=under_way.change_no)
    since = max(published.since, clock.today())
    values = {row.name: content.was_value(row) for row in published.values.all()}
    text = published.was_text if published.text else ""
    paper = Paper(since, reason.strip(), f"回退{change_no}，恢复改动前的内容")
    draft = Draft(published.rule, values, text)
    with transaction.atomic():
        change = _create(draft, paper, by=by, restores=published)
        if not change.rule:
            _lay_before(change, draft, by)
    return change


def _refuse_buried(published: RuleChange) -> None:
    """What was changed again since can only be uncovered from the top."""
    names = list(published.values.values_list("name", flat=True))
    later = RuleChange.objects.filter(
        state=ChangeState.PUBLISHED, published_at__gt=published.published_at, restores=None
    ).order_by("-published_at")
    for change in later.prefetch_related("values"):
        same_value = any(row.name in names for row in change.values.all())
        same_text = bool(published.text and change.text) and change.rule == published.rule
        if same_value or same_text:
            raise DomainError(errors.LATER_CHANGE, change=published.change_no, later=change.change_no)


def _with_reason(name: str, action: str, change_no: str, reason: str, by: Account) -> RuleChange:
    change = find(change_no)
    with transaction.atomic():
        moves.move(name, change, by=by, why=reason)
        audit.record(
            action, by=by, subject=_subject(change), writes=False, reason=reason.strip(), change=change.change_no
        )
    return change


def _create(draft: Draft, paper: Paper, *, by: Account, restores: RuleChange | None = None) -> RuleChange:
    was_text = content.current_text(draft.rule, clock.today()) if draft.text else ""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                change = RuleChange.objects.create(
                    change_no=next_number(RuleChange, "GZ", clock.today(), field="change_no"), rule=draft.rule, since=paper.since, reason=paper.reason.strip(),
                    source=paper.source.strip(), doc_no=paper.doc_no.strip(), text=draft.text, was_text=was_text,
                    restores=restores, proposed_by=by, proposed_at=clock.now(),
                )  # fmt: skip
                _write_values(change, draft)
                if restores is None:
                    _record(trail.CHANGE_PROPOSED, change, draft, by)
                else:
                    audit.record(
                        trail.ROLL_BACK_ASKED, by=by, subject=_subject(change), writes=False, reason=paper.reason,
                        change=change.change_no, restored=restores.change_no,
                    )  # fmt: skip
                return change
        except IntegrityError:  # somebody took the number, or asked for the same roll-back
            if restores is not None and restores.restored_by.filter(state__in=CONFLICTS).exists():
                raise DomainError(errors.RESTORING, change=restores.change_no, restoring="刚刚提出的那次") from None
    raise DomainError(errors.CHANGE_MOVED, change="", who="别人", at="刚刚", state="提出")


def _write_values(change: RuleChange, draft: Draft) -> None:
    now = reference.parameters(sorted(draft.values), clock.today())
    for name, value in sorted(draft.values.items()):
        was = now[name].value if name in now else None
        ChangedValue.objects.create(
            change=change, name=name, number=None if isinstance(value, str) else value,
            text=value if isinstance(value, str) else "", was_number=None if isinstance(was, str) else was,
            was_text=was if isinstance(was, str) else "",
        )  # fmt: skip


def _record(action: str, change: RuleChange, draft: Draft, by: Account, proposer: str = "") -> None:
    # No snapshot holds rules or parameters, so none grows old by this.
    was = {row.name: content.was_value(row) for row in change.values.all()}
    audit.record(
        action, by=by, subject=_subject(change), writes=False, reason=change.reason, change=change.change_no,
        what=f"{change.rule} {content.in_words(draft, was, change.was_text)}".strip(), since=change.since.isoformat(),
        doc=change.doc_no, proposer=proposer,
    )  # fmt: skip


def _subject(change: RuleChange) -> str:
    return f"rule_change:{change.change_no}"


def _require(by: Account, permission: P, says: str) -> None:
    if not may(by, permission):
        raise DomainError(errors.NOT_PERMITTED, says=says)


def _refuse_paper(paper: Paper) -> None:
    if paper.since < clock.today():
        raise DomainError(errors.SINCE_PAST, since=paper.since.isoformat())
    if not paper.reason.strip():
        raise DomainError(errors.NO_REASON, says="改")
    if not paper.source.strip():
        raise DomainError(errors.NO_SOURCE)


def _refuse_early_text(draft: Draft, since: dt.date) -> None:
    """A text must hold on the day it is to be in force from."""
    if draft.text:
        content.refuse_not_yet(draft.rule, draft.text, since)
