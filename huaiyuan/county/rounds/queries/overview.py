"""How a round stands: the county by township, a township by village, a village by group; each count opens to its households."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.rounds import tasks
from huaiyuan.county.rounds.models import Closing, Draw, Line, Recheck, Round
from huaiyuan.county.rounds.queries import tallies
from huaiyuan.county.rounds.queries.tallies import Tally
from huaiyuan.county.rounds.types import LENGTH_OF, Level, RoundState, State, Verdict

BELOW = {6: 9, 9: 12}
SAME_ROUNDS = "round.same_rounds"
HEAT_STEPS = 4
COUNTED_ROUNDS, EVERY = 2, 1000


@dataclass(frozen=True)
class RoundLine:
    """A round as a line of the list; `counted` when its households were counted for it."""

    round: Round
    tally: Tally
    closed_on: dt.date | None
    villages_closed: int
    villages: int
    counted: bool = True
    area_name: str = ""


@dataclass(frozen=True)
class AreaRow:
    """A part of an area: its counts, whether it is closed, its re-checks and what wants a look."""

    code: str
    name: str
    key: str
    tally: Tally
    closed_on: dt.date | None
    reopened: str
    step: int
    still: tuple[str, ...] = ()
    same_long: int = 0
    drawn: int = 0
    checked: int = 0
    different: int = 0
    closed_below: int = 0
    below: int = 0


@dataclass(frozen=True)
class AreaPage:
    """An area's part of a round. `still` on its rows are groups in which nobody has been looked at."""

    round: Round
    code: str
    name: str
    level: Level
    rows: list[AreaRow]
    tally: Tally
    closing: Closing | None
    same_rounds: int
    may_close: bool
    may_reopen_below: bool
    may_draw: bool
    drawn: bool


def rounds(account: object, *, counted: int = COUNTED_ROUNDS) -> list[RoundLine]:
    """All rounds, newest first; the newest `counted` with the counts of the account's own area."""
    scope = access.scope_of(account, P.ROUND_READ)
    found = []
    rows = [
        row for row in Round.objects.order_by("-starts_on", "-id") if not row.area_code or scope.overlaps(row.area_code)
    ]
    limited = {row.area_code for row in rows if row.area_code}
    names = {code: one.short_name for code, one in reference.places_by_code(limited).items()} if limited else {}
    for place, row in enumerate(rows):
        # A round of years ago is counted on its own page; here it would cost as much as the one that runs.
        by_village = tallies.by_area(scope.filter(Line.objects.filter(round=row))) if place < counted else {}
        closed = Closing.objects.filter(round=row, reopened_on__isnull=True)
        areas = dict(closed.values_list("area_code", "closed_on"))
        county = next((on for code, on in areas.items() if len(code) == LENGTH_OF[Level.COUNTY]), None)
        mine = [code for (code,) in by_village if code in areas]
        found.append(
            RoundLine(
                row,
                tallies.together(by_village.values()),
                county,
                len(mine),
                len(by_village),
                place < counted,
                names.get(row.area_code, ""),
            )
        )
    return found


def newest(reach: Scope | None = None) -> Round | None:
    """The round that began last and whose lines stand; with a scope, of those that look at somebody in it."""
    rows = Round.objects.filter(state=RoundState.OPEN).order_by("-starts_on", "-id")
    if reach is None:
        return rows.filter(area_code="").first()
    return next((one for one in rows if not one.area_code or reach.overlaps(one.area_code)), None)


def find_area(reach: Scope, number: str) -> tuple[Round, str] | None:
    """A round and an area of it by their number for addresses, within a scope."""
    round_number, code = tasks.split(number)
    if not code.isdigit() or len(code) not in LENGTH_OF.values() or not reach.covers(code):
        return None
    found = Round.objects.filter(number=round_number, state=RoundState.OPEN).first()
    known = found is not None and Line.objects.filter(round=found, village_code__startswith=code).exists()
    return (found, code) if found is not None and known else None


def find_village(reach: Scope, number: str) -> tuple[Round, str] | None:
    """The same for a village alone."""
    found = find_area(reach, number)
    return found if found and len(found[1]) == LENGTH_OF[Level.VILLAGE] else None


def some_village(account: object) -> dict[str, str] | None:
    """The address of the newest round in the first village that the account reaches, for looking at pages."""
    reach = access.scope_of(account, P.ROUND_READ)
    found = newest(reach)
    code = next(
        (
            place.code
            for place in reference.places(level="village")
            if reach.covers(place.code) and found is not None and place.code.startswith(found.area_code)
        ),
        None,
    )
    number = tasks.key(found.number, code) if found and code else ""
    return {"number": number} if number and find_area(reach, number) else None


def area_page(found: Round, code: str, account: object, *, details: bool = True) -> AreaPage:
    """A county by township or a township by village. At most ten queries. `details`: with what wants a look."""
    level = next(level for level, length in LENGTH_OF.items() if length == len(code))
    digits = BELOW.get(len(code), 12)
    lines = Line.objects.filter(round=found, village_code__startswith=code)
    counted = tallies.by_area(lines, digits=digits)
    closings = _closings(found, code)
    names = reference.places_by_code({code, *(key for (key,) in counted)})
    more = _more(found, lines, digits) if details else {}
    rows = [
        _row(found, key, tally, names[key].short_name if key in names else key, closings, more.get(key, {}))
        for (key,), tally in counted.items()
    ]
    return AreaPage(
        round=found, code=code, name=names[code].short_name if code in names else code, level=level, rows=rows,
        tally=tallies.together(counted.values()), closing=closings.get(code), same_rounds=same_rounds_of(found),
        may_close=_may(account, {Level.TOWNSHIP: P.ROUND_CHECK, Level.COUNTY: P.ROUND_RUN}.get(level)),
        may_reopen_below=_may(account, {Level.TOWNSHIP: P.ROUND_CHECK, Level.COUNTY: P.ROUND_RUN}.get(level)),
        may_draw=level == Level.TOWNSHIP and _may(account, P.ROUND_CHECK), drawn=any(row.drawn for row in rows),
    )  # fmt: skip


