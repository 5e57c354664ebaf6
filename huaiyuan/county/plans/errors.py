"""What plans refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare
from huaiyuan.county.plans.moves import Need

# The same words for an absent plan and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("PLAN_NOT_FOUND", "这里没有你能看的内容。")
EXISTS = declare("PLAN_EXISTS", "这一户已有在办的一户一策（{number}）。请打开那一份接着改。")
NOT_TO_HELP = declare(
    "PLAN_NOT_TO_HELP", "这一户现在不是风险未消除的监测对象，也没有属实的线索，不用订一户一策。请先办识别认定。"
)
CHANGED = declare("PLAN_CHANGED", "这份计划{who}刚{did}（{at}），您填的还没提交，请看一眼再定。")
STAGE = declare("PLAN_STAGE", "这份计划现在是“{state}”，不能{says}。请刷新看一眼再定。")
NO_KIND = declare("PLAN_NO_KIND", "没有“{kind}”这类措施。请从十四类里选。")
NO_RISK = declare("PLAN_NO_RISK", "“{risk}”不是这一户的风险。请从这一户的风险里选，或选“不针对哪一项”。")
NO_SAYS = declare("PLAN_NO_SAYS", "请写一句这条措施做什么。")
NO_OWNER = declare("PLAN_NO_OWNER", "请选这条措施由谁来办。部门要从有联络员的部门里选。")
SPAN = declare("PLAN_SPAN", "计划日期不对：请写开始和完成两个日期，完成（{to}）不能早于开始（{since}）。")
AMOUNT = declare("PLAN_AMOUNT", "金额读不懂（{text}）。请只写数字，单位元；不涉及钱就空着。")
NO_RESULT = declare("PLAN_NO_RESULT", "请写一句落实得怎么样：办了什么、家里得了什么。")
DONE_DAY = declare("PLAN_DONE_DAY", "落实日期{on}不对：不能早于{earliest}，也不能晚于今天{today}。请改正日期。")
ENDS_DAY = declare("PLAN_ENDS_DAY", "到期日{on}不对：要在{after}以后。请改正日期；没有到期的就空着。")
NO_ENDING = declare("PLAN_NO_ENDING", "这条措施没有快到期的政策。请刷新看一眼。")
ENDING_SAYS = declare("PLAN_ENDING_SAYS", "请写一句到期怎么接：续了写续到哪天，续不了写靠什么接上。")
SETTLED = declare("PLAN_SETTLED", "这条措施已是“{state}”（{who}记的）。请刷新看一眼。")
MEASURE_GONE = declare("PLAN_MEASURE_GONE", "这条措施已经不在计划里了。请刷新看一眼，您填的还在。")
OTHER_USE = declare("PLAN_OTHER_USE", "这张表已经提交在别的措施上。请重新打开这一户再填。")
NOT_EMPTY = declare("PLAN_NOT_EMPTY", "已有一户一策，不能成批装入。请只在空的数据目录里装入。")
NO_TAB = declare("PLAN_NO_TAB", "没有“{tab}”这一类。请从这些里选：{tabs}。")

NEEDED = {
    Need.REASON: declare("PLAN_NEED_REASON", "请写明{says}的原因，原因会留痕。"),
    Need.MEASURES: declare("PLAN_NEED_MEASURES", "计划里还没有一条措施。请至少写一条再提交。"),
    Need.HELPER: declare("PLAN_NEED_HELPER", "这一户还没有帮扶责任人。请乡镇先在〔结对〕里定人，再提交。"),
    Need.PUBLIC: declare(
        "PLAN_NEED_PUBLIC", "帮扶责任人{helper}不是国家公职人员。监测对象要由公职人员帮扶，请乡镇先在〔结对〕里换人。"
    ),
    Need.WITHIN_LIMIT: declare(
        "PLAN_NEED_WITHIN_LIMIT", "帮扶责任人{helper}已经帮{carried}户，超过上限{limit}户。请乡镇先在〔结对〕里调整。"
    ),
    Need.NOT_WRITER: declare("PLAN_NEED_NOT_WRITER", "这份计划您写过，要换一个人审核。"),
    Need.SETTLED: declare("PLAN_NEED_SETTLED", "还有{waiting}条措施没有结果。请先记落实，办不了的写明原因。"),
    Need.SOMETHING_DONE: declare("PLAN_NEED_SOMETHING_DONE", "一条都没落实，不能算完成。请乡镇终止，写明原因。"),
}
