"""The records behind a figure as people read them: names, villages and words in place of numbers and codes."""

from __future__ import annotations

from typing import Any

from huaiyuan.base import reference
from huaiyuan.base.figures import compute
from huaiyuan.base.figures.catalogue import Record
from huaiyuan.county.duty import queries as duty
from huaiyuan.county.duty.types import ProblemKind, ProblemState
from huaiyuan.county.guarantees.education.types import Standing
from huaiyuan.county.leads.types import Grade, State
from huaiyuan.county.registry import queries as registry

WORDS = {"grade": dict(Grade.choices), "kind": dict(ProblemKind.choices)}
# A code says something else of a lead than of a problem.
STATES = {
    Record.LEAD: dict(State.choices), Record.PROBLEM: dict(ProblemState.choices),
    Record.PERSON: dict(Standing.choices),
}  # fmt: skip
# A town or a source of a constant is told by its own columns; a village code beside it says nothing more.
NAMED_BY_THEMSELVES = {Record.AREA, Record.FACT}


def told(found: compute.Records, account: object) -> list[dict[str, Any]]:
    """The rows of a drill-down with who and where first, masked as the account may see them; numbers last."""
    if found.figure.record in NAMED_BY_THEMSELVES:
        return [_of_itself(row) for row in found.rows]
    who = _who(found, account)
    places = _places(found.rows)
    words = WORDS | {"state": STATES.get(found.figure.record, {})}
    return [who(row) | _where(row, places) | _rest(row, words) for row in found.rows]


def _of_itself(row: dict[str, Any]) -> dict[str, Any]:
    named = {"name": row["name"]} if "name" in row else {}
    return named | {key: value for key, value in row.items() if key not in {"village_code", "code", "name"}}


def _who(found: compute.Records, account: object) -> Any:
    if found.figure.record is Record.HELPER:
        names = duty.names_of_helpers([row["helper_no"] for row in found.rows], account)
        return lambda row: {"who": names.get(row["helper_no"], row["helper_no"])}
    if found.figure.record is Record.PERSON:
        people = registry.named([row["person_id"] for row in found.rows], account, on=found.as_of)
        return lambda row: _person(row, people.get(row["person_id"]))
    numbers = {row["household_no"] for row in found.rows if row["household_no"]}
    households = registry.listed(numbers, account, on=found.as_of)
    return lambda row: _household(row, households.get(row["household_no"]))


def _person(row: dict[str, Any], person: registry.Named | None) -> dict[str, Any]:
    if person is None:
        return {"who": row["person_id"], "about": "已不在册"}
    return {"who": person.name, "about": f"{person.sex}，{person.age} 岁"}


def _household(row: dict[str, Any], household: registry.Listed | None) -> dict[str, Any]:
    if household and household.head_name:
        return {"who": household.head_name}
    return {"who": row["household_no"] or "还没认定是哪户"}


def _places(rows: list[dict[str, Any]]) -> dict[str, str]:
    codes = {row["village_code"] for row in rows if row.get("village_code")}
    found = reference.places_by_code(codes | {code[:9] for code in codes})
    return {code: place.short_name for code, place in found.items()}


def _where(row: dict[str, Any], places: dict[str, str]) -> dict[str, Any]:
    code = row.get("village_code") or ""
    return {"village": places.get(code, "不明（没有居住地）"), "township": places.get(code[:9], "—")}


def _rest(row: dict[str, Any], words: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Everything else, the public numbers at the end."""
    numbers = [
        key for key in ("lead_no", "problem_no", "helper_no", "household_no", "person_id", "number") if key in row
    ]
    told = {
        key: words.get(key, {}).get(value, value) for key, value in row.items() if key not in {"village_code", *numbers}
    }
    return told | {key: row[key] for key in numbers}
