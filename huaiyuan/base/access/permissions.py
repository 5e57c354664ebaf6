"""What may be done (权限), and which role may do it: data that a page, an action or a test can point at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class P(StrEnum):
    """One permission. The value is stable: it stands in audit records."""

    HOUSEHOLD_READ = "household.read"
    HOUSEHOLD_SEARCH = "household.search"
    HOUSEHOLD_WRITE = "household.write"
    HOUSEHOLD_CHANGE = "household.change"
    HOUSEHOLD_CONFIRM = "household.confirm"
    PERSONAL_REVEAL = "personal.reveal"
    INTAKE_READ = "intake.read"
    INTAKE_WRITE = "intake.write"
    INTAKE_MERGE = "intake.merge"
    MATCH_READ = "match.read"
    MATCH_REVIEW = "match.review"
    MATCH_RECOGNISE = "match.recognise"
    SCREEN_RUN = "screen.run"
    LEAD_READ = "lead.read"
    LEAD_DISPATCH = "lead.dispatch"
    LEAD_VERIFY = "lead.verify"
    LEAD_RETURN = "lead.return"
    LEAD_IDENTIFY = "lead.identify"
    INCOME_READ = "income.read"
    INCOME_MEASURE = "income.measure"
    INCOME_CONFIRM = "income.confirm"
    APPLICATION_READ = "application.read"
    APPLICATION_FILE = "application.file"
    APPLICATION_ACCEPT = "application.accept"
    LEAFLET_READ = "leaflet.read"
    LEAFLET_WRITE = "leaflet.write"
    CASE_ANSWER = "case.answer"
    DEPARTMENT_DESK = "department.desk"
    LEAD_CORRECT = "lead.correct"
    LEAD_REMIND = "lead.remind"
    CASEWORK_READ = "casework.read"
    CASEWORK_VILLAGE = "casework.village"
    CASEWORK_TOWNSHIP = "casework.township"
    CASEWORK_COUNTY = "casework.county"
    CASEWORK_COMPARE = "casework.compare"
    TASK_READ = "task.read"
    ORDER_READ = "order.read"
    ORDER_ISSUE = "order.issue"
    ORDER_CARRY = "order.carry"
    INSTRUCT = "order.instruct"
    HANDOVER_WRITE = "handover.write"
    HOUSEHOLD_HELP = "household.help"
    PAIRING_READ = "pairing.read"
    PAIRING_WRITE = "pairing.write"
    PROBLEM_SOLVE = "problem.solve"
    PHONE_ENROL = "phone.enrol"
    RHYTHM_READ = "rhythm.read"
    RHYTHM_REPORT = "rhythm.report"
    RHYTHM_RUN = "rhythm.run"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    PLAN_CARRY = "plan.carry"
    PLAN_REVIEW = "plan.review"
    MEASURE_SETTLE = "measure.settle"
    ROUND_READ = "round.read"
    ROUND_LOOK = "round.look"
    ROUND_CHECK = "round.check"
    ROUND_RUN = "round.run"
    GUIDE_READ = "guide.read"
    GUIDE_ASK = "guide.ask"
    GUIDE_ANSWER = "guide.answer"
    GUIDE_MEND = "guide.mend"
    GUIDE_VISITS = "guide.visits"
    FORM_PRINT = "form.print"
    FORM_TEMPLATE = "form.template"
    RULE_READ = "rule.read"
    RULE_WRITE = "rule.write"
    RULE_PUBLISH = "rule.publish"
    PRECISION_READ = "precision.read"
    FIGURE_READ = "figure.read"
    AUDIT_READ = "audit.read"
    EXPORT = "export"
    SYSTEM_READ = "system.read"
    SYSTEM_WRITE = "system.write"
    STYLE_READ = "style.read"
    LEDGER_READ = "ledger.read"
    LEDGER_WRITE = "ledger.write"


SAYS: dict[P, str] = {
    P.HOUSEHOLD_READ: "看一户一档",
    P.HOUSEHOLD_SEARCH: "按姓名、证件号、户号找户",
    P.HOUSEHOLD_WRITE: "改底册里的户和人",
    P.HOUSEHOLD_CHANGE: "登记出生、死亡、迁入、迁出、分户、合户、更换户主",
    P.HOUSEHOLD_CONFIRM: "确认村里报的变更，认定重复的人",
    P.PERSONAL_REVEAL: "写明理由后看完整证件号和电话",
    P.INTAKE_READ: "看部门数据",
    P.INTAKE_WRITE: "收部门数据",
    P.INTAKE_MERGE: "并入、撤回部门数据",
    P.MATCH_READ: "看比对结果",
    P.MATCH_REVIEW: "复核存疑的行，认定是谁",
    P.MATCH_RECOGNISE: "认部门数据里的人是不是本村的",
    P.SCREEN_RUN: "运行筛查",
    P.LEAD_READ: "看线索",
    P.LEAD_DISPATCH: "研判、交办线索",
    P.LEAD_VERIFY: "入户核实、写结论",
    P.LEAD_RETURN: "退回改派",
    P.LEAD_IDENTIFY: "接收属实线索，转识别认定",
    P.INCOME_READ: "看收入测算",
    P.INCOME_MEASURE: "入户测算收入",
    P.INCOME_CONFIRM: "复核、退回村里的收入测算",
    P.APPLICATION_READ: "看自主申报",
    P.APPLICATION_FILE: "替来人来电来信登记申报",
    P.APPLICATION_ACCEPT: "受理自主申报，交村",
    P.LEAFLET_READ: "看明白纸发放和海报",
    P.LEAFLET_WRITE: "登记明白纸发放",
    P.CASE_ANSWER: "答复要本部门落实的户",
    P.DEPARTMENT_DESK: "看本部门的报数、退回和推得准不准",
    P.LEAD_CORRECT: "本人期限过后更正核实结论",
    P.LEAD_REMIND: "催办",
    P.CASEWORK_READ: "看识别认定和监测周期",
    P.CASEWORK_VILLAGE: "办村里的步骤：入户核实、评议、公示、录入",
    P.CASEWORK_TOWNSHIP: "乡镇审核、公告、暂停计时",
    P.CASEWORK_COUNTY: "县级审定，消除回退、清退",
    P.CASEWORK_COMPARE: "出信息比对名单、记部门答复",
    P.TASK_READ: "看自己的待办",
    P.ORDER_READ: "看交办清单和批示",
    P.ORDER_ISSUE: "发交办清单，分办、销号",
    P.ORDER_CARRY: "签收、反馈交办的事",
    P.INSTRUCT: "批示",
    P.HANDOVER_WRITE: "办换人、请假的交接",
    P.HOUSEHOLD_HELP: "看自己帮扶的户，记走访",
    P.PAIRING_READ: "看结对和走访",
    P.PAIRING_WRITE: "结对、换帮扶责任人",
    P.PROBLEM_SOLVE: "办走访时交办的事",
    P.PHONE_ENROL: "发手机开通码，停用手机",
    P.RHYTHM_READ: "看月度节奏和会商记录",
    P.RHYTHM_REPORT: "报自查、小结、核查，答复议定事项",
    P.RHYTHM_RUN: "记会商、催报、确认周期动作",
    P.PLAN_READ: "看一户一策和帮扶措施",
    P.PLAN_WRITE: "起草、修改、提交一户一策",
    P.PLAN_CARRY: "记帮扶措施的落实",
    P.PLAN_REVIEW: "审核、退回、终止一户一策",
    P.MEASURE_SETTLE: "记计划里写明由本部门办的措施",
    P.ROUND_READ: "看集中排查",
    P.ROUND_LOOK: "逐户排查，点村级本轮完成",
    P.ROUND_CHECK: "抽查复核，点乡镇本轮完成，重开村",
    P.ROUND_RUN: "新建集中排查，点县级本轮完成，重开乡镇",
    P.GUIDE_READ: "看问答",
    P.GUIDE_ASK: "在办事的一步问一问",
    P.GUIDE_ANSWER: "答复问题，记督导指导，定包联指导员",
    P.GUIDE_MEND: "整改督导发现的问题",
    P.GUIDE_VISITS: "看督导指导台账",
    P.FORM_PRINT: "打印表单和册子，传签字件",
    P.FORM_TEMPLATE: "改表单模版",
    P.RULE_READ: "看规则和参数",
    P.RULE_WRITE: "提出规则和参数的改动、试算",
    P.RULE_PUBLISH: "发布、退回别人提出的规则改动",
    P.PRECISION_READ: "看预警成效",
    P.FIGURE_READ: "看指标和勾稽",
    P.AUDIT_READ: "看审计记录",
    P.EXPORT: "导出名单",
    P.SYSTEM_READ: "看系统运行情况",
    P.SYSTEM_WRITE: "维护区划、人员岗位、工作日历、参数",
    P.STYLE_READ: "看页面样张",
    P.LEDGER_READ: "看台账",
    P.LEDGER_WRITE: "在台账里建账、改、办自己的一步",
}


class Field(StrEnum):
    """A kind of personal field that a role may or may not see in clear on a page."""

    NAME = "name"
    BIRTH = "birth"
    HEALTH = "health"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    CARD = "card"
    AMOUNT = "amount"


class Role(StrEnum):
    """The base role of a post (基本角色)."""

    COUNTY_CENTER = "county_center"
    LEADER = "leader"
    TOWNSHIP = "township"
    VILLAGE = "village"
    HELPER = "helper"
    DEPARTMENT = "department"
    UNIT = "unit"
    KEEPER = "keeper"


@dataclass(frozen=True)
class RoleDefinition:
    """A base role in words, its permissions, and the personal fields it sees in clear without a reveal."""

    title: str
    says: str
    permissions: frozenset[P]
    clear: frozenset[Field]


_EVERYDAY = frozenset({Field.NAME, Field.BIRTH, Field.HEALTH, Field.AMOUNT})
_OWN_HOUSEHOLDS = frozenset({P.HOUSEHOLD_READ, P.HOUSEHOLD_SEARCH, P.LEAD_READ, P.TASK_READ, P.INCOME_READ})

# What shows or takes away more than the day's work needs; a session that a phone's PIN opened never has it.
PASSWORD_ONLY: frozenset[P] = frozenset(
    {P.PERSONAL_REVEAL, P.EXPORT, P.PHONE_ENROL, P.SYSTEM_WRITE, P.RULE_PUBLISH, P.FORM_TEMPLATE, P.HANDOVER_WRITE}
)

ROLES: dict[Role, RoleDefinition] = {
    Role.COUNTY_CENTER: RoleDefinition(
        "县监测中心",
        "收数据、比对、筛查、研判、交办",
        frozenset(P)
        - {P.LEAD_VERIFY, P.LEAD_IDENTIFY, P.MATCH_RECOGNISE, P.CASE_ANSWER, P.DEPARTMENT_DESK, P.MEASURE_SETTLE}
        - {P.HOUSEHOLD_HELP, P.PROBLEM_SOLVE}
        - {P.CASEWORK_VILLAGE, P.CASEWORK_TOWNSHIP}
        - {P.ROUND_LOOK, P.ROUND_CHECK}
        - {P.PLAN_WRITE, P.PLAN_CARRY, P.PLAN_REVIEW}
        - {P.GUIDE_ASK, P.GUIDE_MEND}
        - {P.INCOME_MEASURE}
        - {P.INSTRUCT},
        _EVERYDAY,
    ),
    Role.LEADER: RoleDefinition(
        "县领导",
        "看指标、查勾稽，个人信息遮蔽",
        frozenset(
            {
                P.HOUSEHOLD_READ,
                P.LEAD_READ,
                P.INCOME_READ,
                P.CASEWORK_READ,
                P.TASK_READ,
                P.ORDER_READ,
                P.INSTRUCT,
                P.RULE_READ,
                P.PRECISION_READ,
                P.FIGURE_READ,
                P.RHYTHM_READ,
                P.ROUND_READ,
                P.PLAN_READ,
                P.GUIDE_READ,
                P.GUIDE_VISITS,
                P.LEDGER_READ,
            }
        ),
        frozenset(),
    ),
    Role.TOWNSHIP: RoleDefinition(
        "乡镇",
        "看本镇线索和户，催办、改派、转识别认定",
        _OWN_HOUSEHOLDS
        | {P.HOUSEHOLD_CHANGE, P.HOUSEHOLD_CONFIRM, P.FORM_PRINT}
        | {P.PERSONAL_REVEAL, P.LEAD_RETURN, P.LEAD_IDENTIFY, P.PRECISION_READ, P.FIGURE_READ, P.RULE_READ, P.EXPORT}
        | {P.LEAD_REMIND, P.RHYTHM_READ, P.RHYTHM_REPORT}
        | {P.ORDER_READ, P.ORDER_ISSUE, P.ORDER_CARRY, P.HANDOVER_WRITE}
        | {P.PAIRING_READ, P.PAIRING_WRITE, P.PROBLEM_SOLVE, P.PHONE_ENROL}
        | {P.APPLICATION_READ, P.APPLICATION_FILE, P.APPLICATION_ACCEPT, P.LEAFLET_READ, P.LEAFLET_WRITE}
        | {P.CASEWORK_READ, P.CASEWORK_TOWNSHIP}
        | {P.ROUND_READ, P.ROUND_CHECK}
        | {P.PLAN_READ, P.PLAN_CARRY, P.PLAN_REVIEW}
        | {P.GUIDE_READ, P.GUIDE_ASK, P.GUIDE_VISITS}
        | {P.INCOME_MEASURE, P.INCOME_CONFIRM}
        | {P.LEDGER_READ, P.LEDGER_WRITE},
        _EVERYDAY,
    ),
    Role.VILLAGE: RoleDefinition(
        "村",
        "入户核实，看本村的户",
        _OWN_HOUSEHOLDS
        | {
            P.HOUSEHOLD_CHANGE,
            P.FORM_PRINT,
            P.PERSONAL_REVEAL,
            P.LEAD_VERIFY,
            P.LEAD_RETURN,
            P.INCOME_MEASURE,
            P.MATCH_RECOGNISE,
            P.ORDER_READ,
            P.ORDER_CARRY,
            P.RHYTHM_READ,
            P.RHYTHM_REPORT,
            P.PAIRING_READ,
            P.PROBLEM_SOLVE,
            P.CASEWORK_READ,
            P.CASEWORK_VILLAGE,
            P.APPLICATION_FILE,
            P.LEAFLET_READ,
            P.LEAFLET_WRITE,
            P.ROUND_READ,
            P.ROUND_LOOK,
            P.PLAN_READ,
            P.PLAN_WRITE,
            P.PLAN_CARRY,
            P.GUIDE_READ,
            P.GUIDE_ASK,
            P.GUIDE_VISITS,
            P.GUIDE_MEND,
            P.LEDGER_READ,
            P.LEDGER_WRITE,
        },
        _EVERYDAY,
    ),
    # A helper reaches single households by grants, never an area: what a posting of theirs names is where they work.
    Role.HELPER: RoleDefinition(
        "帮扶责任人",
        "只看自己帮扶的户，记走访",
        frozenset({P.TASK_READ, P.HOUSEHOLD_HELP, P.GUIDE_READ, P.GUIDE_ASK}),
        frozenset({Field.NAME}),
    ),
    # A department reaches the whole county by its posting and no family by its permissions: what it may see of one is
    # what stands in its own inbox.
    Role.DEPARTMENT: RoleDefinition(
        "行业部门",
        "报自己的数据，改退回的行，答复要本部门落实的户",
        frozenset(
            {
                P.TASK_READ,
                P.ORDER_READ,
                P.ORDER_CARRY,
                P.INTAKE_READ,
                P.INTAKE_WRITE,
                P.CASE_ANSWER,
                P.DEPARTMENT_DESK,
                P.MEASURE_SETTLE,
                P.PROBLEM_SOLVE,
                P.RHYTHM_READ,
                P.RHYTHM_REPORT,
                P.LEDGER_READ,
                P.LEDGER_WRITE,
            }
        ),
        frozenset({Field.NAME}),
    ),
    # A school, a repair station: it reaches the rows that are its own, never an area.
    Role.UNIT: RoleDefinition(
        "基层单位",
        "学校、维修站等：记、改、办本单位的台账",
        frozenset({P.TASK_READ, P.LEDGER_READ, P.LEDGER_WRITE}),
        frozenset({Field.NAME, Field.BIRTH}),
    ),
    # Who looks after works on the spot, such as 管水员: the ledgers of one department in their own villages, nothing else.
    Role.KEEPER: RoleDefinition(
        "管护员",
        "管水员等：看护本村的工程，报修、验收",
        frozenset({P.TASK_READ, P.LEDGER_READ, P.LEDGER_WRITE}),
        frozenset({Field.NAME}),
    ),
}
