"""The pages of a rule's change: what each post sees and may press; a refusal is a clear page, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from huaiyuan.base.audit.models import Event
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import proving
from huaiyuan.core.kernel import clock
from huaiyuan.county.screening import background, changes, content, trials
from huaiyuan.county.screening.models import RuleChange
from huaiyuan.county.screening.types import ChangeState
from tests.integration.registry import loaded
from tests.integration.screening import proposing
from tests.integration.screening.world import TODAY
from tests.pages import get_page, post_page, signed_in

pytestmark = pytest.mark.slow

FORM = {"v0": "6000", "since": TODAY.isoformat(), "reason": "村里说太多", "source": "会议", "doc_no": "桐防〔2026〕3号"}


@pytest.fixture
def office(county, monkeypatch):
    monkeypatch.setattr(trials.intake, "batches", proposing.sent_files(county))
    proposing.in_this_process(monkeypatch)
    # What the worker does, done at once.
    monkeypatch.setattr(tasks, "enqueue", lambda _kind, **given: background.try_in_background(**given))
    second = loaded.account("county2")
    lifted = [p for p in county.world.people if p["archive_type"] == "脱贫户"]
    for person, paid in zip(lifted, ("5500", "7000"), strict=False):
        county.world.bill(person["person_id"], paid)
    yield SimpleNamespace(first=proved(county.by), second=proved(second), by=county.by, other=second)
    proposing.leave_nothing()


def proved(account):
    client = signed_in(account)
    session = client.session
    session[proving._KEY] = clock.now().isoformat()
    session.save()
    return client


def text_of(response):
    return response.content.decode()


def test_from_the_form_to_publication_and_back(office):
    answer = post_page(office.first, "rule.change", FORM, rule_id="R01")
    change = RuleChange.objects.get()
    assert answer["Location"] == reverse("rule_changes.one", args=[change.change_no])
    assert change.state == ChangeState.TRIED
    mine = text_of(get_page(office.first, "rule_changes.one", change_no=change.change_no))
    assert "从 <del>5,000元</del> 改为 <b>6,000元</b>" in mine
    assert "不能自己发布" in mine
    assert "桐防〔2026〕3号" in mine
    assert 'form="publish"' not in mine

    refused = post_page(office.first, "rule_changes.publish", change_no=change.change_no)
    assert refused.status_code == 409
    assert "要由另一个人发布" in text_of(refused)
    stale = post_page(office.second, "rule_changes.publish", {"version": "1"}, change_no=change.change_no)
    assert stale.status_code == 409
    assert "请看一眼再定" in text_of(stale)
    past = post_page(office.second, "rule_changes.publish", {"since": "2026-11-01"}, change_no=change.change_no)
    assert past.status_code == 422

    theirs = text_of(get_page(office.second, "rule_changes.one", change_no=change.change_no))
    assert 'form="publish"' in theirs
    done = post_page(office.second, "rule_changes.publish", {"version": change.version}, change_no=change.change_no)
    assert done.status_code == 302
    assert "6,000" in text_of(get_page(office.first, "rule", rule_id="R01"))
    assert "从5,000元改为6,000元" in text_of(get_page(office.first, "rule", rule_id="R01"))

    asked = post_page(office.second, "rule_changes.roll_back", {"reason": "核下来不对"}, change_no=change.change_no)
    assert asked.status_code == 302
    back = RuleChange.objects.get(restores=change)
    post_page(office.first, "rule_changes.publish", change_no=back.change_no)
    change.refresh_from_db()
    assert change.state == ChangeState.ROLLED_BACK
    assert "已回退" in text_of(get_page(office.first, "rule_changes", {"tab": "all"}))


def test_a_session_left_open_must_say_again_who_it_is(office):
    post_page(office.first, "rule.change", FORM, rule_id="R01")
    change = RuleChange.objects.get()
    client = signed_in(office.other)
    session = client.session
    session[proving._KEY] = (clock.now() - dt.timedelta(minutes=31)).isoformat()
    session.save()
    answer = post_page(client, "rule_changes.publish", change_no=change.change_no)
    assert answer["Location"].startswith(reverse("prove"))
    assert "刚才填的没有丢" in text_of(client.get(answer["Location"]))
    wrong = client.post(reverse("prove"), {"password": "不对的口令", "next": f"/guize/gaidong/{change.change_no}/"})
    assert wrong.status_code == 422
    change.refresh_from_db()
    assert change.state == ChangeState.TRIED


def test_what_is_wrong_in_a_text_is_shown_at_its_line_and_the_text_is_kept(office):
    text = content.current_text("R01", TODAY).replace('paid_yuan >= :line"', 'paid_yuan >= :lime"')
    line = next(n for n, said in enumerate(text.split("\n"), 1) if said.startswith("when: "))
    answer = post_page(office.first, "rule.text", {**FORM, "text": text}, rule_id="R01")
    shown = text_of(answer)
    assert answer.status_code == 422
    assert f"R01.yaml 第{line}行" in shown
    assert f"→ {line}" in shown
    assert shown.count(":lime") == 3, "the sentence, the faulty line, and the text as it was typed"
    assert RuleChange.objects.count() == 0


def test_sending_back_and_dropping_ask_for_a_reason_and_are_logged(office):
    post_page(office.first, "rule.change", FORM, rule_id="R01")
    change = RuleChange.objects.get()
    where = {"change_no": change.change_no}
    assert post_page(office.second, "rule_changes.send_back", {"reason": ""}, **where).status_code == 422
    assert post_page(office.second, "rule_changes.drop", {"reason": "不要了"}, **where).status_code == 409
    post_page(office.second, "rule_changes.send_back", {"reason": "线太高，改成五千五"}, **where)
    assert "线太高，改成五千五" in text_of(get_page(office.first, "rule_changes.one", **where))
    edited = post_page(office.first, "rule_changes.edit", {**FORM, "v0": "5500", "version": 3}, **where)
    assert edited.status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.TRIED
    post_page(office.first, "rule_changes.drop", {"reason": "不改了"}, **where)
    logged = set(Event.objects.filter(subject=f"rule_change:{change.change_no}").values_list("action", flat=True))
    assert {f"screening.change.{did}" for did in ("proposed", "tried", "sent_back", "edited", "dropped")} == logged


def test_who_may_not_gets_the_page_that_is_not_there(office):
    change = changes.propose("R01", {"line": "6000"}, proposing.PAPER, by=office.by)
    village, leader = (signed_in(loaded.account(name)) for name in ("xuzhai", "leader1"))
    assert get_page(village, "rule_changes.one", change_no=change.change_no).status_code == 404
    assert get_page(leader, "rule_changes.one", change_no=change.change_no).status_code == 200
    assert post_page(leader, "rule_changes.publish", change_no=change.change_no).status_code == 404
    assert get_page(leader, "rule.change", rule_id="R01").status_code == 404
    assert get_page(office.first, "rule_changes.one", change_no="GZ2026-9999").status_code == 404


def test_the_list_is_narrowed_by_words_state_department_and_kind(office):
    assert re.search(r"\d+ 条，\d+ 条在用，\d+ 条停用", text_of(get_page(office.first, "rules")))
    off = text_of(get_page(office.first, "rules", {"zhuangtai": "off"}))
    assert "缺 2026 年参考线" in off
    assert reverse("rule", args=["R01"]) not in off
    found = text_of(get_page(office.first, "rules", {"q": "残疾"}))
    assert reverse("rule", args=["R09"]) in found
    assert reverse("rule", args=["R01"]) not in found
    assert "这些条件下没有规则" in text_of(get_page(office.first, "rules", {"q": "没有这样的"}))
    assert reverse("rule", args=["R11"]) in text_of(get_page(office.first, "rules", {"bumen": "教体局"}))
