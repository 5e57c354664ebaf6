"""Figures of full screening rounds (F054, F055; domain §9.2 M062, M064, M065), counted on snapshots as of a day."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; the day is bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Kind, Record
from huaiyuan.base.figures.printed import percent

GROUP = "集中排查"
# A county's closing that stood at the end of the day.
COMPLETED = """
    SELECT number, min(name) AS name, min(starts_on) AS starts_on, min(ends_on) AS ends_on, min(closed_on) AS closed_on
    FROM screening_rounds
    WHERE closed_on <= $as_of AND (reopened_on IS NULL OR reopened_on > $as_of) AND year(starts_on) = year($as_of)
    GROUP BY number"""
NO_ROUND = f"""
    SELECT '缺：' || year($as_of) || '年县级点过本轮完成的集中排查'
    WHERE NOT EXISTS (SELECT 1 FROM ({COMPLETED}))"""
# Who was to be screened: rural households that were open when the county closed the round.
TO_SCREEN = f"""
    SELECT h.household_no, coalesce(l.village_code, w.village_code) AS village_code, c.name AS round, l.is_key,
           l.unknown_groups, l.first_on, l.first_on IS NOT NULL AND l.first_on <= c.closed_on AS screened
    FROM ({COMPLETED}) c
    JOIN households h ON h.rural AND h.registered_on <= c.closed_on
        AND (h.closed_on IS NULL OR h.closed_on > c.closed_on)
    LEFT JOIN residences w ON w.household_no = h.household_no AND w.valid_from <= c.closed_on AND w.valid_to > c.closed_on
    LEFT JOIN screening_lines l ON l.round_number = c.number AND l.household_no = h.household_no"""
KEY = "coalesce(is_key, false)"
UNKNOWN = "NOT coalesce(is_key, false) AND coalesce(unknown_groups <> '', true)"


def _rows(condition: str) -> str:
    return f"SELECT household_no, village_code, round, first_on FROM ({TO_SCREEN}) WHERE {condition}"


FIGURES = [
    Figure(
        "F054", "集中排查完成轮次", Kind.COUNT, "轮/年",
        "截至日所在年份里开始、截至日县级已点“本轮完成”且没有重开的集中排查轮次数；村、镇、县逐级点完成",
        Record.FACT, f"SELECT number AS code, NULL::VARCHAR AS village_code, name, starts_on, ends_on, closed_on AS completed_on FROM ({COMPLETED})",
        group=GROUP,
    ),
    Figure(
        "F055", "集中排查覆盖率（农村户）", Kind.RATIO, "%",
        "本年完成的各轮合计：有排查记录（入户、电话／视频、空挂核实）的农村户次，占各轮完成那天在册的农村户次；没查只写了原因的不算查过",
        Record.HOUSEHOLD, _rows("screened"), base=_rows("TRUE"), printed=percent(1), missing=NO_ROUND, group=GROUP,
    ),
    Figure(
        "J01", "集中排查覆盖率（重点群体户）", Kind.RATIO, "%",
        "同上口径，只算开轮时认定为重点群体的户；是不是重点群体不明的户不在其中，另计",
        Record.HOUSEHOLD, _rows(f"{KEY} AND screened"), base=_rows(KEY), printed=percent(1), missing=NO_ROUND,
        group=GROUP,
    ),
    Figure(
        "J02", "重点群体不明", Kind.COUNT, "户次",
        "本年完成的各轮里，不是重点群体、但有的重点群体缺数据说不清的农村户次（部门表没有覆盖本村、轮中新增户）",
        Record.HOUSEHOLD, _rows(UNKNOWN), missing=NO_ROUND, group=GROUP,
    ),
    Figure(
        "J03", "集中排查没查到", Kind.COUNT, "户次", "本年完成的各轮里，没有排查记录的农村户次，含写了原因的",
        Record.HOUSEHOLD, _rows("NOT screened"), missing=NO_ROUND, group=GROUP,
    ),
]  # fmt: skip


def register() -> None:
    """Add them to the catalogue; called once when the app is ready."""
    catalogue.register(FIGURES)
