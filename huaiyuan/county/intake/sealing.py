"""How a batch seals and opens what may not stand in clear: its identity cells and its original. Knows no Django.

A sealed cell belongs to one batch, column and row of the original; the original to its batch.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.base.vault import files
from huaiyuan.base.vault.sealing import Column, Vault


def seal_cells(data_dir: Path, batch_id: str, column: str, cells: Column, sheet: Column, row: Column) -> pa.Array:
    """Seal a column of cells of a batch; null stays null."""
    return Vault(data_dir).seal_many(cells, column=_place(batch_id, column), ids=_rows(sheet, row))


def open_cells(data_dir: Path, batch_id: str, column: str, sealed: Column, sheet: Column, row: Column) -> pa.Array:
    """Open sealed cells of a batch, in memory only: `id_number` of `id_sealed` is the cell as it was written.

    Raises: VAULT_BROKEN, VAULT_UNKNOWN_KEY.
    """
    return Vault(data_dir).open_many(sealed, column=_place(batch_id, column), ids=_rows(sheet, row))


def original_name(batch_id: str) -> str:
    """What the sealed original of a batch is bound to."""
    return f"batch:{batch_id}"


def open_original(data_dir: Path, folder: Path) -> bytes:
    """The original file of a batch in clear, in memory only. Raises VAULT_BROKEN."""
    return files.open_file(folder / "original.sealed", data_dir=data_dir, name=original_name(folder.name))


def _place(batch_id: str, column: str) -> str:
    return f"lake.{batch_id}.{column}"


def _rows(sheet: Column, row: Column) -> Column:
    return pc.binary_join_element_wise(sheet, pc.cast(row, pa.string()), "|")
