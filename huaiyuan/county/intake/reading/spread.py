"""Cells that one household or one person has once for several rows (合并单元格): said again for each row they belong to.

Where somebody is is said again for every row that does not say it itself; who somebody is only for a row that names
nobody, and only where name and number are merged over the same rows; amounts never, for one amount over three rows is
one amount.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.county.intake.reading.cells import Merge
from huaiyuan.county.intake.reading.header import Header
from huaiyuan.county.intake.reading.words import SAME_AS_ABOVE
from huaiyuan.county.intake.source import Source

WHO = ("name", "id_number")
PLACES = ("township", "village")
PERSON = ("sex", "birth_on")
NEVER = ("yuan", "int")
# A file that lost its merged cells says each place once and then nothing; fewer than so many are no pattern.
LEAST_RUNS = 3
DITTO = pa.array(SAME_AS_ABOVE, pa.string())
Cells = dict[str, pa.Array]


def spread(cells: Cells, head: Header, merges: Sequence[Merge], source: Source) -> tuple[Cells, dict[str, int]]:
    """The cells with what is merged over them, and how many were filled by column.

    `cells` are the records of one table by column name, the first of them below the header.
    """
    rows = len(next(iter(cells.values()))) if cells else 0
    tall = [m for m in merges if m.bottom > m.top and m.bottom >= head.row]
    over = {name: _over(place, tall, head.row, rows) for name, place in head.columns.items()} if tall else {}
    filled = dict(cells)
    if over:
        nameless = _both_blank(cells, rows)
        same_person = nameless & (over[WHO[0]] == over[WHO[1]]) if {*WHO} <= set(over) else np.zeros(rows, bool)
        for name, top in over.items():
            kind = source.column(name).type
            if kind in NEVER:
                continue
            belongs = same_person if name in {*WHO, *PERSON} else np.ones(rows, bool)
            filled[name] = _fill(cells[name], np.where(belongs, top, np.arange(rows)))
    for name in {*PLACES} & set(cells):
        if not over:
            filled[name] = _by_pattern(cells, name)
        filled[name] = _as_above(filled[name])
    return filled, _counted(cells, filled)


def _over(place: int, merges: Sequence[Merge], first: int, rows: int) -> np.ndarray:
    """For each row the row whose cell is merged over it; itself where none is."""
    top = np.arange(rows)
    for merge in merges:
        if merge.left <= place <= merge.right and merge.left == place:
            begin = max(merge.top - first, 0)
            top[begin : merge.bottom - first + 1] = begin
    return top


def _fill(cells: pa.Array, top: np.ndarray) -> pa.Array:
    return pc.if_else(_blank(cells), cells.take(pa.array(top)), cells)


def _by_pattern(cells: Cells, name: str) -> pa.Array:
    """Places that stand once over the rows they belong to, as a text file keeps merged cells; anything else stays."""
    column = cells[name]
    blank = _blank(column).to_numpy(zero_copy_only=False)
    person = ~_both_blank(cells, len(column))
    said = np.nonzero(~blank & person)[0]
    # Every place is new and silence follows; a place that is said twice in a row says that silence means something.
    words = column.take(pa.array(said)).to_pylist()
    unlike = all(a != b for a, b in itertools.pairwise(words))
    silent = int((blank & person).sum())
    if len(said) < LEAST_RUNS or not unlike or silent < len(said) or not person.any() or blank[np.argmax(person)]:
        return column
    last = np.maximum.accumulate(np.where(~blank & person, np.arange(len(column)), 0))
    return _fill(column, np.where(person, last, np.arange(len(column))))


def _as_above(column: pa.Array) -> pa.Array:
    """同上 in a place is the place above it."""
    ditto = pc.fill_null(pc.is_in(pc.utf8_trim_whitespace(column), value_set=DITTO), False)
    if not pc.any(ditto).as_py():
        return column
    own = ~ditto.to_numpy(zero_copy_only=False)
    last = np.maximum.accumulate(np.where(own, np.arange(len(column)), 0))
    return pc.if_else(ditto, column.take(pa.array(last)), column)


def _both_blank(cells: Cells, rows: int) -> np.ndarray:
    blank = np.ones(rows, bool)
    for name in WHO:
        if name in cells:
            blank &= _blank(cells[name]).to_numpy(zero_copy_only=False)
    return blank


def _blank(cells: pa.Array) -> pa.Array:
    return pc.fill_null(pc.equal(pc.utf8_trim_whitespace(cells), ""), True)


def _counted(before: Cells, after: Cells) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, cells in after.items():
        if cells is not before[name]:
            grown = int(pc.sum(_blank(before[name])).as_py() or 0) - int(pc.sum(_blank(cells)).as_py() or 0)
            counts |= {name: grown} if grown else {}
    return counts
