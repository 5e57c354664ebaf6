"""Everything that is wrong in the rows, found at once: the table `faults`, and `rejected` rows among it."""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import duckdb

from huaiyuan.core.kernel.errors import ErrorCode
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.errors import BY_ID_STATE, ROW_LEVELS, UNREADABLE_BY_TYPE
from huaiyuan.county.intake.source import Column, Source

MAX_SHOWN = 60
NO_FAULTS = "SELECT n, '' AS \"column\", '' AS code, '' AS level, CAST(NULL AS VARCHAR) AS cell, '' AS says FROM typed WHERE false"


def span(source: Source, period: Period) -> tuple[dt.date, dt.date]:
    """The first and last day a dated row may lie on: the month, or for a cumulative file the year up to its end."""
    first = dt.date(period.year, 1, 1) if source.cumulative else period.first_day
    return first, period.last_day


def find(con: duckdb.DuckDBPyConnection, source: Source, period: Period, present: Collection[str]) -> None:
    """Make `lines` (n, line: the canonical text of a row), `faults` and `rejected` (n) from `typed`.

    `present` are the columns the file has: amounts are only added up where all of them were sent.
    """
    con.execute(f"CREATE TEMP TABLE lines AS SELECT n, {canonical(source)} AS line FROM typed")
    checks = [
        *_unreadable(source), *(_about_people(source) if source.about_people else ()),
        *(_cents(source) if source.about_entries else _of_reports(source, period, present)),
    ]  # fmt: skip
    con.execute(f"""
        CREATE TEMP TABLE faults AS
        SELECT n, t.sheet, t.row, "column", code, level, {_masked()} AS shown, says
        FROM ({" UNION ALL ".join(checks or [NO_FAULTS])}) f JOIN typed t USING (n)
    """)
    # A row of edits is never sent back whole: its other cells go on.
    back = "false" if source.about_entries else f"level = '{errors.REJECT}'"
    con.execute(f"CREATE TEMP TABLE rejected AS SELECT DISTINCT n FROM faults WHERE {back}")


def _of_reports(source: Source, period: Period, present: Collection[str]) -> Iterator[str]:
    """What only a report of a month can have wrong."""
    yield from _places(source)
    yield from _dates(source, period)
    yield from _amounts(source, present)
    yield from _repetitions(source)


def _cents(source: Source) -> Iterator[str]:
    """Amounts finer than a cent; the long tail that a spreadsheet's own sums have is none."""
    for column in source.columns:
        if column.type == "yuan":
            bare = f"regexp_replace({column.name}_cell, '[\\s,，￥¥元圆]', '', 'g')"
            fine = f"regexp_full_match({bare}, '[-+]?\\d*\\.\\d{{3,8}}')"
            where = f"{fine} AND try_cast({bare} AS DECIMAL(24, 8)) <> {column.name}"
            yield _fault(errors.ROW_YUAN, column.label, f"{column.name}_cell", where, label=column.label)


def canonical(source: Source) -> str:
    """SQL for a row's content, whatever the order, the formatting or the sheet: values where they could be read."""
    parts = []
    for column in source.columns:
        if column.name == "id_number":
            parts.append("coalesce(number, '!' || id_written, '')")
        elif column.type in UNREADABLE_BY_TYPE:
            parts.append(f"coalesce(CAST({column.name} AS VARCHAR), '!' || {column.name}_cell, '')")
        else:
            parts.append(f"coalesce({column.name}, '')")
    return "concat_ws(chr(31), " + ", ".join(parts) + ")"


def _fault(code: ErrorCode, column: str, shown: str, where: str, says: str | None = None, **facts: str) -> str:
    """One check as SQL. `says` is an SQL expression; without it the sentence is the same for every row."""
    sentence = says or _text(code.says(**facts))
    return (
        f"SELECT n, {_text(column)} AS \"column\", '{code.code}' AS code, '{ROW_LEVELS[code.code]}' AS level, "
        f"{shown} AS cell, {sentence} AS says FROM typed WHERE {where}"
    )


def _unreadable(source: Source) -> Iterator[str]:
    if source.about_people:
        # Words like 看不清 in place of a number name nobody either; a broken number still may.
        nameless = "id_state = 'missing' OR (id_state = 'not_id' AND NOT regexp_matches(id_cell, '[0-9０-９]'))"
        yield _fault(errors.ROW_NOBODY, "姓名", "NULL", f"name IS NULL AND ({nameless})")
    elif not source.about_entries:
        yield _fault(errors.ROW_NOWHERE, _label(source, "village"), "NULL", "township IS NULL AND village IS NULL")
    for column in source.columns:
        if column.type in UNREADABLE_BY_TYPE:
            facts = {"label": column.label}
            if column.codes is not None:
                facts["allowed"] = "、".join(code.value for code in column.codes)
            cell = f"{column.name}_cell"
            where = f"{column.name} IS NULL AND {cell} IS NOT NULL"
            yield _fault(UNREADABLE_BY_TYPE[column.type], column.label, cell, where, **facts)


