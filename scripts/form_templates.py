"""Make the shipped docx templates of the forms, with placeholders from the catalogue's list.

    .venv/bin/python -m scripts.form_templates

Same script, same bytes: a test makes them again and compares.
"""

from __future__ import annotations

from pathlib import Path

from scripts.form_sheet import HAND, HEAD, RIGHTWARDS, Sheet, v

TARGET = Path(__file__).resolve().parent.parent / "huaiyuan" / "county" / "reports" / "shipped"

HOME = (
    ("所在村组", f"{v('乡镇')}{v('村')} {v('组')}", "户编号", v("户编号")),
    ("户主", v("户主"), "家庭人口", f"{v('人口')} 人"),
    ("户类型", v("户类型"), "监测类别", f"{v('监测类别')} {v('风险状态')}"),
)
FOUR = (3, 8, 3, 6)
DATE = "　　　　年　　月　　日"


def screening() -> Sheet:
    """《防止返贫监测帮扶排查表》."""
    sheet = Sheet("防止返贫监测帮扶排查表", size=11)
    sheet.grid([*HOME, ("上次排查", v("上次排查")), ("上次收入", v("上次收入"))], FOUR)
    members(sheet, ("有变化的写这里", "手填", 4))
    looks = ("收入", "上学", "看病", "住房", "饮水")
    sheet.grid([("这次看五项", "看到的（好不写，有事写清）"), *((look, HAND) for look in looks)], (3, 17))
    sheet.grid(
        [("排查结论", f"□无变化　□有变化　□有问题（{HAND}）　□空挂户（原因 {HAND}）"), ("要解决的事", HAND)], (3, 17)
    )
    sheet.line(f"排查人（两人签字）：{HAND}　　户主签字：{HAND}")
    sheet.line(f"排查日期：{DATE}　　打印：{v('打印日期')} {v('打印人')}")
    return sheet


def members(sheet: Sheet, last: tuple[str, str, float], *, numbers: bool = True) -> None:
    """The members of the family, a row each."""
    columns = [("姓名", "姓名", 2.4), ("关系", "关系", 2.2), ("年龄", "年龄", 1.3)]
    columns += [("证件号码", "证件号码", 5)] if numbers else []
    sheet.rows("家庭成员", "人", [*columns, ("健康", "健康", 2.4), ("劳动技能", "劳动技能", 2.8), last])


def authorisation() -> Sheet:
    """《承诺授权书》."""
    sheet = Sheet("承诺授权书", size=12)
    sheet.grid([*HOME, ("认定编号", v("认定编号"), "发现日期", v("发现日期"))], FOUR)
    for text in (
        "我户申请纳入防止返贫监测。我们承诺：所说的家庭人口、收入、支出、财产都是真实的，没有隐瞒。",
        "我们同意并授权乡镇和县有关部门，为办理这次识别认定，查询、比对我们家庭成员的房产、车辆、"
        "工商登记、财政供养、社会保障等信息。这些信息只用于这次认定，不作他用。",
        "如果有不实，愿意按规定退出监测、退回已享受的帮扶。",
    ):
        sheet.line(text, indent=True, after=4)
    sheet.rows("家庭成员", "人", [
        ("姓名", "姓名", 3), ("关系", "关系", 3), ("证件号码", "证件号码", 6), ("本人签字按印（成年人都签）", "手填", 8),
    ])  # fmt: skip
    sheet.line(f"代填人（本人不会写时）：{HAND}　　入户核实人（两人）：{HAND}")
    sheet.line(f"签字日期：{DATE}", after=4)
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


def deliberation() -> Sheet:
    """《民主评议记录》."""
    sheet = Sheet("民主评议记录", size=12)
    sheet.grid([
        *HOME, ("认定编号", v("认定编号"), "风险类型", v("风险类型")), ("入户日期", v("入户日期"), "入户人", f"{v('入户人')} {v('同去的人')}"),
        ("看到的情况", v("看到的情况")),
    ], FOUR)  # fmt: skip
    sheet.grid([
        ("评议日期", v("评议日期"), "地点", HAND), ("应到", f"{v('应到')} 人", "实到", f"{v('实到')} 人"),
        ("同意", f"{v('同意')} 人", "拟认定类别", v("拟认定类别")), ("主持人", HAND, "记录人", HAND), ("评议意见", HAND),
    ], FOUR)  # fmt: skip
    sheet.line("到会人员签字：", after=2)
    sheet.grid([(HAND,) * 5 for _ in range(5)], (1,) * 5)
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


def public(title: str) -> Sheet:
    """公示 and 公告: the words that are kept, and nothing else."""
    sheet = Sheet("{{ 标题 }}", size=16)
    sheet.doc.core_properties.subject = title
    sheet.line("{%p for 段 in 正文 %}", size=16)
    sheet.official(v("段.文字"))
    sheet.line("{%p endfor %}")
    sheet.line("（盖章）", size=16, align=RIGHTWARDS)
    sheet.line(DATE, size=16, align=RIGHTWARDS)
    if title == "公示":
        sheet.line("{%p if 网页码 %}", size=10)
        sheet.line(v("网页码"), size=10)
        sheet.line("手机扫码也能看这一张，期满就没有了", size=10)
        sheet.line("{%p endif %}", size=10)
    return sheet


