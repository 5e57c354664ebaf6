"""风险消除: refused for each unmet condition in turn, carried from the nomination to the mark, taken back, cared for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.exits import Given
from huaiyuan.county.casework import actions, exports
from huaiyuan.county.casework.actions import Decided, Item, Look
from huaiyuan.county.casework.actions.following import follow_cases
from huaiyuan.county.casework.models import AfterCare, CaseFile, Cycle, CycleEvent, SecuredPaper
from huaiyuan.county.casework.types import CareResult, ClearWay, Level, Result, Secured, State
from huaiyuan.county.leads.types import Verdict
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.models import MonitoringFact
from huaiyuan.county.worklist.models import Task, TaskState
from tests.integration.casework.leaving import TODAY, Leaver
from tests.integration.casework.test_a_familys_way import refused
from tests.integration.casework.test_pages import decide, picture, post, signed
from tests.integration.casework.world import VILLAGE
from tests.pages import get_page, post_page

__all__ = ["signed"]


@pytest.fixture
def leaver(tiny, monkeypatch):
    before = clock.today()
    clock.configure(today=TODAY)
    yield Leaver().prepared(monkeypatch)
    clock.configure(today=before)


def lacks(leaver: Leaver) -> str:
    return refused("CASEWORK_NOT_READY", leaver.nominated)


def test_a_family_is_refused_for_each_condition_in_turn_and_told_what_is_lacking_and_who_mends_it(leaver: Leaver):
    leaver.paper(Secured.HOUSING, holds=False, says="D级")
    assert lacks(leaver) == "暂不够消除：还差“安全住房”一条，安全住房没有解决，由县住建局解决。够了再提名。"
    leaver.paper(Secured.HOUSING)
    given, leaver.given = leaver.given, None
    assert (
        lacks(leaver) == "暂不够消除：还差“针对风险的措施已落实”一条，缺帮扶措施落实情况，由帮扶责任人补。够了再提名。"
    )
    leaver.given = (Given(given[0].kind, Known.NO),)
    assert "还没有一项针对风险的措施落实，由帮扶责任人落实" in lacks(leaver)
    leaver.given = given
    lead = leaver.lead(leaver.household_no, "因意外事故", verdict=Verdict.MONITORED)
    assert "还差“没有新增风险”一条，新增因意外事故，由村里和帮扶责任人先解决" in lacks(leaver)
    from huaiyuan.county.leads.models import Lead, Risk

    Risk.objects.filter(lead__lead_no=lead).update(verdict="", judged_at=None, judged_by=None)
    Lead.objects.filter(lead_no=lead).update(state="sent")
    assert "还差“没有新增风险”一条，缺入户核实，由村里补" in lacks(leaver)
    Risk.objects.filter(lead__lead_no=lead).delete()
    cycle = Cycle.objects.filter(household_no=leaver.household_no, state="未消除")
    identified = cycle.get().identified_on
    cycle.update(identified_on=TODAY - dt.timedelta(days=100))
    assert lacks(leaver) == "暂不够消除：还差“监测满规定时间”一条，还没满6个月，由村里到期再提名。够了再提名。"
    cycle.update(identified_on=identified)
    leaver.can_work("无劳动力")
    assert refused("CASEWORK_STAYS", leaver.nominated).startswith("兜底，继续监测。")
    leaver.can_work("普通劳动力")
    assert leaver.nominated().state == State.VISIT


def test_without_a_statement_for_the_exit_or_a_line_the_income_is_not_known(leaver: Leaver):
    from huaiyuan.county.income.models import IncomeStatement

    exit_ = IncomeStatement.objects.filter(household_no=leaver.household_no, measured_on=TODAY)
    earlier = IncomeStatement.objects.filter(household_no=leaver.household_no, measured_on__lt=TODAY)
    earlier.update(purpose="identification")
    exit_ = IncomeStatement.objects.filter(pk=exit_.get().pk)
    exit_.update(superseded_at=clock.now())
    assert lacks(leaver) == "暂不够消除：还差“收入稳定”一条，缺消除时的收入测算表，由村里补。够了再提名。"
    exit_.update(superseded_at=None, measured_on=TODAY - dt.timedelta(days=300))
    assert "缺消除时的收入测算表" in lacks(leaver)
    exit_.update(measured_on=TODAY, reference_fen=100_00)
    exit_.get().entries.update(fen=100_00)
    assert "人均监测参考收入还没超过参考线" in lacks(leaver)


def test_what_the_visitors_find_stops_it_and_a_head_who_does_not_agree_stops_it(leaver: Leaver):
    case = leaver.nominated()
    refused("CASEWORK_ALREADY_OPEN", leaver.nominated)
    refused("CASEWORK_NEED_TWO", lambda: leaver.surveyed(case, companion=" "))
    risk = case.risks.split(";")[0]
    says = refused("CASEWORK_NEED_SETTLED", lambda: leaver.surveyed(case, settled=False))
    assert says.startswith("暂不够消除：还差“")
    assert f"{risk}：风险还在，由村里和帮扶责任人落实措施" in says
    assert "新增因意外事故" in refused("CASEWORK_NEED_SETTLED", lambda: leaver.surveyed(case, new=("因意外事故",)))
    with pytest.raises(DomainError) as refusal:
        actions.survey(case.case_no, sheet=leaver.sheet(case), survey_photo=b"", assessment_photo=b"", act=leaver.act())
    assert refusal.value.code == "CASEWORK_NEED_SHEETS"
    how = {"on": leaver.day, "companion": "驻村队员", "act": leaver.act()}
    refused("CASEWORK_NEED_REASON", lambda: actions.decline(case.case_no, reason="", **how))
    stopped = actions.decline(case.case_no, reason="孩子的学费还欠着", **how)
    assert (stopped.state, stopped.ended_why) == (State.STOPPED, "户主不认可：孩子的学费还欠着")
    assert Cycle.objects.get(household_no=leaver.household_no, state="未消除")
    assert not Task.objects.filter(subject_no=case.case_no, state=TaskState.OPEN).exists()
    again = leaver.nominated()
    assert actions.withdraw(again.case_no, reason="先把学费的事办了", act=leaver.act()).state == State.STOPPED


def test_a_family_goes_from_the_nomination_to_the_mark_and_its_figures_follow(leaver: Leaver):
    counted = {"open": Cycle.objects.filter(state="未消除", void=False).count(),
               "cleared": Cycle.objects.filter(state="已消除", void=False).count()}  # fmt: skip
    case = leaver.nominated()
    refused("CASEWORK_NO_SHEET", lambda: actions.show_sheet(case.case_no, by=leaver.village))
    case = leaver.carried(case, State.NOTICED)
    assert "拟标注风险消除公示" in actions.show_sheet(case.case_no, by=leaver.village).text
    case = leaver.carried(case, State.COUNTY)
    # What turned up in between stops it before the county decides, with words; it is not lost.
    leaver.paper(Secured.WATER, holds=False, says="停水半月", on=leaver.day)
    with pytest.raises(DomainError) as refusal:
        leaver.approved(case)
    assert "还差“安全饮水”一条，安全饮水没有解决，由县水利局解决" in str(refusal.value)
    leaver.paper(Secured.WATER, says="已通水，县水利局", on=leaver.day)
    case = leaver.approved(case)
    assert case.state == State.ANNOUNCE
    cycle = Cycle.objects.get(household_no=case.household_no, number=Cycle.objects.filter(
        household_no=case.household_no).count())  # fmt: skip
    assert (cycle.state, cycle.cleared_on, cycle.clear_way) == ("已消除", case.decided_on, "帮扶消除")
    fact = MonitoringFact.objects.known().filter(household__household_no=case.household_no).latest("valid_from")
    assert (fact.risk_state, fact.cleared_on, fact.source_ref) == ("已消除", case.decided_on, case.doc_no)
    assert Cycle.objects.filter(state="未消除", void=False).count() == counted["open"] - 1
    assert Cycle.objects.filter(state="已消除", void=False).count() == counted["cleared"] + 1
    case = leaver.carried(case, State.DONE)
    assert not Task.objects.filter(subject_no=case.case_no, state=TaskState.OPEN).exists()
    assert exports.one_case(case.case_no, by=leaver.village)["steps"][0]["did"] == "在国办系统标注了"


def test_after_the_clearing_somebody_looks_once_a_quarter_and_two_things_may_follow(leaver: Leaver):
    case = leaver.approved(leaver.carried(leaver.nominated(), State.COUNTY))
    number, cleared_on = case.household_no, case.decided_on
    first = AfterCare.objects.get(cycle__household_no=number)
    assert (first.number, first.due_on) == (1, cleared_on + dt.timedelta(days=90))
    task = Task.objects.get(kind="exit_care", state=TaskState.OPEN)
    assert (task.subject_no, task.owner_post) == (number, "village")
    leaver.later(30)
    moved = "411330101201"
    registry.move_household(number, village_code=moved, on=leaver.day - dt.timedelta(days=1), by=leaver.county)
    follow_cases([number], because="整户迁移", by=leaver.county)
    task = Task.objects.get(kind="exit_care", state=TaskState.OPEN)
    assert (task.owner_area, task.due_at.astimezone(clock.SHANGHAI).date()) == (moved, first.due_on)
    registry.move_household(number, village_code=VILLAGE, on=leaver.day, by=leaver.county)
    at = dt.datetime.combine(leaver.day, dt.time(12), clock.SHANGHAI)
    look = Look(leaver.day, CareResult.STABLE, "两口子都在上班")
    actions.look_after(number, look, by=leaver.village, at=at)
    assert AfterCare.objects.filter(cycle__household_no=number, looked_on=None).get().number == 2
    trouble = Look(leaver.day, CareResult.TROUBLED, "", "")
    refused("CASEWORK_NO_TROUBLE", lambda: actions.look_after(number, trouble, by=leaver.village, at=at))
    # 再识别: a new lead, the old cycle stays cleared; 消除回退: the old cycle goes on. Two events, two ways.
    lead = actions.at_risk_again(
        number, Look(leaver.day, CareResult.TROUBLED, "户主摔断了腿", "因意外事故"), by=leaver.village, at=at
    )
    assert Cycle.objects.filter(household_no=number).latest("number").state == "已消除"
    assert lead.startswith("XS")
    refused("CASEWORK_NOT_FOUND", lambda: actions.undo_clearing(
        number, decided=Decided(leaver.day, "桐〔2026〕30号", "标错了"), by=leaver.village))  # fmt: skip
    cleared_on = Cycle.objects.filter(household_no=number).latest("number").cleared_on
    refused("CASEWORK_SAME_DAY", lambda: actions.undo_clearing(
        number, decided=Decided(cleared_on, "桐〔2026〕30号", "标错了"), by=leaver.county))  # fmt: skip
    actions.undo_clearing(number, decided=Decided(leaver.day, "桐〔2026〕30号", "标错了"), by=leaver.county)
    kinds = list(CycleEvent.objects.filter(cycle__household_no=number).order_by("-pk").values_list("kind", flat=True))
    assert kinds[:2] == ["undone", "cleared"]
    assert "again" not in kinds[:2]
    assert not AfterCare.objects.filter(cycle__household_no=number, looked_on=None, void=False).exists()
    assert not Task.objects.filter(kind="exit_care", state=TaskState.OPEN).exists()
    assert CaseFile.objects.get(pk=case.pk).state == State.STOPPED
    leaver.later()
    actions.clear(number, way=ClearWay.HELPED, decided=Decided(leaver.day, "桐〔2026〕31号"), by=leaver.county)
    looks = AfterCare.objects.filter(cycle__household_no=number, void=False).order_by("number")
    assert [(one.number, one.looked_on is None) for one in looks] == [(1, False), (2, True)]


def test_a_township_that_refuses_leaves_the_family_monitored(leaver: Leaver):
    case = leaver.carried(leaver.nominated(), State.TOWNSHIP)
    leaver.met(Level.TOWNSHIP, Item(case.case_no, Result.REFUSED, "房子还没修好"))
    case.refresh_from_db()
    assert (case.state, case.state_label) == (State.REFUSED, "暂不消除，继续监测")
    assert Cycle.objects.get(household_no=case.household_no, state="未消除")


def test_an_exit_is_weighed_on_its_pages_within_their_budgets(leaver: Leaver, signed):
    """Journey 5 on the pages: the list, a family's conditions, and a department's paper put on file and looked at."""
    village, town, county = signed("xuzhai"), signed("yuehe"), signed("county1")
    number = leaver.household_no
    for client in (village, town, county, signed("leader1")):
        for tab in ("ready", "lacks", "stays", "under"):
            assert get_page(client, "exits", {"tab": tab}).status_code == 200
        assert get_page(client, "exits.household", household_no=number).status_code == 200
    listed = get_page(village, "exits", {"tab": "ready"}).content.decode()
    assert number in listed
    assert "消除率" not in listed
    assert get_page(signed("huilong"), "exits.household", household_no=number).status_code == 404
    paper = {"what": "housing", "says": "鉴定单，县住建局，B级", "on": leaver.day, "holds": "1"}
    assert "请拍一张这张单的照片" in post_page(town, "exits.household", paper, household_no=number).content.decode()
    assert post_page(town, "exits.household", paper | {"photo": picture()}, household_no=number).status_code == 302
    assert post_page(village, "exits.household", paper | {"photo": picture()}, household_no=number).status_code == 422
    filed = SecuredPaper.objects.filter(household_no=number).latest("pk").pk
    assert get_page(town, "exits.paper", household_no=number, number=filed)["Content-Type"] == "image/jpeg"
    assert get_page(town, "exits.paper", household_no=number, number=filed + 1).status_code == 404


def test_the_posts_carry_an_exit_through_the_pages_within_their_budgets(leaver: Leaver, signed):
    """Journey 5 on the pages: nomination, sheet, notice, both meetings, announcement, mark, care."""
    village, town, county = signed("xuzhai"), signed("yuehe"), signed("county1")
    number = leaver.household_no
    assert post_page(village, "exits.nominate", {"pick": [number]}).status_code == 302
    case = CaseFile.objects.get(household_no=number, procedure="exit")
    for client in (village, town, county, signed("leader1")):
        assert get_page(client, "case_file", case_no=case.case_no).status_code == 200
    risks = {"risk": case.risks.split(";")}
    settled = {f"settled-{n}": "1" for n in range(len(risks["risk"]))}
    said = risks | settled | {"on": leaver.day, "companion": "驻村队员", "way": "帮扶消除"}
    said["contact"] = households.adults_of(number, leaver.day)[0]
    assert "还差" in post(village, case, "survey", **(said | {"settled-0": ""}))
    assert "风险还在" in post(village, case, "survey", **(said | {"settled-0": "0"}))
    sheets = {"survey_photo": picture(), "assessment_photo": picture("y.jpg")}
    assert "各拍1张" in post(village, case, "survey", **said)
    assert post(village, case, "survey", **said, **sheets) == "302"
    held = {"on": leaver.day, "expected": 40, "present": 30, "agreed": 29}
    assert get_page(village, "case_file", case_no=case.case_no).status_code == 200
    assert post(village, case, "deliberate", **held, photos=[picture(), picture("y.jpg")]) == "302"
    assert "风险消除公示" in get_page(village, "case_file.sheet", case_no=case.case_no).content.decode()
    assert post(village, case, "post", on=leaver.day, near=picture(), far=picture("f.jpg")) == "302"
    leaver.later(6)
    assert post(village, case, "expire") == "302"
    decide(town, county, case)
    assert Cycle.objects.filter(household_no=number).latest("number").state == "已消除"
    assert post(town, case, "announce", on=clock.today(), photos=picture()) == "302"
    entry = get_page(village, "casework.entry").content.decode()
    assert "待标注风险消除" in entry
    assert post(village, case, "enter") == "302"
    assert case.state == State.DONE
    page = get_page(village, "cycles.household", household_no=number).content.decode()
    assert "再识别" in page
    assert "监测联系人" in page
    assert "消除回退" in get_page(county, "cycles.household", household_no=number).content.decode()
    assert post_page(village, "cycles.care", {"act": "again", "says": "摔了"}, household_no=number).status_code == 422
    assert post_page(village, "cycles.care", {"act": "look", "says": "都好"}, household_no=number).status_code == 302
    again = {"act": "again", "risk": "因意外事故", "says": "户主摔断了腿"}
    assert post_page(village, "cycles.care", again, household_no=number).status_code == 302
    assert post_page(county, "cycles.care", again, household_no=number).status_code == 404
    # The note that a form left is shown first: a household's page has fifteen queries for itself.
    assert not re.search(r"GZ\d", get_page(village, "cycles.household", household_no=number).content.decode())
    told = get_page(village, "household", household_no=number).content.decode()
    assert "风险消除" in told


def test_scripts_see_the_conditions_as_the_page_does(leaver: Leaver):
    found = exports.exits(by=leaver.village)
    mine = next(one for one in found["households"] if one["household_no"] == leaver.household_no)
    assert (mine["place"], mine["says"]) == ("ready", "条件都够，可以提名")
    assert [one["word"] for one in mine["conditions"]] == ["够", "够", "不明", "够", "够", "够"]
    case = leaver.nominated()
    listed = exports.cases("live", by=leaver.village)["cases"]
    assert [(one["case_no"], one["procedure"]) for one in listed] == [(case.case_no, "exit")]
