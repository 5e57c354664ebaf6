"""The pages of pairing and visits: who sees what, what they say, and that sending twice is once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import actions
from huaiyuan.county.duty.actions import NewProblem
from huaiyuan.county.duty.models import Handover, HomeVisit, HomeVisitPhoto, Pairing, Problem
from huaiyuan.county.duty.types import EndReason, ProblemKind
from tests.integration.duty.conftest import FOREIGN, LIFTED, MONDAY, MONITORED, visit
from tests.integration.duty.test_visits import picture
from tests.pages import get_page, post_page, signed_in

JSON = {"HTTP_ACCEPT": "application/json"}


def text_of(response) -> str:
    return response.content.decode()


def test_the_helper_sees_their_own_household_first_and_is_led_there_after_signing_in(paired):
    client = signed_in(paired.li.account)
    shown = text_of(get_page(client, "mine"))
    assert "本月未走访" in shown or "上期也没有" in shown
    assert f"/bangfu/{MONITORED}/zoufang/" in shown
    assert "19900" not in shown
    assert get_page(client, "workbench").status_code == 404


@pytest.mark.parametrize("page", ["mine.household", "mine.visit"])
def test_another_helpers_household_is_not_there_and_a_foreign_one_neither(paired, page):
    client = signed_in(paired.wang.account)
    answers = {
        client.get(reverse(page, kwargs={"household_no": no})).content
        for no in (MONITORED, FOREIGN, "411330101200-9999")
    }
    assert len(answers) == 1
    assert client.get(reverse(page, kwargs={"household_no": MONITORED})).status_code == 404


def test_a_household_handed_over_says_whom_to_ask(paired):
    actions.hand_over([MONITORED], to=paired.wang.helper_no, reason=EndReason.MOVED, by=paired.town, at=MONDAY)
    response = get_page(signed_in(paired.li.account), "mine.household", household_no=MONITORED)
    assert response.status_code == 403
    assert "这户不归您包保。如需查看，请找月河镇乡镇专干郑三。" in text_of(response)


def test_a_visit_is_four_taps_and_comes_back_with_a_receipt_however_often_it_is_sent(paired):
    visit(paired, problems=(NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),), visited_on=dt.date(2026, 10, 20))
    number, client = str(uuid.uuid4()), signed_in(paired.li.account)
    form = text_of(get_page(client, "mine.visit", household_no=MONITORED))
    assert "上次的事：报修：水管漏水" in form
    said = {"uuid": number, "version": "1", f"p-{Problem.objects.get().problem_no}": "yes", "bad-water": "1", "bad-water-says": "水压小",
            "kind-0": "school", "says-0": "校服费", "owner-0": "乡镇", "photos": "1"}  # fmt: skip
    first, second = (client.post(reverse("mine.visit", args=[MONITORED]), said, **JSON).json() for _ in range(2))
    assert (first["visit"], first["again"], second["again"]) == (number, False, True)
    assert first["says"] == "走访已收到，交办了 1 件"
    assert HomeVisit.objects.count() == 2
    photo = {"number": str(uuid.uuid4()), "photo": SimpleUploadedFile("a.jpg", picture(), "image/jpeg")}
    assert client.post(reverse("mine.visit.photo", args=[number]), photo).json() == {"received": photo["number"]}
    assert HomeVisitPhoto.objects.count() == 1


def test_without_scripts_the_form_is_sent_whole(paired):
    client = signed_in(paired.li.account)
    files = [
        SimpleUploadedFile("a.jpg", picture(), "image/jpeg"),
        SimpleUploadedFile("b.jpg", b"no picture", "image/jpeg"),
    ]
    response = post_page(client, "mine.visit", {"uuid": str(uuid.uuid4()), "note": "都好", "files": files}, household_no=MONITORED)  # fmt: skip
    assert response.status_code == 302
    assert (HomeVisit.objects.get().photos_due, HomeVisitPhoto.objects.count()) == (2, 1)


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(paired):
    client = signed_in(paired.li.account)
    response = post_page(client, "mine.visit", {"visited_on": "2027-01-01", "note": "写了半天"}, household_no=MONITORED)
    assert response.status_code == 422
    assert "走访日期2027-01-01不对" in text_of(response)
    assert "写了半天" in text_of(response)
    response = post_page(client, "mine.visit", {"visited_on": "前天", "note": "写了半天"}, household_no=MONITORED)
    assert response.status_code == 422
    assert "“哪天走访的”写的是“前天”" in text_of(response)
    assert HomeVisit.objects.count() == 0


def test_ringing_up_is_recorded_and_gives_the_number_of_ones_own_household(paired):
    client = signed_in(paired.li.account)
    assert client.post(reverse("mine.call", args=[MONITORED]), **JSON).json()["tel"].startswith("19900")
    assert client.post(reverse("mine.call", args=[LIFTED])).status_code == 404


def test_a_problem_is_settled_by_its_owner_and_seen_by_its_helper(paired):
    visit(paired, problems=(NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),))
    number, village = Problem.objects.get().problem_no, signed_in(paired.village)
    assert "水管漏水" in text_of(get_page(village, "problems"))
    assert get_page(signed_in(paired.other_town), "problem", problem_no=number).status_code == 404
    assert get_page(signed_in(paired.wang.account), "problem", problem_no=number).status_code == 404
    assert (
        post_page(signed_in(paired.li.account), "problem", {"answer": "我自己办了"}, problem_no=number).status_code
        == 422
    )
    assert post_page(village, "problem", {"answer": ""}, problem_no=number).status_code == 422
    assert post_page(village, "problem", {"answer": "换了接头"}, problem_no=number).status_code == 302
    assert "回访一下" in text_of(get_page(signed_in(paired.li.account), "problem", problem_no=number))


def test_the_township_pairs_changes_and_both_sides_accept(paired):
    town = signed_in(paired.town)
    assert "户还没有帮扶责任人" in text_of(get_page(town, "pairings"))
    page = text_of(get_page(town, "pairing", household_no=MONITORED))
    assert "王帮扶" in page
    assert "赵电工" not in page  # no public servant
    said = {"act": "hand_over", "helper": paired.wang.helper_no, "on": "2026-11-20", "reason": "moved"}
    assert post_page(town, "pairing", said, household_no=MONITORED).status_code == 302
    assert Pairing.objects.get(household_no=MONITORED, valid_to=OPEN_END).helper == paired.wang
    number = Handover.objects.get().handover_no
    assert get_page(signed_in(paired.company.account), "handover", handover_no=number).status_code == 404
    assert post_page(signed_in(paired.wang.account), "handover", handover_no=number).status_code == 302
    assert post_page(town, "handover", handover_no=number).status_code == 422


def test_a_village_reads_who_helps_and_is_offered_no_change(paired):
    page = text_of(get_page(signed_in(paired.village), "pairing", household_no=MONITORED))
    assert "李帮扶" in page
    assert "当天交接" not in page
    response = post_page(signed_in(paired.village), "pairing", {"act": "hand_over", "helper": paired.wang.helper_no}, household_no=MONITORED)  # fmt: skip
    assert response.status_code == 422


def test_a_helper_is_entered_gets_a_code_and_leaves(world):
    town = signed_in(world.town)
    said = {"name": "新来的", "unit_no": "DW1", "rank": "ordinary", "public_servant": "on"}
    assert post_page(town, "helpers.add", said).status_code == 302
    assert post_page(town, "helpers.add", {**said, "id_number": "990330199001011234"}).status_code == 422
    number = next(h.helper_no for h in Pairing.helper.field.related_model.objects.filter(name="新来的"))
    assert "开通码" in text_of(post_page(town, "helper", {"act": "code"}, helper_no=number))
    assert post_page(signed_in(world.other_town), "helper", {"act": "code"}, helper_no=number).status_code == 404
    assert post_page(town, "helper", {"act": "leave"}, helper_no=number).status_code == 302


def test_visits_are_listed_for_the_area_and_on_the_households_timeline(paired):
    visit(paired, note="家里都好")
    assert "家里都好" in text_of(get_page(signed_in(paired.town), "visits"))
    assert "家里都好" not in text_of(get_page(signed_in(paired.other_town), "visits"))
    page = text_of(get_page(signed_in(paired.village), "household", household_no=MONITORED))
    assert "帮扶责任人入户走访" in page
    assert "月河镇人民政府李帮扶（主责）" in page
    assert "家里都好" not in text_of(get_page(signed_in(paired.county.__class__.objects.get(username="leader1")), "household", household_no=MONITORED))  # fmt: skip
