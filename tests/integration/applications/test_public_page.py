"""申报页: everybody may open it, nobody learns anything from it, and nobody can flood or smuggle through it.

RQ-APPLY-04 认识的人和不认识的人，答复一个字不差。
RQ-APPLY-05 1,000个瞎编的回执号一个也打不开。
RQ-APPLY-06 同一份重传只收一次；一个村一个出口照样都能报上。
RQ-APPLY-07 照片按内容认，重新画一遍，藏着的东西都去掉。
"""

from __future__ import annotations

import io
import re
import secrets
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from huaiyuan.base.audit.models import Event
from huaiyuan.base.pages import assets, middleware
from huaiyuan.core.kernel import receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import actions
from huaiyuan.county.applications.actions import floods
from huaiyuan.county.applications.models import Application, ApplicationPhoto, Attempt
from huaiyuan.county.registry.models import Person
from tests.integration.applications.conftest import FOREIGN, PHONE, VILLAGE, family, photo
from tests.integration.registry.loaded import account
from tests.pages import get_page

SHOWN = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
UUID = re.compile(rb'name="uuid" value="[^"]+"')


def _form(**more):
    return {"name": "张大山", "phone": PHONE, "village": VILLAGE, "hardship": "ill", "uuid": str(uuid.uuid4())} | more


def _send(url="/sb/", **more):
    return Client(REMOTE_ADDR="10.9.8.7").post(url, _form(**more))


def _plain(response) -> bytes:
    """The answer without what is drawn anew for each: receipt, token, form number."""
    body = SHOWN.sub("RECEIPT", response.content.decode()).encode()
    return UUID.sub(b"", TOKEN.sub(b"", body))


def _receipt(response) -> str:
    return SHOWN.search(response.content.decode()).group()


def test_three_things_typed_and_picked_give_a_receipt_that_answers(tiny):
    """RQ-APPLY-04"""
    code = actions.codes_of([VILLAGE], by=account("county1"))[VILLAGE]
    client = Client()
    page = get_page(client, "apply.village", code=code)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('type="tel"') == 1
    assert "optgroup" not in text
    assert "csrftoken" in client.cookies
    assert "sessionid" not in client.cookies
    said = _send(f"/sb/{code}/", village="")
    row = Application.objects.get()
    assert (said.status_code, row.village_code) == (200, VILLAGE)
    asked = Client().post("/sb/cha/", {"receipt": _receipt(said).lower().replace("-", " ")})
    assert "乡镇2天内（11月25日前）受理" in asked.content.decode()
    assert "张大山" not in asked.content.decode()
    assert said.headers["Cache-Control"] == "no-store, private"


def test_known_and_unknown_people_get_the_same_answer_by_the_same_work(tiny):
    """RQ-APPLY-04"""
    _send()  # the first of an installation begins its block of numbers
    head = family().members[0]
    person = Person.objects.get(person_id=head.person_id)
    answers, work = [], []
    for name, number in ((person.name, PHONE), ("皇甫铁柱", "19900067890"), ("查无", "0377-68212345")):
        with CaptureQueriesContext(connection) as captured:
            answers.append(_plain(_send(name=name, phone=number)))
        work.append([re.sub(r"'[^']*'|\d+|X'[^']*'", "?", q["sql"])[:60] for q in captured.captured_queries])
    assert answers[0] == answers[1] == answers[2]
    assert work[0] == work[1] == work[2]
    assert not [sql for sql in work[0] if "registry_" in sql]


def test_what_is_wrong_is_said_alike_too_and_what_was_typed_stays(tiny):
    """RQ-APPLY-04"""
    answers = [_send(name=name, hardship="") for name in (family().head_name, "不认识人")]
    assert {a.status_code for a in answers} == {422}
    texts = [a.content.decode() for a in answers]
    assert all("请点一样遇到的难处" in text for text in texts)
    assert family().head_name in texts[0]
    same = [re.sub(f"{family().head_name}|不认识人", "", _plain(a).decode()) for a in answers]
    assert same[0] == same[1]
    assert not Application.objects.exists()


