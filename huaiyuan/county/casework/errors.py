"""What casework refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare
from huaiyuan.county.casework.moves import Need

# The same words for an absent case and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("CASEWORK_NOT_FOUND", "这里没有你能看的内容。")
NO_TAB = declare("CASEWORK_NO_TAB", "没有“{tab}”这一类。请从这些里选：{tabs}。")
NO_CYCLE = declare("CASEWORK_NO_CYCLE", "这一户没有监测周期。请先办识别认定。")
CYCLE_STATE = declare("CASEWORK_CYCLE_STATE", "这一监测周期现在是“{state}”，不能{says}。请刷新看一眼再定。")
CYCLE_CHANGED = declare("CASEWORK_CYCLE_CHANGED", "这一户的监测周期别人刚改过，您的意见还没提交，请刷新看一眼再定。")
NO_REASON = declare("CASEWORK_NO_REASON", "请写明{what}的原因，原因会留痕。")
SAME_DAY = declare(
    "CASEWORK_SAME_DAY", "这一户的监测状态{since}刚变过，{on}不能再变。请把批准日期写在{since}以后，或隔天再办。"
)
NO_DOC = declare("CASEWORK_NO_DOC", "请填县里批准的文号再办{what}。")
NO_RISK = declare("CASEWORK_NO_RISK", "请选1至{most}个风险类型再办识别认定。")
SAME_CATEGORY = declare("CASEWORK_SAME_CATEGORY", "类别本来就是“{category}”，没有要改的。")
MISFIT = declare("CASEWORK_MISFIT", "这一户是{archive}，不能认定为“{category}”。请从列出的类别里选。")
NOT_TO_IDENTIFY = declare("CASEWORK_NOT_TO_IDENTIFY", "线索{lead_no}没有“属实，转识别认定”的结论。请刷新线索看一眼。")
ALREADY_OPEN = declare("CASEWORK_ALREADY_OPEN", "这一户已在办识别认定（{case_no}），不用再转。请打开那一件接着办。")
MONITORED = declare("CASEWORK_MONITORED", "这一户已是监测对象（风险未消除），不用再识别。请在原来的监测下补帮扶措施。")
STAGE = declare("CASEWORK_STAGE", "这一户现在是“{state}”，不能{says}。请刷新看一眼再定。")
CHANGED = declare("CASEWORK_CHANGED", "这一户{who}刚{did}（{at}），您的意见还没提交，请看一眼再定。")
BAD_DAY = declare("CASEWORK_BAD_DAY", "日期{on}不对：不能早于上一步的{earliest}，也不能晚于今天{today}。请改正日期。")
NOT_MEMBER = declare("CASEWORK_NOT_MEMBER", "{person_id}不是这一户现在的成年成员，不用签承诺授权书。请刷新看一眼。")
NO_PHOTO = declare("CASEWORK_NO_PHOTO", "请拍一张{what}的照片再提交。")
NOBODY = declare("CASEWORK_NOBODY", "没有等着出给{department}的人。可能刚出过名单，请刷新看一眼。")
NO_PURPOSE = declare("CASEWORK_NO_PURPOSE", "请写明名单的用途，用途会写在名单上并留痕。")
NO_FILE = declare("CASEWORK_NO_FILE", "请选部门发回来的文件（xlsx、xls 或 csv）。")
NO_LIST = declare("CASEWORK_NO_LIST", "没有编号“{list_no}”的比对名单。请从名单里选。")
NO_SUSPICION = declare("CASEWORK_NO_SUSPICION", "请写明{who}的疑点是什么，村里才好核实。")
ANSWERED = declare("CASEWORK_ANSWERED", "这份名单里有人已记过答复。请刷新看一眼，只记还没答复的。")
NO_FINDING = declare("CASEWORK_NO_FINDING", "请选“属实”或“不影响”，并写一句因为什么。")
NO_OBJECTION = declare("CASEWORK_NO_OBJECTION", "请写异议的内容再登记。")
NO_ANSWER = declare("CASEWORK_NO_ANSWER", "请写怎么答复的，答复会留痕。")
OBJECTION_ANSWERED = declare("CASEWORK_OBJECTION_ANSWERED", "这条异议{who}已经答复。请刷新看一眼。")
PERSONAL_TEXT = declare("CASEWORK_PERSONAL_TEXT", "{says}。再保存。")
NO_SHEET = declare("CASEWORK_NO_SHEET", "还没评议，没有公示稿。评议同意、定了拟认定类别后再打印。")
WEB_BUSY = declare("CASEWORK_WEB_BUSY", "这会儿打开的人多，请过{minutes}分钟再扫一次；急着看的请到村务公开栏。")
NO_WEB = declare("CASEWORK_NO_WEB", "这张公示没有开着的网页，不用撤。请刷新看一眼。")
NO_CASES = declare("CASEWORK_NO_CASES", "还没选户。请先勾选这次会上定的户。")
NO_SIGNER = declare("CASEWORK_NO_SIGNER", "请写明谁签批的（姓名、职务）。")
NO_MINUTES = declare("CASEWORK_NO_MINUTES", "请写会议纪要，一两句话就行。")
NO_DOC_NO = declare("CASEWORK_NO_DOC_NO", "县级审定要填文号。")
IN_MEETING = declare("CASEWORK_IN_MEETING", "{case_no}（{head}）：{why}这次会一户都没记，您填的还在。")

NOT_READY = declare("CASEWORK_NOT_READY", "{lacks}。够了再提名。")
STAYS = declare("CASEWORK_STAYS", "{stays}。这一户没有劳动力，保障措施照给，不提名消除。")
NOT_MONITORED = declare("CASEWORK_NOT_MONITORED", "这一户不是风险未消除的监测对象，不用消除。请刷新看一眼。")
NO_NOMINEES = declare("CASEWORK_NO_NOMINEES", "还没选户。请先勾选要提名的户。")
NO_RISK_ANSWER = declare("CASEWORK_NO_RISK_ANSWER", "请逐项选识别时的风险还在不在：还差{risks}。")
NO_CONTACT = declare("CASEWORK_NO_CONTACT", "请从这一户的成年成员里选一位监测联系人，消除后有事找他。")
NO_PAPER = declare("CASEWORK_NO_PAPER", "请写明是哪张单：单子的名字、哪家出的、结论。")
BAD_PAPER_DAY = declare("CASEWORK_BAD_PAPER_DAY", "单子的日期{on}还没到。请改正日期。")
NOT_CLEARED = declare("CASEWORK_NOT_CLEARED", "这一户现在不是风险已消除。请刷新看一眼。")
NO_CARE = declare("CASEWORK_NO_CARE", "这一户没有等着看的稳定跟踪。请刷新看一眼。")
NO_TROUBLE = declare("CASEWORK_NO_TROUBLE", "又有风险要选是哪一种，再写一句看到了什么。")
CARE_DAY = declare("CASEWORK_CARE_DAY", "日期{on}不对：不能早于消除那天{earliest}，也不能晚于今天{today}。请改正日期。")

NEEDED = {
    Need.REASON: declare("CASEWORK_NEED_REASON", "请写明{says}的原因，原因会留痕。"),
    Need.NOT_SUSPENDED: declare("CASEWORK_NEED_RESUME", "这一户已暂停计时（{why}）。请乡镇先恢复办理。"),
    Need.SUSPENDED: declare("CASEWORK_NEED_SUSPENDED", "这一户没有暂停，不用恢复。请刷新看一眼。"),
    Need.TWO_VISITORS: declare("CASEWORK_NEED_TWO", "入户核实要两个人。请写同去的人是谁。"),
    Need.ALL_SIGNED: declare(
        "CASEWORK_NEED_SIGNED", "还有{unsigned}位成年家庭成员没签《承诺授权书》。请签字拍照后再提交。"
    ),
    Need.EXEMPT: declare("CASEWORK_NEED_EXEMPT", "免信息比对要写低保证号或审批文号。没有就走信息比对。"),
    Need.ALL_ANSWERED: declare("CASEWORK_NEED_ANSWERED", "还有{unanswered}项比对部门没答复。请县监测中心催办。"),
    Need.ALL_FOUND: declare("CASEWORK_NEED_FOUND", "还有{unfound}条疑点没写核实结论。请逐条写“属实／不影响，因为……”。"),
    Need.QUORUM: declare(
        "CASEWORK_NEED_QUORUM", "到会人数不够：应到{expected}人，实到{present}人，要三分之二以上到会。请再开一次会。"
    ),
    Need.AGREED: declare("CASEWORK_NEED_AGREED", "同意{agreed}人，没过到会的一半。请记“评议没通过”，写明原因。"),
    Need.NOT_AGREED: declare("CASEWORK_NEED_NOT_AGREED", "同意{agreed}人，已过到会的一半。请记“评议同意”。"),
    Need.DELIBERATION_PHOTOS: declare(
        "CASEWORK_NEED_DELIBERATION", "评议照片不够，要2张，现在{deliberation_photos}张。请补照片再提交。"
    ),
    Need.NEAR_AND_FAR: declare("CASEWORK_NEED_NEAR_FAR", "公示要近景、远景照片各1张。请补齐再提交。"),
    Need.DAYS_RUN: declare("CASEWORK_NEED_DAYS", "公示到{ends}才满，期满后再报乡镇审核。"),
    Need.NO_OBJECTION: declare("CASEWORK_NEED_NO_OBJECTION", "还有{open_objections}条异议未答复。请先答复再往下办。"),
    Need.MEETING: declare("CASEWORK_NEED_MEETING", "审核、审定要在会上定。请从〔待审名单〕里勾选，记一次会。"),
    Need.NOT_VILLAGE: declare("CASEWORK_NEED_NOT_VILLAGE", "这一户是您入户核实的，审核审定要换一个人经办。"),
    Need.NOT_TOWNSHIP: declare("CASEWORK_NEED_NOT_TOWNSHIP", "这一户是您办的乡镇审核，县级审定要换一个人经办。"),
    Need.ANNOUNCED: declare("CASEWORK_NEED_ANNOUNCED", "请拍一张公告张贴的照片再提交。"),
    Need.BOTH_SHEETS: declare(
        "CASEWORK_NEED_SHEETS", "采集表、评估表要入户的人和户主都签字，各拍1张。请补齐照片再提交。"
    ),
    Need.AGREES: declare("CASEWORK_NEED_AGREES", "户主不认可就不能往下办。请写明原因，点“户主不认可，停下”。"),
    Need.DISAGREES: declare("CASEWORK_NEED_DISAGREES", "户主认可的，请提交采集表、评估表。"),
    Need.SETTLED: declare("CASEWORK_NEED_SETTLED", "{lacks}。请撤回提名，接着监测帮扶。"),
    Need.CONDITIONS: declare("CASEWORK_NEED_CONDITIONS", "{lacks}。请退回补正，够了再上会。"),
    Need.NATIONAL_NO: declare("CASEWORK_NEED_NATIONAL_NO", "请填国办系统给的户编号。"),
}
