"""The pages of 收入测算: the form carries the last time along, the sum is told while typing, rows and amounts keep to scope."""

from __future__ import annotations

import uuid

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.county.income import actions, departments, queries
from huaiyuan.county.income.models import IncomeStatement
from huaiyuan.county.income.types import PhotoKind
from huaiyuan.shells.web.pages import incomes
from tests.integration.income.conftest import FOREIGN, amounts, measure, photo
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_batches(monkeypatch):
    monkeypatch.setattr(departments.intake, "effective_batches", lambda as_of: [])


def body(response):
    return response.content.decode()


def form(**changed):
    given = {one.code: str(one.yuan) for one in amounts()}
    return (
        {"lei": "yearly", "version": "0", "uuid": str(uuid.uuid4()), "size": "4", "signed": "1", "had": ""}
        | given
        | changed
    )


def test_the_form_carries_the_last_time_along_and_only_what_changed_is_typed(family, year):
    measure(family, year.before)
    client = signed_in(account("xuzhai"))
    page = body(get_page(client, "income.measure", household_no=family))
    assert 'name="a1" inputmode="decimal" value="36000"' in page
    assert "上次36,000" in page
    # 合规自付 is no yearly income: it is asked for anew, with last time's amount beside it.
    assert 'name="g1" inputmode="decimal">' in page
    assert "上次30,000" in page
    carried = {c: str(y) for c, y in (("d2", 3600), ("d61", 800), ("c2", 1000), ("b2", 12000), ("e2", 7000))}
    said = {"lei": "yearly", "version": "0", "uuid": str(uuid.uuid4()), "size": "4", "signed": "1", "a1": "40，000元",
            "had": "a1,d2,d61,c2,b2,e2", "none": ["claim", "burden"], **carried}  # fmt: skip
    answer = post_page(client, "income.measure", said, household_no=family)
    made = queries.current(family, year)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/shouru/{made.number}/?hao=1")
    origins = dict(made.entries.values_list("code", "origin"))
    assert (made.net_fen, origins["a1"], origins["d2"]) == (5_040_000, "asked", "carried")
    assert "data-draft-done" in body(client.get(answer.headers["Location"]))


def test_what_was_there_last_time_and_is_left_empty_is_unknown_not_nothing(family, year):
    client = signed_in(account("xuzhai"))
    post_page(client, "income.measure", form(a1="", had="a1,b2"), household_no=family)
    assert queries.current(family, year).missing == f"{year.name}务工收入"


def test_the_sum_is_told_while_typing_and_nothing_is_kept(family, year):
    client = signed_in(account("xuzhai"))
    told = body(post_page(client, "income.recount", form(), household_no=family))
    assert "11,600元" in told
    assert "5,100元" in told
    assert f"不明（缺：{year.last.year}年监测参考线）" in told
    assert f"不明，缺：{year.name}务工收入" in body(
        post_page(client, "income.recount", form(a1="", had="a1"), household_no=family)
    )
    assert "读不懂" in body(post_page(client, "income.recount", form(a1="很多"), household_no=family))
    assert not IncomeStatement.objects.exists()


def test_a_fault_is_said_and_what_was_typed_stays(family):
    answer = post_page(signed_in(account("xuzhai")), "income.measure", form(a1="三万", size="x"), household_no=family)
    assert answer.status_code == 422
    page = body(answer)
    assert "家庭人口数读不懂" in page
    assert 'value="三万"' in page
    assert "填的内容还在" in page


def test_a_statement_shows_its_sums_to_the_village_and_no_amount_to_a_leader(family, year):
    made = measure(family, year)
    page = body(get_page(signed_in(account("xuzhai")), "income.statement", number=made.number))
    assert "11,600元" in page
    assert "36,000元" in page
    hidden = body(get_page(signed_in(account("leader1")), "income.statement", number=made.number))
    assert "不予显示" in hidden
    assert "11,600" not in hidden
    assert "36,000" not in hidden
    assert Event.objects.filter(action="income.statement.shown").count() == 2


def test_another_township_gets_the_page_of_what_is_not_there(family, year):
    made = measure(family, year)
    client = signed_in(account("huilong"))
    for name, of in (("income.statement", made.number), ("income.print", made.number), ("income.return", made.number)):
        assert get_page(client, name, number=of).status_code == 404
    assert get_page(client, "household.income", household_no=family).status_code == 404
    assert get_page(signed_in(account("xuzhai")), "income.village", village_code=FOREIGN).status_code == 404
    assert get_page(signed_in(account("county1")), "income.measure", household_no=family).status_code == 404


def test_the_sheet_is_printed_with_every_item_and_where_to_sign(family, year):
    made = measure(family, year)
    page = body(get_page(signed_in(account("xuzhai")), "income.print", number=made.number))
    for part in ("养殖支出", "7,000元", "人均监测参考收入", "户主（签字按印）", made.number, family):
        assert part in page
    assert get_page(signed_in(account("leader1")), "income.print", number=made.number).status_code == 404


