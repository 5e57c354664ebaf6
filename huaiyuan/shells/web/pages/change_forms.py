"""Reading the forms of changes: what a person chose or typed, as a filing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict

from huaiyuan.base.pages import typed
from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import kinship
from huaiyuan.county.registry.actions import Newcomer
from huaiyuan.county.registry.queries import HouseholdPage
from huaiyuan.county.upkeep import errors
from huaiyuan.county.upkeep.actions import Filing, Who
from huaiyuan.county.upkeep.types import Kind, Part, Whole, Why

TOWNSHIP = 9
SEXES = ("男", "女")
HAPPENED = {Kind.BIRTH: "哪天出生", Kind.DEATH: "哪天去世"}


def read(kind: Kind, said: QueryDict, household: HouseholdPage) -> Filing:
    """The filing that a form says. Raises PAGES_BAD_DAY, UPKEEP_NO_DAY, UPKEEP_NO_NEWCOMER, UPKEEP_NO_PERSON."""
    on = typed.day(said.get("on", ""), HAPPENED.get(kind, "哪天的事"))
    if on is None:
        raise DomainError(errors.NO_DAY)
    whole = said.get("whole", "") if kind is Kind.MOVE_OUT and said.get("whole") in Whole.values else ""
    return Filing(
        kind, on, _people(kind, said, household, on, whole), other_no=said.get("other", "").strip() if kind is Kind.UNITE else "",
        whole=whole, to_village=said.get("to_village", "") if whole == Whole.VILLAGE else "",
        why=why if (why := said.get("why", "")) in Why.values else Why.OTHER,
        keep_monitored=said.get("keep_monitored") == "1", note=said.get("note", "")[:200],
    )  # fmt: skip


def under(household: HouseholdPage, new_head: str) -> dict[str, Any]:
    """Everybody with the relation proposed under a new head; empty until one is chosen."""
    heir = next((m for m in household.members if m.person_id == new_head and not m.is_head), None)
    if heir is None:
        return {"heir": None}
    proposed = [
        (m, kinship.under_new_head(heir.relation, heir.sex, m.relation, m.sex))
        for m in household.members
        if m is not heir
    ]
    return {"heir": heir, "proposed": proposed}


def _people(kind: Kind, said: QueryDict, household: HouseholdPage, on: dt.date, whole: str) -> tuple[Who, ...]:
    ours = {m.person_id for m in household.members}
    head = said.get("head", "") if said.get("head") in ours else ""
    successor = (Who(Part.HEAD, head),) if head else ()
    goes = tuple(
        Who(Part.GOES, person, said.get(f"relation-{person}", "")) for person in said.getlist("goes") if person in ours
    )
    if kind is Kind.BIRTH:
        return (Who(Part.COMES, relation=said.get("relation", ""), newcomer=_newcomer(said, on)),)
    if kind is Kind.MOVE_IN:
        return (Who(Part.COMES, relation=said.get("relation", ""), newcomer=_newcomer(said, None)),)
    if kind is Kind.DEATH or (kind is Kind.MOVE_OUT and whole in {"", Whole.PEOPLE}):
        return _chosen(goes) + tuple(who for who in successor if who.person_id not in said.getlist("goes"))
    if kind is Kind.SPLIT:
        return successor + tuple(who for who in _chosen(goes) if who.person_id != head)
    if kind is Kind.NEW_HEAD:
        stays = (Who(Part.STAYS, person, said.get(f"relation-{person}", "")) for person in sorted(ours - {head}))
        return successor + tuple(who for who in stays if who.relation)
    if kind is Kind.UNITE:
        prefix = "relation-"
        return tuple(Who(Part.COMES, k.removeprefix(prefix), said.get(k, "")) for k in said if k.startswith(prefix))
    return ()


def _chosen(goes: tuple[Who, ...]) -> tuple[Who, ...]:
    if not goes:
        raise DomainError(errors.NO_PERSON)
    return goes


def _newcomer(said: QueryDict, born_on: dt.date | None) -> Newcomer:
    """Sex and birth date stand in the number; only without one they are asked for."""
    name, number = said.get("name", "").strip(), said.get("id_number", "").strip()
    read_number = identity.read(number).number
    sex = identity.sex_of(read_number) if read_number else said.get("sex", "")
    birth = (
        identity.birth_of(read_number) if read_number else born_on or typed.day(said.get("birth_on", ""), "出生日期")
    )
    if not name or sex not in SEXES or birth is None:
        raise DomainError(errors.NO_NEWCOMER)
    return Newcomer(name, sex, birth, number)
