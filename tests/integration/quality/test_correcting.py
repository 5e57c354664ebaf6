"""改登记: what was registered wrongly is put right from the point, audited, and known as it was before."""

from __future__ import annotations

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.quality import actions
from huaiyuan.county.quality.models import Point, QualityResult, QualityRun
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries
from huaiyuan.county.registry.models import LabourFact, Membership
from huaiyuan.county.registry.types import Correctable
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.integration.upkeep.conftest import VILLAGE, family
from tests.pages import get_page, post_page, signed_in

__all__ = ["county_account", "tiny", "tiny_once"]


@pytest.fixture
def home(tiny):
    return family(VILLAGE)


@pytest.fixture
def point(home):
    """A point about somebody of the family whose ability to work is wrong."""
    now, member = clock.now(), home.members[1]
    run = QualityRun.objects.create(
        run_id="r", as_of=clock.today(), snapshot="s", found=1, unknown=0, opened=1, mended=0, finished_at=now
    )
    QualityResult.objects.create(
        run=run, rule="Z20", version=1, title="未成年人登记为劳动力", department="农业农村局", expects="写“无劳动力”",
        how="更正", field="labour", mend_says="在这里改", hits=1, unknown=0,
    )  # fmt: skip
    return Point.objects.create(
        number=f"Z20-{member.person_id}", rule="Z20", rule_version="1", subject_type="person",
        person_id=member.person_id, household_no=home.household_no, village_code=home.village_code, how="更正",
        says="登记错了", fingerprint="aa", found_on=clock.today(), run_id="r",
    )  # fmt: skip


def corrected(home, what, value, person=1, who="xuzhai"):
    return registry.correct_fact(
        home.members[person].person_id, what, value, household_no=home.household_no, ref="疑点", by=account(who)
    )


def test_a_relation_is_known_otherwise_for_all_its_days_and_what_was_believed_stays(home):
    before = Membership.objects.filter(person__person_id=home.members[1].person_id).count()
    value = next(v for v in ("之侄儿", "之侄女") if v != home.members[1].relation)
    assert f"改为“{value}”" in corrected(home, Correctable.RELATION, value)
    page = queries.household_page(home.household_no, account("xuzhai"))
    now = next(m for m in page.members if m.person_id == home.members[1].person_id)
    assert (now.relation, now.since) == (value, home.members[1].since)
    assert Membership.objects.filter(person__person_id=home.members[1].person_id).count() == before + 1
    assert Event.objects.filter(action="registry.person.corrected", household_no=home.household_no).count() == 1


def test_what_may_not_be_put_so_is_refused(home):
    for person, what, value, code in (
        (0, Correctable.RELATION, "配偶", "REGISTRY_IS_HEAD"),
        (1, Correctable.RELATION, "户主", "REGISTRY_BAD_VALUE"),
        (1, Correctable.LABOUR, "很能干", "REGISTRY_BAD_VALUE"),
    ):
        with pytest.raises(DomainError) as refusal:
            corrected(home, what, value, person)
        assert refusal.value.code == code
    with pytest.raises(DomainError) as refusal:
        registry.correct_fact(
            "P999999999",
            Correctable.LABOUR,
            "无劳动力",
            household_no=home.household_no,
            ref="疑点",
            by=account("xuzhai"),
        )
    assert refusal.value.code == "REGISTRY_NOT_IN_HOUSEHOLD"


def test_the_village_puts_it_right_from_the_point_and_the_next_check_has_the_last_word(point):
    village = signed_in(account("xuzhai"))
    assert "改劳动技能" in get_page(village, "quality.point", number=point.number).content.decode()
    nothing = post_page(village, "quality.point", {"act": "correct", "person": point.person_id}, number=point.number)
    assert nothing.status_code == 422
    held = LabourFact.objects.on(clock.today()).filter(person__person_id=point.person_id).first()
    value = "无劳动力" if held is None or held.labour != "无劳动力" else "丧失劳动力"
    said = {"act": "correct", "person": point.person_id, "value": value}
    assert post_page(village, "quality.point", said, number=point.number).status_code == 302
    point.refresh_from_db()
    assert (point.state, value in point.reason) == ("changed", True)
    assert LabourFact.objects.on(clock.today()).get(person__person_id=point.person_id).labour == value
    event = Event.objects.get(action="quality.point.corrected")
    assert value not in str(vars(event)), "the log names the fact, not what it says of somebody"


def test_what_is_not_the_villages_to_correct_is_refused(point):
    Point.objects.update(how="县里")
    with pytest.raises(DomainError) as refusal:
        actions.correct(point.number, person_id=point.person_id, value="无劳动力", by=account("xuzhai"))
    assert refusal.value.code == "QUALITY_NOT_CORRECTABLE"
