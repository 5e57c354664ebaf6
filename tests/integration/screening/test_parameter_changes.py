"""A parameter that no rule needs: one proposes, another publishes now or on a day, either may ask to roll back; no trial."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account, Posting
from huaiyuan.base.audit.models import Event
from huaiyuan.base.pages import proving
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.screening import changes
from huaiyuan.county.screening.models import RuleChange
from huaiyuan.county.screening.types import ChangeState
from tests.integration.screening.proposing import PAPER
from tests.integration.screening.world import TODAY
from tests.pages import get_page, post_page, signed_in

pytestmark = pytest.mark.usefixtures("seeded")

LIMIT, DECIDES, KEEPS, MODE = (
    "lead.verify.red", "change.decided_by.birth", "change.death_keeps", "medical.self_paid_mode",
)  # fmt: skip
FORM = {"since": TODAY.isoformat(), "reason": "开会定的", "source": "县领导小组会议", "doc_no": "桐防〔2026〕9号"}


@pytest.fixture
def second(cast):
    """Another person of the county centre."""
    made = Account.objects.create(username="center_two", display_name="钟二", is_active=True)
    posting = Posting.objects.get(account=cast.center)
    posting.pk, posting.account = None, made
    posting.save()
    return made


def proved(account):
    client = signed_in(account)
    session = client.session
    session[proving._KEY] = clock.now().isoformat()
    session.save()
    return client


def value(name, on=TODAY):
    return reference.parameters([name], on)[name].value


def refused(code, act):
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    return str(refusal.value)


def test_a_deadline_is_changed_by_two_people_without_a_trial_and_rolled_back(cast, second):
    first, other = proved(cast.center), proved(second)
    listed = get_page(first, "parameters", {"q": LIMIT}).content.decode()
    assert f"/canshu/{LIMIT}/gai/" in listed
    assert "不用试算" in get_page(first, "parameter.change", parameter=LIMIT).content.decode()
    answer = post_page(first, "parameter.change", {**FORM, "v0": "24"}, parameter=LIMIT)
    change = RuleChange.objects.get()
    assert answer["Location"].endswith(f"{change.change_no}/")
    assert (change.rule, change.state, change.trial, value(LIMIT)) == ("", ChangeState.TRIED, None, 48)
    mine = get_page(first, "rule_changes.one", change_no=change.change_no).content.decode()
    assert "您是提出人，不能自己发布" in mine
    assert post_page(first, "rule_changes.publish", {}, change_no=change.change_no).status_code == 409
    theirs = get_page(other, "rule_changes.one", change_no=change.change_no).content.decode()
    assert "从 <del>48小时</del> 改为 <b>24小时</b>" in theirs
    post_page(other, "rule_changes.publish", {"since": TODAY.isoformat()}, change_no=change.change_no)
    assert value(LIMIT) == 24
    assert "历次" in get_page(first, "parameters", {"q": LIMIT}).content.decode()
    post_page(first, "rule_changes.roll_back", {"reason": "太紧了"}, change_no=change.change_no)
    back = RuleChange.objects.get(restores=change)
    assert back.state == ChangeState.TRIED
    post_page(other, "rule_changes.publish", {}, change_no=back.change_no)
    change.refresh_from_db()
    assert (value(LIMIT), change.state) == (48, ChangeState.ROLLED_BACK)
    said = Event.objects.filter(action__startswith="screening.change").order_by("pk").values_list("action", flat=True)
    done = [action.rpartition(".")[2] for action in said]
    assert sorted(done) == ["proposed", "published", "published", "roll_back_asked", "rolled_back"]


def test_it_may_hold_from_a_later_day_only(cast, second):
    later = TODAY + dt.timedelta(days=10)
    change = changes.propose_value(LIMIT, "72", PAPER, by=cast.center)
    changes.publish(change.change_no, by=second, since=later)
    assert (value(LIMIT), value(LIMIT, later)) == (48, 72)


def test_what_is_sent_back_is_reworded_or_laid_before_again(cast, second):
    change = changes.propose_value(LIMIT, "12", PAPER, by=cast.center)
    changes.send_back(change.change_no, reason="十二小时办不到", by=second)
    first = proved(cast.center)
    page = get_page(first, "rule_changes.one", change_no=change.change_no).content.decode()
    assert "再提请发布" in page
    assert "十二小时办不到" in page
    change.refresh_from_db()
    sent = {**FORM, "v0": "36", "version": str(change.version)}
    assert post_page(first, "rule_changes.edit", sent, change_no=change.change_no).status_code == 302
    change.refresh_from_db()
    assert (change.state, changes.content.draft_of(change).values) == (ChangeState.TRIED, {LIMIT: 36})
    changes.send_back(change.change_no, reason="再想想", by=second)
    assert post_page(first, "rule_changes.try", {}, change_no=change.change_no).status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.TRIED


def test_nothing_is_published_over_a_value_that_changed_meanwhile(cast, second):
    one, two = (changes.propose_value(LIMIT, typed, PAPER, by=cast.center) for typed in ("24", "36"))
    changes.publish(one.change_no, by=second)
    assert "再提请一次" in refused("SCREENING_LOOK_AGAIN", lambda: changes.publish(two.change_no, by=second))
    changes.lay_before(two.change_no, by=cast.center)
    changes.publish(two.change_no, by=second)
    assert value(LIMIT) == 36


def test_a_parameter_that_a_rule_needs_is_changed_and_tried_with_the_rule(cast):
    used = "medical.self_paid_line.lifted"
    says = refused("SCREENING_RULE_NEEDS", lambda: changes.propose_value(used, "6000", PAPER, by=cast.center))
    assert "R01" in says
    answer = get_page(signed_in(cast.center), "parameter.change", parameter=used)
    assert answer["Location"].endswith("/guize/R01/gai/")
    assert signed_in(cast.center).get("/canshu/no.such/gai/").status_code == 404


def test_a_text_is_one_of_those_declared_and_the_refusal_names_them(cast):
    client = signed_in(cast.center)
    page = get_page(client, "parameter.change", parameter=DECIDES).content.decode()
    assert all(f'<option value="{one}"' in page for one in ("村", "乡镇", "县"))
    answer = post_page(client, "parameter.change", {**FORM, "v0": "支书"}, parameter=DECIDES)
    assert answer.status_code == 422
    assert "“出生登记由哪一级定”只能是村、乡镇、县中的一个，收到的是“支书”" in answer.content.decode()
    assert "开会定的" in answer.content.decode()
    several = refused(
        "SCREENING_NOT_CHOICES", lambda: changes.propose_value(KEEPS, "因病、因贫", PAPER, by=cast.center)
    )
    assert "因病、因学" in several
    refused("SCREENING_NOT_A_TEXT", lambda: changes.propose_value("workday.ends", "25:00", PAPER, by=cast.center))
    assert RuleChange.objects.count() == 0
    kept = changes.propose_value(KEEPS, "因病、因学", PAPER, by=cast.center)
    assert kept.state == ChangeState.TRIED
    assert changes.propose_value(DECIDES, "乡镇", PAPER, by=cast.center).values.get().text == "乡镇"


def test_a_text_of_a_rule_is_one_of_those_declared_too(cast):
    says = refused("SCREENING_NOT_A_CHOICE", lambda: changes.propose("R01", {MODE: "随便"}, PAPER, by=cast.center))
    assert "定额、比例" in says


def test_who_may_not_change_rules_may_not_change_parameters(cast):
    assert signed_in(cast.town).get(f"/canshu/{LIMIT}/gai/").status_code == 404
    refused("SCREENING_NOT_PERMITTED", lambda: changes.propose_value(LIMIT, "24", PAPER, by=cast.town))
