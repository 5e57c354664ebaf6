"""Further counties beside the one of a data directory: the same families under other names, numbers and places.

Everything that tells people apart is another's; how people live, what departments write of them and every slip of the pen
are the same, so that a further county asks as much of the machine as the first.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaiyuan.base.vault.sealing import LAKE, Vault
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.snapshot import MANIFEST
from huaiyuan.core.kernel import identity
from huaiyuan.core.linkage.names import VARIANTS
from huaiyuan.county.intake import sealing

# Which digit of an area's code tells counties apart, in codes of places and in identity numbers alike.
DIGIT = 5
PLACES = ("code", "parent_code", "village_code", "township_code", "household_no")
# What matching and rules read of a snapshot; all else is of the first county only, for nobody measured here asks it.
ASKED = frozenset(
    {"areas", "households", "residences", "persons", "memberships", "archive_types", "monitoring", "health", "labour"}
)
DIGITS = pa.array([str(d) for d in range(10)])
ROW_GROUP = 122_880
BETWEEN = "|"
Map = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True)
class County:
    """A further county by its number, 0 to 9; the one with 0 is the county itself. `characters`: see there."""

    n: int
    characters: tuple[tuple[str, ...], ...] = ()

    def places(self, codes: pa.Array) -> pa.Array:
        """Codes of places and households as they are here."""
        told = pc.index_in(pc.utf8_slice_codeunits(codes, DIGIT, DIGIT + 1), value_set=DIGITS)
        digit = pa.array([str((d + self.n) % 10) for d in range(10)]).take(told)
        before, after = pc.utf8_slice_codeunits(codes, 0, DIGIT), pc.utf8_slice_codeunits(codes, DIGIT + 1)
        return pc.coalesce(pc.binary_join_element_wise(before, digit, after, ""), codes)

    def persons(self, ids: pa.Array) -> pa.Array:
        """Persons as they are numbered here."""
        return pc.binary_replace_slice(ids, 1, 2, str(self.n))

    def names(self, names: pa.Array) -> pa.Array:
        """Names as they are here: every character is the next but `n` in the order of how many bear it.

        Surnames stay surnames. No name is one slip from what it is in another county, or ten counties in one batch would
        be ten near namesakes born on every day, which no register holds.
        """
        if not self.n:
            return names
        first, further = (_moved(characters, self.n) for characters in self.characters)
        coded = names.dictionary_encode()
        here = [text[:1].translate(first) + text[1:].translate(further) for text in coded.dictionary.to_pylist()]
        return pa.array(here, names.type).take(coded.indices)

    def number(self, text: str) -> str:
        """An identity number, or what somebody wrote for one, as it is here: a slip stays the same slip."""
        if not self.n or not text[: DIGIT + 1].isdecimal() or not text.isascii():
            return text
        was = int(text[DIGIT])
        now = (was + self.n) % 10
        moved = f"{text[:DIGIT]}{now}{text[DIGIT + 1 :]}"
        at = identity.LENGTH - 1
        if len(text) > at and text[at] in identity.CHECKS:
            shift = identity.WEIGHTS[DIGIT] * (now - was)
            check = identity.CHECKS[(identity.CHECKS.index(text[at]) + shift) % len(identity.CHECKS)]
            moved = f"{moved[:at]}{check}{moved[at + 1 :]}"
        return moved


def characters(persons: Path) -> tuple[tuple[str, ...], ...]:
    """What names of a county are made of, the commonest first: their first characters, and those that follow."""
    held = pq.read_table(persons, columns=["name"])["name"].drop_null().to_pylist()
    first, further = Counter(text[:1] for text in held), Counter("".join(text[1:] for text in held))
    return tuple(tuple(sorted(counts, key=lambda c: (-counts[c], c))) for counts in (first, further))


def _moved(characters: Sequence[str], by: int) -> dict[int, str]:
    """A table for `str.translate`; a variant form becomes what its standard form becomes."""
    table = {ord(one): characters[(place + by) % len(characters)] for place, one in enumerate(characters)}
    return {variant: table[ord(one)] for variant, one in VARIANTS.items() if ord(one) in table} | table


def snapshot(source: Path, target: Path, counties: Sequence[County], numbers: Mapping[str, str], vault: Vault) -> None:
    """Write the snapshot of all counties together; `numbers` are the identity numbers of the first, by person."""
    target.mkdir(parents=True)
    tables = json.loads((source / MANIFEST).read_text(encoding="utf-8"))["rows"]
    for name in tables:
        if name not in ASKED:
            shutil.copyfile(source / f"{name}.parquet", target / f"{name}.parquet")
            continue
        table = pq.read_table(source / f"{name}.parquet")
        _write(target / f"{name}.parquet", (_registered(table, county, numbers, vault) for county in counties))
    (target / MANIFEST).write_text((source / MANIFEST).read_text(encoding="utf-8"), encoding="utf-8")


def batch(source: Path, target: Path, counties: Sequence[County], vault: Vault) -> int:
    """Write the batch of all counties together: rows, faults and manifest; returns how many rows the file had in all.

    The sheet says whose row it is, for the sealed cell stays that of the file it came from.
    """
    target.mkdir(parents=True)
    manifest = lake.read_manifest(source)
    rows, faults = (pq.read_table(source / file).combine_chunks() for file in (lake.ROWS, lake.FAULTS))
    cells = sealing.open_cells(
        vault.data_dir, manifest["batch"], "id_number", rows["id_sealed"], rows["sheet"], rows["row"]
    )
    known = [
        identity.read(cell).number if key else None for cell, key in zip(*_lists(cells, rows["id_key"]), strict=True)
    ]
    _write(target / lake.ROWS, (_sent(rows, county, known, vault) for county in counties))
    _write(target / lake.FAULTS, (_set(faults, {"sheet": _sheet(county)}) for county in counties))
    lake.write_manifest(target, manifest)
    return int(manifest["rows"]) * len(counties)


def together(folders: Sequence[Path], target: Path, sources: Sequence[str]) -> None:
    """Lay the snapshots and the matched batches of counties that do not overlap together in one lake."""
    first = folders[0]
    tables = json.loads((first / "snapshot" / MANIFEST).read_text(encoding="utf-8"))["rows"]
    of = {Path("snapshot") / f"{name}.parquet": folders if name in ASKED else folders[:1] for name in tables}
    of |= {Path(source) / file: folders for source in sources for file in (lake.ROWS, lake.MATCHES)}
    for file, whose in of.items():
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        _write(target / file, (pq.read_table(folder / file) for folder in whose))
    for file in (Path("snapshot") / MANIFEST, *(Path(source) / MANIFEST for source in sources)):
        shutil.copyfile(first / file, target / file)


def county_of(sheet: str) -> tuple[int, str]:
    """Whose row it is, and the sheet it stood on."""
    number, _, name = sheet.partition(BETWEEN)
    return int(number), name


def _registered(table: pa.Table, county: County, numbers: Mapping[str, str], vault: Vault) -> pa.Table:
    maps: dict[str, Map] = dict.fromkeys(PLACES, county.places) | {"person_id": county.persons}
    if "id_key" in table.column_names:
        theirs = [
            None if (n := numbers.get(one)) is None else county.number(n) for one in table["person_id"].to_pylist()
        ]
        keys = vault.index_many(pa.array(theirs, pa.string()), purpose=LAKE)
        maps |= {"name": county.names, "id_key": lambda _: keys}
    return _set(table, maps)


def _sent(rows: pa.Table, county: County, known: list[str | None], vault: Vault) -> pa.Table:
    keys = vault.index_many(pa.array([n and county.number(n) for n in known], pa.string()), purpose=LAKE)
    maps: dict[str, Map] = dict.fromkeys(PLACES, county.places)
    return _set(rows, maps | {"sheet": _sheet(county), "name": county.names, "id_key": lambda _: keys})


def _sheet(county: County) -> Map:
    return lambda sheets: pc.binary_join_element_wise(
        str(county.n), sheets, BETWEEN, null_handling="replace", null_replacement=""
    )


def _set(table: pa.Table, maps: Mapping[str, Map]) -> pa.Table:
    for place, name in enumerate(table.column_names):
        if name in maps:
            column = table[name].combine_chunks()
            table = table.set_column(place, name, maps[name](column).cast(column.type))
    return table


def _write(file: Path, parts: Iterator[pa.Table]) -> None:
    writer: Any = None
    for part in parts:
        writer = writer or pq.ParquetWriter(file, part.schema, compression="zstd")
        writer.write_table(part, row_group_size=ROW_GROUP)
    writer.close()


def _lists(*columns: pa.Array | pa.ChunkedArray) -> tuple[list[Any], ...]:
    return tuple(column.to_pylist() for column in columns)
