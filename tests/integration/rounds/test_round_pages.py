"""The pages of a round, opened by the posts they are for; each does its deed and the stored change is looked at."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huaiyuan.county.rounds import tasks
from huaiyuan.county.rounds.models import Closing, Line, Recheck, Round, Tick
from huaiyuan.county.rounds.types import Look, State
from tests.integration.rounds.conftest import (
    FOREIGN,
    NOW,
    SIBLING,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    account,
    finish,
    lines,
    photo,
    see,
)
from tests.pages import get_page, post_page, signed_in

pytestmark = pytest.mark.django_db


def browser(username: str):
    return signed_in(account(username))


def at(found: Round, area: str = VILLAGE) -> str:
    return tasks.key(found.number, area)


def number(line: Line) -> str:
    return tasks.key(line.round.number, line.household_no)


def said(line: Line, **more) -> dict:
    return {"uuid": str(uuid.uuid4()), "version": line.version, "result": "same", "way": "home", **more}


def text(response) -> str:
    return response.content.decode()


def test_the_village_sees_how_many_are_left_and_one_tap_moves_on(autumn):
    client, line = browser("xuzhai"), lines(autumn)[0]
    page = text(get_page(client, "round.village", number=at(autumn), query={"zu": line.group_name or "-"}))
    left = Line.objects.filter(round=autumn, village_code=VILLAGE, group_name=line.group_name).count()
    assert f"{line.group_name or '未分组'} {left}户，还剩{left}户" in page
    data = said(line)
    for _ in range(2):  # a double tap
        response = post_page(client, "round.line", data, number=number(line))
        assert response.status_code == 302
    assert Tick.objects.filter(line=line).count() == 1
    after = text(client.get(response["Location"]))
    assert f"还剩{left - 1}户" in after
    assert "上一户已记：无变化" in after
    tick = Tick.objects.get(line=line)
    post_page(client, "round.undo", {"uuid": str(tick.client_uuid)})
    line.refresh_from_db()
    assert line.state == State.WAITING


def test_a_key_household_has_no_button_for_no_change_but_five_points(autumn):
    client, line = browser("xuzhai"), lines(autumn, key=True)[0]
    page = text(
        get_page(
            client, "round.village", number=at(autumn), query={"zu": line.group_name or "-", "hu": line.household_no}
        )
    )
    assert "看五项，再记" in page
    assert ">无变化</button>" not in page
    assert post_page(client, "round.line", said(line), number=number(line)).status_code == 422
    good = {f"look-{look}": "good" for look in Look}
    assert post_page(client, "round.line", said(line, **good), number=number(line)).status_code == 302


def test_an_empty_house_is_recorded_with_its_photo(autumn):
    client, line = browser("xuzhai"), lines(autumn)[0]
    data = said(line, result="empty", empty="lost")
    refused = post_page(client, "round.line", data, number=number(line))
    assert "空挂户要拍一张" in text(refused)
    picture = SimpleUploadedFile("a.jpg", photo(), content_type="image/jpeg")
    assert post_page(client, "round.line", {**data, "photo": picture}, number=number(line)).status_code == 302
    tick = Tick.objects.get(line=line)
    assert get_page(client, "round.photo", photo=str(tick.client_uuid))["Content-Type"] == "image/jpeg"
    assert browser("huilong").get(f"/paicha/zhaopian/{tick.client_uuid}/").status_code == 404


def test_the_sheet_is_printed_and_entered(autumn):
    client, some = browser("xuzhai"), lines(autumn)[:3]
    assert "勾选表" in text(get_page(client, "round.sheet", number=at(autumn)))
    data = {"uuid": str(uuid.uuid4()), "household": [line.household_no for line in some]}
    for line, answer in zip(some, ("same", "phone", "changed"), strict=True):
        data |= {f"a-{line.household_no}": answer, f"v-{line.household_no}": line.version}
    response = post_page(client, "round.batch", data, number=at(autumn))
    assert response.status_code == 422
    assert "请选哪里变了" in text(response)
    data[f"c-{some[2].household_no}"] = "work"
    assert post_page(client, "round.batch", data, number=at(autumn)).status_code == 302
    states = Line.objects.filter(pk__in=[line.pk for line in some]).values_list("result", "way")
    assert sorted(states) == [("changed", "home"), ("same", "home"), ("same", "phone")]
    assert get_page(client, "round.batch", number=at(autumn)).status_code == 200


def test_reasons_close_reopen_lots_and_rechecks_by_the_posts_they_are_for(autumn):
    village, town = browser("xuzhai"), browser("yuehe")
    finish(autumn, (VILLAGE, SIBLING))
    line = lines(autumn)[0]
    Line.objects.filter(pk=line.pk).update(state="waiting", result="", way="", looked_on=None, first_on=None)
    assert get_page(village, "round.excuse", number=at(autumn)).status_code == 200
    post_page(village, "round.excuse", {"pick": [line.household_no], "reason": "nobody"}, number=at(autumn))
    post_page(village, "round.close", number=at(autumn))
    assert Closing.objects.filter(round=autumn, area_code=VILLAGE).exists()
    page = text(get_page(town, "round.area", number=at(autumn, TOWNSHIP)))
    assert "给 1 个村抽签" in page
    assert "抽签种子" not in page
    post_page(town, "round.draw", number=at(autumn, TOWNSHIP))
    assert autumn.seed in text(get_page(town, "round.area", number=at(autumn, TOWNSHIP)))
    drawn = Recheck.objects.select_related("line").filter(draw__round=autumn).first()
    assert get_page(town, "round.rechecks", number=at(autumn)).status_code == 200
    post_page(town, "round.rechecks", {"household": drawn.line.household_no, "verdict": "different", "found": "漏记"},
              number=at(autumn))  # fmt: skip
    drawn.line.refresh_from_db()
    assert drawn.line.state == State.AGAIN
    assert "复核不一致，要重查" in text(get_page(village, "round.line", number=number(drawn.line)))
    assert get_page(town, "round.reopen", number=at(autumn)).status_code == 200
    post_page(town, "round.reopen", {"reason": "漏了几户"}, number=at(autumn))
    assert "本村重开补查：漏了几户" in text(get_page(village, "round.village", number=at(autumn)))


@pytest.mark.parametrize("username", ["county1", "leader1", "yuehe", "xuzhai"])
def test_every_reader_opens_what_is_in_reach_and_nothing_else(autumn, username):
    client = browser(username)
    area = {"county1": "411330", "leader1": "411330", "yuehe": TOWNSHIP, "xuzhai": VILLAGE}[username]
    see(lines(autumn)[0])
    assert autumn.name in text(get_page(client, "rounds"))
    assert get_page(client, "round.groups").status_code == 200
    if len(area) < 12:
        assert get_page(client, "round.area", number=at(autumn, area)).status_code == 200
    for name in ("round.table", "round.list"):
        assert get_page(client, name, number=at(autumn, area)).status_code == 200
    assert get_page(client, "round.line", number=number(lines(autumn)[1])).status_code == 200
    if username in ("yuehe", "xuzhai"):
        assert client.get(f"/paicha/{at(autumn, FOREIGN)}/cun/").status_code == 404
        assert client.get(f"/paicha/hu/{number(lines(autumn, FOREIGN)[0])}/").status_code == 404


def test_the_table_and_the_list_are_exported_and_a_stranger_cannot(autumn):
    town = browser("yuehe")
    for name in ("round.table.export", "round.list.export"):
        assert get_page(town, name, number=at(autumn, TOWNSHIP)).status_code == 200
        assert browser("xuzhai").get(f"/paicha/{at(autumn, TOWNSHIP)}/tongji/daochu/").status_code == 404


def test_the_county_opens_a_round_with_one_typed_name(autumn, monkeypatch):
    from huaiyuan.shells.web.pages import rounds as pages

    queued = []
    monkeypatch.setattr(pages.queue, "enqueue", lambda kind, **said: queued.append((kind, said)))
    client = browser("county1")
    assert get_page(client, "round.new").status_code == 200
    form = {"name": "2026年冬季补查", "starts_on": "2026-11-23", "ends_on": "2026-12-20", "form": autumn.form}
    assert "县级还没点本轮完成" in text(post_page(client, "round.new", form))
    Closing.objects.create(round=autumn, level="county", area_code="411330", closed_on=TODAY, closed_at=NOW)
    assert post_page(client, "round.new", form).status_code == 302
    assert [kind for kind, _ in queued] == ["round"]
    assert Round.objects.filter(name="2026年冬季补查", state="preparing").exists()
    assert browser("yuehe").get("/paicha/xinjian/").status_code == 404


def test_who_owes_a_yearly_income_statement_is_told_whether_it_is_there(autumn):
    client = browser("xuzhai")
    owes, not_owes = Line.objects.filter(round=autumn, village_code=VILLAGE, income_due=True).order_by("walk_order")[:2]
    Line.objects.filter(pk=not_owes.pk).update(income_due=False)
    page = text(get_page(client, "round.line", number=number(owes)))
    assert "年度收入还没收" in page
    assert f"/hu/{owes.household_no}/shouru/suan/?lei=yearly" in page
    assert "年度收入" not in text(get_page(client, "round.line", number=number(not_owes)))
