"""公示网页: off unless the county switches it on; then one notice behind one address, while it hangs, to anybody and nobody else.

RQ-WEB-01 没开的县，扫什么码都和没有这张公示一个样。
RQ-WEB-02 开了以后，只有姓名、村、类别和难处；因病写成突发困难；不留小饼，不让收录，期满就没有。
RQ-WEB-03 撤下、终止、改回“否”，当天就打不开；瞎猜的网址一个也打不开，猜多了挡下。
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import zipfile
from io import BytesIO

import pytest
from django.test import Client

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.applications.actions import floods
from huaiyuan.county.casework import actions, trail
from huaiyuan.county.casework.models import CaseFile, PublicSheet, WebNotice
from huaiyuan.county.casework.types import State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import actions as reports
from tests.integration.casework.world import FOUND
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page, signed_in
from tests.parameters import put_in_force

SWITCH = "casework.notice_web"


@pytest.fixture
def posted(hands):
    """A family with an illness, whose notice hangs; its address was drawn before, for the print."""
    today = clock.today()
    yield lambda: _posted(hands)
    clock.configure(today=today)


def _posted(hands) -> tuple[CaseFile, str]:
    case = hands.carried(hands.opened(None, "因病"), State.TO_POST)
    clock.configure(today=hands.day)
    token = actions.address_for(case.case_no, by=hands.village)
    case = hands.carried(case, State.NOTICED)
    clock.configure(today=hands.day)
    return case, token


def _look(token: str, address: str = "10.1.1.1"):
    return Client(REMOTE_ADDR=address).get(f"/gs/{token}/")


def test_a_county_that_has_not_switched_it_on_has_no_web_notices(posted, hands):
    case, token = posted()
    assert token == ""
    assert not WebNotice.objects.exists()
    # Nor does an address that was drawn while it was on open anything afterwards.
    made = WebNotice.objects.create(
        token=secrets.token_urlsafe(18), case=case, made_by=hands.village, made_at=clock.now()
    )
    off, unknown = _look(made.token), _look(secrets.token_urlsafe(18))
    assert (off.status_code, unknown.status_code) == (404, 404)
    assert off.content == unknown.content
    assert "公示期满就撤下了，或者没有这张公示" in off.content.decode()
    page = get_page(signed_in(hands.village), "case_file.sheet", case_no=case.case_no).content.decode()
    assert "<svg" not in page.split('class="minutes"')[1].split("</section>")[0]


def test_a_notice_can_be_read_while_it_hangs_and_gives_nothing_else_away(posted, hands):
    put_in_force(SWITCH, "是", since=FOUND)
    case, token = posted()
    assert len(token) * 6 >= 128
    answer = _look(token)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "noindex" in answer["X-Robots-Tag"]
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, private")
    assert not answer.cookies
    assert "<script" not in said
    assert "href=" not in re.sub(r"<link[^>]+>", "", said)
    words = re.sub(r"<[^>]+>", "\n", said.split("<main>")[1])
    assert registry.heads([case.household_no])[case.household_no] in words
    assert "突发困难" in words
    assert "因病" not in said
    assert not public_text.findings(words)
    for secret in (case.case_no, case.household_no, case.village_code):
        assert secret not in said
    sheet = PublicSheet.objects.get(case=case)
    assert [line for line in sheet.text.split("\n") if line.strip() and line not in words] == []
    # Its last day it hangs, the day after it is gone, and nobody can tell it from one that never was.
    clock.configure(today=sheet.ends_on)
    assert _look(token).status_code == 200
    clock.configure(today=sheet.ends_on + dt.timedelta(days=1))
    gone = _look(token)
    assert gone.status_code == 404
    assert gone.content == _look(secrets.token_urlsafe(18)).content
    assert Event.objects.filter(action=trail.WEB_OPENED).count() == 1


def test_it_closes_when_the_village_takes_it_down_the_case_ends_or_the_county_switches_off(posted, hands):
    put_in_force(SWITCH, "是", since=FOUND)
    case, token = posted()
    village = signed_in(hands.village)
    assert "前能在网上看这一张" in get_page(village, "case_file", case_no=case.case_no).content.decode()
    refused = post_page(village, "case_file", {"act": "take_down", "reason": " "}, case_no=case.case_no)
    assert "请写明撤下网页的原因" in refused.content.decode()
    with pytest.raises(DomainError, match="没有你能看的内容"):
        actions.take_down(case.case_no, reason="x", act=hands.act(account("huilong")))
    put_in_force(SWITCH, "否", since=clock.today())
    assert _look(token).status_code == 404
    put_in_force(SWITCH, "是", since=clock.today())
    assert _look(token).status_code == 200
    post_page(village, "case_file", {"act": "take_down", "reason": "户主不愿意上网"}, case_no=case.case_no)
    assert _look(token).status_code == 404
    assert actions.address_for(case.case_no, by=hands.village) == ""
    assert "网页已提前撤下：户主不愿意上网" in get_page(village, "case_file", case_no=case.case_no).content.decode()
    with pytest.raises(DomainError, match="没有开着的网页"):
        actions.take_down(case.case_no, reason="再撤", act=hands.act())
    other = hands.opened(hands.free_households(2)[1], "因学")
    other = hands.carried(other, State.TO_POST)
    clock.configure(today=hands.day)
    second = actions.address_for(other.case_no, by=hands.village)
    hands.carried(other, State.NOTICED)
    clock.configure(today=hands.day)
    assert _look(second).status_code == 200
    actions.stop(other.case_no, reason="搬走了", act=hands.act(hands.town))
    assert _look(second).status_code == 404


def test_guessing_opens_nothing_and_is_held_off_while_others_read_on(posted, hands, monkeypatch):
    monkeypatch.setattr(floods, "ASKED_MOST", 20)
    put_in_force(SWITCH, "是", since=FOUND)
    _, token = posted()
    said = [_look(secrets.token_urlsafe(18), "10.9.9.9").status_code for _ in range(25)]
    assert said == [404] * 20 + [429] * 5
    held = _look("x", "10.9.9.9")
    assert held["Retry-After"] == str(floods.WAIT_MINUTES * 60)
    assert "请过10分钟再扫一次" in held.content.decode()
    # Whoever stands before the board reads on, from the same tower too.
    assert _look(token, "10.9.9.9").status_code == 200


def test_the_printed_sheet_carries_the_code_only_where_it_opens_something(posted, hands):
    case = hands.carried(hands.opened(None, "因病"), State.TO_POST)
    clock.configure(today=hands.day)

    def printed() -> tuple[str, bytes]:
        made = reports.print_one("notice", case.case_no, by=hands.village, address="https://h.example")
        with zipfile.ZipFile(BytesIO(made.data)) as book:
            return book.read("word/document.xml").decode(), book.read("word/media/huaiyuan-web.png")

    document, dot = printed()
    assert "rIdHuaiyuanWeb" not in document
    assert "手机扫码" not in document
    put_in_force(SWITCH, "是", since=FOUND)
    document, code = printed()
    assert document.count("rIdHuaiyuanWeb") == 1
    assert "手机扫码也能看这一张" in document
    assert len(code) > len(dot) * 3
    # The same sheet printed again leads to the same address.
    assert printed()[1] == code
    page = get_page(signed_in(hands.village), "case_file.sheet", case_no=case.case_no).content.decode()
    assert page.count('class="web-code"') == 1
