"""The village's pages: a report with a picked reason, its correction, the signature brought later, the photos."""

from __future__ import annotations

import io
import uuid

import pytest
from PIL import Image

from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Lead, Risk, Visit, VisitPhoto
from tests.pages import get_page, post_page, signed_in


def _picture() -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(drawn, "JPEG")
    drawn.seek(0)
    drawn.name = "hu.jpg"
    return drawn


@pytest.fixture
def lead(sent) -> Lead:
    return sent()


def _report(lead: Lead, **more: object) -> dict[str, object]:
    said = {
        "version": Lead.objects.get(pk=lead.pk).version, "uuid": uuid.uuid4(), "way": "on_site", "signed": "1",
        "visited_on": clock.today().isoformat(), "verdict-0": "unfounded", "picked-0": "票据已报销，自己付的没这么多",
    }  # fmt: skip
    return said | more


def test_a_village_reports_without_typing_a_character(people, lead):
    client = signed_in(people.village)
    assert get_page(client, "verify", lead_no=lead.lead_no).status_code == 200
    answer = post_page(client, "verify", _report(lead), lead_no=lead.lead_no)
    assert answer.status_code == 302
    assert Risk.objects.get(lead=lead).reason == "票据已报销，自己付的没这么多"
    assert "已提交" in get_page(client, "verify.done", lead_no=lead.lead_no).content.decode()


def test_untrue_without_any_reason_is_sent_back_with_what_was_filled_in(people, lead):
    client = signed_in(people.village)
    answer = post_page(client, "verify", _report(lead, **{"picked-0": ""}), lead_no=lead.lead_no)
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_only_the_author_is_offered_to_correct_a_verdict(people, lead):
    client = signed_in(people.village)
    post_page(client, "verify", _report(lead), lead_no=lead.lead_no)
    assert "更正结论" in get_page(client, "lead", lead_no=lead.lead_no).content.decode()
    assert "更正结论" not in get_page(signed_in(people.village_two), "lead", lead_no=lead.lead_no).content.decode()
    risk = Risk.objects.get(lead=lead)
    said = {"risk": risk.risk_type, "verdict": "covered", "reason": "昨天看错了人"}
    assert post_page(client, "lead.correct", said, lead_no=lead.lead_no).status_code == 302
    risk.refresh_from_db()
    assert (risk.verdict, risk.reason) == ("covered", "昨天看错了人")
    again = post_page(signed_in(people.village_two), "lead.correct", said, lead_no=lead.lead_no)
    assert again.status_code == 422


def test_a_signature_due_is_brought_on_the_lead_itself(people, lead):
    client = signed_in(people.village)
    post_page(client, "verify", _report(lead, way="phone", signed=""), lead_no=lead.lead_no)
    assert "补签" in get_page(client, "lead", lead_no=lead.lead_no).content.decode()
    post_page(client, "verify.sign", {"signed_on": clock.today().isoformat()}, lead_no=lead.lead_no)
    assert Visit.objects.get().signed_on == clock.today()


def test_a_photo_is_shown_to_those_who_may_read_the_lead_and_to_nobody_else(people, lead):
    client = signed_in(people.village)
    post_page(client, "verify", _report(lead, photos=[_picture()]), lead_no=lead.lead_no)
    photo = VisitPhoto.objects.get()
    answer = get_page(client, "lead.photo", lead_no=lead.lead_no, photo=photo.client_uuid)
    assert (answer["Content-Type"], answer.content[:2]) == ("image/jpeg", b"\xff\xd8")
    outside = signed_in(people.other_town)
    foreign = get_page(outside, "lead.photo", lead_no=lead.lead_no, photo=photo.client_uuid)
    absent = get_page(outside, "lead.photo", lead_no="XS2026-999999", photo=uuid.uuid4())
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
