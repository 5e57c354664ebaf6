"""结对: exactly one principal, public servants for monitored households, load limits, no kin, nobody ownerless for a day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count

from huaiyuan.base.access import grants
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.actions import NewHelper
from huaiyuan.county.duty.models import Handover, Pairing, Problem
from huaiyuan.county.duty.types import EndReason, Part, ProblemKind
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry.models import Person
from huaiyuan.county.registry.types import Basis, CloseReason, SourceKind
from huaiyuan.county.worklist.models import Task
from tests.integration.duty.conftest import FOREIGN, LIFTED, MONDAY, MONITORED, MORE, ORDINARY, TODAY, visit
from tests.integration.registry.loaded import account


def refused(code: str):
    return pytest.raises(DomainError, match="") if code == "" else _Refused(code)


class _Refused:
    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, _trace) -> bool:
        assert isinstance(error, DomainError), f"nothing was refused, expected {self.code}"
        assert error.code == self.code, str(error)
        return True


def test_a_paired_household_is_its_helpers_to_see_and_nobody_elses(paired):
    assert grants.reaches(paired.li.account, MONITORED)
    assert not grants.reaches(paired.wang.account, MONITORED)
    assert [row.household_no for row in queries.mine(paired.li.account)] == [MONITORED]
    assert queries.mine(paired.wang.account) == []


def test_a_household_has_one_principal_and_the_database_says_so_too(paired):
    with refused("DUTY_HAS_PRINCIPAL"):
        actions.pair(MONITORED, helper_no=paired.wang.helper_no, by=paired.town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.create(
            pairing_no="JD9", household_no=MONITORED, helper=paired.wang, valid_from=TODAY, paired_at=MONDAY
        )


def test_an_assistant_stands_beside_the_principal(paired):
    with refused("DUTY_NO_PRINCIPAL"):
        actions.pair(LIFTED, helper_no=paired.wang.helper_no, by=paired.town, part=Part.ASSISTANT)
    actions.pair(MONITORED, helper_no=paired.wang.helper_no, by=paired.town, part=Part.ASSISTANT, at=MONDAY)
    assert grants.reaches(paired.wang.account, MONITORED)


def test_a_monitored_household_gets_a_public_servant(world):
    with refused("DUTY_NOT_PUBLIC_SERVANT"):
        actions.pair(MONITORED, helper_no=world.company.helper_no, by=world.town)
    assert actions.pair(LIFTED, helper_no=world.company.helper_no, by=world.town).helper == world.company


def test_nobody_helps_more_households_than_the_limit_of_their_rank(world):
    for number in (LIFTED, *MORE):
        actions.pair(number, helper_no=world.li.helper_no, by=world.town)
    with refused("DUTY_TOO_MANY"):
        actions.pair(MONITORED, helper_no=world.li.helper_no, by=world.town)


def test_a_member_and_whoever_once_lived_with_one_do_not_help_that_household(world):
    person = Person.objects.filter(membership__household__household_no=LIFTED, id_sealed__isnull=False).first()
    number = vault.open_one(bytes(person.id_sealed), column="registry_person.id_sealed", id=person.pk)
    own = actions.add_helper(NewHelper(person.name, "DW1", id_number=number), by=world.county)
    assert own.person_id == person.person_id
    with refused("DUTY_SELF_HELP"):
        actions.pair(LIFTED, helper_no=own.helper_no, by=world.town)
    actions.pair(MONITORED, helper_no=own.helper_no, by=world.town)
    with refused("DUTY_HELPER_KNOWN"):
        actions.add_helper(NewHelper("另一个", "DW1", id_number=number), by=world.county)


@pytest.mark.parametrize(("household", "code"), [(ORDINARY, "DUTY_NOT_FOLLOWED"), (FOREIGN, "DUTY_NOT_FOUND"), ("nowhere", "DUTY_NOT_FOUND")])  # fmt: skip
def test_only_households_under_follow_up_of_ones_own_area_are_paired(world, household, code):
    with refused(code):
        actions.pair(household, helper_no=world.li.helper_no, by=world.town)


def test_a_village_reads_pairings_and_writes_none(paired):
    with refused("DUTY_NOT_FOUND"):
        actions.pair(LIFTED, helper_no=paired.li.helper_no, by=paired.village)


def test_a_handover_leaves_no_day_without_a_principal_and_nothing_undone_behind(paired):
    visit(paired, problems=(actions.NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),))
    [problem] = Problem.objects.all()
    actions.settle(problem.problem_no, answer="换了接头", by=paired.village, at=MONDAY)
    done = actions.hand_over([MONITORED], to=paired.wang.helper_no, reason=EndReason.MOVED, by=paired.town, on=dt.date(2026, 11, 20), at=MONDAY)  # fmt: skip
    old, new = Pairing.objects.filter(household_no=MONITORED).order_by("valid_from")
    assert (old.valid_to, new.valid_from, new.valid_to) == (dt.date(2026, 11, 20), dt.date(2026, 11, 20), OPEN_END)
    assert (done.tasks, done.problems) == (1, 1)
    assert Task.objects.get(kind="revisit").owner == paired.wang.account
    assert Problem.objects.get().helper == paired.wang
    assert not grants.reaches(paired.li.account, MONITORED)
    assert grants.reaches(paired.wang.account, MONITORED)
    assert MONITORED in queries.formerly(paired.li.account)


def test_both_sides_say_yes_each_for_themselves_and_once(paired):
    [number] = actions.hand_over([MONITORED], to=paired.wang.helper_no, reason=EndReason.MOVED, by=paired.town, at=MONDAY).handovers  # fmt: skip
    assert Handover.objects.get().gaps == "还没有走访记录"
    with refused("DUTY_NOT_YOUR_HANDOVER"):
        actions.accept_handover(number, by=paired.town)
    actions.accept_handover(number, by=paired.li.account, at=MONDAY)
    with refused("DUTY_ACCEPTED_ALREADY"):
        actions.accept_handover(number, by=paired.li.account)
    actions.accept_handover(number, by=paired.wang.account, at=MONDAY)
    assert not Task.objects.filter(kind__in=("accept_giving", "accept_taking"), state="open").exists()


def test_several_households_go_over_all_or_none(paired):
    actions.pair(LIFTED, helper_no=paired.li.helper_no, by=paired.town, on=dt.date(2026, 6, 1), at=MONDAY)
    with refused("DUTY_NOT_PUBLIC_SERVANT"):
        actions.hand_over([LIFTED, MONITORED], to=paired.company.helper_no, reason=EndReason.LOAD, by=paired.town)
    assert Pairing.objects.filter(helper=paired.li, valid_to=OPEN_END).count() == 2


def test_who_was_picked_by_mistake_today_is_changed_today(world):
    actions.pair(LIFTED, helper_no=world.li.helper_no, by=world.town, at=MONDAY)
    done = actions.hand_over([LIFTED], to=world.wang.helper_no, reason=EndReason.OTHER, note="点错了", by=world.town, at=MONDAY)  # fmt: skip
    assert (done.corrected, done.handovers) == (1, ())
    assert [p.helper for p in Pairing.objects.filter(household_no=LIFTED)] == [world.wang]


def test_who_still_has_households_cannot_leave(paired):
    with refused("DUTY_STILL_PAIRED"):
        actions.helper_leaves(paired.li.helper_no, by=paired.town)
    assert actions.helper_leaves(paired.wang.helper_no, by=paired.town).left_on == TODAY
    assert not account(paired.wang.account.username).is_active


def test_pairings_of_a_household_never_overlap(paired):
    actions.hand_over([MONITORED], to=paired.wang.helper_no, reason=EndReason.LOAD, by=paired.town, on=dt.date(2026, 9, 1), at=MONDAY)  # fmt: skip
    actions.hand_over([MONITORED], to=paired.li.helper_no, reason=EndReason.LOAD, by=paired.town, on=TODAY, at=MONDAY)
    rows = list(Pairing.objects.filter(household_no=MONITORED).order_by("valid_from"))
    assert [a.valid_to for a in rows[:-1]] == [b.valid_from for b in rows[1:]]


def test_the_list_begins_with_who_has_nobody_and_counts_who_has_too_many(paired):
    rows = queries.pairings(paired.town, queries.Standards())
    first = rows.order_by("lacking", "village_code", "pk").first()
    assert first.lacking == 0
    counts = queries.counts(rows)
    assert counts["all"] == counts["lacking"] + 1
    assert counts == queries.counts(rows.order_by("pk"))
    assert rows.values("pk").annotate(n=Count("pk")).filter(n__gt=1).count() == 0


def test_help_ends_with_the_household_and_so_does_what_was_to_be_done(paired):
    visit(paired, problems=(actions.NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),))
    assert actions.end_with_households() == 0
    registry.close_household(
        MONITORED, on=dt.date(2026, 11, 22), reason=CloseReason.MOVED_AWAY, by=paired.county,
        basis=Basis(SourceKind.REPORTED, "test"),
    )  # fmt: skip
    assert (actions.end_with_households(), actions.end_with_households()) == (1, 0)
    assert Pairing.objects.get(household_no=MONITORED).valid_to == dt.date(2026, 11, 22)
    assert not grants.reaches(paired.li.account, MONITORED)
    assert Problem.objects.get().state == "closed"
    assert not Task.objects.filter(state="open").exists()
