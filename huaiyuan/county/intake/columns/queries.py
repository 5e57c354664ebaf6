"""What is known about headers and sheets, and which files wait to be explained."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors, sources
from huaiyuan.county.intake.columns.models import (
    HeaderMapping,
    MappedColumn,
    SheetChoice,
    WaitingFile,
    WaitingSheet,
)
from huaiyuan.county.intake.source import Column, Source


@dataclass(frozen=True)
class Waiting:
    """A file that waits. `sheets` are those that could hold a table."""

    number: int
    file_name: str
    source: Source
    period: str
    because: str
    instead_of: str
    received_by: str
    received_at: dt.datetime


@dataclass(frozen=True)
class AskedColumn:
    """A column of the file as the page shows it; `place` is its letter."""

    number: int
    place: str
    title: str
    samples: str
    blank: int
    column: str
    reason: str
    reason_label: str


@dataclass(frozen=True)
class AskedHeader:
    """Sheets with one header, and its columns. `lacking` are required columns of the source that no title means."""

    fingerprint: str
    sheets: tuple[WaitingSheet, ...]
    known: bool
    columns: tuple[AskedColumn, ...]
    lacking: tuple[Column, ...]

    @property
    def first(self) -> WaitingSheet:
        """The sheet whose cells are shown."""
        return self.sheets[0]

    @property
    def read(self) -> bool:
        """Whether any of its sheets is to be read, as far as is known."""
        return not all(sheet.left_out for sheet in self.sheets)


@dataclass(frozen=True)
class Remembered:
    """Something the county once said that still holds: a header or a sheet that is not read."""

    number: int
    kind: str
    source: str
    source_name: str
    what: str
    pairs: tuple[tuple[str, str], ...]
    decided_by: str
    decided_at: dt.datetime


def choice(source_id: str) -> dict[str, Any]:
    """What the reader must know of a source, as `take` and `peek` get it: `told` and `left_out`."""
    told: dict[str, dict[str, Any]] = {}
    mapped = MappedColumn.objects.filter(mapping__source=source_id, mapping__revoked_at=None).order_by("id")
    for fingerprint, title, column in mapped.values_list("mapping__fingerprint", "title", "column"):
        said = told.setdefault(fingerprint, {"columns": {}, "absent": []})
        if title:
            said["columns"][title] = column
        else:
            said["absent"].append(column)
    left_out = SheetChoice.objects.filter(source=source_id, revoked_at=None).values_list("pattern", flat=True)
    return {"told": told, "left_out": sorted(left_out)}


def waiting() -> list[Waiting]:
    """The files that wait, the newest first."""
    return [_waiting(file) for file in WaitingFile.objects.filter(state=WaitingFile.State.WAITING).order_by("-id")]


def find_waiting(number: int) -> Waiting:
    """A file that waits. Raises INTAKE_NOT_WAITING."""
    file = WaitingFile.objects.filter(pk=number, state=WaitingFile.State.WAITING).first()
    if file is None:
        raise DomainError(errors.NOT_WAITING)
    return _waiting(file)


def headers(number: int) -> list[AskedHeader]:
    """What a waiting file's page asks: its headers, those with open questions first."""
    file = find_waiting(number)
    sheets = WaitingSheet.objects.filter(file_id=number).prefetch_related("columns").order_by("id")
    by_header: dict[str, list[WaitingSheet]] = defaultdict(list)
    for sheet in sheets:
        by_header[sheet.fingerprint].append(sheet)
    asked = [_asked(fingerprint, found, file.source) for fingerprint, found in by_header.items()]
    return sorted(asked, key=lambda header: (not header.read, header.known))


def remembered(of: Collection[str]) -> list[Remembered]:
    """Everything that was said about the sources `of` and holds, the newest first."""
    found = []
    for mapping in HeaderMapping.objects.filter(revoked_at=None, source__in=of).prefetch_related("columns"):
        source = sources.SOURCES.get(mapping.source)
        labels = {c.name: c.label for c in source.columns} if source else {}
        pairs = tuple(
            (c.title or "（本表没有）", labels.get(c.column, c.column)) for c in mapping.columns.all() if c.column
        )
        found.append(_remembered("header", mapping, source, mapping.titles, pairs))
    for chosen in SheetChoice.objects.filter(revoked_at=None, source__in=of):
        found.append(_remembered("sheet", chosen, sources.SOURCES.get(chosen.source), chosen.pattern, ()))
    return sorted(found, key=lambda r: r.decided_at, reverse=True)


def _remembered(
    kind: str, said: HeaderMapping | SheetChoice, source: Source | None, what: str, pairs: tuple[tuple[str, str], ...]
) -> Remembered:
    name = f"{source.department}：{source.name}" if source else said.source
    return Remembered(said.pk, kind, said.source, name, what, pairs, said.decided_by, said.decided_at)


def _waiting(file: WaitingFile) -> Waiting:
    return Waiting(
        file.pk, file.file_name, sources.find(file.source), file.period, file.because, file.instead_of, file.received_by,
        file.received_at,
    )  # fmt: skip


def _asked(fingerprint: str, sheets: list[WaitingSheet], source: Source) -> AskedHeader:
    columns = tuple(
        AskedColumn(c.pk, _letters(c.place), c.title, c.samples, c.blank, c.column, c.reason, c.get_reason_display())
        for c in sorted(sheets[0].columns.all(), key=lambda c: c.place)
    )
    meant = {column.column for column in columns}
    lacking = tuple(c for c in source.columns if c.required and c.name not in meant)
    return AskedHeader(fingerprint, tuple(sheets), all(sheet.known for sheet in sheets), columns, lacking)


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
