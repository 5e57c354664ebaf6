"""Wrong rows that come back corrected (改好的问题行): laid over the original they were taken from, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.engine import lake
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors, sealing
from huaiyuan.county.intake.reading import formats
from huaiyuan.county.intake.reading.cells import Opened
from huaiyuan.county.intake.reading.gather import Choice, Gathered, gather
from huaiyuan.county.intake.source import Source

MARK = "原表批次："
ADDED = "新增的行"
_MARKED = re.compile(MARK + r"([a-z0-9_]+)-(\d{4}-\d{2})-(\d{2,})")
TOP_ROWS, MOST_LAYERS = 3, 20


@dataclass(frozen=True)
class Whole:
    """All rows a file stands for: its own, or those of the original with the corrected ones in their places.

    `layers`: the opened files, the newest first; `corrects`: the batch whose wrong rows came back, "" for a whole file.
    """

    gathered: Gathered
    layers: tuple[Opened, ...]
    corrects: str = ""


def base_of(opened: Opened) -> str:
    """The batch whose wrong rows a file holds, as its first lines say; "" when it is a file of its own."""
    for sheet in opened.sheets:
        for column in sheet.cells.columns[:TOP_ROWS]:
            for cell in column.slice(0, TOP_ROWS).to_pylist():
                if cell and (found := _MARKED.search(cell)):
                    return found[0].removeprefix(MARK)
    return ""


def whole(data: bytes, source: Source, period: str, choice: Choice, data_dir: Path, depth: int = 0) -> Whole:
    """Open a file, and lay it over the original it corrects. Raises INTAKE_PATCH_ELSEWHERE and those of `gather`."""
    opened = formats.open_file(data)
    base = base_of(opened)
    if not base:
        return Whole(gather(opened, source, choice), (opened,))
    folder = data_dir / "lake" / source.id / base
    # Edits of a ledger belong to no month: wrong cells of last month's may come back in this one.
    of = f"{source.id}-" if source.about_entries else f"{source.id}-{period}-"
    if not base.startswith(of) or not (folder / lake.ORIGINAL).exists() or depth > MOST_LAYERS:
        raise DomainError(errors.PATCH_ELSEWHERE, batch=base)
    under = whole(sealing.open_original(data_dir, folder), source, period, choice, data_dir, depth + 1)
    over = gather(opened, source, choice)
    return Whole(_laid(under.gathered, over), (opened, *under.layers), base)


def _laid(under: Gathered, over: Gathered) -> Gathered:
    """Rows of the original whose number came back make room for what came back."""
    row = pc.cast(_digits(over.table["original_row"]), pa.int32())
    known = row.is_valid()
    sheet = pc.if_else(known, pc.fill_null(over.table["original_sheet"], ""), ADDED)
    mended = _set(_set(over.table, "sheet", sheet), "row", pc.if_else(known, row, over.table["row"]))
    gone = pc.is_in(_key(under.table), value_set=_key(mended).combine_chunks())
    together = pa.concat_tables([under.table.filter(pc.invert(gone)), mended])
    order = pc.index_in(together["sheet"], value_set=pa.array([*under.found, ADDED]))
    together = (
        together.append_column("at", order).sort_by([("at", "ascending"), ("row", "ascending")]).drop_columns("at")
    )
    return replace(under, table=_set(together, "n", pa.array(range(len(together)), pa.int64())))


def _digits(cells: Any) -> Any:
    """Numbers as text, however the spreadsheet wrote them; null for anything else."""
    bare = pc.replace_substring_regex(pc.utf8_trim_whitespace(cells), r"\.0+$", "")
    return pc.if_else(pc.match_substring_regex(bare, r"^\d{1,8}$"), bare, pa.scalar(None, pa.string()))


def _key(table: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(table["sheet"], table["row"].cast(pa.string()), "|")


def _set(table: pa.Table, name: str, column: Any) -> pa.Table:
    kind = table.schema.field(name).type
    return table.set_column(table.schema.get_field_index(name), name, column.cast(kind))
