"""An exit's random life through the actions: whatever is tried in whatever order, what must always hold holds."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable

from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Decided, Item
from huaiyuan.county.casework.models import AfterCare, CaseFile, CaseStep, Cycle, CycleEvent, ExitSurvey, Objection
from huaiyuan.county.casework.types import LIVE, Level, Result, Secured, State
from huaiyuan.county.registry.models import MonitoringFact
from huaiyuan.county.worklist.models import Task, TaskState
from tests.integration.casework.leaving import TODAY, Leaver
from tests.integration.casework.lives import STARTS, WORDS, Life, lived
from tests.integration.casework.world import PHOTO

CLEARED = (State.ANNOUNCE, State.ENTER, State.DONE)


class ExitLife(Life):
    """One exit and everything that may happen to it and to its family."""

    hands: Leaver

    def _any(self) -> Callable[[], object]:
        h, n, d = self.hands, self.number, self.draw
        who = d.choice((h.village, h.town, h.county, h.other_county))
        act, why, level = h.act(who), d.choice(WORDS), d.choice(list(Level))
        item = Item(n, d.choice(list(Result)), why)
        back = Decided(h.day, "桐〔2026〕40号", why)
        return d.choice([
            lambda: actions.suspend(n, reason=why, act=act), lambda: actions.resume(n, act=h.act(h.town)),
            lambda: actions.expire(n, act=act), lambda: h.met(level, item, by=who), lambda: h.met(level, item),
            lambda: actions.mend(n, what=why, photos=[], act=h.act()), lambda: self._object(act), lambda: self._answer(act),
            lambda: actions.enter(n, act=act), lambda: h.deliberated(self.case, agreed=d.randint(0, 30), reason=why),
            lambda: actions.announce(n, on=h.day, photo=PHOTO, act=act), lambda: actions.compared(n, act=act),
            lambda: h.paper(Secured.WATER, holds=d.random() < 0.6, on=h.day),
            lambda: h.surveyed(self.case, settled=d.random() < 0.7, companion=d.choice(("", "队员"))),
            lambda: actions.decline(n, on=h.day, companion="队员", reason=why, act=act) if d.random() < 0.2 else None,
            lambda: actions.withdraw(n, reason=why, act=act) if d.random() < 0.2 else None,
            lambda: actions.undo_clearing(h.household_no, decided=back, by=who) if d.random() < 0.3 else None,
        ])  # fmt: skip

    counted = (*Life.counted, ExitSurvey)

    def _print(self) -> tuple:
        return (*super()._print(), AfterCare.objects.count())

    def holds(self) -> None:
        """Cleared only by the county's decision, with its proofs; a task with whoever must act; no step by one who may not."""
        case = CaseFile.objects.get(pk=self.case.pk)
        steps = list(CaseStep.objects.filter(case=case).order_by("pk"))
        moved = [step for step in steps if step.from_state != step.to_state]
        assert [s.to_state for s in moved][-1] == case.state
        assert all(a.to_state == b.from_state for a, b in itertools.pairwise(moved))
        days = [step.done_on for step in moved[1:]]
        assert days == sorted(days)
        open_ = Task.objects.filter(state=TaskState.OPEN, household_no=case.household_no, kind__startswith="exit_")
        kinds = [kind for kind in open_.values_list("kind", flat=True) if kind not in ("exit_objection", "exit_care")]
        assert kinds == ([f"exit_{case.state}"] if case.state in LIVE else [])
        visited, passed, approved = (
            {s.made_by_id for s in steps if s.move == name} for name in ("survey", "pass_", "approve")
        )
        assert not visited & passed
        assert not (visited | passed) & approved
        cycle = Cycle.objects.filter(household_no=case.household_no, void=False).latest("number")
        fact = MonitoringFact.objects.known().filter(household__household_no=case.household_no).latest("valid_from")
        # A clearing may be taken back after all is done: the case is history then, and the cycle runs on.
        undone = case.state == State.DONE and CycleEvent.objects.filter(cycle=cycle, kind="undone").exists()
        stands = case.state in CLEARED and not undone
        assert (cycle.state == "已消除") == stands
        assert fact.risk_state == cycle.state
        looks = AfterCare.objects.filter(cycle=cycle, void=False)
        assert looks.count() == open_.filter(kind="exit_care").count() == int(stands)
        if case.state in CLEARED:
            assert ExitSurvey.objects.get(case=case).agrees
            assert not Objection.objects.filter(case=case, answer="").exists()
            assert undone or cycle.cleared_on == case.decided_on
        assert list(Objection.objects.filter(case=case).order_by("pk").values_list("text", flat=True)) == self.texts
        assert case.due_on == TODAY + dt.timedelta(days=30 + case.paused_days)


def exit_lives(count: int, seed: int, leaver: Leaver) -> dict[str, int]:
    """So many lives of a family of which everything holds; returns where they ended."""
    leaver.day = TODAY
    return lived(
        count,
        seed,
        lambda: ExitLife(leaver, leaver.nominated(), random.Random()),
        [s for s in STARTS if s != State.COMPARE],
    )
