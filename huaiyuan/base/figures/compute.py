"""Computing figures and identities on a snapshot, and opening a figure to its records."""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import duckdb

from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures import snapshots
from huaiyuan.base.figures.catalogue import FIGURES, IDENTITIES, Figure, Identity, Kind, Record
from huaiyuan.base.figures.errors import NO_FIGURE
from huaiyuan.base.figures.printed import whole_or_plain
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.kernel.errors import DomainError

UNKNOWN_SHOWN = "不明"
COUNTY_WIDE = {Record.AREA, Record.FACT}
NUMBER_KINDS = {Kind.CONSTANT, Kind.STANDARD}


class State(StrEnum):
    """Whether a figure could be told."""

    KNOWN = "known"
    UNKNOWN = "unknown"


class Holds(StrEnum):
    """Whether an identity holds (成立), fails (不成立) or cannot be told (无法判断)."""

    YES = "holds"
    NO = "fails"
    UNKNOWN = "cannot tell"


class Part(StrEnum):
    """Which records behind a figure are opened: those it counts, or those of its denominator that it does not."""

    COUNTED = "counted"
    LEFT = "left"


HOLDS_SAYS = {Holds.YES: "成立", Holds.NO: "不成立", Holds.UNKNOWN: "无法判断"}


@dataclass(frozen=True)
class Computed:
    """A figure as of a day. `exact` is the full count, `value` what the report prints; both None when unknown.

    A ratio also keeps what was counted and out of how many (`of`), and what one number does not say the report's writing of
    it (`written`: 6—16, 1000→1250), which then stands for the value.
    """

    figure: Figure
    exact: Decimal | None
    because: str = ""
    counted: Decimal | None = None
    of: Decimal | None = None
    written: str = ""

    @property
    def state(self) -> State:
        """Known, or unknown with the reason in `because`."""
        return State.UNKNOWN if self.exact is None else State.KNOWN

    @property
    def value(self) -> Decimal | None:
        """What the report prints, as 1.9 for 万户."""
        return None if self.exact is None else self.figure.printed.value(self.exact)

    @property
    def shown(self) -> str:
        """The text that stands in the report, or 不明 with what is missing."""
        if self.exact is None:
            return f"{UNKNOWN_SHOWN}（{self.because}）"
        if self.written:
            return f"{self.written}{self.figure.unit}"
        return self.figure.printed.shown(self.exact, self.figure.unit)

    def as_json(self) -> dict[str, Any]:
        """As `huaiyuan figures --json` prints it."""
        figure = self.figure
        return {
            "id": figure.id, "title": figure.title, "kind": str(figure.kind), "value": self.written or _number(self.value),
            "exact": _number(self.exact), "unit": figure.unit, "shown": self.shown, "state": str(self.state),
            "because": self.because, "comparison": figure.printed.code, "definition": figure.definition,
        }  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """An identity as of a day, with the sentence that shows its numbers."""

    identity: Identity
    state: Holds
    says: str

    def as_json(self) -> dict[str, Any]:
        """As `huaiyuan figures --json` prints it."""
        identity = self.identity
        return {
            "id": identity.id, "title": identity.title, "formula": identity.formula, "state": str(self.state),
            "says": self.says,
        }  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """All figures and identities of one snapshot as of a day."""

    as_of: dt.date
    snapshot: Snapshot
    figures: dict[str, Computed]
    identities: dict[str, Checked]


@dataclass(frozen=True)
class Records:
    """A page of a figure's drill-down: rows as dictionaries, and how many there are within the scope."""

    figure: Figure
    as_of: dt.date
    snapshot: Snapshot
    rows: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0


def compute(as_of: dt.date, snapshot: Snapshot | None = None) -> Counted:
    """Every figure and identity as of a day, on the given snapshot or on one that knows all that is written."""
    shot = snapshot or snapshots.current()
    with snapshots.connect(shot, as_of) as connection:
        _lay_out(connection)
        figures = {figure.id: _compute(connection, figure, as_of) for figure in FIGURES.values()}
        exact = {id_: found.exact for id_, found in figures.items() if found.exact is not None}
        identities = {item.id: _check(connection, item, exact, as_of) for item in IDENTITIES.values()}
    return Counted(as_of, shot, figures, identities)


def everything(as_of: dt.date) -> dict[str, Any]:
    """`huaiyuan figures`: all of them, in the form that others script."""
    counted = compute(as_of)
    return {
        "as_of": as_of.isoformat(),
        "snapshot": counted.snapshot.hash,
        "figures": [found.as_json() for _, found in sorted(counted.figures.items())],
        "identities": [found.as_json() for _, found in sorted(counted.identities.items())],
    }