@pytest.mark.one_database
def test_a_thousand_made_up_receipt_numbers_open_nothing_and_look_like_a_slip(applied, monkeypatch):
    """RQ-APPLY-05"""
    applied()
    monkeypatch.setattr(floods, "ASKED_MOST", 2000)
    client, seen = Client(), set()
    for n in range(1000):
        made = receipt.make(secrets.randbelow)
        # Every other one is not even a number: nobody can tell that apart from outside.
        asked = made if n % 2 else made[:-1] + ("A" if made[-1] != "A" else "B")
        response = client.post("/sb/cha/", {"receipt": asked})
        seen.add((response.status_code, _plain(response).replace(asked.encode(), b"")))
    [(status, body)] = seen
    assert status == 200
    assert "没有查到这个回执号" in body.decode()


def test_who_asks_for_too_many_numbers_is_held_off_and_receipts_that_exist_still_answer(applied, monkeypatch):
    filed = applied()
    monkeypatch.setattr(floods, "ASKED_MOST", 3)
    client = Client()
    answers = [client.post("/sb/cha/", {"receipt": "222"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert "已收到" in client.post("/sb/cha/", {"receipt": filed.receipt}).content.decode()


def test_a_double_tap_and_a_replay_are_one_application_with_one_receipt(tiny):
    """RQ-APPLY-06"""
    form = _form()
    answers = [Client().post("/sb/", form) for _ in range(3)]
    assert len({_receipt(a) for a in answers}) == 1
    assert Application.objects.count() == 1
    replayed = Client().post("/sb/", form | {"name": "李小二", "hardship": "house"})
    assert _receipt(replayed) == _receipt(answers[0])
    assert Application.objects.get().hardship == "ill"


def test_a_whole_village_behind_one_address_gets_through(tiny):
    """RQ-APPLY-06"""
    for n in range(300):
        assert floods.let_in("10.0.0.1", VILLAGE) is (n >= floods.CROWD)
    assert floods.let_in("10.0.0.2", VILLAGE) is False


def test_a_flood_is_held_off_where_it_comes_from_and_nowhere_else(tiny, monkeypatch):
    """RQ-APPLY-06"""
    monkeypatch.setattr(floods, "CROWD", 5)
    monkeypatch.setattr(floods, "VILLAGE_MOST", 20)
    for _ in range(20):
        floods.let_in("10.0.0.1", VILLAGE)
    with pytest.raises(DomainError) as refused:
        floods.let_in("10.0.0.1", VILLAGE)
    assert refused.value.code == "APPLICATION_BUSY"
    assert floods.let_in("10.0.0.2", VILLAGE) is False
    monkeypatch.setattr(floods, "ADDRESS_MOST", 22)
    floods.let_in("10.0.0.1", FOREIGN)
    for _ in range(3):
        with pytest.raises(DomainError):
            floods.let_in("10.0.0.1", FOREIGN)
    assert Event.objects.filter(action="applications.held_off").count() == 1
    # A phone with a whole network of addresses is one address.
    floods.let_in("2409:8a00::1", VILLAGE)
    floods.let_in("2409:8a00::ffff", VILLAGE)
    assert Attempt.objects.values_list("address", flat=True).distinct().count() == 3
    assert not [one for one in Attempt.objects.values_list("address", flat=True) if "10.0" in one or ":" in one]


def test_who_is_held_off_keeps_what_was_typed_and_is_told_when_to_come_back(tiny, monkeypatch):
    monkeypatch.setattr(floods, "ADDRESS_MOST", 0)
    answer = _send(note="家里老人住院")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert "张大山" in answer.content.decode()
    assert "家里老人住院" in answer.content.decode()
    assert not Application.objects.exists()


def test_a_polyglot_is_cleaned_and_what_is_no_photo_is_left_out_while_the_application_stands(tiny, settings):
    """RQ-APPLY-07"""
    spool = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SECRET-DESCRIPTION"
    Image.new("RGB", (80, 60), "navy").save(spool, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    polyglot = spool.getvalue() + b"<script>alert(1)</script>PK\x03\x04SECRET-TAIL" + b"\x00" * 50
    files = [
        SimpleUploadedFile("a.jpg", polyglot, "image/jpeg"),
        SimpleUploadedFile("b.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image/jpeg"),
        SimpleUploadedFile("c.png", b"GIF89a" + b"\x00" * 40, "image/png"),
        SimpleUploadedFile("d.jpg", photo(), "image/jpeg"),
    ]
    answer = Client().post("/sb/", _form() | {"photos": files})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "第2张不是照片" in text
    assert "第3张不是照片" in text
    assert "最多收3张" in text
    [kept] = ApplicationPhoto.objects.all()
    stored = (Path(settings.DATA_DIR) / "media" / kept.file_name).read_bytes()
    assert b"SECRET" not in stored
    assert not stored.startswith(b"\xff\xd8")
    opened = actions.open_photo(kept.application.number, kept.photo_no, by=account("yuehe"))
    assert opened.startswith(b"\xff\xd8")
    assert opened.rstrip(b"\x00").endswith(b"\xff\xd9")
    for hidden in (b"SECRET", b"<script", b"PK\x03\x04", b"Exif"):
        assert hidden not in opened
    assert Event.objects.filter(action="applications.photo.shown").count() == 1


@pytest.mark.parametrize("bomb", ["png", "wide"])
def test_a_picture_that_unfolds_to_gigabytes_is_left_out(tiny, bomb):
    """RQ-APPLY-07"""
    spool = io.BytesIO()
    size = (9400, 9400) if bomb == "png" else (200000, 500)
    Image.new("1", size).save(spool, "PNG")
    answer = Client().post("/sb/", _form() | {"photos": SimpleUploadedFile("x.png", spool.getvalue(), "image/png")})
    assert "没有收" in answer.content.decode()
    assert Application.objects.count() == 1
    assert not ApplicationPhoto.objects.exists()


def test_a_body_beyond_measure_is_refused_before_it_is_read(tiny, monkeypatch):
    monkeypatch.setattr(middleware, "STRANGERS_MOST", 2000)
    answer = _send(note="长" * 3000)
    assert answer.status_code == 413
    assert "没有收" in answer.content.decode()
    assert not Application.objects.exists()


def test_an_unknown_or_retired_code_opens_the_form_with_the_villages_to_pick_from(tiny):
    by = account("county1")
    code = actions.codes_of([VILLAGE], by=by)[VILLAGE]
    actions.change_code(VILLAGE, reason="被人拿去乱填", by=by)
    for dead in (code, "ABCDEF", "x" * 30):
        page = get_page(Client(), "apply.village", code=dead)
        assert page.status_code == 200
        assert "optgroup" in page.content.decode()
    assert actions.codes_of([VILLAGE], by=by)[VILLAGE] != code


def test_every_field_is_bounded_and_nothing_typed_becomes_markup(tiny):
    for field, value in (("name", "<img src=x onerror=alert(1)>"), ("note", "<b>重</b>" * 40), ("phone", "1" * 500)):
        answer = _send(**{field: value})
        assert answer.status_code == 422
        assert "<img src=x" not in answer.content.decode()
    assert _send(note="<b>透析</b>").status_code == 200


def test_the_page_is_light_and_stands_without_script(tiny):
    page = get_page(Client(), "apply")
    text = page.content.decode()
    together = len(page.content) + sum(assets.size(name) for name in ("public.css", "public.js", "mark.svg"))
    assert together < 60 * 1024
    assert "app.css" not in text
    assert "app.js" not in text
    form = text[text.index("<form") : text.index("</form>")]
    assert 'type="submit"' in form
    assert "data-draft" not in form
    assert reverse("apply.status") in text
