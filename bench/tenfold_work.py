"""What the children of `bench.tenfold` do: matching as the product does it, where the cells of a batch are of several counties."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.others import County, county_of
from huaiyuan.base.vault.sealing import LAKE, Vault
from huaiyuan.core import linkage
from huaiyuan.county.intake import sealing
from huaiyuan.county.matching import linking


def match(order: dict[str, Any], report: Callable[..., None]) -> dict[str, int]:
    """As `linking.match`; only a cell that is opened belongs to the county its sheet names."""
    linking._secrets = _secrets
    return linking.match(order, report)


def _secrets(data_dir: Path, batch_id: str) -> linkage.Secrets:
    vault = Vault(data_dir)

    def open_rows(lines: pa.Table) -> pa.Array:
        told = [county_of(sheet) for sheet in lines["sheet"].to_pylist()]
        sheets = pa.array([sheet for _, sheet in told], pa.string())
        cells = sealing.open_cells(data_dir, batch_id, "id_number", lines["id_sealed"], sheets, lines["row"])
        moved = [cell and County(n).number(cell) for cell, (n, _) in zip(cells.to_pylist(), told, strict=True)]
        return pa.array(moved, pa.string())

    return linkage.Secrets(open_rows, lambda numbers: vault.index_many(numbers, purpose=LAKE))
