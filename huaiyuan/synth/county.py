"""The synthetic county: deterministic by seed, as it stood on the report day, and what happened until today.

Built in columns; no person is made alone. Totals stand in `targets`; everything here only makes records that add up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa

from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.synth import (
    columns,
    documents,
    lookalikes,
    monitoring,
    november,
    past,
    places,
    posts,
    residents,
    rounds,
    settlement,
    targets,
)
from huaiyuan.synth.columns import NEVER, OPEN, day
from huaiyuan.synth.conditions import Known
from huaiyuan.synth.families import RELATIONS
from huaiyuan.synth.names import Named
from huaiyuan.synth.settlement import Households

TODAY = dt.date(2026, 11, 23)
TOO_EARLY = declare("SYNTH_TOO_EARLY", "演示的“今天”不能早于截至日{report_day}。请换一个日期，或不写 --today。")
TOO_SMALL = declare("SYNTH_TOO_SMALL", "比例{scale}太小，每个村都住不下一户。请用{least}到1之间的比例。")
LEAST_SCALE = 0.01
ARCHIVE_TYPES = ("一般农户", "脱贫户")


@dataclass(frozen=True)
class County:
    """Everything a demo is loaded from.

    `tables` are those of data-contracts §2 up to today, with `id_number`, `phone`, `bank_card` in clear on persons and a
    bigint `id` on persons and households; `twins` (person_a, person_b) are different people who share name and birth
    date in the same or a neighbouring village; `accounts` are the people who hold posts.
    """

    tables: dict[str, pa.Table]
    twins: pa.Table
    accounts: pa.Table
    seed: int
    scale: float
    today: dt.date


def build(seed: int, scale: float = 1.0, today: dt.date = TODAY) -> County:
    """Make the county. The same seed, scale and day give the same bytes. Raises SYNTH_TOO_EARLY, SYNTH_TOO_SMALL."""
    if today < targets.REPORT_DAY:
        raise DomainError(TOO_EARLY, report_day=targets.REPORT_DAY)
    if scale < LEAST_SCALE:
        raise DomainError(TOO_SMALL, scale=scale, least=LEAST_SCALE)
    villages = places.villages()
    county = residents.people(settlement.settle(scale, seed), seed)
    past.tell(county, scale, seed)
    cycles = monitoring.cycles(county, scale, seed)
    november.go_on(county, day(today), scale, seed)
    monitoring.go_on(cycles, county, day(today), seed)
    named = Named(county, seed)
    township = np.unique([place.code[:9] for place in villages], return_inverse=True)[1]
    pairs = lookalikes.plant(county, named, township, scale, seed)
    household_no = rounds.household_numbers(county.houses, villages)
    person_id = columns.fixed_text(_person_ids(len(county.people)))
    known = Known(county, cycles, day(today), seed)
    tables = {
        "areas": places.table(villages),
        "households": _households(county.houses, household_no),
        "residences": rounds.residences(county.houses, household_no, villages, seed),
        "archive_types": _archive_types(county.houses, household_no),
        "monitoring": monitoring.table(cycles, household_no),
        "persons": _persons(county, named, person_id, day(today), seed),
        "memberships": _memberships(county.stays, household_no, person_id),
        "health": known.health_table(person_id),
        "labour": known.labour_table(person_id),
        **_rosters(county, household_no, person_id),
        "county_facts": _county_facts(),
    }
    twins = pa.table(
        {"person_a": person_id.take(pa.array(pairs[:, 0])), "person_b": person_id.take(pa.array(pairs[:, 1]))}
    )
    return County(tables, twins, posts.accounts(villages, seed), seed, scale, today)


def _person_ids(count: int) -> np.ndarray:
    return np.hstack([np.full((count, 1), ord("P"), np.uint8), columns.digits(np.arange(1, count + 1), 9)])


def _households(houses: Households, household_no: pa.Array) -> pa.Table:
    return pa.table({
        "id": pa.array(np.arange(1, len(houses) + 1, dtype=np.int64)),
        "household_no": household_no,
        "registered_on": columns.dates(houses.registered),
        "closed_on": columns.dates(houses.closed),
        "close_reason": columns.words(houses.reason, settlement.CLOSE_REASONS),
        "rural": pa.array(houses.rural),
    })  # fmt: skip


def _archive_types(houses: Households, household_no: pa.Array) -> pa.Table:
    return pa.table({
        "household_no": household_no,
        "archive_type": columns.words(houses.lifted.astype(np.int8), ARCHIVE_TYPES),
        "valid_from": columns.dates(houses.registered),
        "valid_to": columns.dates(np.full(len(houses), OPEN)),
    })  # fmt: skip


def _persons(county: residents.County, named: Named, person_id: pa.Array, today: int, seed: int) -> pa.Table:
    rng = np.random.default_rng([seed, 12])
    people, stays = county.people, county.stays
    living = people.died == NEVER
    head = np.zeros(len(people), bool)
    head[stays.person[stays.head & (stays.end == OPEN)]] = True
    lacking = documents.without_id(people.birth, living, today, rng)
    return pa.table({
        "id": pa.array(np.arange(1, len(people) + 1, dtype=np.int64)),
        "person_id": person_id,
        "name": named.texts(),
        "sex": columns.words(people.sex.astype(np.int8), ("女", "男")),
        "birth_on": columns.dates(people.birth),
        "died_on": columns.dates(people.died),
        "id_kind": columns.words(lacking.astype(np.int8), documents.ID_KINDS),
        "id_number": columns.nulled(documents.id_numbers(people.birth, people.sex, rng), lacking),
        "phone": documents.phones(people.birth, head, today, rng),
        "bank_card": documents.cards(head, rng),
    })  # fmt: skip


def _memberships(stays: residents.Stays, household_no: pa.Array, person_id: pa.Array) -> pa.Table:
    order = np.lexsort((stays.start, stays.person))
    person, house = stays.person[order], stays.house[order]
    return pa.table({
        "person_id": person_id.take(pa.array(person)),
        "household_no": household_no.take(pa.array(house)),
        "relation": columns.words(stays.relation[order], RELATIONS),
        "is_head": pa.array(stays.head[order]),
        "valid_from": columns.dates(stays.start[order]),
        "valid_to": columns.dates(stays.end[order]),
        "leave_reason": columns.words(stays.reason[order], residents.LEAVE_REASONS),
    })  # fmt: skip


def _rosters(county: residents.County, household_no: pa.Array, person_id: pa.Array) -> dict[str, pa.Table]:
    """The 脱贫户 and their people as each roster closed; a roster does not change afterwards."""
    houses, stays = county.houses, county.stays
    made: dict[str, list[pa.Table]] = {"roster_households": [], "roster_persons": []}
    for year, closed_on in targets.ROSTERS:
        on = day(closed_on)
        listed = houses.lifted & (houses.registered <= on) & ((houses.closed == NEVER) | (houses.closed > on))
        house = np.flatnonzero(listed)
        here = np.flatnonzero(stays.held_on(on) & listed[stays.house])
        here = here[np.argsort(stays.person[here], kind="stable")]
        made["roster_households"].append(pa.table({
            **_roster_head(year, on, len(house)),
            "household_no": household_no.take(pa.array(house)),
            "archive_type": columns.words(np.ones(len(house), np.int8), ARCHIVE_TYPES),
        }))  # fmt: skip
        made["roster_persons"].append(pa.table({
            **_roster_head(year, on, len(here)),
            "household_no": household_no.take(pa.array(stays.house[here])),
            "person_id": person_id.take(pa.array(stays.person[here])),
        }))  # fmt: skip
    return {name: pa.concat_tables(tables).combine_chunks() for name, tables in made.items()}


def _roster_head(year: int, closed_on: int, rows: int) -> dict[str, pa.Array]:
    return {"year": pa.array(np.full(rows, year, np.int32)), "closed_on": columns.dates(np.full(rows, closed_on))}


def _county_facts() -> pa.Table:
    """Constants of the county that no record adds up to, with year and source."""
    rows = [
        ("area_km2", str(targets.AREA_KM2), targets.AREA_KM2, "平方公里", "县情资料（行政区划）"),
        ("population_total", f"{targets.POPULATION_WAN}万", targets.POPULATION_WAN, "万人", "公安户籍统计年报"),
    ]
    code, text, number, unit, source = zip(*rows, strict=True)
    return pa.table({
        "code": code,
        "value_text": text,
        "number": pa.array([Decimal(n) for n in number], pa.decimal128(18, 4)),
        "unit": unit,
        "year": pa.array([2025] * len(rows), pa.int32()),
        "source": source,
        "valid_from": columns.dates(np.full(len(rows), day(targets.HISTORY_FROM))),
        "valid_to": columns.dates(np.full(len(rows), OPEN)),
    })  # fmt: skip