def records(
    figure_id: str,
    as_of: dt.date,
    scope: Scope,
    *,
    snapshot: Snapshot | None = None,
    part: Part = Part.COUNTED,
    offset: int = 0,
    limit: int = 50,
) -> Records:
    """The records behind a figure, within a scope, from the newest snapshot: what was counted, or what was left out.

    A constant and a county-wide area are everybody's. Raises FIGURES_NO_FIGURE, also for what nothing is left out of.
    """
    figure = FIGURES.get(figure_id)
    if figure is None or (part is Part.LEFT and not figure.base):
        raise DomainError(NO_FIGURE, id=figure_id)
    shot = snapshot or snapshots.newest()
    with snapshots.connect(shot, as_of) as connection:
        asked = _left(connection, figure, as_of) if part is Part.LEFT else figure.records
        within = f"CREATE TEMP TABLE found AS SELECT * FROM ({asked}) r WHERE {_reach(figure, scope)}"
        _run(connection, within, as_of).fetchall()
        [(total,)] = connection.execute("SELECT count(*) FROM found").fetchall()
        page = connection.sql(f"FROM found ORDER BY ALL LIMIT {int(limit)} OFFSET {int(offset)}")
        # By way of Arrow: DuckDB itself gives an instant with a zone only where pytz is installed.
        rows = page.to_arrow_table().to_pylist()
    return Records(figure, as_of, shot, rows, int(total))


def _left(connection: duckdb.DuckDBPyConnection, figure: Figure, as_of: dt.date) -> str:
    # The first column of both is the record's public number, whatever each calls it.
    number = _run(connection, f"SELECT * FROM ({figure.base}) LIMIT 0", as_of).description[0][0]
    return f"SELECT * FROM ({figure.base}) b WHERE b.{number} NOT IN (SELECT k FROM ({figure.records}) c(k) WHERE k IS NOT NULL)"


def _lay_out(connection: duckdb.DuckDBPyConnection) -> None:
    # Two dozen figures ask the same two views; a temporary table of the same name goes before the view.
    for view in ("household_now", "person_now"):
        connection.execute(f"CREATE TEMP TABLE {view} AS SELECT * FROM {view}")


def _reach(figure: Figure, scope: Scope) -> str:
    # A household or person whose village is not known belongs to the county alone.
    if scope.is_county:
        return "TRUE"
    return f"(village_code IS NULL OR {scope.sql()})" if figure.record in COUNTY_WIDE else scope.sql()


def _compute(connection: duckdb.DuckDBPyConnection, figure: Figure, as_of: dt.date) -> Computed:
    if figure.missing:
        missing = _run(connection, figure.missing, as_of).fetchone()
        if missing is not None:
            return Computed(figure, None, str(missing[0]))
    found = _count(connection, figure, as_of)
    if not figure.written or found.exact is None:
        return found
    return replace(found, written=str(_one(connection, figure.written, as_of)))


def _count(connection: duckdb.DuckDBPyConnection, figure: Figure, as_of: dt.date) -> Computed:
    if figure.kind in NUMBER_KINDS:
        number = _one(connection, f"SELECT any_value(number) FROM ({figure.records})", as_of)
        return Computed(figure, whole_or_plain(Decimal(number))) if number is not None else _no_constant(figure)
    counted = Decimal(_one(connection, f"SELECT count(*) FROM ({figure.records})", as_of))
    if not figure.base:
        return Computed(figure, counted)
    base = Decimal(_one(connection, f"SELECT count(*) FROM ({figure.base})", as_of))
    if not base:
        return Computed(figure, None, "分母为0")
    return Computed(figure, counted / base, counted=counted, of=base)


def by_area(
    figure_ids: Iterable[str], as_of: dt.date, digits: int, *, snapshot: Snapshot | None = None
) -> dict[str, dict[str, int]]:
    """How many records of figures lie in each area of a level: `digits` 6 county, 9 township, 12 village.

    Raises FIGURES_NO_FIGURE.
    """
    found = {}
    with snapshots.connect(snapshot or snapshots.newest(), as_of) as connection:
        for id_ in figure_ids:
            if id_ not in FIGURES:
                raise DomainError(NO_FIGURE, id=id_)
            counted = (
                f"SELECT left(village_code, {int(digits)}) AS area, count(*) FROM ({FIGURES[id_].records}) r "
                "WHERE village_code IS NOT NULL GROUP BY 1"
            )
            found[id_] = {str(area): int(n) for area, n in _run(connection, counted, as_of).fetchall()}
    return found


def _no_constant(figure: Figure) -> Computed:
    return Computed(figure, None, f"缺：{figure.title}的县情常量")


def _check(connection: duckdb.DuckDBPyConnection, item: Identity, exact: dict[str, Decimal], as_of: dt.date) -> Checked:
    missing = [id_ for id_ in item.needs if id_ not in exact]
    if missing:
        return Checked(item, Holds.UNKNOWN, f"缺：{'、'.join(missing)}")
    numbers = {id_: exact[id_] for id_ in item.needs}
    for name, sql in item.also.items():
        numbers[name] = Decimal(_one(connection, sql, as_of))
    return Checked(item, Holds.YES if item.check(numbers) else Holds.NO, item.says(numbers))


def _one(connection: duckdb.DuckDBPyConnection, sql: str, as_of: dt.date) -> Any:
    row = _run(connection, sql, as_of).fetchone()
    return row[0] if row else None


def _run(connection: duckdb.DuckDBPyConnection, sql: str, as_of: dt.date) -> duckdb.DuckDBPyConnection:
    return connection.execute(sql, {"as_of": as_of} if "$as_of" in sql else {})


def _number(value: Decimal | None) -> int | float | None:
    # JSON knows no decimals; these are counts and rounded 万, never money.
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
