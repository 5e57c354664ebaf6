"""Figures of helping (F031–F033, F057) and of visits, counted on snapshots as of a day."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; the day is bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Kind, Record
from huaiyuan.base.figures.printed import FLOOR_HUNDREDS, SAME_LIST, percent
from huaiyuan.county.duty.types import Level, Part

GROUP = "结对和走访"
LEVELS = ", ".join(f"'{level}'" for level in Level)
SHOWN = " ".join(f"WHEN '{level}' THEN '{level.label}'" for level in Level)
MONITORED = "risk_state IN ('未消除', '已消除')"
FOLLOWED = f"(archive_type = '脱贫户' OR {MONITORED})"
ACTIVE = "p.valid_from <= $as_of AND p.valid_to > $as_of"
HELPED = f"""
    EXISTS (SELECT 1 FROM pairings p WHERE p.household_no = household_now.household_no
            AND p.part = '{Part.PRINCIPAL}' AND {ACTIVE})"""
NO_PAIRINGS = "SELECT '缺：结对台账' WHERE NOT EXISTS (SELECT 1 FROM pairings WHERE valid_from <= $as_of)"
COLUMNS = "household_no, village_code, archive_type, category, risk_state"
# One person who works in two units is one; without a number on file a helper stands for themselves.
HELPERS = f"""
    SELECT any_value(h.helper_no) AS helper_no, min(w.village_code) AS village_code, any_value(h.unit_name) AS unit_name,
           CASE any_value(h.unit_level) {SHOWN} END AS level, count(DISTINCT p.household_no) AS households
    FROM pairings p JOIN helpers h USING (helper_no)
    LEFT JOIN household_now w ON w.household_no = p.household_no
    WHERE {ACTIVE} AND h.unit_level IN ({LEVELS}) GROUP BY coalesce(h.id_key, h.helper_no)"""
LEVELS_HELD = f"""
    SELECT u.unit_level AS code, NULL::VARCHAR AS village_code, CASE u.unit_level {SHOWN} END AS name,
           count(DISTINCT u.helper_no) AS number
    FROM pairings p JOIN helpers u USING (helper_no) WHERE {ACTIVE} AND u.unit_level IN ({LEVELS}) GROUP BY 1, 2, 3"""
IDENTIFIED = f"approved_on BETWEEN date_trunc('year', $as_of) AND $as_of AND {MONITORED}"
PUBLIC = f"""
    SELECT w.household_no, w.village_code, w.category, w.approved_on, h.helper_no
    FROM household_now w JOIN pairings p ON p.household_no = w.household_no AND p.part = '{Part.PRINCIPAL}' AND {ACTIVE}
    JOIN helpers h ON h.helper_no = p.helper_no AND h.public_servant WHERE w.{IDENTIFIED.replace(" AND risk", " AND w.risk")}"""


def _of_quarter(visited: str) -> str:
    return f"""
        SELECT {COLUMNS} FROM household_now WHERE {FOLLOWED} AND {visited} EXISTS (
            SELECT 1 FROM home_visits v WHERE v.household_no = household_now.household_no
            AND v.visited_on BETWEEN date_trunc('quarter', $as_of) AND $as_of)"""


def _problems(condition: str) -> str:
    return f"""
        SELECT problem_no, village_code, household_no, kind, state FROM problems
        WHERE raised_at::DATE <= $as_of AND {condition}"""


FIGURES = [
    Figure(
        "F031", "帮扶责任人", Kind.COUNT, "名（余）",
        "截至日至少帮扶一户（主责或协助）、单位层级为中央、省、市、县、乡的人，一人只数一次",
        Record.HELPER, HELPERS, printed=FLOOR_HUNDREDS, missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "F032", "帮扶单位级别", Kind.LIST, "级", "截至日有帮扶责任人在帮扶的单位有哪几级：中央、省、市、县、乡",
        Record.FACT, LEVELS_HELD, printed=SAME_LIST, missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "F033", "结对帮扶覆盖", Kind.RATIO, "%", "脱贫户和监测对象（风险已消除的也算，两类都是的只数一次）中，截至日有主责帮扶责任人的户所占比例",
        Record.HOUSEHOLD, f"SELECT {COLUMNS} FROM household_now WHERE {FOLLOWED} AND {HELPED}", printed=percent(0),
        base=f"SELECT {COLUMNS} FROM household_now WHERE {FOLLOWED}", missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "F057", "新识别监测对象的公职帮扶责任人", Kind.COUNT, "名/户",
        "截至日所在年度内识别的监测对象，每户有几名主责的国家公职人员帮扶责任人",
        Record.HOUSEHOLD, PUBLIC, base=f"SELECT {COLUMNS}, approved_on FROM household_now WHERE {IDENTIFIED}",
        missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "V01", "还没有帮扶责任人的户", Kind.COUNT, "户", "脱贫户和监测对象中，截至日没有主责帮扶责任人的户",
        Record.HOUSEHOLD, f"SELECT {COLUMNS} FROM household_now WHERE {FOLLOWED} AND NOT {HELPED}",
        missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "V02", "本季走访过的户", Kind.COUNT, "户", "脱贫户和监测对象中，截至日所在季度里帮扶责任人走访过的户",
        Record.HOUSEHOLD, _of_quarter(""), missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "V03", "本季还没走访的户", Kind.COUNT, "户", "脱贫户和监测对象中，截至日所在季度里帮扶责任人还没走访的户",
        Record.HOUSEHOLD, _of_quarter("NOT"), missing=NO_PAIRINGS, group=GROUP,
    ),
    Figure(
        "V04", "走访时交办、还没办结的事", Kind.COUNT, "件", "截至日帮扶责任人走访时交办、承办人还没说办好的事",
        Record.PROBLEM, _problems("(answered_at IS NULL OR answered_at::DATE > $as_of) AND (closed_at IS NULL OR closed_at::DATE > $as_of)"),
        group=GROUP,
    ),
]  # fmt: skip


def register() -> None:
    """Add them to the catalogue; called once when the app is ready."""
    catalogue.register(FIGURES)
