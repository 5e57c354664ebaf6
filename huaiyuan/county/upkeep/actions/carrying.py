"""Carrying a change out: the registry does it, leads follow, in one transaction of whoever calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries
from huaiyuan.county.registry.types import Basis, CloseReason, LeaveReason, SourceKind
from huaiyuan.county.upkeep import errors
from huaiyuan.county.upkeep.models import Change, ChangePerson
from huaiyuan.county.upkeep.types import Kind, Part, Whole, Why

SEALED = "upkeep_changeperson.id_sealed"
LEAVES = {Why.MARRIAGE: LeaveReason.MARRIED_OUT, Why.OTHER: LeaveReason.MOVED_AWAY}
NO_PERSON = ""  # a hit about the household as such


class Work:
    """One change being carried out."""

    def __init__(self, change: Change, by: Account, at: dt.datetime) -> None:
        self.change, self.by = change, by
        self.household_no, self.on = change.household_no, change.happened_on
        self.basis = Basis(SourceKind.REPORTED, change.number)
        self.people = list(change.people.order_by("pk"))
        self.follow = leads.Change(change.number, self._says(), by, at)

    def those(self, *parts: Part) -> list[ChangePerson]:
        """The people of the change who do this in it."""
        return [person for person in self.people if person.part in parts]

    def one(self, *parts: Part) -> ChangePerson:
        """The one who does this. Raises UPKEEP_NO_PERSON."""
        found = self.those(*parts)
        if not found:
            raise DomainError(errors.NO_PERSON)
        return found[0]

    @property
    def new_head(self) -> str:
        """The person number of the head to be, empty when there is none."""
        return next((person.person_id for person in self.those(Part.HEAD)), "")

    @property
    def leaves(self) -> LeaveReason:
        """Why somebody leaves."""
        return LEAVES[Why(self.change.why or Why.OTHER)]

    def _says(self) -> str:
        gone = [person.person_id for person in self.those(Part.GOES)] if self.change.kind == Kind.DEATH else []
        names = "、".join(queries.names_of(gone).values())
        return f"{names}{self.on:%Y-%m-%d}{self.change.get_kind_display()}（{self.change.number}）"


def carry_out(change: Change, *, by: Account, at: dt.datetime) -> None:
    """Let it happen. Raises what the registry refuses."""
    DOES[Kind(change.kind)](Work(change, by, at))


def _enter(work: Work, who: ChangePerson, *, born: bool) -> None:
    number = vault.open_one(bytes(who.id_sealed), column=SEALED, id=who.pk) if who.id_sealed else ""
    if who.birth_on is None:
        raise DomainError(errors.NO_NEWCOMER)
    newcomer = registry.Newcomer(who.name, who.sex, who.birth_on, number)
    person = registry.enters(
        work.household_no, newcomer=newcomer, relation=who.relation, on=work.on, born=born, by=work.by, basis=work.basis
    )
    ChangePerson.objects.filter(pk=who.pk).update(person_id=person.person_id)


def _birth(work: Work) -> None:
    _enter(work, work.one(Part.COMES), born=True)


def _death(work: Work) -> None:
    who = work.one(Part.GOES).person_id
    closed = registry.goes(
        work.household_no, person_id=who, on=work.on, reason=LeaveReason.DIED, new_head=work.new_head, by=work.by,
        basis=work.basis,
    )  # fmt: skip
    leads.people_gone(work.household_no, [who], work.follow, died=True)
    if closed:
        leads.household_gone(work.household_no, work.follow)


def _move_in(work: Work) -> None:
    who = work.one(Part.COMES)
    if not who.person_id:
        _enter(work, who, born=False)
        return
    left = registry.joins(
        work.household_no, person_id=who.person_id, relation=who.relation, on=work.on, reason=work.leaves,
        new_head=work.new_head, by=work.by, basis=work.basis,
    )  # fmt: skip
    if left:
        Change.objects.filter(pk=work.change.pk).update(other_no=left)
        leads.people_went(left, {who.person_id: work.household_no}, work.change.village_code, work.follow)


def _move_out(work: Work) -> None:
    if work.change.whole == Whole.AWAY:
        registry.close_household(
            work.household_no, on=work.on, reason=CloseReason.MOVED_AWAY, by=work.by, basis=work.basis
        )
        leads.household_gone(work.household_no, work.follow)
    elif work.change.whole == Whole.VILLAGE:
        _move_within(work)
    else:
        _people_leave(work)


def _move_within(work: Work) -> None:
    village = work.change.to_village
    if not village or village == work.change.village_code:
        raise DomainError(errors.NO_VILLAGE)
    registry.move_household(work.household_no, village_code=village, on=work.on, by=work.by, basis=work.basis)
    leads.household_moved(work.household_no, village, work.follow)


def _people_leave(work: Work) -> None:
    going = [who.person_id for who in work.those(Part.GOES)]
    if not going:
        raise DomainError(errors.NO_PERSON)
    heads = queries.head_persons(work.household_no)
    closed = False
    # The head goes last: until then somebody is left to be it.
    for person_id in sorted(going, key=lambda one: one in heads):
        closed = registry.goes(
            work.household_no, person_id=person_id, on=work.on, reason=work.leaves, new_head=work.new_head, by=work.by,
            basis=work.basis,
        )  # fmt: skip
    leads.people_gone(work.household_no, going, work.follow, died=False)
    if closed:
        leads.household_gone(work.household_no, work.follow)


def _split(work: Work) -> None:
    going = {who.person_id: who.relation for who in work.those(Part.GOES, Part.HEAD)}
    made = registry.splits(
        work.household_no, people=going, new_head=work.new_head, on=work.on, keep_monitored=work.change.keep_monitored,
        by=work.by, basis=work.basis,
    )  # fmt: skip
    Change.objects.filter(pk=work.change.pk).update(other_no=made.household_no)
    to = dict.fromkeys(going, made.household_no)
    leads.people_went(work.household_no, to, work.change.village_code, work.follow)


def _unite(work: Work) -> None:
    other = work.change.other_no
    relations = {who.person_id: who.relation for who in work.those(Part.COMES)}
    came = registry.unites(
        work.household_no, other_no=other, relations=relations, on=work.on, by=work.by, basis=work.basis
    )
    to = dict.fromkeys([*came, NO_PERSON], work.household_no)
    leads.people_went(other, to, work.change.village_code, work.follow)
    leads.household_gone(other, work.follow)


def _new_head(work: Work) -> None:
    relations = {who.person_id: who.relation for who in work.those(Part.STAYS)}
    registry.takes_over(
        work.household_no, new_head=work.one(Part.HEAD).person_id, relations=relations, on=work.on, by=work.by,
        basis=work.basis,
    )  # fmt: skip


DOES: dict[Kind, Callable[[Work], None]] = {
    Kind.BIRTH: _birth,
    Kind.DEATH: _death,
    Kind.MOVE_IN: _move_in,
    Kind.MOVE_OUT: _move_out,
    Kind.SPLIT: _split,
    Kind.UNITE: _unite,
    Kind.NEW_HEAD: _new_head,
}
