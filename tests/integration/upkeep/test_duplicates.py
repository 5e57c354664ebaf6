"""底册里像是一个人的两条：列出来，人来定；是一个人的合并可撤销，不是的记住；自己不合并。"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.registry import queries
from huaiyuan.county.registry.models import Alias, Membership, Person
from huaiyuan.county.upkeep import actions
from huaiyuan.county.upkeep.models import Likeness
from tests.integration.leads.conftest import MONDAY
from tests.integration.registry.loaded import account
from tests.integration.upkeep.conftest import SIBLING, VILLAGE, family
from tests.integration.upkeep.test_changes import _known
from tests.pages import get_page, post_page

pytestmark = pytest.mark.django_db
# A snapshot is taken by a child process, which sees only what is committed: so pairs are found over the tables that
# were loaded once, and what a test plants is written beside them.
COLUMNS = ("id_sealed", "id_index", "id_lake", "id_tail", "id_kind")


def _pair(first: Person, second: Person, ground: str, number: str = "CF000001") -> Likeness:
    a, b = sorted([first, second], key=lambda p: p.person_id)
    village = {p.pk: queries.named([p.person_id], account("county1"))[p.person_id].village_code for p in (a, b)}
    return Likeness.objects.create(
        number=number, first_no=a.person_id, second_no=b.person_id, first_village=village[a.pk],
        second_village=village[b.pk], ground=ground, found_at=MONDAY,
    )  # fmt: skip


def _person(page, at: int = 1) -> Person:
    return Person.objects.get(person_id=page.members[at].person_id)


@pytest.fixture
def double(tiny):
    """A child entered in two families of two villages, once with and once without a number."""
    here, there = family(VILLAGE), family(SIBLING)
    numbered = next(p for p in (_person(here, n) for n in range(1, len(here.members))) if p.id_index)
    bare = _person(there, len(there.members) - 1)
    Person.objects.filter(pk=bare.pk).update(
        name=numbered.name, birth_on=numbered.birth_on, sex=numbered.sex, **dict.fromkeys(COLUMNS[:4]), id_kind="无"
    )
    return here, there, numbered, bare, _pair(numbered, bare, "unnumbered")


def test_one_person_twice_becomes_one_with_hits_and_lead_and_the_old_number_lives_on(double, lead_on):
    here, there, kept, gone, pair = double
    mine = lead_on(here, (kept.person_id, "因残"))
    theirs = lead_on(there, (gone.person_id, "因病"))
    actions.judge_same(pair.number, kept=kept.person_id, reason="户口簿上是一个人", by=account("yuehe"), at=MONDAY)
    live = Lead.objects.filter(household_no__in=[here.household_no, there.household_no], state__in=["sent", "visiting"])
    assert [lead.lead_no for lead in live] == [mine.lead_no]
    assert set(Hit.objects.filter(lead=mine).values_list("person_id", flat=True)) == {kept.person_id}
    assert Lead.objects.get(pk=theirs.pk).closed_why
    assert gone.person_id not in {
        m.person_id for m in queries.household_page(there.household_no, account("yuehe")).members
    }
    assert Alias.objects.get(old_no=gone.person_id).new_no == kept.person_id
    assert Person.objects.filter(pk=gone.pk).exists()


def test_taking_a_merge_back_restores_both_with_their_leads(double, lead_on):
    here, there, kept, gone, pair = double
    lead_on(here, (kept.person_id, "因残"))
    lead_on(there, (gone.person_id, "因病"), (gone.person_id, "因残"))
    before = _known()
    for _ in range(2):
        actions.judge_same(pair.number, kept=kept.person_id, reason="户口簿上是一个人", by=account("yuehe"), at=MONDAY)
        assert _known() != before
        actions.take_back(pair.number, reason="是表兄弟", by=account("yuehe"), at=MONDAY)
        for now, then in zip(_known(), before, strict=True):
            assert now == then
    assert Likeness.objects.get().judged == "pending"


def test_the_one_with_a_number_is_kept_and_a_head_is_not_merged_away(double):
    _, there, kept, gone, pair = double
    with pytest.raises(DomainError) as refused:
        actions.judge_same(pair.number, kept=gone.person_id, reason="留这个", by=account("yuehe"))
    assert refused.value.code == "UPKEEP_KEEP_THE_NUMBERED"
    head = Person.objects.get(person_id=there.members[0].person_id)
    other = _pair(kept, head, "unnumbered", "CF000002")
    Person.objects.filter(pk=head.pk).update(**dict.fromkeys(COLUMNS[:4]))
    with pytest.raises(DomainError) as refused:
        actions.judge_same(other.number, kept=kept.person_id, reason="一个人", by=account("yuehe"))
    assert refused.value.code == "REGISTRY_GONE_IS_HEAD"


def test_two_people_are_remembered_as_two_and_nothing_changes(double):
    *_, pair = double
    before = _known()
    actions.judge_different(pair.number, reason="同名同生日的两个孩子", by=account("yuehe"))
    assert _known() == before
    assert Likeness.objects.get().judged == "different"
    with pytest.raises(DomainError) as refused:
        actions.judge_same(pair.number, kept=pair.first_no, reason="又说是", by=account("yuehe"))
    assert refused.value.code == "UPKEEP_JUDGED_ALREADY"


@pytest.mark.parametrize("who", ["xuzhai", "huilong", "leader1"])
def test_only_who_reaches_both_decides(double, who):
    *_, pair = double
    with pytest.raises(DomainError) as refused:
        actions.judge_different(pair.number, reason="不是", by=account(who))
    assert refused.value.code == "UPKEEP_NOT_FOUND"
    client = Client()
    client.force_login(account(who))
    assert client.get(reverse("likeness", args=[pair.number])).status_code == 404


def test_the_page_shows_both_side_by_side_and_decides(double):
    here, _, kept, gone, pair = double
    client = Client()
    client.force_login(account("yuehe"))
    assert get_page(client, "likenesses").status_code == 200
    shown = get_page(client, "likeness", number=pair.number).content.decode()
    assert "无证件号码" in shown
    assert here.household_no in shown
    assert post_page(client, "likeness", {"act": "same", "reason": "一个人"}, number=pair.number).status_code == 422
    said = {"act": "same", "kept": kept.person_id, "reason": "户口簿上是一个人"}
    assert post_page(client, "likeness", said, number=pair.number).status_code == 302
    assert get_page(client, "likeness", number=pair.number).status_code == 200
    assert not Membership.objects.known().filter(person=gone).exists()