def _about_people(source: Source) -> Iterator[str]:
    yield from _identity(source)
    yield from _names(source)
    yield from _contradictions(source)
    bare = "regexp_replace(name, '[\\s·•.]', '', 'g')"
    # Names that are the same letter by letter are not folded first: nearly all are.
    unlike = "SELECT number FROM typed WHERE number IS NOT NULL GROUP BY number HAVING min(name) <> max(name)"
    shared = f"SELECT number FROM typed WHERE number IN ({unlike}) GROUP BY number HAVING count(DISTINCT {bare}) > 1"
    yield _fault(errors.ROW_ID_TWO_NAMES, _label(source, "id_number"), "id_cell", f"number IN ({shared})")


def _identity(source: Source) -> Iterator[str]:
    label = _label(source, "id_number")
    for state, code in BY_ID_STATE.items():
        # A row that names nobody is rejected for that; saying that the number is missing too would be noise.
        more = " AND name IS NOT NULL" if state == "missing" else ""
        yield _fault(code, label, "id_cell", f"id_state = '{state}'{more}")


def _names(source: Source) -> Iterator[str]:
    where = "regexp_matches(name, '[\\x{E000}-\\x{F8FF}\\x{FFFD}]')"
    yield _fault(errors.ROW_NAME_PRIVATE, _label(source, "name"), "name", where)


def _contradictions(source: Source) -> Iterator[str]:
    yield _fault(
        errors.ROW_SEX, _label(source, "sex"), "sex_cell",
        "number IS NOT NULL AND sex IN ('男', '女') AND (CAST(number[17] AS INTEGER) % 2 = 1) <> (sex = '男')",
    )  # fmt: skip
    yield _fault(
        errors.ROW_BIRTH, _label(source, "birth_on"), "birth_on_cell",
        "number IS NOT NULL AND strftime(birth_on, '%Y%m%d') <> number[7:14]",
    )  # fmt: skip


def _places(source: Source) -> Iterator[str]:
    label = _label(source, "village")
    if source.about_people:
        yield _fault(errors.ROW_VILLAGE_MISSING, label, "NULL", "village IS NULL")
    else:
        yield _fault(errors.ROW_VILLAGE_BLANK, label, "NULL", "village IS NULL AND township IS NOT NULL")
    where = "village IS NOT NULL AND village_code IS NULL"
    template = errors.ROW_VILLAGE_UNKNOWN.says(township="\0").split("\0")
    says = f"{_text(template[0])} || coalesce(township, '全县') || {_text(template[1])}"
    yield _fault(errors.ROW_VILLAGE_UNKNOWN, label, "village", where, says)


def _dates(source: Source, period: Period) -> Iterator[str]:
    since, until = span(source, period)
    for column in source.columns:
        if column.type != "date":
            continue
        cell = f"{column.name}_cell"
        if column.name == source.dated_by:
            where = f"{column.name} NOT BETWEEN DATE '{since}' AND DATE '{until}'"
            facts = {"label": column.label, "since": since.isoformat(), "until": until.isoformat()}
            yield _fault(errors.ROW_OUTSIDE, column.label, cell, where, **facts)
        else:
            where = f"{column.name} > DATE '{until}'"
            yield _fault(errors.ROW_LATE, column.label, cell, where, label=column.label, until=until.isoformat())


def _amounts(source: Source, present: Collection[str]) -> Iterator[str]:
    if source.balance is None or not {source.balance.total, *source.balance.parts} <= set(present):
        return
    total, parts = source.balance.total, source.balance.parts
    together = " + ".join(f"coalesce({part}, 0)" for part in parts)
    # A part that could not be read may be what is lacking: nothing can be said then.
    known = " AND ".join(f"({part} IS NOT NULL OR {part}_cell IS NULL)" for part in parts)
    sent = " OR ".join(f"{part} IS NOT NULL" for part in parts)
    label = _label(source, total)
    template = errors.ROW_UNBALANCED.says(total=label, difference="\0").split("\0")
    says = f"{_text(template[0])} || CAST({total} - ({together}) AS VARCHAR) || {_text(template[1])}"
    where = f"abs({total} - ({together})) > {source.balance.tolerance_yuan} AND ({sent}) AND {known}"
    yield _fault(errors.ROW_UNBALANCED, label, f"{total}_cell", where, says)


def _repetitions(source: Source) -> Iterator[str]:
    several = "SELECT hash(line) FROM lines GROUP BY hash(line) HAVING count(*) > 1"
    again = f"""SELECT n FROM lines WHERE hash(line) IN ({several})
                QUALIFY row_number() OVER (PARTITION BY line ORDER BY n) > 1"""
    yield _fault(errors.ROW_TWICE, _label(source, source.common[0]), "NULL", f"n IN ({again})")


def _masked() -> str:
    """A cell as it may be shown: of any run of eleven or more digits the last four; spaces do not hide a number."""
    bare = "regexp_replace(translate(cell, '０１２３４５６７８９', '0123456789'), '[\\s\\-]', '', 'g')"
    masked = f"regexp_replace({bare}, '\\d{{7,}}(\\d{{4}})', '*******\\1', 'g')"
    return f"left(CASE WHEN regexp_matches({bare}, '\\d{{11}}') THEN {masked} ELSE cell END, {MAX_SHOWN})"


def _label(source: Source, name: str) -> str:
    column: Column = source.column(name)
    return column.label


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
