"""How personal values are shown to an account: in clear where its posts allow, masked otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import Field
from huaiyuan.base.vault import mask, vault


@dataclass(frozen=True)
class Eyes:
    """What an account sees of a person without asking."""

    names: bool
    births: bool
    health: bool

    @classmethod
    def of(cls, account: object) -> Eyes:
        """By the account's posts today."""
        return cls(*(access.sees_clear(account, field) for field in (Field.NAME, Field.BIRTH, Field.HEALTH)))

    def name(self, name: str) -> str:
        """A name as this account sees it."""
        return name if self.names else mask.name(name)


def masked(rows: Iterable[tuple[int, Any]], column: str) -> dict[int, str]:
    """Masked values by person key, from (key, sealed value) pairs: ID numbers 990330********1234, phones 199****5678."""
    known = [(key, bytes(sealed)) for key, sealed in rows if sealed is not None]
    if not known:
        return {}
    keys = pa.array([key for key, _ in known], pa.int64())
    opened = vault.open_many(
        pa.array([sealed for _, sealed in known], pa.binary()), column=f"registry_person.{column}", ids=keys
    )
    hide = mask.phone if column == "phone_sealed" else mask.id_number
    return {key: hide(value) for (key, _), value in zip(known, opened.to_pylist(), strict=True)}
