"""What each mechanism of the work report comes down to here: the right post opens the page, does it, and it is stored.

Every deed fails by an assertion, or by a page that answers otherwise, when what it should have stored is not there.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.applications import actions as applications
from huaiyuan.county.applications.actions import Filing
from huaiyuan.county.applications.models import Application, Distribution, Given
from huaiyuan.county.casework.models import CaseFile, Cycle, ExitSurvey
from huaiyuan.county.casework.types import Secured, State
from huaiyuan.county.duty.models import HomeVisit, Pairing, Problem
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.leads.types import Channel
from huaiyuan.county.orders.models import OrderLine
from huaiyuan.county.orders.types import LineState
from huaiyuan.county.oversight import actions as oversight
from huaiyuan.county.oversight import content
from huaiyuan.county.oversight.models import RhythmItem
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports.models import PrintedForm, SignedSheet
from huaiyuan.county.rounds.models import Closing, Line, Round, Tick
from huaiyuan.county.rounds.types import Look
from huaiyuan.county.worklist.models import Task
from tests.integration.applications.conftest import PHONE, family
from tests.integration.casework.leaving import Leaver
from tests.integration.casework.world import PHOTO, Hands
from tests.integration.duty.conftest import FOREIGN, MONITORED
from tests.integration.education import deeds as education
from tests.integration.guiding.deed import a_question_at_a_step_is_answered_and_stays_there
from tests.integration.mechanisms import linked, water
from tests.integration.mechanisms.conftest import County
from tests.integration.registry.loaded import account
from tests.integration.rounds.conftest import NOW, SIBLING, TODAY, TOWNSHIP, VILLAGE, finish, lines
from tests.integration.rounds.test_round_pages import at, number, said
from tests.pages import get_page, post_page

Deed = Callable[[County], None]
DEEDS: dict[str, Deed] = {}


def deed(do: Deed) -> Deed:
    """Known by its own name, which stands in the table of docs/mechanisms.md."""
    DEEDS[do.__name__] = do
    return do


def text(response) -> str:
    return response.content.decode()


def sent(response) -> None:
    assert response.status_code == 302, text(response)[:2000]


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PHOTO, "image/jpeg")


@deed
def both_ways_of_looking_end_in_one_lead(county: County) -> None:
    town, village = county.browser("yuehe"), county.browser("xuzhai")
    home = family()
    filed = applications.apply_publicly(
        Filing(home.members[0].name, PHONE, VILLAGE, "ill"), client_uuid=uuid.uuid4(), address="10.1.2.3"
    )
    who = f"{home.household_no}|{home.members[0].person_id}"
    assert who in text(get_page(town, "application", number=filed.number))
    sent(post_page(town, "application", {"act": "accept", "who": who, "version": 1}, number=filed.number))
    assert Application.objects.get(number=filed.number).household_no == home.household_no
    line = Line.objects.get(round=county.autumn, household_no=home.household_no)
    assert "是哪类问题" in text(get_page(village, "round.line", {"wei": "problem"}, number=number(line)))
    looks = {f"look-{look}": "good" for look in Look}
    sent(
        post_page(
            village, "round.line", said(line, result="problem", risk=["因安全住房"], **looks), number=number(line)
        )
    )
    lead = Lead.objects.get(household_no=home.household_no)
    assert set(Hit.objects.filter(lead=lead).values_list("channel", "risk__risk_type")) == {
        (Channel.APPLICATION, "因病"), (Channel.ROUND, "因安全住房")
    }  # fmt: skip


@deed
def a_unit_reports_its_item_of_the_month(county: County) -> None:
    county.patch.setattr(content.Counts, "snapshot", SimpleNamespace(taken_at=clock.now()))
    county.patch.setattr(content.Counts, "of", lambda _self, ids, _as_of, _area: [3] * len(ids))
    oversight.keep_up(dt.date(2026, 11, 1))
    town, item = county.browser("yuehe"), f"xiaojie.2026-11.{TOWNSHIP}"
    assert "数已填好，不用再写" in text(get_page(town, "rhythm.item", number=item))
    sent(post_page(town, "rhythm.item", {"note": "本月没有新情况"}, number=item))
    row = RhythmItem.objects.get(number=item)
    assert (row.state, row.note, row.submitted_by) == ("done", "本月没有新情况", account("yuehe"))
    assert set(row.lines.values_list("number", flat=True)) == {3}


@deed
def nobody_is_left_out_of_a_round(county: County) -> None:
    village = county.browser("xuzhai")
    finish(county.autumn, (VILLAGE, SIBLING))
    line = lines(county.autumn)[0]
    Line.objects.filter(pk=line.pk).update(state="waiting", result="", way="", looked_on=None, first_on=None)
    sent(post_page(village, "round.close", number=at(county.autumn)))
    assert not Closing.objects.filter(area_code=VILLAGE).exists()
    assert line.household_no in text(get_page(village, "round.excuse", number=at(county.autumn)))
    sent(
        post_page(village, "round.excuse", {"pick": [line.household_no], "reason": "nobody"}, number=at(county.autumn))
    )
    line.refresh_from_db()
    assert (line.state, line.reason) == ("excused", "多次上门没人，电话不通")
    sent(post_page(village, "round.close", number=at(county.autumn)))
    assert Closing.objects.filter(round=county.autumn, area_code=VILLAGE, level="village").exists()


@deed
def a_leaflet_reaches_every_household_of_a_group(county: County) -> None:
    village = county.browser("xuzhai")
    group = registry.village_groups(VILLAGE, account("xuzhai"))[0]
    assert "还没发到的" in text(get_page(village, "leaflets.village", code=VILLAGE))
    form = {"leaflet": "applying", "reach": "group", "group": [group.key], "given_by": "徐信息员", "uuid": str(uuid.uuid4()),
            "given_on": TODAY.isoformat()}  # fmt: skip
    sent(post_page(village, "leaflets.village", form, code=VILLAGE))
    assert Given.objects.filter(household_no__startswith=VILLAGE).count() == group.households > 0
    made = Distribution.objects.get()
    assert (made.households, made.recorded_by) == (group.households, account("xuzhai"))
    assert "有效" in text(get_page(village, "leaflets.round", number=made.number))
    assert county.browser("huilong").get(f"/mingbaizhi/{VILLAGE}/").status_code == 404


@deed
def a_round_is_opened_with_one_name(county: County) -> None:
    from huaiyuan.shells.web.pages import rounds as pages

    queued: list[str] = []
    county.patch.setattr(pages.queue, "enqueue", lambda kind, **_: queued.append(kind))
    centre, form = county.browser("county1"), get_page(county.browser("county1"), "round.new")
    assert "只写一个名称" in text(form)
    asked = {
        "name": "2027年春季集中排查",
        "starts_on": "2026-11-23",
        "ends_on": "2026-12-22",
        "form": county.autumn.form,
    }
    assert "县级还没点本轮完成" in text(post_page(centre, "round.new", asked))
    Closing.objects.create(round=county.autumn, level="county", area_code="411330", closed_on=TODAY, closed_at=NOW)
    sent(post_page(centre, "round.new", asked))
    assert queued == ["round"]
    assert Round.objects.get(name="2027年春季集中排查").state == "preparing"


@deed
def a_key_household_is_looked_at_in_five_points(county: County) -> None:
    village, line = county.browser("xuzhai"), lines(county.autumn, key=True)[0]
    assert "看五项" in text(get_page(village, "round.village", {"zu": line.group_name or "-", "hu": line.household_no},
                                  number=at(county.autumn)))  # fmt: skip
    assert post_page(village, "round.line", said(line), number=number(line)).status_code == 422
    looks = {f"look-{look}": "good" for look in Look}
    sent(post_page(village, "round.line", said(line, **looks), number=number(line)))
    tick = Tick.objects.get(line=line)
    assert set(tick.looks_good.split(";")) == set(Look.values)
    assert tick.recorded_by == account("xuzhai")


@deed
def every_household_has_a_public_servant(county: County) -> None:
    town = county.browser("yuehe")
    assert "还没有人帮扶" in text(get_page(town, "pairings"))
    page = text(get_page(town, "pairing", household_no=MONITORED))
    assert "李帮扶" in page
    assert "赵电工" not in page
    forced = {"act": "pair", "helper": county.helpers.company.helper_no, "on": TODAY.isoformat()}
    assert post_page(town, "pairing", forced, household_no=MONITORED).status_code == 422
    sent(post_page(town, "pairing", {**forced, "helper": county.helpers.li.helper_no}, household_no=MONITORED))
    held = Pairing.objects.get(household_no=MONITORED, valid_to=OPEN_END)
    assert (held.helper.public_servant, held.part) == (True, "principal")
    assert county.browser("huilong").get(f"/jiedui/{MONITORED}/").status_code == 404


@deed
def a_visit_hands_on_what_is_to_be_solved_and_asks_again(county: County) -> None:
    from huaiyuan.county.duty import actions
    from tests.pages import signed_in

    actions.pair(MONITORED, helper_no=county.helpers.li.helper_no, by=county.helpers.town, on=dt.date(2026, 6, 1))
    helper, village = signed_in(county.helpers.li.account), county.browser("xuzhai")
    assert "五看" in text(get_page(helper, "mine.visit", household_no=MONITORED))
    form = {"uuid": str(uuid.uuid4()), "version": "0", "kind-0": "repair", "says-0": "水管漏水", "owner-0": "村"}
    sent(post_page(helper, "mine.visit", form, household_no=MONITORED))
    problem = Problem.objects.get()
    assert HomeVisit.objects.get().household_no == MONITORED
    assert Task.objects.get(subject_no=problem.problem_no).owner_area == VILLAGE
    sent(post_page(village, "problem", {"answer": "换了接头"}, problem_no=problem.problem_no))
    assert "上次的事：报修：水管漏水" in text(get_page(helper, "mine.visit", household_no=MONITORED))
    again = {"uuid": str(uuid.uuid4()), "version": "1", f"p-{problem.problem_no}": "yes"}
    sent(post_page(helper, "mine.visit", again, household_no=MONITORED))
    problem.refresh_from_db()
    assert (problem.state, HomeVisit.objects.count()) == ("closed", 2)
    assert helper.get(f"/bangfu/{FOREIGN}/").status_code == 404


@deed
def a_plan_answers_the_risks_of_one_family(county: County) -> None:
    from huaiyuan.county.duty import actions

    actions.pair(MONITORED, helper_no=county.helpers.li.helper_no, by=county.helpers.town, on=dt.date(2026, 6, 1))
    village, town = county.browser("xuzhai"), county.browser("yuehe")
    assert "针对“因病”" in text(get_page(village, "household.plan", household_no=MONITORED))
    sent(post_page(village, "household.plan", household_no=MONITORED))
    plan = Plan.objects.get(household_no=MONITORED)
    row = Measure.objects.filter(plan=plan).order_by("pk")[0]
    form = {"act": "write", "version": plan.version, "measure": row.number, "kind": row.kind, "risk": row.risk, "owner": "村",
            "says": "办慢特病卡，每月送药到家", "planned_from": str(row.planned_from), "planned_to": str(row.planned_to)}  # fmt: skip
    sent(post_page(village, "plan", form, number=plan.number))
    for client, act in ((village, "submit"), (town, "accept"), (village, "start")):
        plan.refresh_from_db()
        sent(post_page(client, "plan", {"act": act, "version": plan.version}, number=plan.number))
    plan.refresh_from_db()
    carried = {
        "act": "carry",
        "version": plan.version,
        "measure": row.number,
        "done_on": TODAY.isoformat(),
        "result": "药已送到",
    }
    sent(post_page(village, "plan", carried, number=plan.number))
    row.refresh_from_db()
    assert (row.state, row.says, row.result) == ("done", "办慢特病卡，每月送药到家", "药已送到")
    assert plan.reviewed_by == account("yuehe")


@deed
def who_lacks_a_condition_stays_and_who_lacks_none_goes_the_whole_way(county: County) -> None:
    leaver = Leaver().prepared(county.patch)
    clock.configure(today=leaver.day)
    village, number_ = county.browser("xuzhai"), leaver.household_no
    leaver.paper(Secured.HOUSING, holds=False, says="D级")
    assert "还差“安全住房”一条" in text(get_page(village, "exits.household", household_no=number_))
    post_page(village, "exits.nominate", {"pick": [number_]})
    assert not CaseFile.objects.filter(household_no=number_).exists()
    leaver.paper(Secured.HOUSING)
    sent(post_page(village, "exits.nominate", {"pick": [number_]}))
    case = CaseFile.objects.get(household_no=number_)
    assert "采集表" in text(get_page(village, "case_file", case_no=case.case_no))
    risks = case.risks.split(";")
    form = {"act": "survey", "version": case.version, "on": leaver.day, "companion": "驻村队员", "way": "帮扶消除", "risk": risks,
            "contact": registry.adults_of(number_, leaver.day)[0], "survey_photo": picture(), "assessment_photo": picture("b.jpg"),
            **{f"settled-{place}": "1" for place in range(len(risks))}}  # fmt: skip
    sent(post_page(village, "case_file", form, case_no=case.case_no))
    assert ExitSurvey.objects.get(case=case).agrees
    case = leaver.carried(CaseFile.objects.get(pk=case.pk), State.COUNTY)
    case = leaver.approved(case)
    assert Cycle.objects.filter(household_no=number_).latest("number").cleared_on == case.decided_on


@deed
def a_form_is_filled_printed_and_filed(county: County) -> None:
    hands = Hands(day=TODAY)
    case, village = hands.opened(), county.browser("xuzhai")
    assert "承诺授权书" in text(get_page(village, "forms.household", household_no=case.household_no))
    printed = post_page(village, "forms.household", {"form": "authorisation"}, household_no=case.household_no)
    assert printed.status_code == 200
    row = PrintedForm.objects.get()
    assert (row.household_no, row.form, row.filled > row.typed) == (case.household_no, "authorisation", True)
    assert "归到“承诺授权”" in text(get_page(village, "forms.sheet", code=row.code))
    sent(post_page(village, "forms.sheet", {"photos": [picture()]}, code=row.code))
    assert SignedSheet.objects.get(printed=row).added_by == account("xuzhai")


@deed
def a_list_is_handed_out_answered_and_settled_by_another(county: County) -> None:
    center, village, town = (county.browser(who) for who in ("county1", "xuzhai", "yuehe"))
    assert "要办什么" in text(get_page(center, "order.new"))
    told = {
        "act": "issue",
        "title": "取暖安全",
        "says": "挨户看一遍",
        "due_on": "2026-11-27",
        "to": [f"village/{VILLAGE}"],
    }
    sent(post_page(center, "order.new", told))
    line = OrderLine.objects.get(order__title="取暖安全")
    assert "挨户看一遍" in text(get_page(village, "order_line", number=line.number))
    fed_back = {"act": "answer", "version": line.version, "says": "换了两户", "proofs": picture()}
    sent(post_page(village, "order_line", fed_back, number=line.number))
    post_page(village, "order_line", {"act": "close", "version": line.version + 1}, number=line.number)
    line.refresh_from_db()
    assert (line.state == LineState.CLOSED, line.answer) == (False, "换了两户"), (
        "nobody settles what they did themselves"
    )
    sent(post_page(town, "order_line", {"act": "close", "version": line.version}, number=line.number))
    line.refresh_from_db()
    assert (line.state, line.settled_by) == (LineState.CLOSED, account("yuehe"))


deed(a_question_at_a_step_is_answered_and_stays_there)
for _one in (*linked.DEEDS, *education.DEEDS, *water.DEEDS):
    deed(_one)
