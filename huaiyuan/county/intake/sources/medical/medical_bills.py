"""医保局：城乡居民医保结算明细，全年累计，一行一次结算。"""

from __future__ import annotations

from decimal import Decimal

from huaiyuan.county.intake.source import EVENTS, Balance, Code, Column, Source
from huaiyuan.county.intake.sources import who_and_where

MEDICAL_BILLS = Source(
    id="medical_bills",
    department="医保局",
    name="城乡居民医保结算明细",
    kind=EVENTS,
    cumulative="calendar_year",
    dated_by="settled_on",
    balance=Balance(
        "total_yuan",
        ("pooled_yuan", "serious_yuan", "assistance_yuan", "in_policy_paid_yuan", "out_of_policy_yuan"),
        tolerance_yuan=Decimal(1),
    ),
    columns=(
        *who_and_where.columns(name=("参保人姓名", "参保人", "患者姓名", "就诊人姓名"), township=("参保乡镇",), village=("参保村",)),
        Column("visit_kind", "就诊类别", "code", ("医疗类别", "就医类别", "结算类别", "待遇类别"), codes=(
            Code("住院", ("普通住院", "1")),
            Code("门诊", ("普通门诊", "门诊统筹", "2")),
            Code("门特", ("门诊慢特病", "门诊特殊病", "门诊慢性病", "慢特病门诊", "门诊重症慢性病", "3")),
        )),
        Column("hospital", "医疗机构", "text", ("定点医疗机构", "就诊医疗机构", "医疗机构名称", "定点医药机构名称", "就诊医院", "医院名称")),
        Column("admitted_on", "入院日期", "date", ("入院时间", "就诊日期", "就诊时间", "开始日期")),
        Column("settled_on", "结算日期", "date", ("结算时间", "费用结算时间", "报销日期", "报销时间")),
        Column("total_yuan", "总费用", "yuan", ("医疗总费用", "医疗费总额", "费用总额", "医疗费用总额", "总金额"), unit="元"),
        Column("pooled_yuan", "统筹支付", "yuan", ("基本医保统筹支付", "基本统筹支付", "统筹基金支付", "基本医保支付", "统筹支付金额",
                                                   "基本医疗保险统筹基金支出", "统筹"), unit="元"),
        Column("serious_yuan", "大病支付", "yuan", ("大病保险支付", "大病保险", "大病赔付", "大病报销", "大病保险支出", "大病"), unit="元"),
        Column("assistance_yuan", "救助支付", "yuan", ("医疗救助支付", "医疗救助", "救助金额", "民政救助", "医疗救助支出", "救助"), unit="元"),
        Column("in_policy_paid_yuan", "政策范围内个人负担", "yuan", (
            "政策内个人负担", "政策范围内个人自付", "政策范围内自付", "合规自付", "政策内自付", "合规个人自付", "个人自付",
        ), unit="元", note="政策范围内、报销之后由本人负担的部分；规则R01、R02用它"),
        Column("out_of_policy_yuan", "自费", "yuan", ("目录外自费", "全自费", "自费金额", "政策范围外自费", "自费费用", "目录外费用"),
               unit="元", note="目录外、政策范围以外的费用"),
    ),
)  # fmt: skip
