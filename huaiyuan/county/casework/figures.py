"""Monitored households (监测对象), counted from their cycles; cycles found to be mistakes are in none of them.

Stocks are the spans that hold on the day. Flows are counted by themselves, from what begins and ends in the year, so
that 期初 + 进 − 出 = 期末 can fail.
"""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Identity, Kind, Record
from huaiyuan.county.casework.types import CycleState
from huaiyuan.county.registry.types import Category

GROUP = "监测对象"
YEAR_GROUP = "当年进出"
NO_HOUSEHOLDS = "SELECT '缺：农户底册' WHERE NOT EXISTS (SELECT 1 FROM households WHERE registered_on <= $as_of)"
IN_TOTAL = f"risk_state IN ('{CycleState.OPEN}', '{CycleState.CLEARED}')"
NOW = "c.valid_from <= $as_of AND c.valid_to > $as_of"
BASIS = "县级审定过、截至日未销户的户，含风险已消除和未消除；误识别清退的不计"


def _households(condition: str) -> str:
    return f"""
        SELECT c.household_no, h.village_code, c.category, c.risk_state, c.identified_on, c.cleared_on, c.cycle
        FROM cycles c JOIN household_now h USING (household_no) WHERE {NOW} AND c.{IN_TOTAL} AND c.{condition}"""


def _persons(condition: str) -> str:
    return f"""
        SELECT p.person_id, p.village_code, p.household_no
        FROM person_now p JOIN cycles c ON c.household_no = p.household_no
        WHERE {NOW} AND c.{IN_TOTAL} AND c.{condition}"""


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


def _state(state: CycleState) -> str:
    return f"risk_state = '{state}'"


MONITORED = [
    *_pair(11, "监测对象", IN_TOTAL, ""),
    *_pair(13, "边缘易致贫户", _category(Category.MARGINAL), "类别为边缘易致贫户的"),
    *_pair(15, "突发严重困难户", _category(Category.HARDSHIP), "类别为突发严重困难户的"),
    *_pair(17, "脱贫不稳定户", _category(Category.UNSTABLE), "类别为脱贫不稳定户的"),
    *_pair(19, "风险已消除", _state(CycleState.CLEARED), "风险已消除的"),
    *_pair(21, "风险未消除", _state(CycleState.OPEN), "风险未消除的"),
]

# Every cycle as it stood on the day: its latest event decides whether it was cleared, taken back or struck off.
CYCLES = """
    SELECT household_no, cycle, arg_max(risk_state, valid_from) AS risk_state,
           min(identified_on) AS identified_on, arg_max_null(cleared_on, valid_from) AS cleared_on,
           CASE WHEN any_value(again) THEN '再识别' ELSE '首次' END AS entry_kind,
           arg_max(category, valid_from) AS category
    FROM cycles WHERE valid_from <= $as_of GROUP BY household_no, cycle"""


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
            f"identified_on BETWEEN date_trunc('year', $as_of) AND $as_of AND {IN_TOTAL}",
            "identified_on",
        ),
        missing=NO_HOUSEHOLDS, group=YEAR_GROUP,
    ),
    Figure(
        "F058", "上年度风险消除", Kind.COUNT, "户",
        "截至日上一年度内县级审定风险消除的户数，消除后又回退的不计；报告写2025年度",
        Record.HOUSEHOLD,
        _flow(
            f"year(cleared_on) = year($as_of) - 1 AND {_state(CycleState.CLEARED)}",
            "cleared_on",
        ),
        missing=NO_HOUSEHOLDS, group=YEAR_GROUP,
    ),
]  # fmt: skip


# In and out of the total: a household comes in when it had no cycle that counts the day before, and goes out when it is
# struck off or its number is closed. 再识别 after a clearing moves nothing, it was counted all along.
YEAR_BEGINS = "date_trunc('year', $as_of::DATE)::DATE"
IN_YEAR = f"BETWEEN {YEAR_BEGINS} AND $as_of"
AT_START = f"""
    SELECT c.household_no, w.village_code, c.category, c.risk_state
    FROM cycles c JOIN households h USING (household_no)
    LEFT JOIN residences w ON w.household_no = c.household_no AND w.valid_from < {YEAR_BEGINS} AND w.valid_to >= {YEAR_BEGINS}
    WHERE c.valid_from < {YEAR_BEGINS} AND c.valid_to >= {YEAR_BEGINS} AND c.{IN_TOTAL}
      AND h.registered_on < {YEAR_BEGINS} AND (h.closed_on IS NULL OR h.closed_on >= {YEAR_BEGINS})"""
