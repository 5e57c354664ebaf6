"""Explaining a file's columns (认列): once per header, remembered with who and when, and revocable. All its writes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.audit.recording import Actor
from huaiyuan.core.engine import child
from huaiyuan.core.kernel import clock, installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions as batches
from huaiyuan.county.intake import answers, errors, sealing, sources, staging, trail, uploads
from huaiyuan.county.intake.columns import queries
from huaiyuan.county.intake.columns.models import (
    HeaderMapping,
    MappedColumn,
    SheetChoice,
    WaitingColumn,
    WaitingFile,
    WaitingSheet,
)
from huaiyuan.county.intake.models import BatchState
from huaiyuan.county.intake.reading.gather import pattern
from huaiyuan.county.intake.source import Source

PEEK = "huaiyuan.county.intake.reading.peek:peek"
# What somebody who knows the file can mend by pointing at its columns.
ASKABLE = frozenset({errors.NO_HEADER.code, errors.NO_COLUMN.code})
RE_READ = "重新认列后重读"
By = Actor | str | None


@dataclass(frozen=True)
class Explained:
    """A file that may be read now: what `uploads.at` and `intake.receive` want."""

    upload: str
    file_name: str
    source: str
    period: str


def set_aside(upload: str, *, name: str, source: str, period: str, because: str, by: By, instead_of: str = "") -> int:
    """Keep an uploaded file until somebody explains its columns; the number of its page, 0 when it has no table at all.

    Raises: the INTAKE_* errors of a file that cannot be opened.
    """
    order = {
        "file": str(uploads.at(upload, name).path), "upload": f"upload:{upload}", "source": source,
        "data_dir": str(installation.current().folder), "demo": installation.current().is_demo, **queries.choice(source),
    }  # fmt: skip
    found = child.call(PEEK, order, limits=staging.LIMITS)["sheets"]
    if not found:
        return 0
    with transaction.atomic():
        file = WaitingFile.objects.create(
            upload=upload, file_name=answers.shown_name(name), source=source, period=period, because=because,
            instead_of=instead_of, received_by=_username(by), received_at=clock.business_now(),
        )  # fmt: skip
        for sheet in found:
            columns = sheet.pop("columns")
            kept = WaitingSheet.objects.create(file=file, **sheet)
            WaitingColumn.objects.bulk_create(WaitingColumn(sheet=kept, **column) for column in columns)
        audit.record(
            trail.FILE_SET_ASIDE, by=by, subject=f"file:{file.pk}", source=sources.find(source).name, period=period
        )
    return file.pk


def look_again(batch_id: str, *, by: By) -> int:
    """Set the original of a batch that was not merged aside, so that its columns can be explained anew.

    The batch stands until the file is read again. Raises: INTAKE_NO_BATCH, INTAKE_NOT_CHECKED.
    """
    batch = batches.find(batch_id)
    if batch.state != BatchState.CHECKED:
        raise DomainError(errors.NOT_CHECKED, batch=batch_id, state=BatchState(batch.state).label, act="重新认列")
    already = WaitingFile.objects.filter(instead_of=batch_id, state=WaitingFile.State.WAITING).first()
    if already:
        return already.pk
    data = sealing.open_original(installation.current().folder, staging.folder_of(batch))
    upload = uploads.keep(io.BytesIO(data))
    return set_aside(
        upload, name=batch.file_name, source=batch.source, period=batch.period, because="", by=by, instead_of=batch_id
    )


def explain(
    number: int, *, read: set[int], meanings: Mapping[int, str], absent: Mapping[str, set[str]], by: By
) -> Explained:
    """Remember what the columns of a waiting file mean, and let it be read.

    `read`: the sheets to be read; `meanings`: per column its name in the source, "" where it is not used; `absent`: per
    header the required columns that the file does not have. Raises: INTAKE_NOT_WAITING, INTAKE_MAPPING_*.
    """
    with transaction.atomic():
        file = WaitingFile.objects.select_for_update().filter(pk=number, state=WaitingFile.State.WAITING).first()
        if file is None:
            raise DomainError(errors.NOT_WAITING)
        source = sources.find(file.source)
        sheets = list(WaitingSheet.objects.filter(file=file).prefetch_related("columns"))
        chosen = [sheet for sheet in sheets if sheet.pk in read]
        if not chosen:
            raise DomainError(errors.MAPPING_NO_SHEET)
        for fingerprint, sheet in {sheet.fingerprint: sheet for sheet in reversed(chosen)}.items():
            said = {c: meanings.get(c.pk, c.column) for c in sheet.columns.all()}
            _remember(source, fingerprint, said, absent.get(fingerprint, set()), by)
        _choose_sheets(source, sheets, read, by)
        if file.instead_of:
            _drop_batch(file.instead_of, by)
        file.state = WaitingFile.State.EXPLAINED
        file.save(update_fields=["state"])
        # What the first cells said is needed no more.
        WaitingSheet.objects.filter(file=file).delete()
    return Explained(file.upload, file.file_name, file.source, file.period)


def _drop_batch(batch_id: str, by: By) -> None:
    try:
        batches.cancel(batch_id, by=by, reason=RE_READ)
    except DomainError as gone:
        # Somebody merged or dropped it meanwhile; the file is then a correction, or the first.
        if gone.code not in {errors.NOT_CHECKED.code, errors.NO_BATCH.code}:
            raise


def _remember(source: Source, fingerprint: str, said: Mapping[WaitingColumn, str], absent: set[str], by: By) -> None:
    _refuse_wrong(source, said, absent)
    titles = "、".join(column.title for column in sorted(said, key=lambda c: c.place))
    pairs = {(column.key, name) for column, name in said.items()} | {("", name) for name in absent}
    old = HeaderMapping.objects.filter(source=source.id, fingerprint=fingerprint, revoked_at=None).first()
    if old and pairs == set(old.columns.values_list("title", "column")):
        return
    guessed = all(column.column == name for column, name in said.items()) and not absent
    if not old and guessed and all(column.reason in _PLAIN for column in said):
        return
    if old:
        _revoke(old, by)
    mapping = HeaderMapping.objects.create(
        source=source.id, fingerprint=fingerprint, titles=titles, decided_by=_username(by),
        decided_at=clock.business_now(),
    )  # fmt: skip
    MappedColumn.objects.bulk_create(MappedColumn(mapping=mapping, title=t, column=c) for t, c in sorted(pairs))
    audit.record(trail.HEADER_EXPLAINED, by=by, subject=f"header:{mapping.pk}", source=source.name, titles=titles[:300])


# Reasons that any reader knows by itself; nothing needs to be remembered of them.
_PLAIN = frozenset({WaitingColumn.Reason.SAME, WaitingColumn.Reason.SYNONYM, WaitingColumn.Reason.NONE})


def _refuse_wrong(source: Source, said: Mapping[WaitingColumn, str], absent: set[str]) -> None:
    names = [name for name in said.values() if name]
    known = {column.name: column for column in source.columns}
    if strangers := [name for name in [*names, *absent] if name not in known]:
        raise DomainError(errors.MAPPING_UNKNOWN, column=strangers[0][:40])
    if twice := [name for name in known if names.count(name) > 1]:
        raise DomainError(errors.MAPPING_TWICE, column=known[twice[0]].label)
    if not {*source.named_by} & set(names):
        who = "、哪一列是".join(known[name].label for name in source.named_by)
        raise DomainError(errors.MAPPING_NOBODY, who=who)
    lacking = [c.label for c in source.columns if c.required and c.name not in names and c.name not in absent]
    if lacking:
        raise DomainError(errors.MAPPING_LACKS, columns="、".join(f"“{label}”" for label in lacking))


def _choose_sheets(source: Source, sheets: list[WaitingSheet], read: set[int], by: By) -> None:
    wanted = {pattern(sheet.name) for sheet in sheets if sheet.pk in read}
    unwanted = {pattern(sheet.name) for sheet in sheets if sheet.pk not in read} - wanted
    standing = SheetChoice.objects.filter(source=source.id, revoked_at=None)
    for chosen in standing.filter(pattern__in=wanted):
        _revoke(chosen, by)
    for name in sorted(unwanted - set(standing.values_list("pattern", flat=True))):
        made = SheetChoice.objects.create(
            source=source.id, pattern=name, decided_by=_username(by), decided_at=clock.business_now()
        )
        audit.record(trail.SHEET_LEFT_OUT, by=by, subject=f"sheet:{made.pk}", source=source.name, sheet=name)


def drop(number: int, *, by: By) -> None:
    """Forget a waiting file; the sealed file is gone. Raises INTAKE_NOT_WAITING."""
    with transaction.atomic():
        moved = WaitingFile.objects.filter(pk=number, state=WaitingFile.State.WAITING).update(
            state=WaitingFile.State.DROPPED
        )
        if not moved:
            raise DomainError(errors.NOT_WAITING)
        file = WaitingFile.objects.get(pk=number)
        WaitingSheet.objects.filter(file=file).delete()
        audit.record(trail.FILE_DROPPED, by=by, subject=f"file:{number}", source=sources.find(file.source).name)
    uploads.forget(file.upload)


def revoke_header(number: int, *, by: By) -> None:
    """Take back what was said of a header: next month's file asks again. Raises INTAKE_NOT_REMEMBERED."""
    with transaction.atomic():
        said = HeaderMapping.objects.select_for_update().filter(pk=number, revoked_at=None).first()
        if said is None:
            raise DomainError(errors.NOT_REMEMBERED)
        _revoke(said, by)


def revoke_sheet(number: int, *, by: By) -> None:
    """Read a sheet again that was left out. Raises INTAKE_NOT_REMEMBERED."""
    with transaction.atomic():
        said = SheetChoice.objects.select_for_update().filter(pk=number, revoked_at=None).first()
        if said is None:
            raise DomainError(errors.NOT_REMEMBERED)
        _revoke(said, by)


def _revoke(said: HeaderMapping | SheetChoice, by: By) -> None:
    said.revoked_by, said.revoked_at = _username(by), clock.business_now()
    said.save(update_fields=["revoked_by", "revoked_at"])
    action = trail.HEADER_REVOKED if isinstance(said, HeaderMapping) else trail.SHEET_READ_AGAIN
    what = said.titles[:300] if isinstance(said, HeaderMapping) else said.pattern
    audit.record(action, by=by, subject=f"{said._meta.model_name}:{said.pk}", source=said.source, what=what)


def _username(by: By) -> str:
    return by if isinstance(by, str) else getattr(by, "username", "")
