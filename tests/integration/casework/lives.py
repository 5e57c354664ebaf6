"""A case's random life through the actions: whatever is tried in whatever order, what must always hold holds."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.db.models import Model

from huaiyuan.base.access import actions as accounts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Item
from huaiyuan.county.casework.models import (
    Authorisation,
    CaseFile,
    CaseStep,
    Comparison,
    Cycle,
    MeetingItem,
    Objection,
    StepProof,
)
from huaiyuan.county.casework.types import LIVE, UNDECIDED, Level, Result, State
from huaiyuan.county.registry.models import MonitoringFact
from huaiyuan.county.worklist.models import Task, TaskState
from tests.integration.casework.world import FOUND, PHOTO, Hands
from tests.integration.registry.loaded import account

# A life from the beginning, and one that is looked at from some state on: most of what may go wrong is within a few acts.
STEPS, FEW = 14, 4
WHOLE = 10
STARTS = (State.VISIT, State.COMPARE, State.REVIEW, State.TO_POST, State.NOTICED, State.TOWNSHIP, State.COUNTY,
          State.ANNOUNCE, State.ENTER)  # fmt: skip
OBJECTED_TO = (State.NOTICED, State.TOWNSHIP, State.COUNTY)
WORDS = ("", "缺材料")


@dataclass
class Walking(Hands):
    """Hands with which the county's day moves."""

    def later(self, days: int = 1) -> None:
        super().later(days)
        clock.configure(today=self.day)


