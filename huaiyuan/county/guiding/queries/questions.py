"""The two lines of a step with what was asked there; questions as a list and as a page; who guides which township."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import guidance
from huaiyuan.county.guiding import tasks
from huaiyuan.county.guiding.actions.guides import candidates, guide_of
from huaiyuan.county.guiding.models import GuideArea, Question
from huaiyuan.county.guiding.moves import QUESTION
from huaiyuan.county.guiding.types import QuestionState
from huaiyuan.county.worklist import queries as worklist

AT_A_STEP = 5
DAYS = {"自然日": "天", "工作日": "个工作日", "小时": "小时"}


@dataclass(frozen=True)
class Answered:
    """A question with its answer as everybody may read it."""

    number: str
    shown: str
    answer: str
    basis: str


@dataclass(frozen=True)
class StepHelp:
    """A step in two lines, and the query of the address where to ask; empty for who does not ask."""

    lines: guidance.Lines
    second: str
    ask: str

    @property
    def first(self) -> str:
        """Who does what."""
        return self.lines.first

    @property
    def key(self) -> str:
        """The step as an address names it."""
        return self.lines.key


def at_step(
    stage: str, step: str, account: object, *, about: str = "", about_page: str = "", household_no: str = "",
    due_at: dt.datetime | None = None,
) -> StepHelp | None:  # fmt: skip
    """What a page shows at a step; None for what is no step. One query, none where the deadline is known.

    What others asked there the page fetches when somebody wants to see it (`answers_at`).
    """
    today = clock.today()
    lines = guidance.lines(stage, step, today)
    if lines is None or not access.may(account, P.GUIDE_READ):
        return None
    said = {"bu": lines.key, "shi": about, "ye": about_page, "hu": household_no}
    ask = urlencode({name: value for name, value in said.items() if value}) if access.may(account, P.GUIDE_ASK) else ""
    return StepHelp(lines, lines.second(_by(lines, due_at, today)), ask)


def answers_at(key: str, most: int = AT_A_STEP) -> tuple[list[Answered], bool]:
    """What everybody may read of the questions at a step, newest first; and whether there is more. One query."""
    stage, _, step = key.partition(".")
    rows = _public().filter(stage=stage, step=step).order_by("-answered_at", "-pk")
    found = list(rows.values_list("number", "shown", "answer", "basis")[: most + 1])
    return [Answered(*row) for row in found[:most]], len(found) > most


def _by(lines: guidance.Lines, due_at: dt.datetime | None, on: dt.date) -> str:
    """By when in words: the day where it is known, else the limit, such as 3 天内; empty while nobody has settled it."""
    if not lines.limit:
        return ""
    if due_at is not None:
        return f"{due_at.astimezone(clock.SHANGHAI):%m-%d} 前"
    found = reference.parameter(lines.limit, on)
    return f"{found.value} {DAYS.get(found.unit, found.unit)}内" if found else ""


def steps() -> list[tuple[str, str]]:
    """(key, words) of every step, for choosing one."""
    return [(one.key, f"{one.stage_title}：{one.title}") for one in guidance.everything(clock.today())]


def may_answer(account: object, township_code: str) -> bool:
    """Whether the account answers what this township asks."""
    return access.scope_of(account, P.GUIDE_ANSWER).covers(township_code)


def questions(account: object) -> QuerySet[Question]:
    """What is answered for everybody, and one's own; who answers sees all of the townships that he answers for."""
    reach = access.scope_of(account, P.GUIDE_ANSWER)
    own = Q(asked_by=getattr(account, "pk", None))
    theirs = reach.q("township_code") if reach.prefixes else Q(pk__in=[])
    return Question.objects.filter(Q(pk__in=_public().values("pk")) | own | theirs).select_related(
        "asked_by", "answered_by"
    )


def _public() -> QuerySet[Question]:
    return Question.objects.filter(state=QuestionState.ANSWERED, is_public=True)


def searched(rows: QuerySet[Question], text: str) -> QuerySet[Question]:
    """The questions in whose words every one of the given words stands."""
    for word in text.split()[:5]:
        rows = rows.filter(
            Q(shown__icontains=word)
            | Q(answer__icontains=word)
            | Q(basis__icontains=word)
            | Q(number__iexact=word)
            # What is not answered yet is only read by who asked and who answers.
            | Q(text__icontains=word, state=QuestionState.ASKED)
        )
    return rows


def find_question(reach: Scope, number: str, account: object) -> Question | None:  # noqa: ARG001 - a resolver's signature
    """A question that the account may read; None alike for an absent and a foreign one."""
    return questions(account).filter(number=number).first()


@dataclass(frozen=True)
class QuestionPage:
    """A question with what the account may see of it and do with it."""

    question: Question
    lines: guidance.Lines | None
    words: str
    is_own: bool
    private: bool
    moves: frozenset[str]
    due: worklist.Urgency | None
    guide: str
    place: str
    unread: bool


def question_page(question: Question, account: Account) -> QuestionPage:
    """One question; the caller has looked whether the account may read it."""
    own, answers = question.asked_by_id == account.pk, may_answer(account, question.township_code)
    lines = guidance.lines(question.stage, question.step, clock.today())
    moves = {
        name for name, move in QUESTION.items()
        if question.state in move.sources and (own if name == "withdraw" else answers)
    }  # fmt: skip
    waits = question.state == QuestionState.ASKED
    guide = guide_of(question.township_code, clock.today()) if waits and (own or answers) else None
    places = reference.places_by_code([question.area_code]) if own or answers else {}
    place = places.get(question.area_code)
    return QuestionPage(
        question, lines, question.text if own or answers else question.shown, own, own or answers, frozenset(moves),
        worklist.urgency(question.due_at) if waits and (own or answers) else None,
        guide.display_name if guide else "县监测中心", place.short_name if place else "",
        own and question.state == QuestionState.ANSWERED and _unread(question, account),
    )  # fmt: skip


def _unread(question: Question, account: Account) -> bool:
    found = worklist.mine_of_subject(account, tasks.QUESTION, question.number)
    return any(task.kind in tasks.READ.values() for task in found)


def some_question(account: object) -> Question | None:
    """A question within the account's rows, one that waits first: what a page is shown with."""
    rows = questions(account)
    return rows.filter(state=QuestionState.ASKED).order_by("pk").first() or rows.order_by("-pk").first()


@dataclass(frozen=True)
class Guided:
    """A township and who guides it, with how many of its questions wait."""

    code: str
    name: str
    guide: str
    username: str
    waiting: int


def guides(account: Account) -> tuple[list[Guided], Sequence[Account]]:
    """Every township within the account's rows with its guide; and who may be one."""
    today, reach = clock.today(), access.scope_of(account, P.GUIDE_VISITS)
    rows = GuideArea.objects.filter(valid_from__lte=today, valid_to__gt=today).select_related("guide")
    now = {row.township_code: row.guide for row in rows}
    asked = Question.objects.filter(state=QuestionState.ASKED).order_by().values_list("township_code")
    waiting = dict(asked.annotate(n=Count("pk")))
    found = [
        Guided(
            place.code, place.short_name, now[place.code].display_name if place.code in now else "",
            now[place.code].username if place.code in now else "", waiting.get(place.code, 0),
        )
        for place in reference.places(level="township") if reach.overlaps(place.code)
    ]  # fmt: skip
    return found, candidates(account)
