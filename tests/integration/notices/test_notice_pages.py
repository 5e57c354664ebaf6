"""核对提示 on the desk: the list, one bundle with its answer, and the 404 of whoever it does not concern."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from huaiyuan.base.audit.models import Event
from huaiyuan.county.notices.models import Notice
from tests.integration.notices.test_notices import DRY, LAPSED, people, screened
from tests.pages import quick_hashing

__all__ = ["people", "quick_hashing", "screened"]


@pytest.fixture
def at(screened, people):
    screened(DRY, LAPSED)

    def client(who: str) -> Client:
        made = Client()
        made.force_login(getattr(people, who))
        return made

    return client


def url(rule: str) -> str:
    return reverse("notice", args=[Notice.objects.get(rule=rule).bundle])


def test_the_list_shows_what_is_to_be_looked_at_by_kind(at):
    page = at("center").get(reverse("notices")).content.decode()
    assert DRY.says in page
    assert "连续停水没有恢复" in page
    reviews = at("town").get(reverse("notices"), {"view": "review"}).content.decode()
    assert LAPSED.says in reviews
    assert DRY.says not in reviews


def test_the_village_writes_its_result_and_the_task_is_done(at):
    village = at("village")
    assert "办结" in village.get(url("R17")).content.decode()
    refused = village.post(url("R17"), {"reason": ""})
    assert refused.status_code == 422
    assert village.post(url("R17"), {"reason": "水管已接通"}).status_code == 302
    assert "办结</button>" not in village.get(url("R17")).content.decode(), "nothing is left for the village to do"
    assert Notice.objects.get(rule="R17").state == "open", "the county has not heard from the department yet"
    assert at("center").post(url("R17"), {"reason": "水利局已修好"}).status_code == 302
    assert "核对结果：水利局已修好" in at("village").get(url("R17")).content.decode()


def test_what_concerns_another_village_is_not_there(at):
    assert at("other_village").get(url("R17")).status_code == 404
    assert DRY.says not in at("other_village").get(reverse("notices")).content.decode()
    assert at("other_village").get(reverse("notice", args=["R17-nothing"])).status_code == 404


def test_an_export_holds_the_rows_of_the_account_and_is_logged(at):
    answer = at("town").get(reverse("notices.export"), {"view": "review", "as": "csv"})
    assert LAPSED.says in b"".join(answer).decode("utf-8-sig")
    assert Event.objects.filter(action="web.notices.exported").count() == 1
