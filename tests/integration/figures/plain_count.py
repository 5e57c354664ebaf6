"""The figures once more, counted in plain Python over exported rows: no SQL, no views, none of the product's code."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from huaiyuan.base.reference.models import Area, CountyFact
from huaiyuan.county.registry.models import (
    Household,
    Membership,
    MonitoringFact,
    Person,
    Roster,
    RosterHousehold,
    RosterPerson,
)

IN_TOTAL = ("未消除", "已消除")


def _known(model: Any) -> list[dict[str, Any]]:
    return [row for row in model.objects.values() if row["superseded_at"] is None]


def _holds(row: dict[str, Any], day: dt.date) -> bool:
    return row["valid_from"] <= day < row["valid_to"]


def _wan(count: int, places: int) -> Decimal:
    return (Decimal(count) / 10000).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def count(day: dt.date) -> dict[str, Decimal | int | None]:
    """Figures by id, as the report prints them."""
    return _county(day) | _roster(day) | _monitored(day) | _flows(day)


def shown_on(day: dt.date) -> dict[str, float | None]:
    """The same as plain numbers, to compare with what the command prints."""
    return {name: None if value is None else float(value) for name, value in count(day).items()}


def _county(day: dt.date) -> dict[str, Any]:
    areas = [row for row in Area.objects.values() if _holds(row, day)]
    constants = {row["code"]: row["number"] for row in CountyFact.objects.values() if _holds(row, day)}
    villages = [row for row in areas if row["level"] == "village"]
    return {
        "F001": constants["area_km2"],
        "F002": sum(row["kind"] == "镇" for row in areas),
        "F003": sum(row["kind"] == "乡" for row in areas),
        "F004": sum(row["level"] == "zone" for row in areas),
        "F005": len(villages),
        "F006": constants["population_total"],
        "F007": _wan(sum(len(people) for people in _people(day).values()), 1),
        "F008": sum(row["lifted_village"] for row in villages),
    }


def _people(day: dt.date) -> dict[int, set[int]]:
    """Living members by open household."""
    dead = {row["id"] for row in Person.objects.values() if row["died_on"] and row["died_on"] <= day}
    people: dict[int, set[int]] = {key: set() for key in _open(day)}
    for row in _known(Membership):
        if _holds(row, day) and row["household_id"] in people and row["person_id"] not in dead:
            people[row["household_id"]].add(row["person_id"])
    return people


def _open(day: dt.date) -> set[int]:
    return {
        row["id"]
        for row in Household.objects.values()
        if row["registered_on"] <= day and (row["closed_on"] is None or row["closed_on"] > day)
    }


def _roster(day: dt.date) -> dict[str, Any]:
    closed = [row for row in Roster.objects.values() if row["closed_on"] <= day]
    if not closed:
        return {"F009": None, "F010": None}
    last = max(closed, key=lambda row: row["closed_on"])["id"]
    households = [row for row in RosterHousehold.objects.values() if row["roster_id"] == last]
    persons = [row for row in RosterPerson.objects.values() if row["roster_id"] == last]
    return {"F009": _wan(len(households), 1), "F010": _wan(len(persons), 2)}


def _monitored(day: dt.date) -> dict[str, Any]:
    people = _people(day)
    facts = [
        row
        for row in _known(MonitoringFact)
        if _holds(row, day) and row["household_id"] in people and row["risk_state"] in IN_TOTAL
    ]
    groups = {
        11: facts,
        13: [row for row in facts if row["category"] == "边缘易致贫户"],
        15: [row for row in facts if row["category"] == "突发严重困难户"],
        17: [row for row in facts if row["category"] == "脱贫不稳定户"],
        19: [row for row in facts if row["risk_state"] == "已消除"],
        21: [row for row in facts if row["risk_state"] == "未消除"],
    }
    counted: dict[str, Any] = {}
    for first, rows in groups.items():
        counted[f"F{first:03}"] = len(rows)
        counted[f"F{first + 1:03}"] = sum(len(people[row["household_id"]]) for row in rows)
    return counted


def _flows(day: dt.date) -> dict[str, Any]:
    latest: dict[tuple[int, int], dict[str, Any]] = {}
    for row in sorted(_known(MonitoringFact), key=lambda row: row["valid_from"]):
        if row["valid_from"] <= day:
            latest[row["household_id"], row["cycle"]] = row
    identified = {
        household
        for (household, _), row in latest.items()
        if row["approved_on"].year == day.year and row["approved_on"] <= day and row["risk_state"] in IN_TOTAL
    }
    cleared = {
        household
        for (household, _), row in latest.items()
        if row["risk_state"] == "已消除" and row["cleared_on"].year == day.year - 1
    }
    return {"F056": len(identified), "F058": len(cleared)}
