"""What can go wrong in education, and what to do then."""

from __future__ import annotations

from huaiyuan.core.kernel.errors import declare

NO_TERM = declare("EDUCATION_NO_TERM", "学期写成“2026年秋季学期”这样，现在写的是“{given}”。改好再提交。")
EXCLUDED = declare(
    "EDUCATION_EXCLUDED", "{term}已经有“{other}”（{number}），寄宿和非寄宿只能领一样。要换，请先把那一条退回。"
)
NO_STANDARD = declare(
    "EDUCATION_NO_STANDARD", "{term}的{benefit}还没有定标准，不能申请。请教体局在政策参数里填上再办。"
)
EARLY = declare("EDUCATION_EARLY", "“{what}”是{on}，早于{since}，对不上。请核对日期。")
NO_ROLL = declare("EDUCATION_NO_ROLL", "还没有并入的学籍名册，没有可比的。请教体局先报“6—16周岁在籍学生名册”。")
NO_AGE = declare("EDUCATION_NO_AGE", "{missing}在{on}没有值，定不了谁是适龄儿童。请在政策参数里填上再比。")
TOO_MANY = declare("EDUCATION_TOO_MANY", "一次送教写了{given}课时，一天最多{most}课时。请核对。")
