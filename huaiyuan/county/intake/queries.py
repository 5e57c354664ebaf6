"""What others ask of intake: batches, their faults and coverage, and which batches count on a day."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db.models import Count, Q, QuerySet

from huaiyuan.base.reference import queries as reference
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.compile import quoted
from huaiyuan.county.intake import answers, errors, sources, staging
from huaiyuan.county.intake import standing as standings
from huaiyuan.county.intake.actions import find
from huaiyuan.county.intake.models import LIVE, WITHDRAWABLE, Batch, BatchState
from huaiyuan.county.intake.source import EVENTS, Source
from huaiyuan.county.intake.sources import ROSTERS, SOURCES
from huaiyuan.county.intake.types import Brief, Detail, Fault, FaultCount, FaultPage, Line, VillageCoverage

PAGE = 50


@dataclass(frozen=True)
class Effective:
    """A merged batch that counts on a day. `covers`: codes of the areas an 事件类 batch speaks for, its townships."""

    batch_id: str
    source: str
    period: str
    folder: Path
    covers: tuple[str, ...]


def effective_batches(as_of: dt.date) -> list[Effective]:
    """The batches that count on a day, by source and period; replaced, cancelled and unmatched ones never do.

    全员类: the latest; cumulative: the latest of the year; other events: all of the year. None of a month not begun.
    """
    known: dict[str, list[Batch]] = defaultdict(list)
    for batch in Batch.objects.filter(state=BatchState.MERGED, exact__isnull=False).order_by("source", "period"):
        if batch.source in SOURCES and Period.parse(batch.period).first_day <= as_of:
            known[batch.source].append(batch)
    return [_effective(batch) for source, found in known.items() for batch in _counting(SOURCES[source], found, as_of)]


def standing_batches(as_of: dt.date) -> list[Effective]:
    """Every merged batch up to a day, also those of months past, by source and period: what spoke of a month still does."""
    merged = Batch.objects.filter(state=BatchState.MERGED, exact__isnull=False).order_by("source", "period", "batch_id")
    return [_effective(one) for one in merged if one.source in SOURCES and Period.parse(one.period).first_day <= as_of]


def _counting(source: Source, batches: list[Batch], as_of: dt.date) -> list[Batch]:
    if source.kind == EVENTS:
        batches = [batch for batch in batches if Period.parse(batch.period).year == as_of.year]
    return batches if source.kind == EVENTS and not source.cumulative else batches[-1:]


def _effective(batch: Batch) -> Effective:
    folder = staging.folder_of(batch)
    covers = tuple(lake.read_manifest(folder)["townships"]) if SOURCES[batch.source].kind == EVENTS else ()
    return Effective(batch.batch_id, batch.source, batch.period, folder, covers)


@dataclass(frozen=True)
class Standing:
    """A batch as one who wants to withdraw it sees it. Without it, `comes_back` counts for its period and
    rules read `rules_use`."""

    batch_id: str
    source: str
    source_name: str
    department: str
    period: str
    state: str
    state_label: str
    comes_back: str | None
    rules_use: str | None
    brought_back: str | None
    because: str
    withdrawn_by: str
    withdrawn_at: dt.datetime | None
    withdrawn_from_label: str

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is withdrawn now."""
        return self.state == BatchState.WITHDRAWN

    @property
    def counts(self) -> bool:
        """Whether runs use it now."""
        return self.state == BatchState.MERGED


def standing(batch_id: str) -> Standing:
    """A batch for its withdrawal. Raises INTAKE_NO_BATCH."""
    batch = find(batch_id)
    source, back, used = SOURCES.get(batch.source), standings.comes_back(batch), standings.rules_use(batch)
    return Standing(
        batch_id=batch.batch_id, source=batch.source, source_name=source.name if source else batch.source,
        department=source.department if source else "", period=batch.period, state=batch.state,
        state_label=BatchState(batch.state).label, comes_back=back.batch_id if back else None,
        rules_use=used.batch_id if used else None,
        brought_back=batch.brought_back.batch_id if batch.brought_back else None, because=batch.withdrawn_because,
        withdrawn_by=batch.withdrawn_by, withdrawn_at=batch.withdrawn_at,
        withdrawn_from_label=BatchState(batch.withdrawn_from).label if batch.withdrawn_from else "",
    )  # fmt: skip


def state_of(batch_id: str) -> str:
    """The state of a batch, empty when there is none. One query."""
    return Batch.objects.filter(batch_id=batch_id).values_list("state", flat=True).first() or ""


def exists(batch_id: str) -> bool:
    """Whether there is such a batch at all."""
    return Batch.objects.filter(batch_id=batch_id).exists()


def withdrawn() -> set[str]:
    """The numbers of all batches that are withdrawn now."""
    return set(Batch.objects.filter(state=BatchState.WITHDRAWN).values_list("batch_id", flat=True))


