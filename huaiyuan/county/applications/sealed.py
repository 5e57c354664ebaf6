"""The personal words of applications: sealed on the way in, opened for a page of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.base.vault import vault
from huaiyuan.county.applications.models import Application

TABLE = "applications_application"
NAME, PHONE, NOTE, RECEIPT = (f"{TABLE}.{field}_sealed" for field in ("name", "phone", "note", "receipt"))


@dataclass(frozen=True)
class Words:
    """What a family wrote, in clear and in memory only."""

    name: str
    phone: str
    note: str


def seal(text: str, column: str, key: int) -> bytes | None:
    """A text sealed for a row; nothing stays nothing."""
    return vault.seal_one(text, column=column, id=key) if text else None


def words(rows: Sequence[Application]) -> dict[int, Words]:
    """The words of applications by their key."""
    keys = pa.array([row.pk for row in rows], pa.int64())
    opened = [
        vault.open_many(pa.array([_bytes(value) for value in values], pa.binary()), column=column, ids=keys).to_pylist()
        for column, values in (
            (NAME, [row.name_sealed for row in rows]),
            (PHONE, [row.phone_sealed for row in rows]),
            (NOTE, [row.note_sealed for row in rows]),
        )
    ]
    return {
        row.pk: Words(name or "", phone or "", note or "") for row, name, phone, note in zip(rows, *opened, strict=True)
    }


def receipt(row: Application) -> str:
    """The receipt number, without groups."""
    return vault.open_one(bytes(row.receipt_sealed), column=RECEIPT, id=row.pk)


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)
