"""质量疑点 on the desk and the phone: lists by post, one point, the month's task, what each rule is worth."""

from __future__ import annotations

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.county.quality import actions
from huaiyuan.county.quality.models import Point
from tests.cast import VILLAGE
from tests.integration.quality.conftest import CHILD, ELSEWHERE, HEAD, NUMBERLESS
from tests.pages import get_page, post_page, signed_in

OF_CHILD, TASK = "Z20-P000000001", f"{VILLAGE}-202611"


@pytest.fixture
def at(checked, people):
    checked(CHILD, HEAD, NUMBERLESS, ELSEWHERE)
    actions.hand_out(by=people.center)
    return lambda who: signed_in(getattr(people, who))


def shown(client, page, query=None, **kwargs):
    answer = get_page(client, page, query, **kwargs)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_county_sees_all_a_township_and_a_village_only_their_own(at):
    assert shown(at("center"), "quality").count("Z20的名称") >= 2
    assert "共 4 条" in shown(at("town"), "quality")
    assert "共 3 条" in shown(at("village"), "quality")
    assert "共 0 条" not in shown(at("other_village"), "quality")
    assert CHILD.says not in shown(at("other_village"), "quality")
    for page, kwargs in (("quality.point", {"number": OF_CHILD}), ("quality.task", {"bundle": TASK})):
        foreign, absent = (
            get_page(at("other_village"), page, **one) for one in (kwargs, dict.fromkeys(kwargs, "Z20-nichts"))
        )
        assert foreign.status_code == absent.status_code == 404
    assert get_page(at("bills"), "quality").status_code == 404
    assert get_page(at("leader"), "quality").status_code == 404


def test_filters_by_rule_place_and_who_mends(at):
    county = at("center")
    assert "共 1 条" in shown(county, "quality", {"guize": "Z04"})
    assert "共 1 条" in shown(county, "quality", {"shui": "xian"})
    assert "共 3 条" in shown(county, "quality", {"cun": VILLAGE})


def test_a_village_judges_on_the_phone_and_the_task_closes_with_the_last(at):
    village = at("village")
    assert "还有 2 条待核" in shown(village, "quality.task", bundle=TASK)
    page = shown(village, "quality.point", number="Z04-P000000002")
    assert "怎么改" in page
    refused = post_page(village, "quality.point", {"reason": ""}, number=OF_CHILD)
    assert refused.status_code == 422
    done = post_page(village, "quality.point", {"reason": "户口本上就是这样"}, number=OF_CHILD)
    assert done.url.endswith(f"/renwu/{TASK}/")
    post_page(
        village, "quality.together", {"pick": ["Z04-P000000002", "Z20-P000000004"], "reason": "看过", "bundle": TASK}
    )
    assert Point.objects.get(rule="Z20", village_code=VILLAGE).state == "judged"
    assert Point.objects.get(rule="Z04").state == "judged"
    assert Point.objects.get(number="Z20-P000000004").state == "open", "another village's is left alone"
    assert "这件事已办结" in shown(village, "quality.task", bundle=TASK)
    assert post_page(village, "quality.again", number=OF_CHILD).status_code == 302
    assert Point.objects.get(number=OF_CHILD).state == "open"


def test_an_export_holds_the_rows_of_the_account_and_is_logged(at):
    answer = get_page(at("town"), "quality.export", {"as": "csv", "guize": "Z20"})
    text = b"".join(answer).decode("utf-8-sig")
    assert CHILD.says in text
    assert "在这里改" in text
    assert "共 2 行" in text
    assert Event.objects.filter(action="web.quality.exported").count() == 1


def test_what_each_rule_is_worth_and_handing_out_are_the_countys(at):
    page = shown(at("center"), "quality.rules")
    assert "核查底册" in page
    assert "Z20的名称" in page
    town = shown(at("town"), "quality.rules")
    assert "核查底册" not in town
    assert post_page(at("town"), "quality.run").status_code == 404
    assert post_page(at("town"), "quality.hand_out").status_code == 404
    assert get_page(at("village"), "quality.rules").status_code == 404
    assert post_page(at("center"), "quality.hand_out").status_code == 302
