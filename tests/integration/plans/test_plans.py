"""A family's plan from draft to finished: who may do what, what is refused, what is kept, and what others read of it."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from huaiyuan.base.access import grants
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.county.plans import actions, machine, queries, tasks, transitions
from huaiyuan.county.plans.models import Measure, MeasurePhoto, Plan, PlanStep
from huaiyuan.county.plans.moves import MOVES
from huaiyuan.county.plans.types import State
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry.models import LabourFact, Membership, MonitoringFact
from huaiyuan.county.registry.types import Basis, CloseReason, SourceKind
from huaiyuan.county.worklist.models import Task
from tests.integration.plans.conftest import SERVANT, photo, result, written
from tests.oracle.plans import Paper


def refused(code, ask):
    with pytest.raises(DomainError) as failure:
        ask()
    assert failure.value.code == code, failure.value
    return str(failure.value)


def open_tasks(kind):
    return list(Task.objects.filter(kind=kind, state="open").values_list("subject_no", flat=True))


def test_a_plan_is_drafted_from_the_risk_and_the_labour_and_kept_once(hands):
    plan = hands.drafted()
    assert [(one.kind, one.risk) for one in hands.measures(plan)] == [("健康帮扶", "因病"), ("就业帮扶", "")]
    assert plan.edition == 1
    assert plan.due_on == plan.identified_on + dt.timedelta(days=10)
    refused("PLAN_EXISTS", hands.drafted)
    refused("PLAN_NOT_FOUND", lambda: actions.draft(hands.household_no, act=hands.act(hands.other)))


def test_a_family_that_nobody_monitors_needs_no_plan(hands):
    MonitoringFact.objects.filter(household__household_no=hands.household_no).delete()
    refused("PLAN_NOT_TO_HELP", hands.drafted)


def test_what_is_written_stays_readable_and_the_second_writer_sees_what_changed(hands):
    plan, key = hands.drafted(), uuid.uuid4()
    added = actions.write(plan.number, written(), act=hands.act(), client_uuid=key)
    assert actions.write(plan.number, written(says="重传一次"), act=hands.act(), client_uuid=key).pk == added.pk
    assert (added.planned_fen, added.owner) == (30050, "helper")
    said = refused(
        "PLAN_CHANGED",
        lambda: actions.write(
            plan.number, written(says="另一个人写的"), act=hands.act(base=1), client_uuid=uuid.uuid4()
        ),
    )
    assert "陈五" in said
    assert "改了措施" in said
    actions.write(plan.number, written(says="改成别的事，每周送药"), act=hands.act(), measure_no=added.number)
    actions.remove(plan.number, hands.measures(plan)[0].number, act=hands.act())
    told = " ".join(PlanStep.objects.filter(plan=plan).order_by("pk").values_list("about", flat=True))
    assert "原来是“办好慢特病卡，镇卫生院每月送药”" in told
    assert "去掉“健康帮扶" in told


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("PLAN_NO_KIND", {"kind": "送温暖"}), ("PLAN_NO_RISK", {"risk": "因学"}), ("PLAN_NO_SAYS", {"says": "  "}),
        ("PLAN_NO_OWNER", {"owner": "外星人"}), ("PLAN_SPAN", {"planned_to": dt.date(2020, 1, 1)}),
        ("PLAN_SPAN", {"planned_from": None}),
    ],
)  # fmt: skip
def test_wrong_words_are_refused_and_nothing_is_kept(hands, code, changed):
    plan = hands.drafted()
    before = Measure.objects.count(), PlanStep.objects.count()
    refused(code, lambda: actions.write(plan.number, written(**changed), act=hands.act()))
    assert (Measure.objects.count(), PlanStep.objects.count()) == before


def test_only_a_public_servant_within_the_limit_may_answer_for_the_family(hands):
    plan = hands.drafted()
    refused("PLAN_NEED_HELPER", lambda: actions.submit(plan.number, act=hands.act()))
    villager = replace(SERVANT, public=False)
    assert "赵公务" in refused(
        "PLAN_NEED_PUBLIC", lambda: actions.submit(plan.number, act=hands.act(), helper=villager)
    )
    many = replace(SERVANT, carried=6)
    assert "6户" in refused("PLAN_NEED_WITHIN_LIMIT", lambda: actions.submit(plan.number, act=hands.act(), helper=many))
    handed = actions.submit(plan.number, act=hands.act(), helper=SERVANT)
    assert (handed.state, handed.helper_name) == (State.REVIEW, "赵公务")
    assert open_tasks(tasks.REVIEW) == [plan.number]


def test_the_township_reviews_with_other_eyes_and_says_why_it_returns(hands):
    plan = hands.drafted()
    actions.submit(plan.number, act=hands.act(), helper=SERVANT)
    refused("PLAN_NEED_REASON", lambda: actions.send_back(plan.number, reason=" ", act=hands.act(hands.town)))
    refused("PLAN_NOT_FOUND", lambda: actions.accept(plan.number, act=hands.act(hands.other)))
    refused("PLAN_NOT_FOUND", lambda: actions.accept(plan.number, act=hands.act(hands.village)))
    back = actions.send_back(plan.number, reason="写具体", act=hands.act(hands.town))
    assert (back.state, back.returned_why) == (State.RETURNED, "写具体")
    assert open_tasks(tasks.MEND) == [plan.number]
    assert open_tasks(tasks.REVIEW) == []
    actions.submit(plan.number, act=hands.act(), helper=SERVANT)
    # Somebody who wrote on it may not review it, whatever post they hold now.
    PlanStep.objects.filter(plan=plan, move="submit").update(made_by=hands.town)
    refused("PLAN_NEED_NOT_WRITER", lambda: actions.accept(plan.number, act=hands.act(hands.town)))
    PlanStep.objects.filter(plan=plan, move="submit").update(made_by=hands.village)
    done = actions.accept(plan.number, act=hands.act(hands.town))
    assert (done.state, done.set_on) == (State.SET, clock.today())
    assert open_tasks(tasks.MEND) == []


def test_of_two_who_decide_on_what_both_saw_the_second_is_told_who_was_first(hands):
    plan = actions.submit(hands.drafted().number, act=hands.act(), helper=SERVANT)
    actions.accept(plan.number, act=hands.act(hands.town, base=plan.version))
    said = refused(
        "PLAN_CHANGED",
        lambda: actions.send_back(plan.number, reason="写具体", act=hands.act(hands.town, base=plan.version)),
    )
    assert "郑三刚审核通过" in said
    plan.refresh_from_db()
    assert (plan.state, plan.returned_why) == (State.SET, "")
    one, two = hands.measures(plan)
    actions.carry_out(plan.number, one.number, result(), act=hands.act(base=plan.version))
    refused(
        "PLAN_CHANGED", lambda: actions.carry_out(plan.number, two.number, result(), act=hands.act(base=plan.version))
    )
    assert Measure.objects.filter(plan=plan, state="done").count() == 1


def test_a_measure_is_carried_out_once_with_amount_photo_and_result(hands):
    plan, key = hands.approved(), uuid.uuid4()
    one, two = hands.measures(plan)
    made = actions.carry_out(plan.number, one.number, result(), act=hands.act(), photos=[photo()], client_uuid=key)
    assert (made.state, made.done_fen, made.early) == ("done", 26000, False)
    again = actions.carry_out(plan.number, one.number, result(says="重传"), act=hands.act(), client_uuid=key)
    assert again.result == "药已送到家"
    assert MeasurePhoto.objects.count() == 1
    assert "已落实" in refused(
        "PLAN_SETTLED", lambda: actions.carry_out(plan.number, one.number, result(), act=hands.act())
    )
    refused("PLAN_NO_RESULT", lambda: actions.carry_out(plan.number, two.number, result(says=""), act=hands.act()))
    late = result(done_on=clock.today() + dt.timedelta(days=1))
    refused("PLAN_DONE_DAY", lambda: actions.carry_out(plan.number, two.number, late, act=hands.act()))
    refused("PLAN_NEED_SETTLED", lambda: actions.finish(plan.number, act=hands.act()))
    actions.drop(plan.number, two.number, reason="家里已经出去务工", act=hands.act())
    assert actions.finish(plan.number, act=hands.act()).state == State.DONE
    assert actions.open_photo(MeasurePhoto.objects.get().client_uuid, by=hands.town)[:2] == b"\xff\xd8"


def test_help_before_the_papers_is_kept_marked_and_needs_a_reason(hands):
    plan = hands.drafted()
    one = hands.measures(plan)[0]
    refused("PLAN_NEED_REASON", lambda: actions.carry_out(plan.number, one.number, result(), act=hands.act()))
    made = actions.carry_out(plan.number, one.number, result(early_why="人已住院"), act=hands.act())
    plan.refresh_from_db()
    assert made.early
    assert plan.state == State.DRAFT
    [line] = queries.lines([plan], hands.town)
    assert line.early
    assert queries.plan_page(plan, hands.town).papers_due == clock.today() + dt.timedelta(days=15)
    actions.submit(plan.number, act=hands.act(), helper=SERVANT)
    plan = actions.accept(plan.number, act=hands.act(hands.town))
    assert not queries.lines([plan], hands.town)[0].early
    assert Measure.objects.get(pk=one.pk).early


def test_what_was_given_tells_carried_out_to_come_and_not_recorded_apart(hands):
    assert queries.given([hands.household_no]) == {}
    plan = hands.approved()
    one, two = hands.measures(plan)
    Measure.objects.filter(pk=two.pk).update(planned_from=clock.today() + dt.timedelta(days=3))
    [first, second] = queries.given([hands.household_no])[hands.household_no]
    assert (first.done, second.done) == (Known.UNKNOWN, Known.NO)
    actions.carry_out(plan.number, one.number, result(), act=hands.act())
    assert [g.done for g in queries.given([hands.household_no], since=plan.identified_on)[hands.household_no]] == [
        Known.YES, Known.NO,
    ]  # fmt: skip
    actions.stop(plan.number, reason="风险已消除", act=hands.act(hands.town))
    assert [g.done for g in queries.given([hands.household_no])[hands.household_no]] == [Known.YES]
    assert queries.given([hands.household_no], since=clock.today() + dt.timedelta(days=1))[hands.household_no] == ()


def test_a_plan_of_the_next_year_is_the_next_edition_and_knows_what_was_done(hands):
    plan = hands.approved()
    for one in hands.measures(plan):
        actions.carry_out(plan.number, one.number, result(), act=hands.act())
    actions.finish(plan.number, act=hands.act())
    again = hands.drafted()
    assert (again.edition, again.drafted_from, again.due_on) == (2, "earlier", None)
    assert hands.measures(again) == []


def test_who_lacks_what_is_told_as_of_now(hands):
    def lacks():
        [one] = [f for f in queries.of_account(hands.town) if f.household_no == hands.household_no]
        return one.whats

    assert lacks() == {"plan", "fitting", "development"}
    plan = hands.drafted()
    assert lacks() == set()
    actions.remove(plan.number, hands.measures(plan)[0].number, act=hands.act())
    assert lacks() == {"fitting"}
    LabourFact.objects.update(labour="无劳动力")
    monitored = MonitoringFact.objects.get(household__household_no=hands.household_no, valid_to=clock.OPEN_END)
    known = LabourFact.objects.known().values("person")
    Membership.objects.filter(household=monitored.household).exclude(person__in=known).delete()
    assert lacks() == {"fitting", "floor"}
    LabourFact.objects.all().delete()
    assert lacks() == {"fitting", "unclear"}
    assert all(one.household_no != hands.household_no for one in queries.of_account(hands.other))


def test_the_days_bring_tasks_and_what_is_done_takes_them_away(hands):
    actions.keep_up()
    assert hands.household_no in open_tasks(tasks.DRAFT)
    plan = hands.approved()
    assert hands.household_no not in open_tasks(tasks.DRAFT)
    one, two = hands.measures(plan)
    Measure.objects.filter(plan=plan).update(
        planned_from=dt.date(2026, 1, 1), planned_to=dt.date(2026, 2, 1), owner="village"
    )
    assert actions.keep_up()["overdue"] == 1
    assert actions.keep_up()["overdue"] == 0
    assert open_tasks(tasks.OVERDUE_VILLAGE) == [plan.number]
    task = Task.objects.get(kind=tasks.OVERDUE_VILLAGE, state="open")
    assert (task.owner_post, task.owner_area) == (Role.VILLAGE, plan.village_code)
    actions.carry_out(plan.number, one.number, result(), act=hands.act())
    assert open_tasks(tasks.OVERDUE_VILLAGE) == [plan.number]
    actions.drop(plan.number, two.number, reason="不需要了", act=hands.act())
    assert open_tasks(tasks.OVERDUE_VILLAGE) == []


def test_a_copied_sentence_is_shown_beside_the_one_it_was_copied_from(hands):
    plan = hands.drafted()
    actions.write(plan.number, written(says="帮他家养山羊20只，淮源合作社保底收购"), act=hands.act())
    other = Plan.objects.create(
        number="JH2026-900001", household_no="411330101201-0001", village_code="411330101201", cycle=1,
        identified_on=plan.identified_on, edition=1, drafted_from="facts", drafted_on=clock.today(), risks="因病",
        labour="able", state=State.DRAFT, due_on=plan.due_on, changed_at=clock.business_now(),
    )  # fmt: skip
    Measure.objects.create(
        number="CS2026-900001", client_uuid=uuid.uuid4(), plan=other, kind="产业帮扶", owner="village",
        says="帮他家养山羊35只，淮源合作社保底收购。", planned_from=clock.today(), planned_to=clock.today(),
    )  # fmt: skip
    [near] = queries.near(plan)
    assert (near.plan_no, near.percent, near.pairs[0].other) == (
        other.number,
        100,
        "帮他家养山羊35只，淮源合作社保底收购。",
    )
    Plan.objects.filter(pk=other.pk).update(village_code="411330301200")
    assert queries.near(plan) == [], "another township's words are not compared"


def test_a_helper_records_only_what_is_theirs_in_a_household_of_theirs(hands):
    plan = hands.approved()
    one, two = hands.measures(plan)
    Measure.objects.filter(pk=one.pk).update(owner="helper")
    helper = hands.other
    refused("PLAN_NOT_FOUND", lambda: actions.carry_out(plan.number, one.number, result(), act=hands.act(helper)))
    assert queries.helped_plan(hands.household_no, helper) is None
    reaches = grants.reaches
    try:
        grants.reaches = lambda account, number, on=None: account == helper and number == hands.household_no
        shown = queries.helped_plan(hands.household_no, helper)
        assert [m.says for m in shown.measures if not m.mine] == ["就业帮扶"]
        refused("PLAN_NOT_FOUND", lambda: actions.carry_out(plan.number, two.number, result(), act=hands.act(helper)))
        assert actions.carry_out(plan.number, one.number, result(), act=hands.act(helper)).settled_by == helper
    finally:
        grants.reaches = reaches


WALKS, STEPS = 15, 10


def test_walks_through_the_actions_agree_with_the_notebook(hands):
    """No illegal state, no step by one who may not, four eyes kept, nothing left in an inbox for a plan that is over."""
    chance = random.Random(7)
    made = 0
    for _ in range(WALKS):
        Plan.objects.filter(household_no=hands.household_no).exclude(state__in=("done", "stopped")).update(
            state="stopped", ended_on=clock.today(), ended_why="试完"
        )
        plan, paper = hands.drafted(), Paper(hands={"xuzhai"})
        paper.to_do = len(hands.measures(plan))
        for _ in range(STEPS):
            act, said = chance.choice(sorted(MOVES)), _said(chance)
            waiting = Measure.objects.filter(plan=plan, state="planned").first()
            if (act.startswith("carry") or act == "drop") and waiting is None:
                continue
            who = hands.town if MOVES[act].may == "plan.review" else hands.village
            said["by"] = who.username
            expected = paper.allows(act, said)
            assert _does(act, plan, waiting, said, hands.act(who)) == expected, (act, said, plan.state, paper)
            if expected:
                paper.does(act, said)
                paper.to_do += act == "edit"
                made += 1
            known = transitions.standing_of(Plan.objects.get(pk=plan.pk))
            assert (known.waiting, known.done) == (paper.to_do, paper.done)
        if paper.over:
            assert not Task.objects.filter(subject_no=plan.number, state="open").exists()
    assert made > WALKS


def _said(chance):
    helper = chance.choice(("", "servant", "servant", "villager"))
    return {"reason": chance.choice(("", "家里变了")), "helper": helper, "over": False}


def _does(act, plan, waiting, said, how) -> bool:
    helper = replace(SERVANT, public=said["helper"] == "servant") if said["helper"] else None
    plan.refresh_from_db()
    early = plan.state not in ("set", "running")
    asks = {
        "edit": lambda: actions.write(plan.number, written(), act=how),
        "submit": lambda: actions.submit(plan.number, act=how, helper=helper),
        "return_": lambda: actions.send_back(plan.number, reason=said["reason"], act=how),
        "carry_out": lambda: _carry(plan, waiting, "", how, wanted=not early),
        "carry_early": lambda: _carry(plan, waiting, said["reason"], how, wanted=early),
        "drop": lambda: actions.drop(plan.number, waiting.number, reason=said["reason"], act=how),
        "revise": lambda: actions.revise(plan.number, reason=said["reason"], act=how),
        "stop": lambda: actions.stop(plan.number, reason=said["reason"], act=how),
    }  # fmt: skip
    try:
        asks.get(act, lambda: getattr(actions, act)(plan.number, act=how))()
    except (DomainError, machine.Misplaced):
        return False
    return True


def _carry(plan, waiting, why, how, *, wanted) -> None:
    """The action itself tells early from ordinary by where the plan stands; the notebook names which it means."""
    if not wanted:
        raise machine.Misplaced
    actions.carry_out(plan.number, waiting.number, result(early_why=why, yuan=Decimal(1)), act=how)


def _close(hands, reason, paper):
    basis = Basis(SourceKind.REPORTED, paper)
    registry.close_household(hands.household_no, on=clock.today(), reason=reason, by=hands.county, basis=basis)


def test_a_plan_ends_with_its_household_and_goes_on_where_the_closing_is_undone(hands):
    plan = hands.approved()
    Measure.objects.filter(plan=plan).update(
        planned_from=dt.date(2026, 1, 1), planned_to=dt.date(2026, 2, 1), owner="village"
    )
    actions.keep_up()
    assert open_tasks(tasks.OVERDUE_VILLAGE) == [plan.number]
    _close(hands, CloseReason.MOVED_AWAY, "BG1")
    assert actions.keep_up()["gone"] == 1
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on, plan.ended_why) == (State.STOPPED, clock.today(), "本户已销户（整户迁出）")
    assert open_tasks(tasks.OVERDUE_VILLAGE) == []
    assert actions.keep_up()["gone"] == 0
    assert hands.household_no not in open_tasks(tasks.DRAFT)
    registry.undo("BG1", people=(), households=[hands.household_no], reason="登记错了", by=hands.county)
    assert actions.keep_up()["back"] == 1
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on, plan.ended_why) == (State.SET, None, "")
    assert open_tasks(tasks.OVERDUE_VILLAGE) == [plan.number]
    assert [step.move for step in plan.steps.order_by("pk")][-2:] == ["gone", "back"]

    # Closed and undone once more, but the village has drafted anew meanwhile: the old one does not come between, ever.
    _close(hands, CloseReason.MISTAKE, "BG2")
    actions.keep_up()
    registry.undo("BG2", people=(), households=[hands.household_no], reason="登记错了", by=hands.county)
    anew = hands.drafted()
    actions.stop(anew.number, reason="不用了", act=hands.act(hands.town))
    assert actions.keep_up()["back"] == 0
    assert set(Plan.objects.values_list("state", flat=True)) == {State.STOPPED}
