"""明白纸: who has got which leaflet, told by the register alone; a village that registered nothing is not known.

RQ-LEAFLET-01 整组、全村、名单、监测户四种登记，错了能撤。
RQ-LEAFLET-02 两个覆盖率有分子、分母、不明，页面和指标一个数。
"""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from huaiyuan.base.figures import compute, snapshots
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import actions, queries
from huaiyuan.county.applications.actions import Round
from huaiyuan.county.applications.actions.leaflets import counts_until
from huaiyuan.county.applications.models import Given
from huaiyuan.county.applications.types import Leaflet, Reach
from huaiyuan.county.registry import queries as registry
from tests.integration.applications.conftest import AT_VILLAGE, FOREIGN, TOWNSHIP, VILLAGE, photo
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page, signed_in


def _give(reach=Reach.VILLAGE, leaflet=Leaflet.APPLYING, village=VILLAGE, by=AT_VILLAGE, **more):
    key, proof = more.pop("client_uuid", uuid.uuid4()), more.pop("proof", b"")
    more.setdefault("given_on", clock.today())
    what = Round(leaflet, village, reach, given_by="徐信息员", **more)
    return actions.give(what, by=account(by), client_uuid=key, proof=proof)


def _lines(village=VILLAGE, kind=""):
    return registry.village_page(village, account("county1"), kind=kind, limit=5000).rows


def test_a_whole_group_is_registered_in_one_act_and_once(tiny):
    """RQ-LEAFLET-01"""
    groups = registry.village_groups(VILLAGE, account(AT_VILLAGE))
    key = uuid.uuid4()
    made = _give(Reach.GROUP, groups=tuple(g.key for g in groups[:2]), client_uuid=key, proof=photo())
    assert [row.households for row in made] == [g.households for g in groups[:2]]
    again = _give(Reach.GROUP, groups=tuple(g.key for g in groups[:2]), client_uuid=key)
    assert {row.number for row in again} == {row.number for row in made}
    assert Given.objects.count() == sum(g.households for g in groups[:2])
    covered = {one.key: (one.reached, one.households) for one in queries.village_groups(VILLAGE, account(AT_VILLAGE))}
    assert all(covered[g.key] == (g.households, g.households) for g in groups[:2])
    assert actions.open_proof(made[0].number, by=account(TOWNSHIP)).startswith(b"\xff\xd8")
    told = registry.household_page(_first_of(groups[0].key), account(AT_VILLAGE)).timeline
    assert any(entry.title == "发到申报政策明白纸" for entry in told)


def _first_of(group: str) -> str:
    return registry.village_page(VILLAGE, account("county1"), group=group).rows[0].household_no


def test_a_list_reaches_only_households_of_the_village_and_a_mistake_is_taken_back(tiny):
    """RQ-LEAFLET-01"""
    mine, foreign = _lines()[0].household_no, _lines(FOREIGN)[0].household_no
    [row] = _give(Reach.LISTED, households=(mine, foreign, "411330101200-9999"))
    assert list(row.given.values_list("household_no", flat=True)) == [mine]
    before = {line.household_no for line in queries.unreached(VILLAGE, Leaflet.APPLYING, account(AT_VILLAGE))}
    assert mine not in before
    actions.withdraw(row.number, reason="发的是旧版", by=account(AT_VILLAGE))
    after = {line.household_no for line in queries.unreached(VILLAGE, Leaflet.APPLYING, account(AT_VILLAGE))}
    assert after == before | {mine}
    with pytest.raises(DomainError, match="已经撤销"):
        actions.withdraw(row.number, reason="再撤一次", by=account(AT_VILLAGE))


