"""The columns every department's file carries: who a row is about, and where that person belongs.

A file about people has six (`columns`), a file about villages two (`places`).
"""

from __future__ import annotations

from huaiyuan.county.intake.source import Code, Column

SEXES = (
    Code("男", ("1", "男性", "M")),
    Code("女", ("2", "女性", "F")),
    Code("未知", ("0", "9", "未说明", "未说明的性别", "未知的性别")),
)

ID_SYNONYMS = (
    "身份证号", "身份证号码", "公民身份号码", "公民身份证号", "公民身份证号码", "居民身份证号", "居民身份证号码", "身份号码",
    "身份证件号", "身份证件号码", "证件号", "有效证件号码", "身份证", "个人身份证号", "本人身份证号", "身份证号（18位）",
)  # fmt: skip


def columns(
    *,
    name: tuple[str, ...] = (),
    id_number: tuple[str, ...] = (),
    township: tuple[str, ...] = (),
    village: tuple[str, ...] = (),
) -> tuple[Column, ...]:
    """The six columns, with what one department says beside the usual words."""
    return (
        Column("name", "姓名", "name", ("人员姓名", "姓 名", "名字", "本人姓名", *name), required=True),
        Column("id_number", "证件号码", "id", (*ID_SYNONYMS, *id_number), required=True, sealed=True,
               note="空着、写错、位数丢失都收，交给比对；丢了的位数绝不猜"),
        Column("sex", "性别", "code", ("人员性别",), required=True, codes=SEXES),
        Column("birth_on", "出生日期", "date", ("出生年月日", "出生年月", "生日", "出生时间", "出生日"), required=True),
        *places(township=("户籍乡镇", *township), village=("户籍村", *village)),
    )  # fmt: skip


def places(*, township: tuple[str, ...] = (), village: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Township and village, with what one department says beside the usual words."""
    return (
        Column("township", "乡镇", "text", ("乡（镇）", "乡镇名称", "所在乡镇", "所属乡镇", "镇（乡）", "镇", "乡镇（街道）",
                                            *township), required=True),
        Column("village", "村", "text", ("行政村", "村（社区）", "村名", "村名称", "所在村", "所属村", "村（居）委会", "村委会",
                                         "行政村（社区）", "村（居）", "村居", *village), required=True),
    )  # fmt: skip