def require_withdrawable(batch: Standing) -> None:
    """Raises: INTAKE_CANNOT_WITHDRAW."""
    if batch.state not in WITHDRAWABLE:
        raise DomainError(errors.CANNOT_WITHDRAW, batch=batch.batch_id, state=batch.state_label)


def require_reason(reason: str) -> None:
    """Raises: INTAKE_NO_REASON."""
    if not reason.strip():
        raise DomainError(errors.NO_REASON)


def require_free(batch_id: str) -> None:
    """Raises: INTAKE_NO_BATCH, INTAKE_NOT_WITHDRAWN, INTAKE_IN_THE_WAY."""
    standings.require_free(find(batch_id))


def source_of(batch_id: str) -> str:
    """The source in a batch's number (`source-YYYY-MM-NN`)."""
    return batch_id.rsplit("-", 3)[0]


def batches(
    *, source: str = "", period: str = "", sources: Iterable[str] | None = None, limit: int = 200
) -> list[Line]:  # fmt: skip
    """Batches of departments, newest first; `sources` keeps those of some; a roster only when it is asked for."""
    rows: QuerySet[Batch] = Batch.objects.select_related("replaces").order_by("-received_at", "-id")
    rows = rows.filter(source=source) if source else rows.exclude(source__in=list(ROSTERS))
    rows = rows.filter(period=period) if period else rows
    rows = rows.filter(source__in=list(sources)) if sources is not None else rows
    found = list(rows[:limit])
    return _lines(found)


def recent(sources: Iterable[str], limit: int) -> list[Line]:
    """The last batches of some sources, without what corrected them. One query."""
    rows = Batch.objects.filter(source__in=list(sources)).select_related("replaces").order_by("-received_at", "-id")
    return [_line(batch, None) for batch in rows[:limit]]


@dataclass(frozen=True)
class Beside:
    """What else of the same source and month waits or counts: earlier files never merged, and a later one in force."""

    older: tuple[str, ...]
    newer: str
    newer_counts: bool = False


def beside(batch: Line) -> Beside:
    """Files of a batch's source and month that should not stay beside it. One query."""
    if batch.state not in {BatchState.CHECKED, BatchState.MERGED}:
        return Beside((), "")
    rows = Batch.objects.filter(source=batch.source, period=batch.period).exclude(batch_id=batch.batch_id)
    found = rows.order_by("sequence").values_list("batch_id", "state", "sequence")
    own = int(batch.batch_id.rpartition("-")[2])
    older = tuple(number for number, state, at in found if state == BatchState.CHECKED and at < own)
    newer = {number: state for number, state, at in found if state in LIVE and at > own}
    if not newer or batch.state != BatchState.CHECKED:
        return Beside(older, "")
    counts = next((number for number, state in newer.items() if state == BatchState.MERGED), "")
    return Beside(older, counts or list(newer)[-1], newer_counts=bool(counts))


@dataclass(frozen=True)
class Arrived:
    """Files that came in on a day, and all that wait for the county to take them in, whenever they came."""

    files: int
    to_merge: int


def arrived(on: dt.date) -> Arrived:
    """What departments sent on a day. One query."""
    since = dt.datetime.combine(on, dt.time(), clock.SHANGHAI)
    rows = Batch.objects.exclude(source__in=list(ROSTERS))
    today = Q(received_at__gte=since, received_at__lt=since + dt.timedelta(days=1))
    found = rows.aggregate(files=Count("id", filter=today), to_merge=Count("id", filter=Q(state=BatchState.CHECKED)))
    return Arrived(**found)


def brief(batch_id: str) -> Brief:
    """How people call a batch; its number says it, so nothing is read. Raises INTAKE_NO_BATCH for what is no number."""
    source, *period = batch_id.rsplit("-", 3)
    if source not in SOURCES or len(period) != len(("year", "month", "sequence")):
        raise DomainError(errors.NO_BATCH, batch=batch_id[:80])
    return Brief(batch_id, SOURCES[source].department, SOURCES[source].name, "-".join(period[:2]))


def line(batch_id: str) -> Line:
    """A batch as a line of the list. Raises INTAKE_NO_BATCH."""
    return _lines([find(batch_id)])[0]


def _lines(found: list[Batch]) -> list[Line]:
    corrections = Batch.objects.filter(replaces__in=found, state__in=[BatchState.MERGED, BatchState.REPLACED])
    replaced_by = dict(corrections.order_by("id").values_list("replaces_id", "batch_id"))
    return [_line(batch, replaced_by.get(batch.pk)) for batch in found]


