"""待办: whose it is, when it is due, and what ends it."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.worklist import actions, kinds, queries
from huaiyuan.county.worklist.kinds import Kind
from huaiyuan.county.worklist.models import NO_LIMIT_AT, Task
from huaiyuan.county.worklist.queries import Colour, When
from tests import cast
from tests.cast import SIBLING, VILLAGE
from tests.pages import quick_hashing

__all__ = ["quick_hashing"]

# A Wednesday.
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=clock.SHANGHAI)
REPAIR = Kind("repair_pump", "修水泵：{about}", Role.VILLAGE, "修好的照片", "pump")


@pytest.fixture
def people(db, quick_hashing, monkeypatch) -> cast.Cast:
    monkeypatch.setattr(kinds, "KINDS", {**kinds.KINDS, REPAIR.code: REPAIR})
    for module in (actions, queries):
        monkeypatch.setattr(module, "KINDS", kinds.KINDS)
    return cast.load()


def _open(subject: str, due_at: dt.datetime | None = None, village: str = VILLAGE, by=None) -> int:
    return actions.open_one(
        REPAIR.code, subject, village_code=village, owner_area=village, about="三号井", due_at=due_at, by=by, at=NOW
    )


def _task(subject: str) -> Task:
    return Task.objects.get(subject_no=subject)


DUE = {
    "late": NOW - dt.timedelta(hours=1),
    "today": NOW.replace(hour=17, minute=30),
    "tomorrow": NOW + dt.timedelta(days=1),
    "sunday": NOW + dt.timedelta(days=4),
    "monday": NOW + dt.timedelta(days=5),
    "someday": None,
}


def test_the_inbox_is_grouped_by_deadline_with_words_and_colours(people):
    for subject, due_at in DUE.items():
        _open(subject, due_at)
    inbox = queries.inbox(people.village, now=NOW)
    assert {when: [t.subject_no for t in rows] for when, rows in inbox.groups.items()} == {
        When.OVERDUE: ["late"], When.TODAY: ["today"], When.WEEK: ["tomorrow", "sunday"], When.LATER: ["monday", "someday"],
    }  # fmt: skip
    assert inbox.counts == {When.OVERDUE: 1, When.TODAY: 1, When.WEEK: 2, When.LATER: 2}
    shown = {t.subject_no: (t.due_words, t.colour) for rows in inbox.groups.values() for t in rows}
    assert shown == {
        "late": ("今天已过时限", Colour.RED), "today": ("今天到期", Colour.AMBER), "tomorrow": ("还有1天", Colour.AMBER),
        "sunday": ("还有4天", Colour.CALM), "monday": ("还有5天", Colour.CALM), "someday": ("期限未定", Colour.CALM),
    }  # fmt: skip
    assert inbox.groups[When.TODAY][0].title == "修水泵：三号井"
    assert queries.open_count(people.village) == inbox.total == 6


def test_pages_of_the_inbox_follow_each_other(people):
    for subject, due_at in DUE.items():
        _open(subject, due_at)
    seen, after = [], None
    while True:
        inbox = queries.inbox(people.village, after=after, limit=2, now=NOW)
        seen += [t.subject_no for rows in inbox.groups.values() for t in rows]
        after = inbox.next_after
        if after is None:
            break
    assert seen == list(DUE)


def test_a_post_sees_its_own_and_its_two_holders_see_the_same(people):
    _open("here")
    _open("there", village=SIBLING)
    for account, found in (
        (people.village, 1),
        (people.village_two, 1),
        (people.sibling, 1),
        (people.town, 0),
        (people.leader, 0),
    ):
        assert queries.open_count(account) == found


def test_opening_again_is_harmless_and_many_open_at_once(people):
    rows = pa.table({
        "subject_no": ["a", "b"], "about": ["", ""], "household_no": ["", ""], "village_code": [VILLAGE, VILLAGE],
        "owner_area": [VILLAGE, VILLAGE], "grade": ["", "red"], "due_at": pa.array([NOW, NOW], pa.timestamp("us", "UTC")),
    })  # fmt: skip
    assert actions.open_many(REPAIR.code, rows, by=people.center, at=NOW) == 2
    assert actions.open_many(REPAIR.code, rows, by=people.center, at=NOW) == 0
    assert Task.objects.count() == 2
    assert (_task("b").due_at, _task("b").opened_at, _task("b").grade) == (NOW, NOW, "red")


def test_a_closed_task_may_come_again(people):
    _open("pump")
    actions.close(_task("pump").pk, proof="照片已传", by=people.village, at=NOW)
    assert _open("pump") == 1
    assert list(Task.objects.order_by("id").values_list("state", flat=True)) == ["done", "open"]


def test_closing_needs_a_proof_and_happens_once(people):
    _open("pump")
    task = _task("pump").pk
    with pytest.raises(DomainError) as refused:
        actions.close(task, proof=" ", by=people.village)
    assert (refused.value.code, str(refused.value)) == ("TASK_NO_PROOF", "请写明办结凭据：修好的照片。")
    closed = actions.close(task, proof="照片已传", by=people.village_two, at=NOW)
    assert (closed.state, closed.closed_by, closed.proof) == ("done", people.village_two, "照片已传")
    assert queries.inbox(people.village, now=NOW).closed_this_month == 1
    with pytest.raises(DomainError) as refused:
        actions.cancel(task, reason="重复", by=people.village)
    assert str(refused.value) == "这件事已办结，不用再办。请刷新待办。"


@pytest.mark.parametrize("who", ["sibling", "town", "center", "leader"])
def test_nobody_closes_another_posts_task(people, who):
    _open("pump")
    with pytest.raises(DomainError) as refused:
        actions.close(_task("pump").pk, proof="做了", by=getattr(people, who))
    assert refused.value.code == "TASK_NOT_FOUND"


def test_cancelling_needs_a_reason(people):
    _open("pump")
    with pytest.raises(DomainError) as refused:
        actions.cancel(_task("pump").pk, reason="", by=people.village)
    assert refused.value.code == "TASK_NO_REASON"
    assert actions.cancel(_task("pump").pk, reason="井已报废", by=people.village).state == "cancelled"


def test_a_task_handed_to_one_person_leaves_the_others_inbox(people):
    _open("pump")
    actions.hand_over(_task("pump").pk, to=people.village_two, by=people.village)
    assert (queries.open_count(people.village_two), queries.open_count(people.village)) == (1, 0)
    with pytest.raises(DomainError) as refused:
        actions.hand_over(_task("pump").pk, to=people.sibling, by=people.village_two)
    assert refused.value.code == "TASK_NOT_POSTED"


def test_a_nearer_deadline_wins_and_a_later_one_does_not(people):
    _open("near", NOW)
    _open("far", NOW + dt.timedelta(days=9))
    day = NOW + dt.timedelta(days=1)
    assert actions.hasten(REPAIR.code, ["near", "far"], grade="red", due_at=day) == 1
    assert (_task("near").due_at, _task("far").due_at) == (NOW, day)


def test_a_kind_without_a_settled_limit_has_no_deadline(people):
    _open("pump")
    assert _task("pump").due_at == NO_LIMIT_AT
    with pytest.raises(DomainError) as refused:
        actions.open_one("no_such", "x", village_code=VILLAGE, owner_area=VILLAGE, by=None)
    assert refused.value.code == "TASK_NO_KIND"


def test_one_code_is_one_kind():
    with pytest.raises(ValueError, match="registered twice"):
        kinds.register(Kind("verify_lead", "别的", Role.TOWNSHIP, "", "lead"))


def test_what_villages_carry_is_counted_within_a_scope(people):
    _open("one")
    _open("two", village=SIBLING)
    scope = queries.access.scope_of(people.village)
    assert queries.load_by_village(scope, [REPAIR.code]) == {VILLAGE: 1}
