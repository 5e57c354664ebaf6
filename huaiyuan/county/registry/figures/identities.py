"""Equations that the registry's figures must satisfy (勾稽, domain §9.1). Full counts, not printed ones, are compared."""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from huaiyuan.base.figures.catalogue import Identity, Numbers
from huaiyuan.county.registry.figures.county import LAST_ROSTER
from huaiyuan.county.registry.types import RiskState

# A household of more than ten is possible but wants a look (domain §9.1 I10: 合理性区间 1–10 人).
LEAST_PER_HOUSEHOLD, MOST_PER_HOUSEHOLD = 1, 10
PAIRS = (("监测", 11), ("边缘", 13), ("突发", 15), ("不稳定", 17), ("已消除", 19), ("未消除", 21), ("脱贫", 9))
VILLAGES_OF_KIND = """
    SELECT count(*) FROM areas
    WHERE valid_from <= $as_of AND valid_to > $as_of AND level = 'village' AND kind = '{kind}'"""
TOWNSHIPS = "SELECT count(*) FROM areas WHERE valid_from <= $as_of AND valid_to > $as_of AND level = 'township'"
IN_TOTAL = f"risk_state IN ('{RiskState.OPEN}', '{RiskState.CLEARED}')"
UNION = f"""
    SELECT count(*) FROM (
        SELECT household_no FROM roster_households WHERE {LAST_ROSTER} AND archive_type = '脱贫户'
        UNION SELECT household_no FROM household_now WHERE {IN_TOTAL})"""
WAN = Decimal(10000)


def _sum(id_: str, title: str, formula: str, parts: tuple[str, ...], whole: str, unit: str) -> Identity:
    return Identity(
        id_, title, formula, (*parts, whole),
        lambda n: sum(n[part] for part in parts) == n[whole],
        lambda n: f"{'＋'.join(f'{n[part]}' for part in parts)}＝{sum(n[part] for part in parts)}{unit}，合计{n[whole]}{unit}",
    )  # fmt: skip


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" if whole else "不适用"


def _per_household(n: Numbers) -> list[tuple[str, Decimal]]:
    pairs = ((name, n[f"F{first:03}"], n[f"F{first + 1:03}"]) for name, first in PAIRS)
    return [(name, persons / households) for name, households, persons in pairs if households]


def _sizes(n: Numbers) -> str:
    return "，".join(f"{name}{size.quantize(Decimal('0.01'), ROUND_HALF_UP)}" for name, size in _per_household(n))


def _total_population(n: Numbers) -> Decimal:
    return n["F006"] * WAN


IDENTITIES = [
    _sum("I01", "监测对象三类相加（户）", "F013＋F015＋F017＝F011", ("F013", "F015", "F017"), "F011", "户"),
    _sum("I02", "监测对象三类相加（人）", "F014＋F016＋F018＝F012", ("F014", "F016", "F018"), "F012", "人"),
    _sum("I03", "风险已消除和未消除（户）", "F019＋F021＝F011", ("F019", "F021"), "F011", "户"),
    _sum("I04", "风险已消除和未消除（人）", "F020＋F022＝F012", ("F020", "F022"), "F012", "人"),
    Identity(
        "I06", "镇和乡相加", "F002＋F003＝乡镇总数", ("F002", "F003"),
        lambda n: n["F002"] + n["F003"] == n["townships"],
        lambda n: f"{n['F002']}镇＋{n['F003']}乡，乡镇共{n['townships']}个",
        {"townships": TOWNSHIPS},
    ),
    Identity(
        "I07", "行政村和社区相加", "行政村＋社区＝F005", ("F005",),
        lambda n: n["villages"] + n["communities"] == n["F005"],
        lambda n: f"行政村{n['villages']}＋社区{n['communities']}，共{n['F005']}个；分母用哪个，各指标口径里写明",
        {"villages": VILLAGES_OF_KIND.format(kind="行政村"), "communities": VILLAGES_OF_KIND.format(kind="社区")},
    ),
    Identity(
        "I10", "户均人口在合理区间", f"各类户均人口在{LEAST_PER_HOUSEHOLD}到{MOST_PER_HOUSEHOLD}人之间",
        tuple(f"F{first + shift:03}" for _, first in PAIRS for shift in (0, 1)),
        lambda n: all(LEAST_PER_HOUSEHOLD <= size <= MOST_PER_HOUSEHOLD for _, size in _per_household(n)),
        lambda n: f"户均：{_sizes(n)}",
    ),
    Identity(
        "I11", "脱贫户和监测对象有交集，不能相加", "F009＋F013≤并集≤F009＋F011－F017",
        ("F009", "F011", "F013", "F017"),
        lambda n: n["F009"] + n["F013"] <= n["union"] <= n["F009"] + n["F011"] - n["F017"],
        lambda n: f"脱贫户{n['F009']}，监测对象{n['F011']}，去重并集{n['union']}户",
        {"union": UNION},
    ),
    Identity(
        "I19", "农村、监测、脱贫人口的占比", "F007≤F006；F012≤F007；F010≤F007", ("F006", "F007", "F010", "F012"),
        lambda n: n["F007"] <= _total_population(n) and n["F012"] <= n["F007"] and n["F010"] <= n["F007"],
        lambda n: (
            f"农村占总人口{_percent(n['F007'], _total_population(n))}，监测占农村{_percent(n['F012'], n['F007'])}，"
            f"脱贫占农村{_percent(n['F010'], n['F007'])}"
        ),
    ),
]  # fmt: skip
