"""自主申报·待受理: the desk's pages for each post, and what nobody else can see."""

from __future__ import annotations

import uuid

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.county.applications import actions, queries
from huaiyuan.county.applications.actions import Filing
from huaiyuan.county.applications.models import Application
from huaiyuan.county.leads.types import Channel
from tests.integration.applications.conftest import (
    AT_VILLAGE,
    ELSEWHERE,
    FOREIGN,
    PHONE,
    TOWNSHIP,
    VILLAGE,
    family,
    photo,
)
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page, signed_in


def test_the_township_accepts_with_one_pick_and_types_nothing(applied):
    home = family()
    filed = applied(name=home.members[0].name, note="去年摔了腿")
    client = signed_in(account(TOWNSHIP))
    listed = get_page(client, "applications").content.decode()
    assert home.members[0].name in listed
    assert PHONE not in listed
    page = get_page(client, "application", number=filed.number).content.decode()
    who = f"{home.household_no}|{home.members[0].person_id}"
    assert f'value="{who}"' in page
    assert "去年摔了腿" in page
    version = Application.objects.get(number=filed.number).version
    said = post_page(client, "application", {"act": "accept", "who": who, "version": version}, number=filed.number)
    assert said.status_code == 302
    row = Application.objects.get(number=filed.number)
    assert (row.household_no, row.person_id) == tuple(who.split("|"))
    after = get_page(client, "application", number=filed.number).content.decode()
    assert row.lead_no in after
    lead = get_page(signed_in(account(AT_VILLAGE)), "lead", lead_no=row.lead_no).content.decode()
    assert "农户自主申报" in lead
    assert "看病花钱多" in lead


def test_foreign_absent_and_forbidden_applications_are_the_same_page(applied):
    filed = applied()
    answers = [
        get_page(signed_in(account(who)), "application", number=number)
        for who, number in ((ELSEWHERE, filed.number), (ELSEWHERE, "SB2026-999999"))
    ]
    assert {a.status_code for a in answers} == {404}
    assert answers[0].content == answers[1].content
    for who in ("leader1", AT_VILLAGE):
        assert get_page(signed_in(account(who)), "application", number=filed.number).status_code == 404
        assert get_page(signed_in(account(who)), "applications").status_code == 404
    refused = post_page(
        signed_in(account(ELSEWHERE)), "application", {"act": "absent", "reason": "试"}, number=filed.number
    )
    assert refused.status_code == 404
    assert Application.objects.get(number=filed.number).state == "pending"


def test_a_phone_is_shown_once_with_a_reason_that_stands_in_the_log(applied):
    filed, client = applied(), signed_in(account(TOWNSHIP))
    silent = post_page(client, "application", {"act": "reveal", "reason": " "}, number=filed.number)
    assert silent.status_code == 422
    assert PHONE not in silent.content.decode()
    told = post_page(client, "application", {"act": "reveal", "reason": "核对是不是本人"}, number=filed.number)
    assert PHONE in told.content.decode()
    assert PHONE not in get_page(client, "application", number=filed.number).content.decode()
    [event] = Event.objects.filter(action="applications.phone.revealed")
    assert event.reason == "核对是不是本人"
    again = post_page(client, "application", {"act": "receipt", "reason": "回执丢了"}, number=filed.number)
    assert queries.status_of(filed.receipt).receipt in again.content.decode()


def test_an_application_is_found_by_receipt_phone_or_number(applied):
    filed, client = applied(), signed_in(account(TOWNSHIP))
    applied(name="别人家", phone="19900054321")
    for text in (filed.number.lower(), filed.receipt, PHONE):
        page = get_page(client, "applications", {"q": text, "view": "all"}).content.decode()
        assert filed.number in page
        assert "别人家" not in page


def test_the_county_sees_which_township_is_late_and_enters_a_petition(applied):
    filed, client = applied(), signed_in(account("county1"))
    Application.objects.filter(number=filed.number).update(due_at="2026-11-20T00:00:00Z")
    page = get_page(client, "applications").content.decode()
    assert "超期 1 件" in page
    form = {
        "channel": Channel.PETITION, "name": "李四", "phone": "", "village": VILLAGE, "hardship": "water",
        "uuid": str(uuid.uuid4()),
    }  # fmt: skip
    said = [post_page(client, "application.new", form) for _ in range(2)]
    assert all("回执号" in one.content.decode() for one in said)
    assert Application.objects.filter(channel=Channel.PETITION).count() == 1
    village = signed_in(account(AT_VILLAGE))
    refused = post_page(village, "application.new", form | {"village": "411330301200", "uuid": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert get_page(village, "application.new").status_code == 200


def test_photos_are_for_the_desk_and_a_file_leaves_masked(applied):
    filed = actions.apply_publicly(
        Filing("张大山", PHONE, VILLAGE, "ill"), client_uuid=uuid.uuid4(), address="10.0.0.1", photos=[photo()]
    )
    [number] = queries.page(filed.number, account(TOWNSHIP)).photos
    shown = get_page(signed_in(account(TOWNSHIP)), "application.photo", number=filed.number, photo=number)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert (
        get_page(signed_in(account(ELSEWHERE)), "application.photo", number=filed.number, photo=number).status_code
        == 404
    )
    file = get_page(signed_in(account(TOWNSHIP)), "applications.export", {"as": "csv", "view": "all"})
    text = b"".join(file.streaming_content if file.streaming else [file.content]).decode()
    assert "张大山" in text
    assert PHONE not in text


@pytest.mark.parametrize("act", ["unfounded", "absent", "reopen", "take_back"])
def test_every_step_without_its_reason_is_refused_and_keeps_the_page(applied, act):
    filed = applied()
    said = post_page(signed_in(account(TOWNSHIP)), "application", {"act": act, "reason": ""}, number=filed.number)
    assert said.status_code == 422
    assert "请写明" in said.content.decode()


def test_another_townships_application_is_sent_on_from_its_own_page(applied):
    filed, client = applied(), signed_in(account(TOWNSHIP))
    assert get_page(client, "application.reroute", number=filed.number).status_code == 200
    refused = post_page(client, "application.reroute", {"village": FOREIGN, "reason": ""}, number=filed.number)
    assert refused.status_code == 422
    sent = post_page(client, "application.reroute", {"village": FOREIGN, "reason": "户口在那边"}, number=filed.number)
    assert sent.status_code == 302
    assert get_page(client, "application.reroute", number=filed.number).status_code == 404
    page = get_page(signed_in(account(ELSEWHERE)), "application", number=filed.number).content.decode()
    assert "户口在那边" in page