class Life:
    """One case and everything that may happen to it."""

    def __init__(self, hands: Hands, case: CaseFile, draw: random.Random) -> None:
        self.hands, self.case, self.draw = hands, case, draw
        self.number = case.case_no
        self.texts: list[str] = []

    def live(self, steps: int = STEPS) -> str:
        """Drawn acts, mostly the one that is due; returns where the case ended."""
        self.holds()
        for _ in range(steps):
            self.hands.later(self.draw.choice((0, 0, 1, 6)))
            clock.configure(today=self.hands.day)
            self.case = CaseFile.objects.get(pk=self.case.pk)
            if self._try(self._next()):
                self.holds()
        return str(CaseFile.objects.get(pk=self.case.pk).state)

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether it was done; what is refused must have left nothing behind."""
        before, refused = self._print(), ""
        try:
            act()
        except DomainError as refusal:
            refused = refusal.code
        if refused:
            assert refused.startswith("CASEWORK_"), refused
            assert self._print() == before, f"{refused} left a change behind"
        return not refused

    def _next(self) -> Callable[[], object]:
        """Mostly what is due; what others may hold against it comes often enough to be in its way; else anything."""
        drawn = self.draw.random()
        if drawn < 0.2 and self.case.state in OBJECTED_TO:
            return lambda: self._object(self.hands.act())
        return self._due() if drawn < 0.7 else self._any()

    def _due(self) -> Callable[[], object]:
        return lambda: self.hands._on(self.case) if self.case.state in LIVE else None

    def _any(self) -> Callable[[], object]:
        h, n, d = self.hands, self.number, self.draw
        who = d.choice((h.village, h.town, h.county, h.other_county))
        act, why = h.act(who), d.choice(WORDS)
        level = d.choice(list(Level))
        item = Item(n, d.choice(list(Result)), why)
        return d.choice([
            lambda: actions.suspend(n, reason=why, act=act), lambda: actions.resume(n, act=act),
            lambda: actions.resume(n, act=h.act(h.town)), lambda: actions.help_first(n, what=why, act=act),
            lambda: actions.expire(n, act=act), lambda: actions.compared(n, act=act),
            lambda: h.met(level, item, by=who), lambda: h.met(level, item),
            lambda: actions.mend(n, what=why, photos=[], act=h.act()), lambda: self._object(act), lambda: self._answer(act),
            lambda: actions.enter(n, national_no=why, act=act), lambda: h.deliberated(self.case, agreed=d.randint(0, 30), reason=why),
            lambda: actions.announce(n, on=h.day, photo=PHOTO, act=act), lambda: h.signed(self.case),
            lambda: actions.stop(n, reason=why, act=act) if d.random() < 0.2 else None,
        ])  # fmt: skip

    def _object(self, act: actions.Act) -> None:
        text = f"异议{len(self.texts) + 1}"
        actions.raise_objection(self.number, text=text, on=self.hands.day, act=act)
        self.texts.append(text)

    def _answer(self, act: actions.Act) -> None:
        open_ = Objection.objects.filter(case=self.case, answer="").first()
        if open_:
            actions.answer_objection(self.number, open_.pk, answer="核过", act=act)

    def _print(self) -> tuple:
        """What there is of the case and how many tasks are open, in one question."""
        with connection.cursor() as cursor:
            cursor.execute(self._counting(), [self.case.pk] * len(self.counted))
            counts = cursor.fetchone()
        return (*CaseFile.objects.filter(pk=self.case.pk).values_list().get(), *counts)

    counted: tuple[type[Model], ...] = (CaseStep, Authorisation, Comparison, Objection, MeetingItem, StepProof)

    def _counting(self) -> str:
        rows = [f"(SELECT count(*) FROM {model._meta.db_table} WHERE case_id = %s)" for model in self.counted]
        return (
            f"SELECT {', '.join(rows)}, (SELECT count(*) FROM {Task._meta.db_table} WHERE state = '{TaskState.OPEN}')"
        )

    def holds(self) -> None:
        """No illegal state, nothing decided without its proofs, a task with whoever must act, dates in order, no text lost."""
        case = CaseFile.objects.get(pk=self.case.pk)
        steps = list(CaseStep.objects.filter(case=case).select_related("made_by").order_by("pk"))
        moved = [step for step in steps if step.from_state != step.to_state]
        assert [s.to_state for s in moved][-1] == case.state
        assert all(a.to_state == b.from_state for a, b in itertools.pairwise(moved))
        days = [step.done_on for step in moved[1:]]
        assert days == sorted(days)
        tasks = list(Task.objects.filter(subject_no=case.case_no, state=TaskState.OPEN).values_list("kind", flat=True))
        step_tasks = [kind for kind in tasks if kind not in ("case_lists", "case_objection")]
        assert step_tasks == ([f"case_{case.state}"] if case.state in LIVE else [])
        assert case.state in LIVE or not tasks
        by = {
            name: {s.made_by_id for s in steps if s.move in name}
            for name in (("visit", "visit_exempt"), ("pass_",), ("approve",))
        }
        visited, passed, approved = by.values()
        assert not visited & passed
        assert not (visited | passed) & approved
        decided = case.state not in UNDECIDED and case.state not in (State.REFUSED, State.STOPPED)
        if decided:
            assert not Objection.objects.filter(case=case, answer="").exists()
        cycles = Cycle.objects.filter(case_no=case.case_no)
        facts = MonitoringFact.objects.known().filter(household__household_no=case.household_no)
        assert cycles.count() == facts.count() == int(decided)
        assert list(Objection.objects.filter(case=case).order_by("pk").values_list("text", flat=True)) == self.texts
        assert case.due_on == FOUND + dt.timedelta(days=15 + case.paused_days)


def lives(count: int, seed: int, hands: Hands) -> dict[str, int]:
    """So many lives; returns where they ended. Each begins anew, so that one family serves for all."""
    household = hands.free_households(1)[0]

    def born() -> Life:
        fresh = Walking()
        clock.configure(today=fresh.day)
        return Life(fresh, fresh.opened(household, "因病", "因学"), random.Random())

    return lived(count, seed, born, STARTS)


def lived(count: int, seed: int, born: Callable[[], Life], starts: Sequence[State]) -> dict[str, int]:
    """Lives of one kind, some whole and the others from each state on; whatever they wrote is rolled back."""
    ends: dict[str, int] = {}
    today, whole = clock.today(), -(-count // WHOLE)
    try:
        with transaction.atomic():
            first = born()
            _live(first, range(whole), seed, STEPS, ends)
            for place, state in enumerate(starts):
                clock.configure(today=first.hands.day)
                first.case = first.hands.carried(first.case, state)
                _live(first, range(whole + place, count, len(starts)), seed, FEW, ends)
            transaction.set_rollback(True)
    finally:
        clock.configure(today=today)
    return ends


def _live(first: Life, numbers: Iterable[int], seed: int, steps: int, ends: dict[str, int]) -> None:
    for number in numbers:
        clock.configure(today=first.hands.day)
        with transaction.atomic():
            draw = random.Random(f"{seed}.{number}")
            life = type(first)(_doubled(first.hands, draw), first.case, draw)
            end = life.live(steps)
            ends[end] = ends.get(end, 0) + 1
            transaction.set_rollback(True)


def two_posts_each() -> None:
    """The village's person holds a post at the township too, the township's one at the county: only the rule of four eyes
    stands between them and deciding what they did before."""
    by = account("county1")
    for who, post, area, name in (
        ("xuzhai", "township", "411330101", "月河镇"),
        ("yuehe", "county_center", "411330", "桐柏县"),
    ):
        accounts.start_posting(
            account=account(who), post_code=post, area_code=area, area_name=name, by=by, valid_from=FOUND - dt.timedelta(days=1)
        )  # fmt: skip


def _doubled(hands: Hands, draw: random.Random) -> Hands:
    """Now and then whoever went there sits in the township's meeting, or whoever sat there in the county's."""
    fresh = replace(hands)
    if draw.random() < 0.25:
        fresh.town = fresh.village
    if draw.random() < 0.25:
        fresh.county = draw.choice((fresh.town, hands.town))
    return fresh
