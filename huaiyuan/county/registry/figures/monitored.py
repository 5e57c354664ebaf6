"""Monitored households (监测对象) and their people; cycles found to be mistakes are in none of them."""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures.catalogue import Figure, Kind, Record
from huaiyuan.county.registry.figures.county import NO_HOUSEHOLDS
from huaiyuan.county.registry.types import Category, RiskState

GROUP = "监测对象"
YEAR_GROUP = "当年进出"
IN_TOTAL = f"risk_state IN ('{RiskState.OPEN}', '{RiskState.CLEARED}')"
BASIS = "县级审定过、截至日未销户的户，含风险已消除和未消除；误识别清退的不计"


def _households(condition: str) -> str:
    return f"""
        SELECT household_no, village_code, category, risk_state, approved_on, cleared_on
        FROM household_now WHERE {IN_TOTAL} AND {condition}"""


def _persons(condition: str) -> str:
    return f"""
        SELECT p.person_id, p.village_code, p.household_no
        FROM person_now p JOIN monitoring m ON m.household_no = p.household_no
        WHERE m.valid_from <= $as_of AND m.valid_to > $as_of AND m.{IN_TOTAL} AND m.{condition}"""


def _pair(first: int, title: str, condition: str, says: str) -> list[Figure]:
    definition = f"监测对象中{says}：{BASIS}" if says else BASIS
    return [
        Figure(
            f"F{first:03}", f"{title}（户）", Kind.COUNT, "户", definition, Record.HOUSEHOLD, _households(condition),
            missing=NO_HOUSEHOLDS, group=GROUP,
        ),
        Figure(
            f"F{first + 1:03}", f"{title}（人）", Kind.COUNT, "人", f"上述户截至日的在册人员数。{definition}",
            Record.PERSON, _persons(condition), missing=NO_HOUSEHOLDS, group=GROUP,
        ),
    ]  # fmt: skip


def _category(category: Category) -> str:
    return f"category = '{category}'"


def _state(state: RiskState) -> str:
    return f"risk_state = '{state}'"


MONITORED = [
    *_pair(11, "监测对象", IN_TOTAL, ""),
    *_pair(13, "边缘易致贫户", _category(Category.MARGINAL), "类别为边缘易致贫户的"),
    *_pair(15, "突发严重困难户", _category(Category.HARDSHIP), "类别为突发严重困难户的"),
    *_pair(17, "脱贫不稳定户", _category(Category.UNSTABLE), "类别为脱贫不稳定户的"),
    *_pair(19, "风险已消除", _state(RiskState.CLEARED), "风险已消除的"),
    *_pair(21, "风险未消除", _state(RiskState.OPEN), "风险未消除的"),
]

# Every cycle as it stood on the day: its latest fact decides whether it was cleared, taken back or struck off.
CYCLES = """
    SELECT household_no, cycle, arg_max(risk_state, valid_from) AS risk_state,
           min(approved_on) AS approved_on, arg_max_null(cleared_on, valid_from) AS cleared_on,
           any_value(entry_kind) AS entry_kind, arg_max(category, valid_from) AS category
    FROM monitoring WHERE valid_from <= $as_of GROUP BY household_no, cycle"""


def _flow(chosen: str, shown: str) -> str:
    return f"""
        SELECT r.household_no, any_value(w.village_code) AS village_code, min({shown}) AS on_day,
               min(entry_kind) AS entry_kind, any_value(r.category) AS category
        FROM ({CYCLES}) r
        LEFT JOIN residences w ON w.household_no = r.household_no AND w.valid_from <= $as_of AND w.valid_to > $as_of
        WHERE {chosen} GROUP BY r.household_no"""


YEARLY = [
    Figure(
        "F056", "当年新识别监测对象", Kind.COUNT, "户",
        "截至日所在年度内县级审定识别的户数，首次识别和再识别在名单里分列；误识别清退的不计",
        Record.HOUSEHOLD,
        _flow(
            f"approved_on BETWEEN date_trunc('year', $as_of) AND $as_of AND {IN_TOTAL}",
            "approved_on",
        ),
        missing=NO_HOUSEHOLDS, group=YEAR_GROUP,
    ),
    Figure(
        "F058", "上年度风险消除", Kind.COUNT, "户",
        "截至日上一年度内县级审定风险消除的户数，消除后又回退的不计；报告写2025年度",
        Record.HOUSEHOLD,
        _flow(
            f"year(cleared_on) = year($as_of) - 1 AND {_state(RiskState.CLEARED)}",
            "cleared_on",
        ),
        missing=NO_HOUSEHOLDS, group=YEAR_GROUP,
    ),
]  # fmt: skip
