"""Units of five levels that send helpers; names of offices as any county has them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.synth import places

CENTRAL, PROVINCE, CITY, COUNTY, TOWNSHIP = "central", "province", "city", "county", "township"
_ABOVE = {
    CENTRAL: ("中央定点帮扶单位驻县工作组",),
    PROVINCE: ("省直定点帮扶单位甲", "省直定点帮扶单位乙", "省属高校帮扶工作队"),
    CITY: (
        "市直帮扶单位一", "市直帮扶单位二", "市直帮扶单位三", "市直帮扶单位四", "市属企业帮扶工作队", "市属医院帮扶工作队",
    ),
}  # fmt: skip
_OFFICES = (
    "县委办公室", "县政府办公室", "县委组织部", "县委宣传部", "县委统战部", "县委政法委", "县纪委监委", "县人大机关", "县政协机关",
    "县发展改革委", "县教体局", "县科工信局", "县公安局", "县民政局", "县司法局", "县财政局", "县人社局", "县自然资源局", "县住建局",
    "县交通运输局", "县水利局", "县农业农村局", "县商务局", "县文广旅局", "县卫健委", "县退役军人局", "县应急局", "县审计局",
    "县市场监管局", "县统计局", "县医保局", "县林业局", "县信访局", "县残联", "县总工会", "团县委", "县妇联", "县科协", "县工商联",
    "县供销社", "县法院", "县检察院", "县税务局", "县气象局", "县烟草局", "县邮政公司", "县供电公司", "县人民医院", "县中医院",
    "县妇幼保健院", "县疾控中心", "县第一高级中学", "县实验高中", "县职业教育中心", "县第一初级中学", "县第二初级中学", "县城关小学",
    "县实验小学", "县特殊教育学校", "县融媒体中心",
)  # fmt: skip
# Companies and the like: what works there is no public servant.
NOT_PUBLIC = frozenset({"县邮政公司", "县供电公司", "市属企业帮扶工作队"})


@dataclass(frozen=True)
class Unit:
    """One unit of the demo."""

    unit_no: str
    name: str
    level: str
    area_code: str


def all_units() -> list[Unit]:
    """Every unit, the highest level first; a township's own unit for each township."""
    rows = [(name, level, places.COUNTY) for level, names in _ABOVE.items() for name in names]
    rows += [(name, COUNTY, places.COUNTY) for name in _OFFICES]
    rows += [(f"{name}人民政府", TOWNSHIP, code) for code, name in places.townships()]
    return [Unit(f"DW{n:04}", *row) for n, row in enumerate(rows, start=1)]


def table(units: list[Unit]) -> pa.Table:
    """unit_no, name, level, area_code."""
    return pa.table({f: [getattr(u, f) for u in units] for f in ("unit_no", "name", "level", "area_code")})
