"""The vault of the running installation: what `sealing` does, with the keys of the data directory. Knows no Django."""

from __future__ import annotations

from importlib import import_module

import pyarrow as pa

from huaiyuan.base.vault.sealing import Column, Vault
from huaiyuan.core.kernel import installation

__all__ = ["index_many", "index_one", "open_many", "open_one", "reserve", "seal_many", "seal_one"]


def here() -> Vault:
    """The vault of the data directory that the environment names."""
    return Vault(installation.current().folder)


def seal_many(values: Column, *, column: str, ids: Column) -> pa.Array:
    """Seal a column of texts; null stays null. `column` is `table.column`."""
    return here().seal_many(values, column=column, ids=ids)


def open_many(sealed: Column, *, column: str, ids: Column) -> pa.Array:
    """Open a sealed column, in memory only. Raises VAULT_BROKEN, VAULT_UNKNOWN_KEY."""
    return here().open_many(sealed, column=column, ids=ids)


def index_many(values: Column, *, purpose: str) -> pa.Array:
    """Keyed digests: 32 hex characters, or an integer of 14 bits for `id_tail`, `phone_tail`, `card_tail`."""
    return here().index_many(values, purpose=purpose)


def seal_one(value: str, *, column: str, id: int | str) -> bytes:
    """Seal one text."""
    return here().seal_one(value, column=column, id=id)


def open_one(sealed: bytes, *, column: str, id: int | str) -> str:
    """Open one value. Raises VAULT_BROKEN, VAULT_UNKNOWN_KEY."""
    return here().open_one(sealed, column=column, id=id)


def index_one(value: str, *, purpose: str) -> str | int:
    """The keyed digest of one text."""
    return here().index_one(value, purpose=purpose)


def reserve(table: str, n: int) -> range:
    """Take the next `n` row ids of a table for good."""
    # The only part that needs the database; a child process without Django never asks for it.
    block: range = import_module("huaiyuan.base.vault.numbering").reserve(table, n)
    return block