def _may(account: object, permission: P | None) -> bool:
    return permission is not None and access.may(account, permission)


def same_rounds_of(found: Round) -> int:
    """After how many rounds of 无变化 on end a household is pointed out."""
    wanted = reference.parameter(SAME_ROUNDS, found.starts_on)
    return int(wanted.value) if wanted else 3


def _closings(found: Round, code: str) -> dict[str, Closing]:
    """The last closing of every area within, and of the area itself; one that was reopened among them."""
    rows = Closing.objects.filter(round=found, area_code__startswith=code).order_by("id")
    return {row.area_code: row for row in rows}


def _row(
    found: Round, code: str, tally: Tally, name: str, closings: Mapping[str, Closing], more: Mapping[str, Any]
) -> AreaRow:
    closing = closings.get(code)
    standing = closing is not None and closing.reopened_on is None
    left = tally.left * HEAT_STEPS
    inside = [key for key in closings if key.startswith(code) and len(key) == LENGTH_OF[Level.VILLAGE]]
    return AreaRow(
        code=code, name=name, key=tasks.key(found.number, code), tally=tally,
        closed_on=closing.closed_on if closing and standing else None,
        reopened=closing.reason if closing and not standing else "",
        # The darker, the more is left; nothing left has no colour.
        step=-(-left // tally.total) if tally.total else 0,
        closed_below=sum(closings[key].reopened_on is None for key in inside), **more,
    )  # fmt: skip


def _more(found: Round, lines: Any, digits: int) -> dict[str, dict[str, Any]]:
    """By area: groups that nobody has begun, households unchanged for rounds on end, villages, re-checks."""
    started = Count("id", filter=~Q(state__in=(State.WAITING, State.GONE)))
    here = Count("id", filter=~Q(state=State.GONE))
    same = Count("id", filter=Q(state=State.DONE, result="same", same_before__gte=same_rounds_of(found) - 1))
    made: dict[str, dict[str, Any]] = {}
    villages: dict[str, set[str]] = {}
    groups = lines.order_by().values("village_code", "group_name").annotate(started=started, here=here, same=same)
    for row in groups.order_by("village_code", "group_name"):
        code = row["village_code"][:digits]
        entry = made.setdefault(code, {"still": (), "same_long": 0})
        villages.setdefault(code, set()).add(row["village_code"])
        entry["same_long"] += row["same"]
        if row["here"] and not row["started"]:
            entry["still"] += (row["group_name"] or registry.UNGROUPED,)
    for code, inside in villages.items():
        made[code]["below"] = len(inside)
    for row in _rechecks(found, made):
        entry = made.setdefault(row["draw__village_code"][:digits], {})
        for name in ("drawn", "checked", "different"):
            entry[name] = entry.get(name, 0) + row[name]
    return made


def _rechecks(found: Round, made: Mapping[str, Any]) -> Any:
    rows = Recheck.objects.filter(draw__round=found).order_by().values("draw__village_code").annotate(
        drawn=Count("id"), checked=Count("id", filter=~Q(verdict="")),
        different=Count("id", filter=Q(verdict=Verdict.DIFFERENT)),
    )  # fmt: skip
    return [row for row in rows if any(row["draw__village_code"].startswith(code) for code in made)]


def as_json(account: object, round_number: str = "") -> dict[str, Any]:
    """As `huaiyuan rounds --json` prints it: every round, or one with its townships; no names of families."""
    shown = [_round_json(line) for line in rounds(account, counted=EVERY) if round_number in ("", line.round.number)]
    if round_number and shown:
        found = Round.objects.get(number=round_number)
        scope = access.scope_of(account, P.ROUND_READ)
        by_township = tallies.by_area(scope.filter(Line.objects.filter(round=found)), digits=9)
        shown[0]["townships"] = [{"code": code, **tally.as_json()} for (code,), tally in by_township.items()]
        shown[0]["groups"] = list(
            found.groups.order_by("code").values("code", "title", "households", "unknown", "off_because")
        )
        shown[0]["draws"] = list(
            scope.filter(Draw.objects.filter(round=found)).order_by("village_code").values(
                "village_code", "population", "taken"
            )
        )  # fmt: skip
    return {"rounds": shown}


def _round_json(line: RoundLine) -> dict[str, Any]:
    found = line.round
    drawn = Draw.objects.filter(round=found).exists()
    return {
        "number": found.number, "name": found.name, "area": found.area_code or None, "starts_on": found.starts_on.isoformat(),
        "ends_on": found.ends_on.isoformat(), "closed_on": line.closed_on.isoformat() if line.closed_on else None,
        "with_income": found.with_income, "villages": line.villages, "villages_closed": line.villages_closed,
        "seed": found.seed if drawn else None, "recheck_percent": found.recheck_percent, **line.tally.as_json(),
    }  # fmt: skip
