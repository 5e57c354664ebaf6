"""A search for planted identity numbers, phones and cards over a whole data directory, packed files opened."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# Eleven digits tell a person: birth date and order of an identity number, a phone, the end of a card.
_TELLING = 11
_DIGITS = re.compile(rb"\d{%d,}" % _TELLING)


def planted(seed: int, scale: float, draw: int) -> set[bytes]:
    """The telling digits of `draw` identity numbers, phones and cards each, out of the county of a seed.

    The last digit of an identity number is left out: it may be an x, and is told by the others.
    """
    from huaiyuan.synth import county

    persons = county.build(seed, scale).tables["persons"]
    chosen: set[bytes] = set()
    for column, telling in (("id_number", slice(6, 17)), ("phone", slice(None)), ("bank_card", slice(-_TELLING, None))):
        numbers = [n for n in persons[column].to_pylist() if n]
        assert len(numbers) >= draw, f"only {len(numbers)} of {column}"
        chosen |= {number[telling].encode() for number in random.Random(seed).sample(numbers, draw)}
    assert {len(one) for one in chosen} == {_TELLING}
    return chosen


def guilty(folder: Path, numbers: set[bytes]) -> list[str]:
    """The files under a folder in which one of the numbers stands in clear."""
    files = (f for f in folder.rglob("*") if f.is_file())
    return sorted(f.relative_to(folder).as_posix() for f in files if any(_holds(part, numbers) for part in _parts(f)))


def _holds(content: bytes, numbers: set[bytes]) -> bool:
    for found in _DIGITS.finditer(content):
        run = found.group()
        if any(run[i : i + _TELLING] in numbers for i in range(len(run) - _TELLING + 1)):
            return True
    return False


def _parts(file: Path) -> Iterator[bytes]:
    """A file's bytes, and what a packed file holds once it is opened."""
    yield file.read_bytes()
    if file.suffix == ".parquet":
        yield from _columns(file)


def _columns(file: Path) -> Iterator[bytes]:
    import pyarrow.parquet as pq

    for column in pq.read_table(file).columns:
        yield from _values(column.combine_chunks())


def _values(values: pa.Array) -> Iterator[bytes]:
    """What stands in a column, lists and records opened."""
    import pyarrow as pa

    if pa.types.is_list(values.type):
        yield from _values(values.flatten())
    elif pa.types.is_struct(values.type):
        for part in values.flatten():
            yield from _values(part)
    elif pa.types.is_binary(values.type):
        yield b"\n".join(v for v in values.to_pylist() if v)
    else:
        yield "\n".join(v for v in values.cast(pa.string()).to_pylist() if v).encode()
