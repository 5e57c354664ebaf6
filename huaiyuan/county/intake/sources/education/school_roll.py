"""教体局：6—16 周岁在籍学生名册，全员。"""

from __future__ import annotations

from huaiyuan.county.intake.source import FULL_ROLL, Code, Column, Source
from huaiyuan.county.intake.sources import who_and_where

STATUSES = (
    Code("在籍在读", ("在读", "在籍", "正常", "正常在读", "在校", "在校在读", "就读", "1")),
    Code("疑似辍学", ("疑似失学", "疑似失学辍学", "疑辍", "2")),
    Code("辍学", ("失学", "失学辍学", "已辍学", "3")),
    Code("名在人不在", ("籍在人不在", "在籍不在校", "人籍分离", "4")),
    Code("休学", ("已休学", "5")),
    Code("转出", ("已转出", "转学", "转学在途", "6")),
    Code("毕业", ("已毕业", "7")),
)

SCHOOL_ROLL = Source(
    id="school_roll",
    department="教体局",
    name="6—16周岁在籍学生名册",
    kind=FULL_ROLL,
    columns=(
        *who_and_where.columns(name=("学生姓名", "幼儿姓名"), id_number=("学生身份证号", "学生身份证件号", "学生证件号码"),
                               township=("家庭所在乡镇",), village=("家庭所在村",)),
        Column("school", "学校", "text", ("就读学校", "学校名称", "所在学校", "就读学校名称")),
        Column("stage", "年级", "text", ("学段", "学段年级", "学段/年级", "就读年级", "所在年级", "年级名称")),
        Column("status", "学籍状态", "code", ("学籍状况", "就学状态", "在读状态", "学生状态", "就读状态"), codes=STATUSES),
        Column("attendance", "出勤状态", "code", ("出勤情况", "到校情况", "到校状态"), codes=(
            Code("正常", ("出勤", "到校", "正常出勤", "全勤")),
            Code("缺勤", ("未到校", "缺课", "旷课")),
            Code("请假", ("病假", "事假", "已请假")),
        )),
        Column("absent_days", "连续缺勤天数", "int", ("连续缺课天数", "缺勤天数", "连续未到校天数", "缺课天数"), unit="天"),
        Column("mode", "就读方式", "code", ("就学方式", "是否寄宿", "住宿方式"), codes=(
            Code("走读", ("不寄宿", "否", "通学")),
            Code("寄宿", ("住校", "住宿", "是", "寄宿生")),
            Code("送教上门", ("送教",)),
            Code("随班就读", ("随班",)),
        )),
    ),
)  # fmt: skip
