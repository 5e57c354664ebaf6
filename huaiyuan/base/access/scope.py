"""Row scope (数据范围): which area codes an account reaches.

A county reaches everything below it, a township its villages, a village itself. A missing or strange code
reaches nothing: every reading here fails closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
VILLAGE_LENGTH = 12
COUNTY_LENGTH = 6

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Scope:
    """Area codes (6, 9 or 12 digits) that an account reaches; each covers what begins with it."""

    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, codes: list[str]) -> Scope:
        """From the codes of postings; a code inside another one is dropped. Raises ValueError for a non-code."""
        for code in codes:
            if not _CODE.fullmatch(code):
                raise ValueError(f"not an area code: {code!r}")
        kept: list[str] = []
        for code in sorted(set(codes), key=lambda c: (len(c), c)):
            if not any(code.startswith(k) for k in kept):
                kept.append(code)
        return cls(tuple(kept))

    @property
    def is_county(self) -> bool:
        """Whether it reaches the whole county."""
        return any(len(p) == COUNTY_LENGTH for p in self.prefixes)

    def covers(self, area_code: str | None) -> bool:
        """Whether the area lies within."""
        return bool(area_code) and any(str(area_code).startswith(p) for p in self.prefixes)

    def overlaps(self, area_code: str | None) -> bool:
        """Whether the area lies within, or around: a village's own township may be named to it."""
        return self.covers(area_code) or (bool(area_code) and any(p.startswith(str(area_code)) for p in self.prefixes))

    def q(self, field: str = "village_code") -> Q:
        """The condition for the ORM. Ranges instead of LIKE, so that an index on the column serves."""
        condition = Q(pk__in=[])
        for prefix in self.prefixes:
            if len(prefix) == VILLAGE_LENGTH:
                condition |= Q(**{field: prefix})
            else:
                condition |= Q(**{f"{field}__gte": prefix, f"{field}__lt": _after(prefix)})
        return condition

    def filter(self, rows: QuerySet[Row], field: str = "village_code") -> QuerySet[Row]:
        """The rows within. `field` may follow relations (`household__village_code`)."""
        return rows.filter(self.q(field)) if self.prefixes else rows.none()

    def sql(self, column: str = "village_code") -> str:
        """The condition as SQL for DuckDB, SQLite and PostgreSQL; digits only, so nothing can be smuggled in."""
        if not _COLUMN.fullmatch(column):
            raise ValueError(f"not a column: {column!r}")
        parts = [
            f"{column} = '{p}'" if len(p) == VILLAGE_LENGTH else f"({column} >= '{p}' AND {column} < '{_after(p)}')"
            for p in self.prefixes
        ]
        return f"({' OR '.join(parts)})" if parts else "(1 = 0)"


def _after(prefix: str) -> str:
    return str(int(prefix) + 1).zfill(len(prefix))