def approval() -> Sheet:
    """《监测对象审批表》."""
    sheet = Sheet("防止返贫监测对象审批表", size=11)
    sheet.grid([
        *HOME, ("认定编号", v("认定编号"), "发现日期", v("发现日期")), ("风险类型", v("风险类型"), "拟认定类别", v("拟认定类别")),
        ("入户核实", f"{v('入户日期')} {v('入户人')} {v('同去的人')}：{v('看到的情况')}"),
    ], FOUR)  # fmt: skip
    members(sheet, ("备注", "手填", 2))
    sheet.grid([
        ("村级评议公示", f"{v('评议日期')} 评议，实到 {v('实到')} 人，同意 {v('同意')} 人；{v('公示起')} 至 {v('公示止')} 公示，{v('异议')}。\n"
                  f"村委会意见：{HAND}（盖章）　负责人：{HAND}　{DATE}"),
        ("乡镇审核", f"{v('乡镇会议')}\n乡镇意见：{HAND}（盖章）　负责人：{HAND}　{DATE}"),
        ("县级审定", f"{v('县会议')}　审定日期 {v('审定日期')}　文号 {v('文号')}\n县级意见：{HAND}（盖章）　负责人：{HAND}　{DATE}"),
    ], (3, 17))  # fmt: skip
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


def income() -> Sheet:
    """《家庭收入测算表》."""
    sheet = Sheet("家庭收入测算表", size=11)
    sheet.grid([
        *HOME, ("测算编号", v("测算编号"), "用途", v("用途")), ("核算期", v("期间"), "核算人口", f"{v('核算人口')} 人"),
    ], FOUR)  # fmt: skip
    sheet.rows(
        "科目",
        "行",
        [
            ("收支类", "类", 4),
            ("科目", "名称", 8),
            ("全家十二个月", "金额", 5),
        ],
    )
    sheet.grid([
        ("家庭纯收入", v("家庭纯收入"), "人均纯收入", v("人均纯收入")),
        ("监测参考收入", v("监测参考收入"), "人均监测参考收入", v("人均监测参考收入")), ("比参考线", v("比参考线")), ("说明", v("说明")),
    ], (4, 6, 4, 6))  # fmt: skip
    sheet.line(f"测算人：{v('测算人')}（签字 {HAND}）　同行人：{v('同行人')}（签字 {HAND}）")
    sheet.line(f"户主认可，签字按印：{HAND}　　{DATE}", after=4)
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


def visits() -> Sheet:
    """《帮扶责任人走访记录》."""
    sheet = Sheet("帮扶责任人走访记录", size=11)
    sheet.grid([
        *HOME, ("帮扶责任人", v("帮扶责任人"), "帮扶单位", v("帮扶单位")), ("结对日期", v("结对日期")),
    ], FOUR)  # fmt: skip
    sheet.line("走访（新的在前）", font=HEAD, after=2)
    sheet.rows(
        "走访",
        "次",
        [
            ("日期", "日期", 3),
            ("方式", "方式", 2),
            ("走访人", "谁", 3),
            ("五看", "五看", 5),
            ("说了什么", "说了什么", 7),
        ],
    )
    sheet.line("要解决的事", font=HEAD, after=2)
    sheet.rows("事项", "件", [("什么事", "什么事", 8), ("谁办", "谁办", 3), ("状态", "状态", 3), ("答复", "答复", 6)])
    sheet.line("这次走访", font=HEAD, after=2)
    sheet.grid(
        [("日期", HAND, "五看", "吃穿□　上学□　看病□　住房□　饮水□"), ("说了什么", HAND), ("要解决的事", HAND)], FOUR
    )
    sheet.line(f"走访人签字：{HAND}　　户主签字：{HAND}　　打印：{v('打印日期')}")
    return sheet


def meeting() -> Sheet:
    """《审定会签字名单》."""
    sheet = Sheet("审定会签字名单", size=11)
    sheet.grid([
        ("会议", f"{v('哪一级')} {v('会议编号')}", "会议日期", v("会议日期")), ("文号", v("文号"), "上会户数", f"{v('户数')} 户"),
        ("签批人", v("签批人")), ("纪要", v("纪要")),
    ], FOUR)  # fmt: skip
    sheet.rows("上会户", "户", [
        ("序", "序号", 1), ("户主", "户主", 2.6), ("村", "村", 5), ("拟认定类别", "类别", 4), ("结果", "结果", 2.6), ("原因", "原因", 4.8),
    ])  # fmt: skip
    sheet.line("参会人员签字：", after=2)
    sheet.grid([(HAND,) * 5 for _ in range(4)], (1,) * 5)
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


