"""Figures of water (F049–F052), counted on snapshots as of a day; 未测 and 不明 stand beside, never in a numerator."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; the day is bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Kind, Record
from huaiyuan.base.figures.printed import percent
from huaiyuan.base.reference.extract import publish_numbers

GROUP = "饮水"
# How long a test counts is the county's parameter, the same that pages read.
STANDARDS, TEST_MONTHS = "water_standards", "water.test_months"
MONTHS = f"""(SELECT CAST(max(number) AS BIGINT) FROM {STANDARDS}
    WHERE name = '{TEST_MONTHS}' AND valid_from <= $as_of AND valid_to > $as_of)"""
NO_MONTHS = f"SELECT '缺：参数“水质检测结果管多少个月”' WHERE {MONTHS} IS NULL"
WORKS = """
    SELECT number AS code, village_code, name, supply, state, state_since FROM ledger_water_works
    WHERE opened_on <= $as_of AND NOT (state = 'scrapped' AND state_since <= $as_of)"""
# What was not dropped as untrue, and was not cleared by the end of the day.
OPEN = """
    SELECT r.number AS code, r.village_code, w.name, r.opened_on, r.due_on
    FROM ledger_water_repairs r JOIN ledger_water_works w ON w.number = r.works
    WHERE r.opened_on <= $as_of AND (r.cleared_on IS NULL OR r.cleared_on > $as_of)
        AND NOT (r.state = 'dropped' AND r.state_since <= $as_of)"""
# Out for longer than the county lets pass, and not back by the end of the day.
OUT = """
    SELECT works FROM ledger_water_repairs
    WHERE stopped_on <= $as_of AND (restored_on IS NULL OR restored_on > $as_of)
        AND NOT (state = 'dropped' AND state_since <= $as_of)"""
SERVING = f"""
    SELECT s.village_code, w.code, (w.state = 'stopped' AND w.state_since <= $as_of)
        OR w.code IN (SELECT works FROM ({OUT})) AS out
    FROM ledger_water_served s JOIN ({WORKS}) w ON w.code = s.works
    WHERE s.opened_on <= $as_of AND NOT (s.state = 'off' AND s.state_since <= $as_of)"""
LIFTED = """
    SELECT code, code AS village_code, name FROM areas
    WHERE lifted_village AND valid_from <= $as_of AND valid_to > $as_of"""
CENTRAL = f"SELECT code, village_code, name FROM ({WORKS}) WHERE supply = 'central'"


def _latest(sample: str) -> str:
    """Central works with the latest sample of a kind that counts; one that was not sampled has none."""
    return f"""
        SELECT c.code, c.village_code, c.name, max_by(t.state, t.sampled_on) AS result, max(t.sampled_on) AS sampled_on
        FROM ({CENTRAL}) c LEFT JOIN ledger_water_tests t ON t.works = c.code AND t.sample = '{sample}'
            AND t.state <> 'sampled' AND t.told_on <= $as_of AND t.sampled_on > $as_of::DATE - to_months({MONTHS})
        GROUP BY ALL"""


def _passed(sample: str) -> tuple[str, str]:
    """The rows that passed, and those that were tested at all."""
    shown, latest = "SELECT code, village_code, name, sampled_on", _latest(sample)
    return f"{shown} FROM ({latest}) WHERE result = 'passed'", f"{shown} FROM ({latest}) WHERE result IS NOT NULL"


def _ratio(number: str, sample: str, label: str) -> Figure:
    passed, tested = _passed(sample)
    return Figure(
        number, f"集中供水{label}水质合格率", Kind.RATIO, "%",
        f"没有报废的集中供水工程里，检测结果还管用的（参数“水质检测结果管多少个月”）最近一次{label}检测合格的，占测过的；没测的不算合格，另计",
        Record.FACT, passed, base=tested, printed=percent(), group=GROUP,
        missing=f"{NO_MONTHS} UNION ALL SELECT concat('缺：', {MONTHS}, '个月内的{label}检测结果') WHERE {MONTHS} IS NOT NULL AND NOT EXISTS ({tested})",
    )  # fmt: skip


FIGURES = [
    Figure(
        "F049", "供水工程", Kind.COUNT, "处", "截至日在账、没有报废的供水工程处数，集中和分散都算",
        Record.FACT, f"SELECT code, village_code, name FROM ({WORKS})", group=GROUP,
    ),
    Figure(
        "F050", "供水隐患超期未清零", Kind.COUNT, "个",
        "截至日过了清零期限还没清零的隐患和报修；在办的另计，超期是0不等于没有隐患",
        Record.FACT, f"SELECT code, village_code, name, opened_on FROM ({OPEN}) WHERE due_on < $as_of", group=GROUP,
    ),
    Figure(
        "W01", "供水隐患在办", Kind.COUNT, "个", "截至日还没清零的隐患和报修，超期的也在其中",
        Record.FACT, f"SELECT code, village_code, name, opened_on FROM ({OPEN})", group=GROUP,
    ),
    Figure(
        "F051", "脱贫村饮水安全工程正常运转", Kind.COUNT, "个",
        "脱贫村里，供这个村的每处工程在截至日都没有停运，也没有断水超过规定小时数还没恢复的村；没有登记供水工程的村不明，另计",
        Record.AREA, f"""
            SELECT * FROM ({LIFTED}) l WHERE EXISTS (SELECT 1 FROM ({SERVING}) s WHERE s.village_code = l.code)
            AND NOT EXISTS (SELECT 1 FROM ({SERVING}) s WHERE s.village_code = l.code AND s.out)""",
        group=GROUP,
    ),
    Figure(
        "W02", "脱贫村供水不明", Kind.COUNT, "个", "没有登记由哪处工程供水的脱贫村",
        Record.AREA, f"SELECT * FROM ({LIFTED}) l WHERE NOT EXISTS (SELECT 1 FROM ({SERVING}) s WHERE s.village_code = l.code)",
        group=GROUP,
    ),
    _ratio("F052", "source", "水源"),
    _ratio("W03", "treated", "出厂水"),
    _ratio("W04", "tap", "末梢水"),
    Figure(
        "W05", "集中供水水源未测", Kind.COUNT, "处", "没有报废的集中供水工程里，截至日没有还管用的水源水检测结果的（参数“水质检测结果管多少个月”）",
        Record.FACT, f"SELECT code, village_code, name FROM ({_latest('source')}) WHERE result IS NULL",
        missing=NO_MONTHS, group=GROUP,
    ),
]  # fmt: skip


def register() -> None:
    """Add them to the catalogue, and how long a test counts to snapshots; called once when the app is ready."""
    publish_numbers(STANDARDS, f"name = '{TEST_MONTHS}'")
    catalogue.register(FIGURES)
