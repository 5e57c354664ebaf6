"""The desk's pages: one key decides and shows the next row; more rows are asked about in words; others find nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from huaiyuan.county.matching import actions
from huaiyuan.county.matching.models import ReviewDecision
from huaiyuan.county.matching.types import Answer
from huaiyuan.county.matching.waiting import Filters, RowKey, queue
from tests.integration.registry import loaded

pytestmark = pytest.mark.usefixtures("in_process")
HTMX = {"HTTP_HX_REQUEST": "true"}


def _client(username):
    client = Client()
    client.force_login(loaded.account(username))
    return client


@pytest.fixture
def waiting(roll):
    """Two children whom the school writes by other names, one of them on two rows."""
    people = [p for p in roll.people if p["village_code"] == "411330101200"][:2]
    for person in (people[0], people[1], people[1]):
        roll.add(person, name="欧阳无名")
    batch = actions.take_in(roll.write(), source="school_roll", period="2026-10", by=roll.by).batch
    return batch, people


def _form(key, person="", **more):
    return {"hang": str(key), "ren": person, **more}


@pytest.mark.slow
def test_the_whole_way_at_the_desk(waiting):
    batch, people = waiting
    county = _client("county1")
    shown = county.get("/fuhe/").content.decode()
    assert "待定 3 行" in shown
    assert people[0]["id_number"] not in shown
    one, two = RowKey(batch, "", 2), RowKey(batch, "", 3)
    answer = county.post("/fuhe/ding/", _form(one, people[0]["person_id"], jielun="person", hou=str(two)), **HTMX)
    assert answer.status_code == 200
    assert "定为同一人" in answer.content.decode()
    assert f'value="{two}"' in answer.content.decode()
    asked = county.post("/fuhe/ding/", _form(two, people[1]["person_id"], jielun="person", alike="1"), **HTMX)
    assert asked.status_code == 409
    assert "这一定要管2行" in asked.content.decode()
    county.post("/fuhe/ding/", _form(two, people[1]["person_id"], jielun="person", alike="1", sure="1"), **HTMX)
    assert queue(loaded.account("county1"), Filters()).total == 0
    assert county.post("/fuhe/chexiao/", {}, **HTMX).status_code == 200
    assert queue(loaded.account("county1"), Filters()).total == 2
    assert "没有要复核的" not in county.get("/fuhe/").content.decode()

    made = ReviewDecision.objects.filter(revoked_at__isnull=True).get()
    assert made.decision_no in county.get("/fuhe/jilu/").content.decode()
    assert county.post(f"/fuhe/{made.decision_no}/chexiao/", {"reason": "认错了"}).status_code == 302
    made.refresh_from_db()
    assert made.revoked_because == "认错了"
    seen = county.post("/fuhe/haoma/", {"hang": str(two), "reason": "和户口簿核对"}).content.decode()
    assert people[1]["id_number"] in seen

    for username in ("leader1", "yuehe", "xuzhai"):
        other = _client(username)
        addresses = ("/fuhe/", "/fuhe/jilu/", f"/fuhe/haoma/?hang={two}")
        assert {other.get(address).status_code for address in addresses} == {404}
        assert other.post("/fuhe/ding/", _form(two, jielun="nobody")).status_code == 404


@pytest.mark.slow
def test_the_asked_village_answers_on_its_page_and_no_other_finds_it(waiting):
    batch, people = waiting
    made = actions.decide(
        RowKey(batch, "", 2), answer=Answer.VILLAGE, person_id=people[0]["person_id"], by=loaded.account("county1")
    )
    address, village = f"/renren/{made.decision_no}/", _client("xuzhai")
    assert "认人" in village.get("/").content.decode()
    page = village.get(address).content.decode()
    assert f"是本村的{people[0]['name']}" in page
    assert people[0]["id_number"] not in page
    assert {_client(name).get(address).status_code for name in ("county1", "yuehe", "huilong")} == {404}
    assert village.post(address, {}).status_code == 422
    assert village.post(address, {"shui": "none"}).status_code == 302
    assert village.get(address).status_code == 404
    answered = ReviewDecision.objects.filter(revoked_at__isnull=True).get()
    assert (answered.answer, answered.decided_by.username) == (Answer.NOBODY, "xuzhai")
