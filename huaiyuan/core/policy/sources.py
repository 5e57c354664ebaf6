"""What a rule may know of a department's source, whether it is sent already or still awaited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.rule import Awaited


@dataclass(frozen=True)
class SourceShape:
    """Its columns, whether everyone has a row, whether it accumulates, whom a row is about and what dates it."""

    id: str
    name: str
    department: str
    full_roll: bool
    cumulative: bool
    columns: Mapping[str, Kind]
    codes: Mapping[str, tuple[str, ...]]
    subject: str = "person"
    dated_by: str = ""


def awaited(source: str, given: Awaited) -> SourceShape:
    """The shape of a source that a rule declares for itself until a department sends it."""
    return SourceShape(
        id=source,
        name=given.name,
        department=given.department,
        full_roll=given.kind == "全员类",
        cumulative=given.cumulative,
        columns={name: Kind.TEXT if isinstance(type_, tuple) else Kind(type_) for name, type_ in given.columns.items()},
        codes={name: codes for name, codes in given.columns.items() if isinstance(codes, tuple)},
        subject=given.subject,
        dated_by=given.dated_by,
    )
