"""What departments' files offer to rules, as the tests of policy need it: no app is imported there."""

from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.sources import SourceShape

GRADES = ("一级", "二级", "三级", "四级")
KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
CARD_STATES = ("正常", "注销", "冻结", "过期")
STATES = ("在籍在读", "疑似辍学", "辍学", "名在人不在", "休学")
BENEFITS = ("低保", "特困", "低保边缘", "刚性支出困难", "临时救助", "孤儿", "事实无人抚养儿童")

SHAPES = {
    shape.id: shape
    for shape in (
        SourceShape(
            "medical_bills", "医保结算明细", "医保局", full_roll=False, cumulative=True, dated_by="settled_on",
            columns={"in_policy_paid_yuan": Kind.NUMBER, "settled_on": Kind.DATE, "visit_kind": Kind.TEXT},
            codes={"visit_kind": ("住院", "门诊", "门特")},
        ),
        SourceShape(
            "disability_cards", "残疾人证名册", "残联", full_roll=True, cumulative=False,
            columns={"category": Kind.TEXT, "grade": Kind.TEXT, "issued_on": Kind.DATE, "status": Kind.TEXT},
            codes={"category": KINDS, "grade": GRADES, "status": CARD_STATES},
        ),
        SourceShape(
            "school_roll", "学籍名册", "教体局", full_roll=True, cumulative=False,
            columns={"status": Kind.TEXT, "absent_days": Kind.NUMBER}, codes={"status": STATES},
        ),
        SourceShape(
            "medical_enrolment", "参保登记", "医保局", full_roll=True, cumulative=False,
            columns={
                "insured_kind": Kind.TEXT, "enrol_status": Kind.TEXT, "stopped_because": Kind.TEXT,
                "subsidy_kind": Kind.TEXT,
            },
            codes={
                "insured_kind": ("城乡居民", "城镇职工", "异地参保"),
                "subsidy_kind": ("特困全额", "低保定额", "监测定额", "脱贫定额", "无"),
                "enrol_status": ("参保", "停保", "未参保"),
                "stopped_because": ("死亡", "参军", "服刑", "异地参保", "职工参保", "其他"),
            },
        ),
        SourceShape(
            "housing_appraisals", "住房安全鉴定台账", "住建局", full_roll=False, cumulative=False,
            columns={
                "appraised_on": Kind.DATE, "grade": Kind.TEXT, "only_dwelling": Kind.TEXT, "disposal": Kind.TEXT,
                "planned_on": Kind.DATE,
            },
            codes={
                "grade": ("A级", "B级", "C级", "D级"), "only_dwelling": ("是", "否"),
                "disposal": ("未处置", "改造中", "已改造", "已搬离", "其他安置"),
            },
        ),
        SourceShape(
            "water_outages", "停水登记", "水利局", full_roll=False, cumulative=True, subject="village",
            dated_by="started_on",
            columns={
                "works": Kind.TEXT, "started_on": Kind.DATE, "outage_days": Kind.NUMBER, "households": Kind.NUMBER,
                "status": Kind.TEXT,
            },
            codes={"status": ("未恢复", "已恢复")},
        ),
        SourceShape(
            "welfare_roll", "救助对象名册", "民政局", full_roll=True, cumulative=True,
            columns={
                "benefit": Kind.TEXT, "benefit_status": Kind.TEXT, "began_on": Kind.DATE, "stopped_on": Kind.DATE,
                "stopped_because": Kind.TEXT, "amount_yuan": Kind.NUMBER,
            },
            codes={
                "benefit": BENEFITS, "benefit_status": ("在保", "停发"),
                "stopped_because": ("死亡", "收入提高", "迁出", "其他"),
            },
        ),
    )
}  # fmt: skip
