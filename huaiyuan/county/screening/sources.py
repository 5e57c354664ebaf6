"""What rules may ask of departments' files: the shape of every declared source, and of one that is still to come."""

from __future__ import annotations

from functools import cache

from huaiyuan.core.policy.check import SourceShape
from huaiyuan.core.policy.expression import Kind
from huaiyuan.county.intake.source import COMMON_NAMES, FULL_ROLL, Source
from huaiyuan.county.intake.sources import SOURCES

KINDS = {"yuan": Kind.NUMBER, "int": Kind.NUMBER, "date": Kind.DATE}

# Family incomes are collected by village teams, not sent as a file yet: R31 is written and checked against this shape,
# and finds no rows until the collection exists.
AWAITED = SourceShape(
    id="household_income",
    name="农户收入测算",
    department="农业农村局",
    full_roll=True,
    cumulative=False,
    columns={"per_head_yuan": Kind.NUMBER, "last_year_per_head_yuan": Kind.NUMBER, "measured_on": Kind.DATE},
    codes={},
)


@cache
def shapes() -> dict[str, SourceShape]:
    """Every source a rule may name, by id."""
    return {source.id: _shape(source) for source in SOURCES.values()} | {AWAITED.id: AWAITED}


def _shape(source: Source) -> SourceShape:
    columns = [column for column in source.columns if column.name not in COMMON_NAMES and not column.sealed]
    return SourceShape(
        id=source.id,
        name=source.name,
        department=source.department,
        full_roll=source.kind == FULL_ROLL,
        cumulative=source.cumulative is not None,
        columns={column.name: KINDS.get(column.type, Kind.TEXT) for column in columns},
        codes={column.name: tuple(code.value for code in column.codes) for column in columns if column.codes},
    )
