"""Two people at one case at once: one succeeds, the other is told what changed, nothing is overwritten and no text lost."""

from __future__ import annotations

import random
import threading

import pytest
from django.db import connection

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Act
from huaiyuan.county.casework.models import CaseFile, CaseStep, Objection
from huaiyuan.county.casework.types import State
from tests.integration.casework.world import Hands, noon
from tests.integration.registry.loaded import load_tiny

PAIRS = 6


@pytest.fixture
def committed(transactional_db):
    load_tiny()
    return Hands()


def _pair(hands: Hands, case: CaseFile, draw: random.Random) -> list:
    """Two acts on a case as both saw it."""
    seen = case.version
    by = {"village": hands.village, "town": hands.town}

    def act(who: str) -> Act:
        return Act(by[who], seen, noon(hands.day))

    chosen = draw.sample([
        lambda: actions.raise_objection(case.case_no, text="甲的话", on=hands.day, act=act("village")),
        lambda: actions.raise_objection(case.case_no, text="乙的话", on=hands.day, act=act("village")),
        lambda: actions.expire(case.case_no, act=act("village")),
        lambda: actions.suspend(case.case_no, reason="住院", act=act("town")),
        lambda: actions.stop(case.case_no, reason="迁走了", act=act("town")),
        lambda: actions.help_first(case.case_no, what="先救助", act=act("town")),
    ], 2)  # fmt: skip
    return chosen


def _at_once(acts: list) -> list[str]:
    """What became of acts that begin at the same instant, each on a connection of its own."""
    results: list[str] = []
    barrier = threading.Barrier(len(acts))

    def run(what) -> None:
        barrier.wait()
        try:
            what()
            results.append("done")
        except DomainError as refusal:
            results.append(f"{refusal.code} {refusal}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.slow
def test_of_two_at_once_one_succeeds_and_the_other_is_told_by_whom_and_what(committed: Hands):
    hands, households = committed, committed.free_households(PAIRS)
    for number in range(PAIRS):
        hands.day = Hands().day
        case = hands.carried(hands.opened(households[number % len(households)]), State.NOTICED)
        hands.later(6)
        steps = CaseStep.objects.filter(case=case).count()
        results = _at_once(_pair(hands, case, random.Random(number)))
        told = next(one for one in results if one != "done")
        assert sorted(results)[-1] == "done", results
        assert told.startswith("CASEWORK_CHANGED"), results
        assert "刚" in told
        now = CaseFile.objects.get(pk=case.pk)
        assert now.version == case.version + 1
        made = CaseStep.objects.filter(case=case).count() - steps + Objection.objects.filter(case=case).count()
        assert made == 1
        if now.state in (State.NOTICED, State.TOWNSHIP):
            if now.suspended_on:
                actions.resume(now.case_no, act=hands.act(hands.town))
            actions.stop(now.case_no, reason="试完了", act=hands.act(hands.town))
