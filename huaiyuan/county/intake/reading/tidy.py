"""Which rows of a sheet are records, and their cells without the noise spreadsheets add.

Blank rows, sum rows, repeated headers and notes are not records; they are counted, never silently lost.
"""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

from dataclasses import dataclass

import duckdb

from huaiyuan.county.intake.reading.gather import Gathered
from huaiyuan.county.intake.reading.words import NO_VALUE, NOTHING, SAME_AS_ABOVE
from huaiyuan.county.intake.source import Column, Source

BLANK, SUM, HEADER, NOTE = "空行", "合计行", "重复的表头", "填表说明"
NOISE = "[\\s\\x{00a0}\\x{200b}-\\x{200f}\\x{2060}\\x{feff}\\x{3000}]+"
# Every character that tidying takes away or looks at.
UNTIDY = NOISE.removesuffix("]+") + "=''‘’]"
_SUMS = "(合计|小计|总计|共计|累计|本页合计|本页小计).*"
_SUM_NAMES = "(合计|小计|总计|共计|累计)[:：]?"
_NOTES = (
    "(填表|制表|填报|审核|复核|经办|联系)(人|单位|日期|时间|电话)([:：].*)?|(单位)?负责人([:：].*)?|(备注|说明|注)[:：].*"
    "|注\\d*[.、．].*|第\\d+页.*|共\\d+[页行人条].*|单位（盖章）.*|\\(?（?盖章）?\\)?.*章[:：]?"
)


@dataclass(frozen=True)
class Tidied:
    """The DuckDB table `tidy` holds the records; `others` counts the rows that are none, by what they are; `hidden` the
    records that are hidden or filtered away in the original.
    """  # fmt: skip

    rows: int
    others: dict[str, int]
    hidden: int = 0


def tidy(con: duckdb.DuckDBPyConnection, gathered: Gathered, source: Source) -> Tidied:
    """Make the table `tidy`: n (running number), sheet, row, id_was_number, and every column's cell, null when empty."""
    con.register("gathered", gathered.table)
    con.execute("CREATE TEMP TABLE judged AS " + _judged(gathered, source))
    con.unregister("gathered")
    counts = dict(con.sql("SELECT other, count(*) FROM judged WHERE other IS NOT NULL GROUP BY other").fetchall())
    con.execute("CREATE TEMP TABLE tidy AS SELECT * EXCLUDE (other, lead) FROM judged WHERE other IS NULL")
    con.execute("DROP TABLE judged")
    [(rows, hidden)] = con.sql("SELECT count(*), count(*) FILTER (hidden) FROM tidy").fetchall()
    return Tidied(rows, {kind: counts[kind] for kind in (BLANK, SUM, HEADER, NOTE) if kind in counts}, hidden)


def _judged(gathered: Gathered, source: Source) -> str:
    names = [column.name for column in source.columns]
    cells = ", ".join(f"{_cell(column, edits=source.about_entries)} AS {column.name}" for column in source.columns)
    bare = ", ".join(f"{_bare(column.name, column.type)} AS {column.name}" for column in source.columns)
    first, second = source.named_by
    titles = {(t.get(first, ""), t.get(second, "")) for t in gathered.found.values()}
    header = " OR ".join(f"({first} = {_text(a)} AND {second} = {_text(b)})" for a, b in sorted(titles)) or "false"
    blank = " AND ".join(f"{name} IS NULL" for name in names)
    says = f"regexp_replace(lead, '{NOISE}', '', 'g')"
    # A person's number settles that a row is a record; a village's row is one wherever both of its names stand.
    no_record, sums = _no_record(source)
    return f"""
        SELECT n, sheet, row, lead, id_was_number, hidden, {", ".join(names)},
          CASE
            WHEN {no_record} AND (regexp_full_match({says}, '{_SUMS}') OR regexp_full_match({sums}, '{_SUM_NAMES}'))
              THEN '{SUM}'
            WHEN {no_record} AND regexp_full_match({says}, '{_NOTES}') THEN '{NOTE}'
            WHEN {blank} THEN '{BLANK}'
            WHEN {header} THEN '{HEADER}'
          END AS other
        FROM (SELECT n, sheet, row, lead, id_was_number, hidden, {cells} FROM (
            SELECT n, sheet, row, lead, id_was_number, hidden, {bare} FROM gathered))
    """


def _no_record(source: Source) -> tuple[str, str]:
    """What a row that is a record does not lack, and the column in which a sum row says so."""
    first, second = source.named_by
    if source.about_people:
        return "id_number IS NULL", first
    if source.about_entries:
        return f"{second} IS NULL", first
    return f"(village IS NULL OR regexp_full_match(village, '{_SUM_NAMES}'))", second


def _bare(name: str, kind: str) -> str:
    """The cell without what only looks like content: spaces at the ends (all of them in a code or a name)."""
    # In a text file people force text by ="…", in a spreadsheet by a leading apostrophe.
    raw = f"CASE WHEN starts_with(raw_{name}, '=') THEN regexp_replace(raw_{name}, '^=\"(.*)\"$', '\\1') ELSE raw_{name} END"
    inside = "" if kind in {"code", "yuan", "int"} else " "
    bare = f"trim(regexp_replace({raw}, '{NOISE}', '{inside}', 'g'))"
    bare = f"ltrim({bare}, '''‘’')" if kind != "text" else bare
    # Most cells are tidy: to see that costs a third of taking nothing away.
    return f"CASE WHEN regexp_matches(raw_{name}, '{UNTIDY}') THEN {bare} ELSE raw_{name} END"


def _cell(column: Column, *, edits: bool) -> str:
    """The bare cell, null where it is a mark for nothing; a word that is one of the column's codes (资助类别“无”) is content.

    In a file of `edits` an empty cell takes something away: what a formula failed to say stays, to be refused.
    """
    name, kind = column.name, column.type
    coded = {spelling for code in column.codes or () for spelling in code.written}
    words = [w for w in ("", *NOTHING, *(SAME_AS_ABOVE if kind == "name" else ())) if w not in coded]
    words = [w for w in words if not (edits and w.startswith("#"))]
    nothing = f"{name} IN ({', '.join(_text(word) for word in words)})"
    if kind in {"text", "name", "id"} and not edits:
        nothing += f" OR (left({name}, 1) IN ('#', '=') AND regexp_full_match({name}, '{NO_VALUE}'))"
    return f"CASE WHEN NOT ({nothing}) THEN {name} END"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
