"""残联：持证残疾人名册，全员。Codes 1–7 and 1–4 as 残联 numbers them (domain 3.3)."""

from __future__ import annotations

from huaiyuan.county.intake.source import FULL_ROLL, Code, Column, Source
from huaiyuan.county.intake.sources import who_and_where

CATEGORIES = tuple(
    Code(word, (str(number), f"0{number}", f"{word}残疾", *more))
    for number, (word, more) in enumerate(
        (
            ("视力", ()),
            ("听力", ()),
            ("言语", ("语言",)),
            ("肢体", ()),
            ("智力", ()),
            ("精神", ()),
            ("多重", ("多重残疾人",)),
        ),
        1,
    )
)
GRADES = tuple(
    Code(f"{word}级", (str(number), f"0{number}", f"{number}级", f"{roman}级", roman, f"残疾{word}级"))
    for number, (word, roman) in enumerate((("一", "Ⅰ"), ("二", "Ⅱ"), ("三", "Ⅲ"), ("四", "Ⅳ")), 1)
)

DISABILITY_CARDS = Source(
    id="disability_cards",
    department="残联",
    name="持证残疾人名册",
    kind=FULL_ROLL,
    columns=(
        *who_and_where.columns(name=("残疾人姓名", "持证人姓名"), id_number=("残疾人证号", "残疾证号", "残疾人证号码", "残疾证号码")),
        Column("certificate_no", "残疾证编号", "text", ("残疾人证编号", "证件编号"), sealed=True,
               note="18位身份证号加1位类别、1位等级；补办的再加2位。只写这一个号的，认作证件号码"),
        Column("category", "残疾类别", "code", ("残疾类型", "残疾种类", "类别"), codes=CATEGORIES),
        Column("grade", "残疾等级", "code", ("残疾级别", "等级", "残疾程度", "级别"), codes=GRADES),
        Column("issued_on", "发证日期", "date", ("办证日期", "发证时间", "签发日期", "初次发证日期", "办证时间")),
        Column("status", "证件状态", "code", ("状态", "残疾证状态", "持证状态"), codes=(
            Code("正常", ("有效", "在用", "1")),
            Code("注销", ("已注销", "作废", "2")),
            Code("冻结", ("已冻结", "暂停", "3")),
            Code("过期", ("已过期", "到期", "4")),
        )),
    ),
)  # fmt: skip
