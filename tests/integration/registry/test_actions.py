"""Dated facts change by supersession: nothing is overwritten, nothing overlaps, every change is on record."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import actions
from huaiyuan.county.registry.models import DATED, ArchiveType, Household, Membership, MonitoringFact, Person, Residence
from huaiyuan.county.registry.types import Category, CloseReason, LeaveReason, RiskState

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)


def _household(**state) -> str:
    rows = MonitoringFact.objects.known().filter(valid_to=OPEN_END, household__closed_on__isnull=True, **state)
    return rows.order_by("household__household_no").first().household.household_no


def _ordinary(archive: str) -> str:
    monitored = MonitoringFact.objects.values("household")
    rows = ArchiveType.objects.known().filter(archive_type=archive, household__closed_on__isnull=True)
    return rows.exclude(household__in=monitored).order_by("household__household_no").first().household.household_no


def _code(call, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refused:
        call(*args, **kwargs)
    return refused.value.code


def test_a_move_keeps_what_was_known_before_it(tiny, county_account):
    household_no = _ordinary("一般农户")
    before, earlier = Residence.objects.get(household__household_no=household_no), clock.now()
    actions.move_household(household_no, village_code="411330301201", on=DAY, by=county_account, group_name="二组")
    known = Residence.objects.filter(household__household_no=household_no)
    assert [r.village_code for r in known.on(DAY)] == ["411330301201"]
    assert [r.village_code for r in known.on(DAY - dt.timedelta(days=1))] == [before.village_code]
    assert [r.village_code for r in known.on(DAY, known_at=earlier)] == [before.village_code]


def test_a_cleared_risk_begins_a_second_stretch_of_the_same_cycle(tiny, county_account):
    household_no = _household(risk_state=RiskState.OPEN)
    actions.clear_risk(household_no, on=DAY, by=county_account)
    rows = MonitoringFact.objects.known().filter(household__household_no=household_no).order_by("valid_from")
    last = list(rows)[-2:]
    assert [(r.risk_state, r.cleared_on) for r in last] == [("未消除", None), ("已消除", DAY)]
    assert last[0].valid_to == last[1].valid_from == DAY
    assert last[0].cycle == last[1].cycle


def test_a_household_identified_again_has_a_next_cycle(tiny, county_account):
    household_no = _household(risk_state=RiskState.CLEARED, category=Category.HARDSHIP)
    last = MonitoringFact.objects.known().get(household__household_no=household_no, valid_to=OPEN_END)
    again = actions.identify(household_no, category=Category.HARDSHIP, risks=["因病"], on=DAY, by=county_account)
    assert (again.cycle, again.entry_kind, again.approved_on) == (last.cycle + 1, "再识别", DAY)


def test_a_clearing_taken_back_goes_on_in_the_same_cycle(tiny, county_account):
    household_no = _household(risk_state=RiskState.CLEARED)
    undone = actions.undo_clearing(household_no, on=DAY, by=county_account)
    assert (undone.risk_state, undone.cleared_on) == ("未消除", None)
    assert _code(actions.undo_clearing, household_no, on=DAY, by=county_account) == "REGISTRY_NO_CHANGE"


def test_category_must_fit_the_type_of_the_household(tiny, county_account):
    ordinary, lifted = _ordinary("一般农户"), _ordinary("脱贫户")
    wanted = {"risks": ["因病"], "on": DAY, "by": county_account}
    assert _code(actions.identify, ordinary, category=Category.UNSTABLE, **wanted) == "REGISTRY_CATEGORY_MISFIT"
    assert _code(actions.identify, lifted, category=Category.MARGINAL, **wanted) == "REGISTRY_CATEGORY_MISFIT"
    assert actions.identify(lifted, category=Category.UNSTABLE, **wanted).entry_kind == "首次"
    assert _code(actions.identify, lifted, category=Category.UNSTABLE, **wanted) == "REGISTRY_ALREADY_MONITORED"


def test_a_struck_off_cycle_cannot_be_changed(tiny, county_account):
    household_no = _household(risk_state=RiskState.OPEN)
    actions.strike_off(household_no, on=DAY, by=county_account)
    assert _code(actions.clear_risk, household_no, on=DAY, by=county_account) == "REGISTRY_STRUCK_OFF"


def test_closing_a_household_ends_its_memberships(tiny, county_account):
    household_no = _ordinary("一般农户")
    actions.close_household(household_no, on=DAY, reason=CloseReason.MOVED_AWAY, by=county_account)
    members = Membership.objects.filter(household__household_no=household_no)
    assert not members.on(DAY).exists()
    assert members.on(DAY - dt.timedelta(days=1)).exists()
    assert Household.objects.get(household_no=household_no).closed_on == DAY
    assert _code(
        actions.move_household, household_no, village_code="411330301201", on=DAY, by=county_account
    ) == "REGISTRY_CLOSED"  # fmt: skip


def test_a_death_ends_the_membership_and_stands_on_the_person(tiny, county_account):
    membership = Membership.objects.known().filter(valid_to=OPEN_END).order_by("pk").first()
    person_id = membership.person.person_id
    actions.member_leaves(person_id, on=DAY, reason=LeaveReason.DIED, by=county_account)
    assert Person.objects.get(person_id=person_id).died_on == DAY
    assert _code(
        actions.member_leaves, person_id, on=DAY, reason=LeaveReason.DIED, by=county_account
    ) == "REGISTRY_NOT_MEMBER"  # fmt: skip


def test_someone_who_left_may_join_another_household_but_not_before(tiny, county_account):
    membership = Membership.objects.known().filter(valid_to=OPEN_END).order_by("pk").first()
    person_id, elsewhere = membership.person.person_id, _ordinary("脱贫户")
    joining = {"household_no": elsewhere, "relation": "之儿媳", "by": county_account}
    assert _code(actions.member_joins, person_id, on=DAY, **joining) == "REGISTRY_STILL_MEMBER"
    actions.member_leaves(person_id, on=DAY, reason=LeaveReason.MARRIED_OUT, by=county_account)
    before = DAY - dt.timedelta(days=1)
    assert _code(actions.member_joins, person_id, on=before, **joining) == "REGISTRY_OVERLAP"
    joined = actions.member_joins(person_id, on=DAY, **joining)
    assert joined.household.household_no == elsewhere


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (dt.date(2019, 12, 31), "REGISTRY_OVERLAP"),
        (dt.date(2020, 1, 1), "REGISTRY_OVERLAP"),
        (dt.date(2026, 11, 24), "REGISTRY_FUTURE"),
    ],
)
def test_a_change_before_the_fact_began_or_after_today_is_refused(tiny, county_account, on, code):
    household_no = _ordinary("一般农户")
    move = {"village_code": "411330301201", "by": county_account}
    assert _code(actions.move_household, household_no, on=on, **move) == code
    assert Residence.objects.filter(household__household_no=household_no).count() == 1


@pytest.mark.parametrize("model", DATED, ids=lambda model: model.__name__)
def test_no_subject_has_two_open_rows_that_are_known(tiny, model):
    row = model.objects.known().filter(valid_to=OPEN_END).order_by("pk").first()
    row.pk, row.valid_from = None, DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("model", DATED, ids=lambda model: model.__name__)
def test_no_subject_holds_two_values_on_one_day(tiny, county_account, model):
    _edit_a_few(county_account)
    subject = "person_id" if "person" in {field.name for field in model._meta.fields} else "household_id"
    table = model._meta.db_table
    sql = f"""
        SELECT count(*) FROM {table} a JOIN {table} b ON a.{subject} = b.{subject} AND a.id < b.id
        WHERE a.superseded_at IS NULL AND b.superseded_at IS NULL
          AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to"""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.fetchone() == (0,)


def _edit_a_few(by) -> None:
    actions.clear_risk(_household(risk_state=RiskState.OPEN), on=DAY, by=by)
    actions.undo_clearing(_household(risk_state=RiskState.CLEARED), on=DAY, by=by)
    actions.move_household(_ordinary("一般农户"), village_code="411330301201", on=DAY, by=by)
    leaving = Membership.objects.known().filter(valid_to=OPEN_END).order_by("pk").first()
    actions.member_leaves(leaving.person.person_id, on=DAY, reason=LeaveReason.SPLIT, by=by)


def test_two_who_change_the_same_fact_do_not_both_win(tiny, county_account):
    from huaiyuan.county.registry.actions import facts
    from huaiyuan.county.registry.types import Basis, SourceKind

    basis = Basis(SourceKind.CORRECTED)
    row = Residence.objects.known().filter(household__closed_on__isnull=True).first()
    stale = Residence.objects.get(pk=row.pk)
    facts.succeed(row, DAY, basis, group_name="一组")
    assert _code(facts.succeed, stale, DAY, basis, group_name="二组") == "REGISTRY_CHANGED_MEANWHILE"


def test_a_corrected_name_needs_a_reason_and_counts_the_version(tiny, county_account):
    person = Person.objects.order_by("pk").first()
    wanted = {"name": f"{person.name}儿", "by": county_account}
    assert _code(actions.correct_person_name, person.person_id, reason=" ", **wanted) == "REGISTRY_NO_REASON"
    changed = actions.correct_person_name(person.person_id, reason="户口簿", **wanted)
    assert (changed.name, changed.version) == (f"{person.name}儿", person.version + 1)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (
            lambda by: actions.close_household("411330101200-9999", on=DAY, reason="重复", by=by),
            "REGISTRY_NO_HOUSEHOLD",
        ),
        (lambda by: actions.member_leaves("P999999999", on=DAY, reason="迁出", by=by), "REGISTRY_NO_PERSON"),
        (lambda by: actions.clear_risk(_ordinary("一般农户"), on=DAY, by=by), "REGISTRY_NOT_MONITORED"),
        (
            lambda by: actions.move_household(_ordinary("一般农户"), village_code="411330101", on=DAY, by=by),
            "REGISTRY_NO_VILLAGE",
        ),
        (lambda by: actions.correct_person_name("P000000001", name=" ", reason="户口簿", by=by), "REGISTRY_NO_CHANGE"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(tiny, county_account, call, code):
    assert _code(call, county_account) == code


def test_every_change_is_on_record_as_a_write(tiny, county_account):
    from huaiyuan.base import audit
    from huaiyuan.base.audit.models import Event

    before, household_no = audit.last_write_id(), _household(risk_state=RiskState.OPEN)
    actions.clear_risk(household_no, on=DAY, by=county_account)
    assert audit.last_write_id() == before + 1
    event = Event.objects.latest("pk")
    assert (event.action, event.by_username, event.household_no) == (
        "registry.monitoring.cleared", "county1", household_no
    )  # fmt: skip