TURNS = f"""
    SELECT household_no, valid_from, category, again, event, {IN_TOTAL} AS counts,
           coalesce(lag({IN_TOTAL}) OVER (PARTITION BY household_no ORDER BY valid_from), false) AS counted
    FROM cycles"""
# What is dated after a household's number was closed moves nothing any more.
HERE = """
    JOIN households h ON h.household_no = t.household_no AND (h.closed_on IS NULL OR h.closed_on > t.valid_from)
    LEFT JOIN residences w ON w.household_no = t.household_no AND w.valid_from <= $as_of AND w.valid_to > $as_of"""
CAME = f"""
    SELECT t.household_no, w.village_code, t.valid_from AS on_day, t.category
    FROM ({TURNS}) t {HERE} WHERE t.counts AND NOT t.counted AND t.valid_from {IN_YEAR}"""
STRUCK = f"""
    SELECT t.household_no, w.village_code, t.valid_from AS on_day, t.category
    FROM ({TURNS}) t {HERE} WHERE NOT t.counts AND t.counted AND t.valid_from {IN_YEAR}"""
CLOSED = f"""
    SELECT h.household_no, w.village_code, h.closed_on AS on_day, h.close_reason, c.category
    FROM households h
    JOIN cycles c ON c.household_no = h.household_no AND c.valid_from < h.closed_on AND c.valid_to >= h.closed_on
    LEFT JOIN residences w ON w.household_no = h.household_no AND w.valid_from < h.closed_on AND w.valid_to >= h.closed_on
    WHERE h.closed_on {IN_YEAR} AND c.{IN_TOTAL}"""


def _flow_figure(id_: str, title: str, definition: str, records: str) -> Figure:
    return Figure(
        id_, title, Kind.COUNT, "户", definition, Record.HOUSEHOLD, records, missing=NO_HOUSEHOLDS, group=YEAR_GROUP
    )


FLOWS = [
    _flow_figure("C01", "年初监测对象", "上年末县级审定过、未销户的户，含风险已消除和未消除", AT_START),
    _flow_figure(
        "C02", "当年进入监测对象",
        "当年首次识别的户，加清退后重新识别的、分户后继续监测的；消除后再识别的一直在总数里，不重复计", CAME,
    ),
    _flow_figure("C03", "当年识别错误清退", "当年因识别错误清退、退出总数的户", STRUCK),
    _flow_figure("C04", "当年监测对象销户", "当年整户死亡、迁出、合户等销户时在总数里的户", CLOSED),
]  # fmt: skip

# The same households in the same state, in the cycles and in what the registry tells all parts below.
DIFFER = """
    SELECT count(*) FROM
        (SELECT household_no, category, risk_state, identified_on FROM cycles
         WHERE valid_from <= $as_of AND valid_to > $as_of) c
    FULL JOIN
        (SELECT household_no, category, risk_state, approved_on AS identified_on FROM monitoring
         WHERE valid_from <= $as_of AND valid_to > $as_of) m
    USING (household_no, category, risk_state, identified_on)
    WHERE c.household_no IS NULL OR m.household_no IS NULL"""

IDENTITIES = [
    Identity(
        "I14", "监测对象一年的进出", "C01＋C02－C03－C04＝F011", ("C01", "C02", "C03", "C04", "F011"),
        lambda n: n["C01"] + n["C02"] - n["C03"] - n["C04"] == n["F011"],
        lambda n: (
            f"年初{n['C01']}＋进入{n['C02']}－清退{n['C03']}－销户{n['C04']}"
            f"＝{n['C01'] + n['C02'] - n['C03'] - n['C04']}户，现有{n['F011']}户"
        ),
    ),
    Identity(
        "I31", "监测周期和底册的监测状态一致", "两边不一样的户数＝0", ("F011",),
        lambda n: n["differ"] == 0,
        lambda n: f"监测周期、底册逐户对过，不一样的{n['differ']}条",
        {"differ": DIFFER},
    ),
]  # fmt: skip


def register() -> None:
    """Add them to the catalogue; called once when the app is ready."""
    catalogue.register([*MONITORED, *YEARLY, *FLOWS], IDENTITIES)