def _line(batch: Batch, replaced_by: str | None) -> Line:
    source = (SOURCES | ROSTERS).get(batch.source)
    return Line(
        batch_id=batch.batch_id, source=batch.source, source_name=source.name if source else batch.source,
        department=source.department if source else "", period=batch.period, state=batch.state,
        state_label=BatchState(batch.state).label, rows=batch.rows, accepted=batch.accepted, rejected=batch.rejected,
        warned=batch.warned, outcomes=answers.outcomes(batch),
        replaces=batch.replaces.batch_id if batch.replaces else None, replaced_by=replaced_by, same_as=batch.same_as,
        file_name=batch.file_name, received_by=batch.received_by, received_at=batch.received_at,
        merged_at=batch.merged_at, about_people=source is None or source.about_people,
    )  # fmt: skip


def batch(batch_id: str) -> Detail:
    """A batch with everything its manifest tells. Raises INTAKE_NO_BATCH, ENGINE_BATCH_MISSING when it was cancelled."""
    row = find(batch_id)
    manifest = lake.read_manifest(staging.folder_of(row))
    source = sources.find(row.source)
    return Detail(
        line=_lines([row])[0],
        columns={sheet: _labelled(source, titles) for sheet, titles in manifest["columns"].items()},
        not_found=tuple(c.label for c in source.columns if not any(c.name in t for t in manifest["columns"].values())),
        unused=tuple(manifest["unused"]), skipped_sheets=tuple(manifest["skipped_sheets"]),
        not_records=manifest["not_records"], faults=_fault_counts(manifest["faults"]),
        coverage=_coverage(manifest["coverage"]),
        missing_villages=_coverage(dict.fromkeys(manifest["missing_villages"], 0)),
        thin_villages=_coverage({code: manifest["coverage"][code] for code in manifest["thin_villages"]}),
        notices=tuple(answers.notices(row)),
        withdrawn_because=row.withdrawn_because, withdrawn_by=row.withdrawn_by, withdrawn_at=row.withdrawn_at,
        brought_back=row.brought_back.batch_id if row.brought_back else "",
    )  # fmt: skip


def _labelled(source: Source, titles: Mapping[str, str]) -> dict[str, str]:
    return {source.column(name).label: title for name, title in titles.items()}


def _fault_counts(counts: Mapping[str, int]) -> tuple[FaultCount, ...]:
    found = [FaultCount(code, errors.ROW_LEVELS[code], errors.SHORT[code], n) for code, n in counts.items()]
    return tuple(sorted(found, key=lambda f: (f.level != errors.REJECT, -f.rows, f.code)))


def _coverage(rows: Mapping[str, int]) -> tuple[VillageCoverage, ...]:
    named = reference.places_by_code([*rows, *{code[:9] for code in rows}])
    return tuple(
        VillageCoverage(code, _name(named, code), _name(named, code[:9]), n) for code, n in sorted(rows.items())
    )


def _name(named: Mapping[str, Any], code: str) -> str:
    return named[code].short_name if code in named else code


def faults(batch_id: str, *, level: str = "", code: str = "", sheet: str = "", page: int = 1) -> FaultPage:
    """A page of what is wrong in a batch's rows, in the order of the original. Raises INTAKE_NO_BATCH."""
    where, values = _where(level, code, sheet)
    with _opened(batch_id) as con:
        [(total,)] = con.sql(f"SELECT count(*) FROM faults WHERE {where}", params=values).fetchall()  # noqa: S608 - fixed
        pages = max(1, math.ceil(total / PAGE))
        page = min(max(1, page), pages)
        rows = con.sql(
            f"SELECT * FROM faults WHERE {where} ORDER BY place LIMIT {PAGE} OFFSET {(page - 1) * PAGE}",  # noqa: S608
            params=values,
        ).fetchall()
    return FaultPage(tuple(_fault(row) for row in rows), total, page, pages)


def all_faults(batch_id: str, *, level: str = "") -> Iterable[Fault]:
    """Everything that is wrong in a batch's rows, in the order of the original. Raises INTAKE_NO_BATCH."""
    where, values = _where(level, "", "")
    with _opened(batch_id) as con:
        rows = con.sql(f"SELECT * FROM faults WHERE {where} ORDER BY place", params=values).fetchall()  # noqa: S608
    return [_fault(row) for row in rows]


@contextmanager
def _opened(batch_id: str) -> Iterator[duckdb.DuckDBPyConnection]:
    file = quoted(str(staging.folder_of(find(batch_id)) / lake.FAULTS))
    with scratch() as con:
        con.execute(
            'CREATE TEMP VIEW faults AS SELECT sheet, row, "column", code, level, shown, says, file_row_number AS place '  # noqa: S608
            f"FROM read_parquet({file}, file_row_number = true)"
        )
        yield con


def _where(level: str, code: str, sheet: str) -> tuple[str, dict[str, str]]:
    asked = {"level": level, "code": code, "sheet": sheet}
    values = {name: value for name, value in asked.items() if value}
    return " AND ".join(f"{name} = ${name}" for name in values) or "true", values


def _fault(row: tuple[Any, ...]) -> Fault:
    sheet, number, column, code, level, shown, says, *_ = row
    return Fault(sheet, int(number), column, code, level, shown or "", says)
