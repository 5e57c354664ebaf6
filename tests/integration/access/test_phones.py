"""手机开通: once by the township's code; afterwards number and PIN open this phone and no other, and less than a password."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from huaiyuan.base.access import rights
from huaiyuan.base.access.actions import enrolment
from huaiyuan.base.access.models import Account, EnrolledDevice, EnrolmentCode
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.signing import TRIES
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from tests.pages import cast, quick_hashing, signed_in

__all__ = ["cast", "quick_hashing"]
IP, PIN = "10.0.0.9", "270914"


def code_of(refusal: pytest.ExceptionInfo[DomainError]) -> str:
    return refusal.value.code


def enrolled(people, pin: str = PIN) -> enrolment.Enrolled:
    issued = enrolment.issue_in_village(account=people.village, by=people.town)
    return enrolment.enrol(username=people.village.username, code=issued.code, pin=pin, label="Android 8", ip=IP)


def test_a_code_enrols_one_phone_once(cast):
    issued = enrolment.issue_in_village(account=cast.village, by=cast.town)
    made = enrolment.enrol(username="village", code=issued.code, pin=PIN, label="", ip=IP)
    assert enrolment.open_by_pin(username="village", pin=PIN, token=made.token, ip=IP) == cast.village
    with pytest.raises(DomainError) as refused:
        enrolment.enrol(username="village", code=issued.code, pin=PIN, label="", ip=IP)
    assert code_of(refused) == "ACCESS_WRONG_CODE"


def test_neither_code_pin_nor_token_stands_in_clear(cast):
    issued = enrolment.issue_in_village(account=cast.village, by=cast.town)
    made = enrolment.enrol(username="village", code=issued.code, pin=PIN, label="", ip=IP)
    kept = str([*EnrolmentCode.objects.values_list(), *EnrolledDevice.objects.values_list()])
    assert not any(secret in kept for secret in (issued.code, PIN, made.token))


def test_a_pin_alone_on_a_new_phone_opens_nothing(cast):
    enrolled(cast)
    for token in ("", "somebody-elses-phone"):
        with pytest.raises(DomainError) as refused:
            enrolment.open_by_pin(username="village", pin=PIN, token=token, ip=IP)
        assert code_of(refused) == "ACCESS_NOT_ENROLLED"


def test_the_second_person_on_a_phone_has_a_pin_of_their_own(cast):
    first = enrolled(cast)
    issued = enrolment.issue_in_village(account=cast.village_two, by=cast.town)
    second = enrolment.enrol(username="village_two", code=issued.code, pin="815371", label="", ip=IP, token=first.token)
    assert second.token == first.token
    assert set(enrolment.known_on(first.token)) == {"village", "village_two"}
    with pytest.raises(DomainError):
        enrolment.open_by_pin(username="village_two", pin=PIN, token=first.token, ip=IP)
    assert enrolment.open_by_pin(username="village_two", pin="815371", token=first.token, ip=IP) == cast.village_two


def test_five_wrong_pins_stop_the_phone_until_the_township_gives_a_new_code(cast):
    made = enrolled(cast)
    # From five addresses, so that nothing but the phone itself counts.
    for n in range(enrolment.PIN_TRIES):
        with pytest.raises(DomainError):
            enrolment.open_by_pin(username="village", pin="135790", token=made.token, ip=f"10.0.1.{n}")
    with pytest.raises(DomainError) as refused:
        enrolment.open_by_pin(username="village", pin=PIN, token=made.token, ip="10.0.2.1")
    assert code_of(refused) == "ACCESS_PIN_STOPPED"
    enrolment.stop_in_village(account=cast.village, by=cast.town)
    assert enrolment.open_by_pin(username="village", pin=PIN, token=enrolled(cast).token, ip="10.0.3.1") == cast.village


def test_guessing_a_code_is_stopped_as_guessing_a_password_is(cast):
    issued = enrolment.issue_in_village(account=cast.village, by=cast.town)
    wrong = f"{(int(issued.code) + 1) % 10**8:08}"
    for n in range(TRIES):
        with pytest.raises(DomainError) as refused:
            enrolment.enrol(username="village", code=wrong, pin=PIN, label="", ip=IP)
        assert code_of(refused) == ("ACCESS_WRONG_CODE" if n < TRIES - 1 else "ACCESS_LOCKED")
    with pytest.raises(DomainError) as refused:
        enrolment.enrol(username="village", code=issued.code, pin=PIN, label="", ip="10.9.9.9")
    assert code_of(refused) == "ACCESS_WRONG_CODE"


def test_a_name_that_nobody_has_takes_as_long_to_refuse_as_a_wrong_code(cast, monkeypatch):
    issued = enrolment.issue_in_village(account=cast.village, by=cast.town)
    hashed = []
    encode = Argon2PasswordHasher.encode
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *given: hashed.append(given[1]) or encode(*given))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda _self, typed, _held: hashed.append(typed) or False)
    wrong = f"{(int(issued.code) + 1) % 10**8:08}"
    for n, name in enumerate(("village", "nobody", "sibling")):
        with pytest.raises(DomainError) as refused:
            enrolment.enrol(username=name, code=wrong, pin=PIN, label="", ip=f"10.3.0.{n}")
        assert code_of(refused) == "ACCESS_WRONG_CODE"
    assert hashed == [wrong] * 3


def test_a_code_runs_out(cast, monkeypatch):
    issued = enrolment.issue_in_village(account=cast.village, by=cast.town)
    later = clock.now() + dt.timedelta(hours=enrolment.CODE_HOURS, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(DomainError) as refused:
        enrolment.enrol(username="village", code=issued.code, pin=PIN, label="", ip=IP)
    assert code_of(refused) == "ACCESS_WRONG_CODE"


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "890123", "12345", "1234567", "12a456", ""])
def test_a_pin_that_anybody_would_try_first_is_refused(pin):
    assert not enrolment.good_pin(pin)


def test_only_the_township_of_the_village_gives_its_codes(cast):
    for by in (cast.other_town, cast.village_two, cast.leader):
        with pytest.raises(DomainError) as refused:
            enrolment.issue_in_village(account=cast.village, by=by)
        assert code_of(refused) == "ACCESS_NOT_YOURS"
    with pytest.raises(DomainError) as refused:
        enrolment.issue(account=cast.town, by=cast.center)
    assert code_of(refused) == "ACCESS_NOT_ON_PHONES"


def test_a_session_opened_by_pin_reveals_exports_and_enrols_nothing(cast):
    account = Account.objects.get(username="village")
    rights.narrow(account)
    narrowed = rights.of(account)
    assert P.LEAD_VERIFY in narrowed.permissions
    assert not narrowed.permissions & {P.PERSONAL_REVEAL, P.EXPORT, P.PHONE_ENROL}
    assert narrowed.scope(P.PERSONAL_REVEAL).prefixes == ()
    assert P.PERSONAL_REVEAL in rights.of(cast.village).permissions


def by_pin(cast) -> tuple[Client, str]:
    made = enrolled(cast)
    client = Client()
    client.cookies["phone"] = made.token
    client.post(reverse("sign_in.pin"), {"username": "village", "pin": PIN})
    return client, made.token


def test_the_phone_signs_in_by_its_page_and_rests_after_ten_minutes(cast, monkeypatch):
    client, _ = by_pin(cast)
    assert client.get(reverse("workbench")).status_code == 200
    later = clock.now() + dt.timedelta(minutes=enrolment.IDLE_MINUTES, seconds=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(reverse("workbench")).status_code == 302


def test_stopping_the_phones_ends_their_sessions_with_the_next_request(cast):
    client, token = by_pin(cast)
    enrolment.stop_in_village(account=cast.village, by=cast.town)
    assert client.get(reverse("workbench")).status_code == 302
    assert enrolment.known_on(token) == []


def test_enrolling_on_the_page_leaves_a_cookie_that_scripts_cannot_read(cast):
    issued = enrolment.issue_in_village(account=cast.village, by=cast.town)
    client = Client()
    said = {"username": "village", "code": issued.code, "pin": PIN, "again": PIN}
    assert client.post(reverse("sign_in.enrol"), {**said, "again": "270915"}).status_code == 422
    response = client.post(reverse("sign_in.enrol"), said)
    assert response.status_code == 302
    assert client.cookies["phone"]["httponly"]
    assert client.get(reverse("workbench")).status_code == 200
    client.post(reverse("sign_out"))
    assert client.get(reverse("sign_in")).headers["Location"].startswith(reverse("sign_in.pin"))


def test_the_townships_page_gives_a_code_once_and_names_only_its_own_people(cast):
    client = signed_in(cast.town)
    shown = client.get(reverse("phones")).content.decode()
    assert "甲一书记" in shown
    assert "乙一信息员" not in shown
    given = client.post(reverse("phones"), {"act": "code", "username": "village"}).content.decode()
    assert "开通码" in given
    foreign = client.post(reverse("phones"), {"act": "code", "username": "other_village"})
    assert foreign.status_code == 422
    assert signed_in(cast.village).get(reverse("phones")).status_code == 404