def test_what_cannot_be_registered_is_said(tiny):
    with pytest.raises(DomainError, match="发放日期"):
        _give(given_on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(DomainError, match="没有选到"):
        _give(Reach.GROUP)
    with pytest.raises(DomainError) as refused:
        _give(village=FOREIGN)
    assert refused.value.code == "LEAFLET_NOT_FOUND"
    assert not Given.objects.exists()


def test_a_leaflet_counts_a_year_and_no_day_longer(tiny):
    assert counts_until(dt.date(2026, 11, 23)) == dt.date(2027, 11, 23)
    assert counts_until(dt.date(2024, 2, 29)) == dt.date(2025, 2, 28)


def test_pages_of_the_register_serve_a_village_and_show_nobody_elses(tiny):
    client = signed_in(account(AT_VILLAGE))
    groups = registry.village_groups(VILLAGE, account(AT_VILLAGE))
    shown = get_page(client, "leaflets.village", code=VILLAGE)
    assert "还没发到的" in shown.content.decode()
    form = {
        "leaflet": "applying", "reach": "group", "group": [groups[0].key], "given_by": "徐信息员", "uuid": str(uuid.uuid4())
    }  # fmt: skip
    mistyped = post_page(client, "leaflets.village", {**form, "given_on": "上星期"}, code=VILLAGE)
    assert (mistyped.status_code, Given.objects.count()) == (422, 0)
    assert all(words in mistyped.content.decode() for words in ("“哪天发的”写的是“上星期”", "2026-11-23", "徐信息员"))
    said = post_page(client, "leaflets.village", {**form, "given_on": clock.today().isoformat()}, code=VILLAGE)
    assert said.status_code == 302
    number = queries.distributions(account(AT_VILLAGE)).first().number
    assert "有效" in get_page(client, "leaflets.round", number=number).content.decode()
    absent = get_page(client, "leaflets.village", code="411330999999")
    foreign = get_page(client, "leaflets.village", code=FOREIGN)
    assert absent.status_code == foreign.status_code == 404
    assert absent.content == foreign.content
    stranger = signed_in(account("huilong"))
    assert get_page(stranger, "leaflets.round", number=number).status_code == 404


def test_a_poster_carries_its_own_villages_address_as_a_code(tiny):
    client = signed_in(account(TOWNSHIP))
    text = get_page(client, "poster", code=VILLAGE).content.decode()
    code = actions.codes_of([VILLAGE], by=account(TOWNSHIP))[VILLAGE]
    assert f"/sb/{code}/" in text
    assert 'class="segno"' in text
    all_of_it = get_page(client, "poster", code=VILLAGE[:9]).content.decode()
    villages = [p for p in _villages() if p.code.startswith(VILLAGE[:9])]
    assert all_of_it.count('class="poster"') == len(villages)
    assert len(set(actions.codes_of([p.code for p in villages], by=account(TOWNSHIP)).values())) == len(villages)
    assert get_page(client, "poster", code=FOREIGN).status_code == 404


def _villages():
    from huaiyuan.base import reference

    return reference.places(level="village")


@pytest.fixture
def committed(tiny_once, django_db_blocker):
    """Rounds that a child process reads, taken out again."""
    from django.db import connection

    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            for table in ("applications_given", "applications_distribution"):
                cursor.execute(f"DELETE FROM {table}")


def test_the_two_coverages_have_numerator_denominator_and_what_is_not_known(committed):
    """RQ-LEAFLET-02"""
    groups = registry.village_groups(VILLAGE, account(AT_VILLAGE))
    _give(Reach.GROUP, groups=(groups[0].key,))
    _give(Reach.MONITORED, Leaflet.HELPING, by="county1")
    day = clock.today()
    shot = snapshots.current()
    found = compute.compute(day, shot)
    exact = {id_: found.figures[id_].exact for id_ in ("B01", "B02", "B03", "B04", "B05", "B06", "B07")}
    here = queries.by_area(12, shot)[VILLAGE]
    assert exact["B01"] == here[Leaflet.APPLYING].reached == groups[0].households
    assert exact["B02"] == sum(g.households for g in groups[1:])
    assert here[Leaflet.APPLYING].unknown == 0
    assert exact["B03"] == sum(
        one[Leaflet.APPLYING].unknown for area, one in queries.by_area(12, shot).items() if area != VILLAGE
    )
    everybody = sum(exact[id_] for id_ in ("B01", "B02", "B03"))
    assert exact["B04"] == exact["B01"] / everybody
    assert exact["B05"] == len(_lines(kind="monitored"))
    assert found.figures["B04"].shown == here_and_there(queries.by_area(6, shot)["411330"][Leaflet.APPLYING])
    assert {found.identities[id_].state for id_ in ("I41", "I42")} == {"holds"}


def here_and_there(covered: queries.Covered) -> str:
    """The county's rate as the page prints it."""
    return covered.percent
