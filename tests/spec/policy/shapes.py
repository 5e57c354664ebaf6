"""What the three departments' files offer to rules, as the tests of policy need it: no app is imported there."""

from huaiyuan.core.policy.check import SourceShape
from huaiyuan.core.policy.expression import Kind

GRADES = ("一级", "二级", "三级", "四级")
KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
STATES = ("在籍在读", "疑似辍学", "辍学", "名在人不在", "休学")

SHAPES = {
    shape.id: shape
    for shape in (
        SourceShape(
            "medical_bills", "医保结算明细", "医保局", full_roll=False, cumulative=True,
            columns={"in_policy_paid_yuan": Kind.NUMBER, "settled_on": Kind.DATE}, codes={},
        ),
        SourceShape(
            "disability_cards", "残疾人证名册", "残联", full_roll=True, cumulative=False,
            columns={"category": Kind.TEXT, "grade": Kind.TEXT, "issued_on": Kind.DATE},
            codes={"category": KINDS, "grade": GRADES},
        ),
        SourceShape(
            "school_roll", "学籍名册", "教体局", full_roll=True, cumulative=False,
            columns={"status": Kind.TEXT, "absent_days": Kind.NUMBER}, codes={"status": STATES},
        ),
        SourceShape(
            "household_income", "农户收入测算", "农业农村局", full_roll=True, cumulative=False,
            columns={"per_head_yuan": Kind.NUMBER, "last_year_per_head_yuan": Kind.NUMBER, "measured_on": Kind.DATE},
            codes={},
        ),
    )
}  # fmt: skip
