"""The pages of the rhythm and of consultations: within their budgets, and the same nothing for outsiders."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.county.oversight import actions, content
from huaiyuan.county.oversight.models import Consultation, Decision, PeriodicAction, RhythmItem
from tests.cast import TOWN, VILLAGE
from tests.integration.oversight.conftest import at
from tests.integration.oversight.test_consultations import _record
from tests.pages import get_page, post_page, signed_in

OWN, SUMMARY = f"zicha.2026-11.{VILLAGE}", f"xiaojie.2026-11.{TOWN}"


@pytest.fixture(autouse=True)
def no_snapshots(monkeypatch):
    """Figures of these tests count by the area's last digit, from a snapshot that nobody takes."""
    taken = SimpleNamespace(taken_at=clock.now())
    monkeypatch.setattr(content.Counts, "snapshot", taken)
    monkeypatch.setattr(content.Counts, "of", lambda _self, ids, _as_of, area: [int(area[-1])] * len(ids))
    monkeypatch.setattr("huaiyuan.base.figures.snapshots.newest_or_first", lambda: taken)


def _text(answer) -> str:
    return answer.content.decode()


def test_a_township_reports_its_summary_and_the_county_sees_it(people, november):
    client = signed_in(people.town)
    page = get_page(client, "rhythm.item", number=SUMMARY)
    assert "/zhibiao/L11/?on=2026-11-23" in _text(page)
    assert post_page(client, "rhythm.item", {"note": "本月没有新情况"}, number=SUMMARY).status_code == 302
    assert RhythmItem.objects.get(number=SUMMARY).note == "本月没有新情况"
    assert "撤回重报" in _text(get_page(client, "rhythm.item", number=SUMMARY))
    assert "已报 11-23" in _text(get_page(signed_in(people.center), "rhythm"))
    assert post_page(client, "rhythm.take_back", number=SUMMARY).status_code == 302
    assert RhythmItem.objects.get(number=SUMMARY).state == "open"


def test_a_village_s_numbers_open_lists_that_a_village_has(people, november):
    text = _text(get_page(signed_in(people.village), "rhythm.item", number=OWN))
    assert "/xiansuo/?tab=overdue" in text
    assert "/zhibiao/" not in text


def test_a_note_that_is_too_long_is_kept_and_says_so(people, november):
    answer = post_page(signed_in(people.town), "rhythm.item", {"note": "长" * 101}, number=SUMMARY)
    assert answer.status_code == 422
    assert "最多 100 个字" in _text(answer)
    assert "长" * 101 in _text(answer)


def test_a_foreign_item_is_the_same_nothing_as_an_absent_one(people, november):
    client = signed_in(people.other_town)
    foreign, absent = (get_page(client, "rhythm.item", number=number) for number in (SUMMARY, "xiaojie.2026-11.0"))
    assert (foreign.status_code, absent.status_code, foreign.content) == (404, 404, absent.content)
    assert post_page(client, "rhythm.item", {"note": ""}, number=SUMMARY).status_code == 404
    assert post_page(client, "rhythm.take_back", number=SUMMARY).status_code == 404


@pytest.mark.parametrize("who", ["center", "leader", "town", "village", "department"])
def test_every_reader_s_pages_keep_their_budget(people, november, department, who):
    _record(people)
    client = signed_in(department if who == "department" else getattr(people, who))
    for name in ("rhythm", "rhythm.items", *(("rhythm.actions", "consultations") if who != "village" else ())):
        assert get_page(client, name).status_code == 200, name


def test_the_list_narrows_by_month_township_and_standing(people, november):
    client = signed_in(people.center)
    query = {"yue": "2026-11", "dongzuo": "zicha", "cengji": "village", "zhen": TOWN, "zhuangtai": "overdue"}
    assert "共 2 件" in _text(get_page(client, "rhythm.items", query))
    assert get_page(client, "rhythm.items", {"zhen": "12", "zhuangtai": "x"}).status_code == 200
    assert "这些条件下没有件" in _text(get_page(client, "rhythm.items", query | {"zhuangtai": "late"}))


