"""国办系统（全国防返贫监测信息系统）人员名单：只读来核对，不改底册，也不进规则。

Source: header of the national system's 人员名单 export (domain §3.1). It carries neither 性别 nor 出生日期.
"""

from __future__ import annotations

from huaiyuan.county.intake.source import EVENTS, Code, Column, Source
from huaiyuan.county.intake.sources import who_and_where

_SIX = {column.name: column for column in who_and_where.columns(township=("乡(镇)",), village=("行政村",))}

NATIONAL_ROSTER = Source(
    id="national_roster",
    department="国办系统",
    name="国办系统人员名单",
    kind=EVENTS,  # 脱贫户和监测对象才有行，村里没有行是正常的
    columns=(
        _SIX["name"], _SIX["id_number"],
        Column("sex", "性别", "code", codes=who_and_where.SEXES),
        Column("birth_on", "出生日期", "date"),
        _SIX["township"], _SIX["village"],
        Column("national_household", "户编号", "text"),
        Column("national_person", "人编号", "text"),
        Column("members", "人数", "int", ("户人数", "家庭人口数"), unit="人"),
        Column("relation", "与户主关系", "text"),
        Column("health", "健康状况", "text"),
        Column("labour", "劳动技能", "text"),
        Column("archive_type", "户类型", "code", codes=(Code("脱贫户", ("1",)), Code("一般农户", ("0", "普通农户")))),
        Column("category", "监测对象类别", "code", ("易返贫致贫户（监测对象）类型", "易返贫致贫户(监测对象)类型", "监测对象类型"),
               codes=(Code("脱贫不稳定户", ("0",)), Code("边缘易致贫户", ("1",)), Code("突发严重困难户", ("2",)))),
        Column("risk_state", "风险是否消除", "code", ("风险是否已消除",),
               codes=(Code("已消除", ("是", "1")), Code("未消除", ("否", "0")))),
        Column("approved_on", "风险识别时间", "date", ("识别监测时间",)),
        Column("cleared_on", "风险消除时间", "date", ("消除监测时间",)),
    ),
)  # fmt: skip
