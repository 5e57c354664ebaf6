"""Who was born on the day and bears a name within a slip of what is written (笔误可及的姓名), found without comparing all.

Everyone born on the day, beside every row that names it, would grow with rows times people, and a day that clerks wrote
for want of a better one (1900-01-01) would be laid beside itself. So it is the name that is looked up, and nobody who could
be meant is left out: two names within the slips that a level forgives are alike in what is left when as many characters
are dropped from both, and a part of a name is its beginning or its end.
"""

# ruff: noqa: S608 - composed of constants of this module

from __future__ import annotations

from huaiyuan.core.linkage.names import LONG_NAME

# A name written in part, as the evidence calls it: at least so many characters, of a name of at least so many.
PART, PART_OF = 2, 4
_MARK = "~"

_ONE_DROPPED = "[left({0}, (k - 1)::INTEGER) || substr({0}, (k + 1)::INTEGER) FOR k IN range(1, length({0}) + 1)]"


def near_by_name(asked: str) -> str:
    """The way to be found of whom rows could mean, among those born on their day; `asked`: which rows of `residue`."""
    parts = f"""SELECT i, birth, '{_MARK}' || unnest(
            [left(plain, k::INTEGER) FOR k IN range({PART}, length(plain))]
            || [right(plain, k::INTEGER) FOR k IN range({PART}, length(plain))]) AS kept
        FROM born WHERE length(plain) >= {PART_OF}"""
    return f"""SELECT n, i FROM (
        WITH asked AS (SELECT n, birth, plain FROM residue WHERE {asked}),
        born AS (SELECT i, birth, plain FROM persons WHERE birth IN (SELECT birth FROM asked)),
        written AS (
            {_kept("n", "asked")} UNION SELECT n, birth, '{_MARK}' || plain FROM asked WHERE length(plain) >= {PART}
        ), known AS ({_kept("i", "born")} UNION {parts})
        SELECT DISTINCT n, i FROM written JOIN known USING (birth, kept))"""


def _kept(key: str, table: str) -> str:
    """What a name of `table` keeps when as many characters are dropped as slips are forgiven in a name of its length."""
    once, twice = _ONE_DROPPED.format("plain"), _ONE_DROPPED.format("once")
    return f"""SELECT {key}, birth, plain AS kept FROM {table}
        UNION SELECT {key}, birth, unnest({once}) FROM {table}
        UNION SELECT {key}, birth, unnest({twice})
        FROM (SELECT {key}, birth, unnest({once}) AS once FROM {table} WHERE length(plain) >= {LONG_NAME})"""