def test_the_list_goes_out_as_a_file_and_the_log_knows(people, november):
    answer = get_page(signed_in(people.town), "rhythm.export", {"dongzuo": "zicha"})
    assert answer["Content-Type"].endswith("sheet")
    [event] = Event.objects.filter(action="web.items.exported")
    assert event.by_username == "town"
    assert get_page(signed_in(people.village), "rhythm.export").status_code == 404


def test_one_button_reminds_all_who_are_overdue(people, november):
    client = signed_in(people.center)
    post_page(client, "rhythm.remind", {"yue": "2026-11"})
    assert "已催报 6 个单位" in _text(get_page(client, "rhythm"))
    post_page(client, "rhythm.remind", {"pick": [OWN]})
    assert "今天已经催过" in _text(get_page(client, "rhythm.items"))
    assert "已催报 1 次" in _text(get_page(signed_in(people.village), "rhythm.item", number=OWN))


def test_the_county_confirms_an_action_by_a_document(people):
    client = signed_in(people.center)
    assert "待县里确认" in _text(get_page(client, "rhythm.actions"))
    said = {
        "doc_no": "",
        "since": "2026-12-01",
        "due_day": "8",
        "months_after": "0",
        "when_off": "later",
        "product": "表",
    }
    assert post_page(client, "rhythm.action", said, code="zicha").status_code == 422
    assert post_page(client, "rhythm.action", said | {"doc_no": "9号", "due_day": ""}, code="zicha").status_code == 422
    assert post_page(client, "rhythm.action", said | {"doc_no": "9号"}, code="zicha").status_code == 302
    assert PeriodicAction.objects.get(code="zicha", state="confirmed").valid_from == dt.date(2026, 12, 1)
    assert get_page(client, "rhythm.action", code="none").status_code == 404
    assert get_page(signed_in(people.town), "rhythm.action", code="zicha").status_code == 404


def test_a_meeting_is_recorded_answered_and_closed_on_its_pages(people):
    client = signed_in(people.center)
    said = {"held_on": "2026-11-20", "topic": "预警研判", "chair": "专班办主任", "units": ["县专班", "甲乡"],
            "text-1": "红级当天到户", "unit-1": f"township/{TOWN}"}  # fmt: skip
    half = post_page(client, "consultation.new", said)
    assert (half.status_code, "第1条议定事项没写全" in _text(half), "红级当天到户" in _text(half)) == (422, True, True)
    assert post_page(client, "consultation.new", said | {"due-1": "2026-11-27"}).status_code == 302
    number = Consultation.objects.get().number
    point = f"{number}-1"
    town = signed_in(people.town)
    assert "红级当天到户" in _text(get_page(town, "consultation", number=number))
    assert post_page(town, "decision", {"act": "answer", "answer": "到了"}, number=point).status_code == 422
    answered = {"act": "answer", "answer": "都到了", "proof": "包村台账"}
    assert post_page(town, "decision", answered, number=point).status_code == 302
    assert post_page(town, "decision", {"act": "close"}, number=point).status_code == 404
    assert post_page(client, "decision", {"act": "return_"}, number=point).status_code == 422
    assert post_page(client, "decision", {"act": "close"}, number=point).status_code == 302
    assert Decision.objects.get().state == "closed"
    assert "没有找到" in _text(get_page(client, "consultations", {"q": "危房"}))
    assert get_page(signed_in(people.other_town), "consultation", number=number).status_code == 404
    assert get_page(signed_in(people.other_town), "decision", number=point).status_code == 404


def test_an_open_report_is_in_the_inbox_and_leads_to_its_page(people, november):
    assert f"/jiezou/{OWN}/" in _text(get_page(signed_in(people.village), "workbench"))
    actions.submit(OWN, note="", by=people.village, at=at(9))
    assert f"/jiezou/{OWN}/" not in _text(get_page(signed_in(people.village), "workbench"))
