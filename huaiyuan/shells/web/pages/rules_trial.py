"""What a trial of a rule change found (试算): numbers, townships, villages and families, as its page shows them."""

from __future__ import annotations

from typing import Any

from huaiyuan.base.pages.page import PageRequest
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.screening import trial_reading
from huaiyuan.county.screening.change_reading import ChangeLine
from huaiyuan.shells.web.pages import rules_heat

SHOWN_VILLAGES = 20
SAMPLE = 5


def shown(line: ChangeLine, request: PageRequest) -> dict[str, Any] | None:
    """What the trial of a change found, for its page; None when it was not tried."""
    if not line.trial_id:
        return None
    try:
        found = trial_reading.read(line.trial_id, request.user, sample=SAMPLE)
    except DomainError as refusal:
        return {"gone": str(refusal)}
    changed = [area for area in found.villages if area.extra_visits or area.difference]
    caught = found.totals["caught"]
    days = caught["after"]["days_earlier"]
    families = _families(found, request)
    return {
        "found": found,
        "totals": found.totals,
        "off": [(rule, why) for rule, why in found.manifest["off"]["after"].items() if why],
        "was_off": [(rule, why) for rule, why in found.manifest["off"]["before"].items() if why],
        "heat": rules_heat.tiles([(t.code, t.name, abs(t.extra_visits)) for t in found.townships]),
        "extra": found.totals["after"]["visits"] - found.totals["before"]["visits"],
        "villages": changed[:SHOWN_VILLAGES],
        "more_villages": max(0, len(changed) - SHOWN_VILLAGES),
        "families": families,
        "caught": caught,
        "missed": caught["identified"] - caught["no_history"] - caught["after"]["caught"] - caught["after"]["unknown"],
        "unknown": caught["no_history"] + caught["after"]["unknown"],
        "days": round(days / caught["after"]["caught"], 1) if caught["after"]["caught"] else None,
        "early": [c for c in found.caught if c.after_on or c.before_on][:SAMPLE],
    }


def _families(found: trial_reading.Reading, request: PageRequest) -> list[tuple[str, list[tuple[Any, str, str]]]]:
    """Samples by what becomes of them: (line, name and who it is as this account may see it, household number)."""
    rows = [*found.gained, *found.lost, *found.regraded]
    people = registry.named([row.person_id for row in rows if row.person_id], request.user)
    heads: dict[str, Any] = {}
    if alone := {row.household_no for row in rows if row.household_no and not row.person_id}:
        heads = dict(registry.listed(alone, request.user))

    def told(row: trial_reading.PersonLine) -> tuple[Any, str, str]:
        if row.person_id in people:
            person = people[row.person_id]
            return row, f"{person.name}（{person.sex}，{person.age} 岁）", row.household_no
        if row.household_no in heads:
            return row, f"{heads[row.household_no].head_name} 户", row.household_no
        return row, "", ""

    kinds = (("新查出来的", found.gained), ("不再查出来的", found.lost), ("级别变了的", found.regraded))
    return [(title, [told(row) for row in rows]) for title, rows in kinds if rows]
