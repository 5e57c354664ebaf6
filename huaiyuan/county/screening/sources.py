"""What rules may ask of departments' files and of books kept here: the shape of every declared source."""

from __future__ import annotations

from functools import cache

from huaiyuan.core.engine.screening import kept
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.sources import SourceShape
from huaiyuan.county.intake.source import COMMON_NAMES, FULL_ROLL, Source
from huaiyuan.county.intake.sources import SOURCES

KINDS = {"yuan": Kind.NUMBER, "int": Kind.NUMBER, "date": Kind.DATE}


@cache
def shapes() -> dict[str, SourceShape]:
    """Every source a rule may name, by id."""
    sent = {source.id: _shape(source) for source in SOURCES.values()}
    return {one.source: kept.shape(one) for one in kept.registered()} | sent


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
        subject=source.subject,
        dated_by=source.dated_by or "",
    )