def test_the_township_confirms_or_gives_back_and_the_village_finds_its_task(family, year):
    made = measure(family, year)
    town, village = signed_in(account("yuehe")), signed_in(account("xuzhai"))
    assert post_page(town, "income.confirm", number=made.number).status_code == 302
    made.refresh_from_db()
    assert made.state == "measured"
    assert "没有凭证照片" in body(get_page(town, "income.statement", number=made.number))
    assert post_page(town, "income.return", {"reason": ""}, number=made.number).status_code == 422
    post_page(town, "income.return", {"reason": "票据没拍"}, number=made.number)
    assert "重新测算收入" in body(get_page(village, "workbench"))
    assert "票据没拍" in body(get_page(village, "income.statement", number=made.number))


def test_the_village_sees_its_families_by_where_they_stand(family, year):
    measure(family, year)
    village = signed_in(account("xuzhai"))
    assert get_page(village, "incomes").headers["Location"] == "/shouru/cun/411330101200/"
    page = body(get_page(village, "income.village", village_code="411330101200"))
    assert f"{year.last.year}年监测参考线还没录入" in page
    assert "等参考线" in page
    waiting = body(get_page(village, "income.village", {"tai": "to_measure"}, village_code="411330101200"))
    assert family not in waiting.split("<table")[-1]
    county = body(get_page(signed_in(account("county1")), "incomes"))
    assert "应测算" in county


def test_an_export_is_logged_with_its_rows_and_hides_what_the_page_hides(family, year):
    measure(family, year)
    file = get_page(signed_in(account("yuehe")), "incomes.export", {"as": "csv"})
    assert "46400.00" in file.content.decode("utf-8-sig")
    assert "rows=1" in Event.objects.get(action="income.exported").facts


def test_a_photo_goes_to_those_who_may_see_it_only(family, year):
    made = measure(family, year)
    kept = actions.add_photo(made.number, photo(), PhotoKind.VOUCHER, client_uuid=uuid.uuid4(), by=account("xuzhai"))
    path = {"number": made.number, "photo": kept.client_uuid}
    answer = get_page(signed_in(account("yuehe")), "income.photo", **path)
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert get_page(signed_in(account("leader1")), "income.photo", **path).status_code == 404
    other = measure(family, year.before)
    assert (
        get_page(signed_in(account("yuehe")), "income.photo", number=other.number, photo=kept.client_uuid).status_code
        == 404
    )


def test_the_household_page_leads_to_its_income(family, year):
    measure(family, year)
    page = body(get_page(signed_in(account("xuzhai")), "household", household_no=family))
    assert "年度收入测算" in page
    assert f"/hu/{family}/shouru/" in page
    assert "11,600" in body(get_page(signed_in(account("xuzhai")), "household.income", household_no=family))


def test_a_statement_of_an_earlier_period_is_put_right_for_that_period(family, year):
    made = measure(family, year.before)
    client = signed_in(account("xuzhai"))
    page = body(
        get_page(client, "income.measure", {"lei": "yearly", "qi": str(year.before.first)}, household_no=family)
    )
    assert f'name="qi" value="{year.before.first}"' in page
    post_page(client, "income.measure", form(qi=str(year.before.first), version="1", g1="0"), household_no=family)
    made.refresh_from_db()
    assert made.superseded_at is not None
    assert queries.current(family, year.before).reference_fen == 5_040_000
    # A period of which nothing was measured is none to put right.
    other = body(get_page(client, "income.measure", {"lei": "yearly", "qi": "2022-10"}, household_no=family))
    assert f'name="qi" value="{year.first}"' in other


def test_who_was_overtaken_is_told_and_may_then_decide_with_what_he_typed_still_there(family, year):
    measure(family, year, who="yuehe")
    client = signed_in(account("xuzhai"))
    answer = post_page(client, "income.measure", form(a1="40000"), household_no=family)
    page = body(answer)
    assert answer.status_code == 422
    assert "郑三刚测算过" in page
    # The page holds what was typed and the version it now stands at; the phone's older draft must not put back the old one.
    assert 'value="40000"' in page
    assert 'name="version" value="1"' in page
    assert 'data-draft-filled="yes"' in page
    post_page(client, "income.measure", form(a1="40000", version="1"), household_no=family)
    assert queries.current(family, year).version == 2


def test_a_villages_list_goes_on_on_the_next_page(family, monkeypatch):
    monkeypatch.setattr(incomes, "ON_A_PAGE", 1)
    village = signed_in(account("xuzhai"))
    first = body(get_page(village, "income.village", village_code="411330101200"))
    assert "下一页" in first
    second = body(get_page(village, "income.village", {"from": "1"}, village_code="411330101200"))
    assert "上一页" in second
    assert first.count('scope="row"') == second.count('scope="row"') == 1
