"""The county as such: constants, areas, rural people, and the roster of 脱贫户 that the year's 动态管理 closed."""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures.catalogue import Figure, Kind, Record
from huaiyuan.base.figures.printed import round_wan

GROUP = "县情和底册"
NO_AREAS = "SELECT '缺：区划' WHERE NOT EXISTS (SELECT 1 FROM areas WHERE valid_from <= $as_of)"
NO_HOUSEHOLDS = "SELECT '缺：农户底册' WHERE NOT EXISTS (SELECT 1 FROM households WHERE registered_on <= $as_of)"
NO_ROSTER = """
    SELECT '缺：' || year($as_of) || '年' || month($as_of) || '月' || day($as_of) || '日以前关账的年度动态管理名册'
    WHERE NOT EXISTS (SELECT 1 FROM roster_households WHERE closed_on <= $as_of)"""
LAST_ROSTER = "closed_on = (SELECT max(closed_on) FROM roster_households WHERE closed_on <= $as_of)"
RESIDENCE = """
    LEFT JOIN residences w ON w.household_no = r.household_no AND w.valid_from <= $as_of AND w.valid_to > $as_of"""


def _areas(condition: str, village: str = "NULL::VARCHAR") -> str:
    return f"""
        SELECT code, {village} AS village_code, name, kind FROM areas
        WHERE valid_from <= $as_of AND valid_to > $as_of AND {condition}"""


def _fact(code: str) -> str:
    return f"""
        SELECT code, NULL::VARCHAR AS village_code, number, unit, year, source FROM county_facts
        WHERE code = '{code}' AND valid_from <= $as_of AND valid_to > $as_of"""


def _constant(id_: str, title: str, unit: str, code: str, definition: str) -> Figure:
    return Figure(id_, title, Kind.CONSTANT, unit, definition, Record.FACT, _fact(code), group=GROUP)


def _count_areas(id_: str, title: str, records: str, definition: str) -> Figure:
    return Figure(id_, title, Kind.COUNT, "个", definition, Record.AREA, records, missing=NO_AREAS, group=GROUP)


COUNTY = [
    _constant("F001", "县域总面积", "平方公里", "area_km2", "县情常量，取自行政区划资料，不由户记录计算"),
    _count_areas("F002", "镇", _areas("level = 'township' AND kind = '镇'"), "截至日有效的区划中，类型为镇的乡级区划个数"),
    _count_areas("F003", "乡", _areas("level = 'township' AND kind = '乡'"), "截至日有效的区划中，类型为乡的乡级区划个数"),
    _count_areas(
        "F004", "先进制造业开发区", _areas("level = 'zone'"), "截至日有效的开发区个数；“集聚区”是它的别名，不另计"
    ),
    _count_areas(
        "F005",
        "行政村（社区）",
        _areas("level = 'village'", "code"),
        "截至日有效的村级区划个数，含行政村和社区",
    ),
    _constant("F006", "总人口", "万人", "population_total", "县情常量，取自公安、统计资料，带年份"),
    Figure(
        "F007", "农村人口", Kind.COUNT, "万人",
        "户籍口径：截至日在册农村户的在册人员数，以万为单位保留1位小数；常住口径另计",
        Record.PERSON,
        """
        SELECT p.person_id, p.village_code, p.household_no
        FROM person_now p JOIN households h USING (household_no) WHERE h.rural""",
        printed=round_wan(1, about=True), missing=NO_HOUSEHOLDS, group=GROUP,
    ),
    _count_areas(
        "F008", "脱贫村", _areas("level = 'village' AND lifted_village", "code"), "截至日有效的村级区划中标为脱贫村的个数"
    ),
    Figure(
        "F009", "脱贫户（含脱贫户中的监测对象）", Kind.COUNT, "万户",
        "截至日以前最近一次关账的年度动态管理名册上的脱贫户数，含兼为监测对象的户，以万为单位保留1位小数；"
        "名册关账后的增减另计，不改这个数",
        Record.HOUSEHOLD,
        f"""
        SELECT r.household_no, w.village_code, r.archive_type, r.year
        FROM roster_households r {RESIDENCE} WHERE r.{LAST_ROSTER} AND r.archive_type = '脱贫户'""",
        printed=round_wan(1), missing=NO_ROSTER, group=GROUP,
    ),
    Figure(
        "F010", "脱贫户人口", Kind.COUNT, "万人",
        "同一本名册上脱贫户的人数，以万为单位保留2位小数",
        Record.PERSON,
        f"""
        SELECT r.person_id, w.village_code, r.household_no, r.year
        FROM roster_persons r
        JOIN roster_households h ON h.household_no = r.household_no AND h.closed_on = r.closed_on {RESIDENCE}
        WHERE r.{LAST_ROSTER} AND h.archive_type = '脱贫户'""",
        printed=round_wan(2), missing=NO_ROSTER, group=GROUP,
    ),
]  # fmt: skip
