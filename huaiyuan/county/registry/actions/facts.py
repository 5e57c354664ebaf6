"""How a dated fact changes: the row known until now is superseded, what is known from now on is added beside it.

Nothing is overwritten, so a reading `known_at` an earlier instant still gives what was believed then.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar, cast

from django.db import models

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry.bitemporal import OPEN_AND_KNOWN, Fact
from huaiyuan.county.registry.errors import CHANGED_MEANWHILE, FUTURE, OVERLAP
from huaiyuan.county.registry.types import Basis

BOOKKEEPING = {"id", "recorded_at", "superseded_at", "superseded_ref", "source_kind", "source_ref"}
Row = TypeVar("Row", bound=Fact)


def current(model: type[Row], **subject: Any) -> Row | None:
    """The open row that is known now, None when there is none."""
    known = cast("models.QuerySet[Row]", model._default_manager.filter(OPEN_AND_KNOWN, **subject))
    return known.first()


def begin(model: type[Row], on: dt.date, basis: Basis, **values: Any) -> Row:
    """A fact that holds from a day on. Raises REGISTRY_OVERLAP when an earlier reading reaches beyond that day."""
    refuse_future(on)
    subject = {name: values[name] for name in ("person", "household") if name in values}
    subject = {"person": subject["person"]} if "person" in subject else subject
    clash = model._default_manager.filter(superseded_at__isnull=True, valid_to__gt=on, **subject).first()
    if clash is not None:
        raise DomainError(OVERLAP, fact=model._meta.verbose_name, since=clash.valid_from, on=on)
    return _add(model, basis, values | {"valid_from": on, "valid_to": OPEN_END})


def end(row: Row, on: dt.date, basis: Basis, **changes: Any) -> Row:
    """The fact stops holding on a day (the day itself excluded). Raises REGISTRY_OVERLAP for a day before its start."""
    refuse_future(on)
    if on <= row.valid_from:
        raise DomainError(OVERLAP, fact=row._meta.verbose_name, since=row.valid_from, on=on)
    _supersede(row, basis)
    return _add(type(row), basis, said(row) | changes | {"valid_to": on})


def withdraw(row: Row, basis: Basis) -> None:
    """The fact never held: it is known no longer, and nothing takes its place."""
    _supersede(row, basis)


def succeed(row: Row, on: dt.date, basis: Basis, **changes: Any) -> Row:
    """From a day on the fact holds with other values; until then with its own."""
    end(row, on, basis)
    return _add(type(row), basis, said(row) | changes | {"valid_from": on, "valid_to": OPEN_END})


def restate(row: Row, basis: Basis, **changes: Any) -> Row:
    """What a row said, known anew, with changes (its span or whom it is about): for corrections and their undo."""
    return _add(type(row), basis, said(row) | changes)


def refuse_future(on: dt.date) -> None:
    """Raises REGISTRY_FUTURE for a day that has not come."""
    if on > clock.today():
        raise DomainError(FUTURE, on=on, today=clock.today())


def _supersede(row: Fact, basis: Basis) -> None:
    known = type(row)._default_manager.filter(pk=row.pk, superseded_at__isnull=True)
    if known.update(superseded_at=clock.now(), superseded_ref=basis.ref) != 1:
        raise DomainError(CHANGED_MEANWHILE, fact=row._meta.verbose_name)


def said(row: Fact) -> dict[str, Any]:
    """What a row says, without when and whence it was known."""
    names = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in names if name not in BOOKKEEPING}


def _add(model: type[Row], basis: Basis, values: dict[str, Any]) -> Row:
    row = model(recorded_at=clock.now(), source_kind=basis.kind, source_ref=basis.ref, **values)
    row.save(force_insert=True)
    return row
