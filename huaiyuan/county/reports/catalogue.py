"""The forms and books (表单目录) as data: whose each is, who prints it, and the fixed list of its placeholders.

A placeholder has a name, what it means and where it comes from; a county's own template may use these and no others.
Source of what each form holds: domain §1.4–§1.8, §2; journeys 2–5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.docx import Allowed
from huaiyuan.county.reports.types import Kind, Make

IDENTIFICATION, EXIT, EITHER = "identification", "exit", ""
SHIPPED = Path(__file__).parent / "shipped"
BOOKS = Path(__file__).parent / "books"
OFFICES = frozenset({Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE})
ABOVE_VILLAGE = OFFICES - {Role.VILLAGE}


@dataclass(frozen=True)
class Field:
    """A placeholder: its name as the template writes it, what it means, which reading it comes from."""

    name: str
    says: str
    source: str


@dataclass(frozen=True)
class Table:
    """A placeholder that repeats rows: `item` is the name of one row in the shipped template."""

    name: str
    item: str
    says: str
    columns: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """One form or book. `step` is the step of the trade that its signed sheet proves; `public` goes on a wall; of a case
    it is about one of `procedure`, or of any where that is empty."""

    code: str
    title: str
    kind: Kind
    step: str
    says: str
    fields: tuple[Field, ...] = ()
    tables: tuple[Table, ...] = ()
    posts: frozenset[Role] = OFFICES
    public: bool = False
    numbers: bool = False
    batched: bool = True
    make: Make = Make.FORM
    procedure: str = IDENTIFICATION
    needed: frozenset[str] = field(default_factory=frozenset)

    @property
    def shipped(self) -> Path:
        """The template of the package."""
        return SHIPPED / f"{self.code}.docx" if self.make == Make.FORM else BOOKS / f"{self.code}.typ"

    @property
    def allowed(self) -> Allowed:
        """What a template of this form may say."""
        single = frozenset(one.name for one in (*COMMON, *self.fields))
        tables = {one.name: frozenset(column.name for column in one.columns) for one in self.tables}
        return Allowed(single, tables, NEEDED | self.needed)

    @property
    def singles(self) -> tuple[Field, ...]:
        """Its single placeholders with those of every form."""
        return (*COMMON, *self.fields)


COMMON = (
    Field("表号", "这张表的号，签好拍照凭它归档", "打印登记"),
    Field("小码", "表角的二维码，手机扫开就是这张表", "打印登记"),
    Field("演示", "演示系统里印“演示数据”，正式系统里是空的", "系统"),
    Field("打印日期", "打印那天", "系统"),
    Field("打印人", "谁打印的", "账号"),
    Field("手填", "留空，手写或签字", "手写"),
)
NEEDED = frozenset({"表号", "小码"})

REGISTRY, CASEWORK, INCOME, DUTY, ROUNDS, PLANS = "一户一档", "识别认定", "收入测算", "结对走访", "集中排查", "一户一策"
HOME = (
    Field("乡镇", "乡镇名", REGISTRY),
    Field("村", "村名", REGISTRY),
    Field("组", "村民组", REGISTRY),
    Field("户编号", "底册里的户编号", REGISTRY),
    Field("户主", "户主姓名", REGISTRY),
    Field("人口", "在册人数", REGISTRY),
    Field("户类型", "脱贫户或一般农户", REGISTRY),
    Field("监测类别", "监测对象类别，不是就写“不是监测对象”", REGISTRY),
    Field("风险状态", "未消除、已消除", REGISTRY),
)
MEMBERS = Table(
    "家庭成员", "人", "每人一行，户主在前",
    (
        Field("序号", "第几人", REGISTRY), Field("姓名", "姓名", REGISTRY), Field("关系", "与户主关系", REGISTRY),
        Field("性别", "男、女", REGISTRY), Field("年龄", "周岁", REGISTRY),
        Field("证件号码", "打印时写明理由才是完整的", REGISTRY), Field("健康", "健康状况", REGISTRY),
        Field("劳动技能", "劳动技能", REGISTRY), Field("手填", "留空，签字或手写", "手写"),
    ),
)  # fmt: skip
CASE = (
    Field("认定编号", "这件认定事项的编号", CASEWORK),
    Field("发现日期", "15 天从这天算起", CASEWORK),
    Field("风险类型", "这一户的风险", CASEWORK),
    Field("拟认定类别", "村里评议定的类别", CASEWORK),
    Field("入户日期", "入户核实的日期", CASEWORK),
    Field("入户人", "入户核实的人", CASEWORK),
    Field("同去的人", "一起入户的人", CASEWORK),
    Field("看到的情况", "入户核实写下的", CASEWORK),
)
SHEET = (Field("标题", "公示或公告的题目", CASEWORK),)
# Empty unless the county has switched the web page of notices on.
ON_THE_WEB = (Field("网页码", "县里开了公示网页才有：扫开是这一张，期满就没有了", CASEWORK),)
SHEET_LINES = Table("正文", "段", "一段一行，和系统里存的一字不差", (Field("文字", "这一段的文字", CASEWORK),))
LEAVING = (
    Field("认定编号", "这件风险消除的编号", CASEWORK), Field("提名日期", "村里提名的日期", CASEWORK),
    Field("入户日期", "入户的日期", CASEWORK), Field("入户人", "入户的人", CASEWORK), Field("同去的人", "一起入户的人", CASEWORK),
    Field("户主认可", "认可或不认可", CASEWORK), Field("消除方式", "帮扶消除或自然消除", CASEWORK),
    Field("监测联系人", "消除后找谁问", CASEWORK), Field("看到的情况", "入户写下的", CASEWORK),
    Field("核算期", "为消除测算的十二个月", INCOME), Field("家庭纯收入", "为消除测算的", INCOME),
    Field("人均纯收入", "元／人·年", INCOME), Field("人均监测参考收入", "元／人·年", INCOME), Field("比参考线", "高于、低于或不明", INCOME),
)  # fmt: skip
ROUND_ROWS = Table(
    "各单位", "行", "一个单位一行，最后一行是合计",
    tuple(Field(name, says, ROUNDS) for name, says in (
        ("单位", "乡镇、村或组"), ("应查", "户"), ("已查", "户"), ("入户", "户"), ("电话", "电话或视频，户"), ("无变化", "户"),
        ("有变化", "户"), ("有问题", "户"), ("空挂户", "户"), ("重点群体", "户"), ("看过五项", "户"), ("没查有原因", "户"),
        ("待查", "户"), ("完成", "本轮完成的日期"),
    )),
)  # fmt: skip

FORMS: Mapping[str, Form] = {
    one.code: one
    for one in (
        Form(
            "screening", "防止返贫监测帮扶排查表", Kind.FAMILY, "入户核实", "入户时带去，只改变了的",
            (*HOME, Field("上次排查", "上一轮查到的", ROUNDS), Field("上次收入", "最近一次测算的人均监测参考收入", INCOME)),
            (MEMBERS,), numbers=True,
        ),
        Form(
            "authorisation", "承诺授权书", Kind.CASE, "承诺授权", "每位成年家庭成员签字按印",
            HOME + CASE, (MEMBERS,), numbers=True,
        ),
        Form(
            "deliberation", "民主评议记录", Kind.CASE, "村级评议", "评议会上填应到、实到、同意和签名",
            HOME + CASE + (
                Field("评议日期", "开会的日期", CASEWORK), Field("应到", "人", CASEWORK), Field("实到", "人", CASEWORK),
                Field("同意", "人", CASEWORK),
            ),
        ),
        Form(
            "notice", "公示", Kind.CASE, "公示", "审定前张贴在村务公开栏", SHEET + ON_THE_WEB, (SHEET_LINES,), public=True,
            procedure=EITHER,
            needed=frozenset({"正文"}), batched=False,
        ),
        Form(
            "announcement", "公告", Kind.CASE, "公告", "审定后张贴在村务公开栏", SHEET, (SHEET_LINES,), public=True,
            procedure=EITHER,
            needed=frozenset({"正文"}), batched=False,
        ),
        Form(
            "approval", "监测对象审批表", Kind.CASE, "审核审定", "村、乡镇、县三级意见，附档案",
            HOME + CASE + (
                Field("评议日期", "村里评议的日期", CASEWORK), Field("实到", "评议实到人数", CASEWORK),
                Field("同意", "评议同意人数", CASEWORK), Field("公示起", "张贴日期", CASEWORK),
                Field("公示止", "期满日期", CASEWORK), Field("异议", "公示期间的异议", CASEWORK),
                Field("乡镇会议", "乡镇审核会的日期和编号", CASEWORK), Field("县会议", "县级审定会的日期和编号", CASEWORK),
                Field("审定日期", "就是识别日期", CASEWORK), Field("文号", "审定文号", CASEWORK),
            ),
            (MEMBERS,), numbers=True,
        ),
        Form(
            "income", "家庭收入测算表", Kind.STATEMENT, "收入测算", "户主和测算人签字",
            HOME + tuple(Field(name, says, INCOME) for name, says in (
                ("测算编号", "编号和第几版"), ("用途", "识别、年度或消除"), ("期间", "核算的十二个月"), ("核算人口", "人"),
                ("家庭纯收入", "四类收入减生产经营性支出"), ("人均纯收入", "元／人·年"), ("监测参考收入", "纯收入加理赔减合规自付"),
                ("人均监测参考收入", "元／人·年"), ("比参考线", "高于、低于或不明"), ("说明", "测算时写的"),
                ("测算人", "谁测算的"), ("同行人", "一起去的人"),
            )),
            (Table("科目", "行", "一个科目一行", tuple(
                Field(n, s, INCOME) for n, s in (("类", "收支类"), ("名称", "科目"), ("金额", "全家十二个月，元")))),),
        ),
        Form(
            "visits", "帮扶责任人走访记录", Kind.FAMILY, "走访", "一户的走访和要解决的事，户主签字",
            (*HOME, Field("帮扶责任人", "主责的帮扶责任人", DUTY), Field("帮扶单位", "所在单位", DUTY), Field("结对日期", "从哪天起", DUTY)),
            (
                Table("走访", "次", "最近十二次，新的在前", tuple(
                    Field(n, s, DUTY) for n, s in (
                        ("日期", "哪天"), ("方式", "入户或电话"), ("谁", "走访人"), ("五看", "不好的写出来"), ("说了什么", "一句话")))),
                Table("事项", "件", "要解决的事，没了结的", tuple(
                    Field(n, s, DUTY) for n, s in (("什么事", "事"), ("谁办", "承办人"), ("状态", "在办、已办"), ("答复", "怎么办的")))),
            ),
        ),
        Form(
            "meeting", "审定会签字名单", Kind.MEETING, "审核审定", "一次会一批户，参会人签字",
            tuple(Field(name, says, CASEWORK) for name, says in (
                ("会议编号", "会的编号"), ("哪一级", "乡镇审核或县级审定"), ("会议日期", "哪天开的"), ("文号", "县级才有"), ("纪要", "会议纪要"),
                ("签批人", "姓名、职务"), ("户数", "上会几户"),
            )),
            (Table("上会户", "户", "一户一行", tuple(
                Field(n, s, CASEWORK) for n, s in (
                    ("序号", "第几户"), ("认定编号", "编号"), ("户主", "户主姓名"), ("村", "所在村"), ("类别", "拟认定类别"),
                    ("结果", "通过、退回补正、不纳入"), ("原因", "退回、不纳入的原因")))),),
            posts=ABOVE_VILLAGE, batched=False,
        ),
        Form(
            "round_table", "筛查统计表", Kind.ROUND, "集中排查", "一轮一个单位一张，盖章上报",
            tuple(Field(name, says, ROUNDS) for name, says in (("轮次", "轮次名称"), ("单位", "填报单位"), ("截至", "统计到哪天"))),
            (ROUND_ROWS,), batched=False,
        ),
        Form(
            "plan", "帮扶计划（一户一策）", Kind.FAMILY, "帮扶计划", "一户一策，户主和帮扶责任人签字",
            (*HOME, *(Field(name, says, PLANS) for name, says in (
                ("计划编号", "编号和第几份"), ("计划状态", "草稿、待审核、已定、执行中"), ("制定日期", "起草的日期"), ("审核日期", "乡镇审核通过的日期"),
                ("风险类型", "起草时的风险"), ("帮扶责任人", "主责的帮扶责任人"), ("帮扶单位", "所在单位"),
            ))),
            (MEMBERS, Table("措施", "项", "一项措施一行", tuple(
                Field(n, s, PLANS) for n, s in (
                    ("类别", "十四类里的哪一类"), ("针对", "针对哪项风险"), ("做什么", "一句话"), ("承办", "谁办"), ("时间", "从哪天到哪天"),
                    ("金额", "元"), ("状态", "待落实、已落实"), ("结果", "落实得怎样"))))),
        ),
        Form(
            "exit_survey", "风险消除信息采集表", Kind.CASE, "消除核实", "两人入户填，入户人和户主签字",
            HOME + LEAVING,
            (MEMBERS, Table("风险核实", "项", "识别时的风险，一项一行", tuple(
                Field(n, s, CASEWORK) for n, s in (("风险", "风险类型"), ("现在", "已解决或还在"), ("凭什么", "凭哪张单")))),),
            procedure=EXIT,
        ),
        Form(
            "exit_assessment", "风险消除评估表", Kind.CASE, "消除核实", "六个条件各写够、不够、不明，入户人和户主签字",
            HOME + LEAVING,
            (Table("条件", "项", "一个条件一行", tuple(
                Field(n, s, CASEWORK) for n, s in (("名称", "条件"), ("够不够", "够、不够、不明"), ("凭什么", "依据"), ("还差", "差什么、谁补")))),),
            procedure=EXIT,
        ),
        Form("card", "明白卡", Kind.FAMILY, "入户张贴", "一户一张，贴在户里：几口人、谁帮扶、最近来做了什么", make=Make.BOOK),
        Form("handbook", "帮扶手册", Kind.FAMILY, "走访", "一户一本：家里情况、帮扶责任人、走访、要解决的事、收入", make=Make.BOOK),
        Form("dossier", "一户一档册", Kind.FAMILY, "归档", "一户从头到尾：成员、知道的事、监测周期、收入、走访、时间线", make=Make.BOOK),
    )
}  # fmt: skip


def form(code: str) -> Form:
    """One form. Raises FORMS_NO_FORM."""
    if code not in FORMS:
        raise DomainError(errors.NO_FORM, form=code)
    return FORMS[code]


def of(*kinds: Kind) -> list[Form]:
    """The forms about these kinds of subject."""
    return [one for one in FORMS.values() if one.kind in kinds]