def round_table() -> Sheet:
    """《筛查统计表》."""
    sheet = Sheet("{{ 轮次 }}筛查统计表", wide=True, size=11)
    sheet.line("填报单位：{{ 单位 }}（盖章）　　　　截至 {{ 截至 }}　　　　单位：户", after=2)
    names = (
        "应查",
        "已查",
        "入户",
        "电话",
        "无变化",
        "有变化",
        "有问题",
        "空挂户",
        "重点群体",
        "看过五项",
        "没查有原因",
        "待查",
        "完成",
    )
    sheet.rows("各单位", "行", [("单位", "单位", 4), *((name, name, 2) for name in names)])
    sheet.line(f"负责人：{HAND}　　　　填报人：{HAND}　　　　填报日期：{DATE}")
    return sheet


def plan() -> Sheet:
    """《帮扶计划（一户一策）》."""
    sheet = Sheet("帮扶计划（一户一策）", wide=True, size=11)
    sheet.grid([
        *HOME, ("计划编号", v("计划编号"), "状态", v("计划状态")), ("制定日期", v("制定日期"), "审核日期", v("审核日期")),
        ("帮扶责任人", v("帮扶责任人"), "帮扶单位", v("帮扶单位")), ("风险类型", v("风险类型")),
    ], FOUR)  # fmt: skip
    members(sheet, ("备注", "手填", 3))
    sheet.rows("措施", "项", [
        ("类别", "类别", 3), ("针对", "针对", 2.5), ("做什么", "做什么", 6), ("承办", "承办", 3.5), ("时间", "时间", 4), ("金额（元）", "金额", 2.5),
        ("状态", "状态", 3), ("结果", "结果", 5),
    ])  # fmt: skip
    sheet.line(f"户主签字：{HAND}　　帮扶责任人签字：{HAND}　　乡镇审核：{HAND}（盖章）　　{DATE}")
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


LEAVING = (
    ("认定编号", v("认定编号"), "提名日期", v("提名日期")),
    ("入户日期", v("入户日期"), "入户人", f"{v('入户人')} {v('同去的人')}"),
)


def exit_survey() -> Sheet:
    """《风险消除信息采集表》."""
    sheet = Sheet("风险消除信息采集表", size=11)
    sheet.grid([*HOME, *LEAVING], FOUR)
    members(sheet, ("变了的写这里", "手填", 3))
    sheet.grid([
        ("核算期", v("核算期"), "家庭纯收入", v("家庭纯收入")), ("人均纯收入", v("人均纯收入"), "人均监测参考收入", v("人均监测参考收入")),
        ("比参考线", v("比参考线")),
    ], (4, 6, 4, 6))  # fmt: skip
    sheet.rows(
        "风险核实", "项", [("识别时的风险", "风险", 4), ("现在（已解决／还在）", "现在", 5), ("凭什么", "凭什么", 11)]
    )
    sheet.grid([
        ("消除方式", v("消除方式"), "监测联系人", v("监测联系人")), ("户主认可", v("户主认可"), "看到的情况", v("看到的情况")),
    ], FOUR)  # fmt: skip
    sheet.line(f"入户人（两人签字）：{HAND}　　户主签字按印：{HAND}　　{DATE}")
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


def exit_assessment() -> Sheet:
    """《风险消除评估表》."""
    sheet = Sheet("风险消除评估表", size=11)
    sheet.grid([*HOME, *LEAVING, ("人均纯收入", v("人均纯收入"), "比参考线", v("比参考线"))], FOUR)
    sheet.rows(
        "条件",
        "项",
        [("条件", "名称", 5), ("够不够", "够不够", 2.4), ("凭什么", "凭什么", 8), ("还差什么、谁补", "还差", 5)],
    )
    sheet.grid([("评估意见", f"□可以消除　□暂不消除（{HAND}）"), ("户主意见", f"{v('户主认可')}　{HAND}")], (3, 17))
    sheet.line(f"入户人（两人签字）：{HAND}　　户主签字按印：{HAND}　　{DATE}")
    sheet.line(f"打印：{v('打印日期')} {v('打印人')}", size=9)
    return sheet


MAKERS = {
    "plan": plan, "exit_survey": exit_survey, "exit_assessment": exit_assessment,
    "screening": screening, "authorisation": authorisation, "deliberation": deliberation, "approval": approval,
    "income": income, "visits": visits, "meeting": meeting, "round_table": round_table,
    "notice": lambda: public("公示"), "announcement": lambda: public("公告"),
}  # fmt: skip


def make(code: str) -> bytes:
    """The bytes of one shipped template."""
    return MAKERS[code]().save(code)


def main() -> None:
    """Write them all."""
    TARGET.mkdir(exist_ok=True)
    for code in MAKERS:
        data = make(code)
        (TARGET / f"{code}.docx").write_bytes(data)
        print(f"{code}.docx  {len(data) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
