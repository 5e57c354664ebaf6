"""What screening refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

RULE_CHANGED = declare(
    "SCREENING_RULE_CHANGED",
    "规则{rule}第{version}版的内容和已经启用的不一样。改了内容就要升一版，请把 version 加一再启用。",
)
RULE_ORDER = declare(
    "SCREENING_RULE_ORDER",
    "规则{rule}第{version}版从{since}起施行，不晚于已经启用的上一版。请把施行日期改到上一版之后。",
)
NO_RUN = declare("SCREENING_NO_RUN", "没有“{run}”这次筛查。请回到筛查记录里选一次。")
NO_RULE = declare("SCREENING_NO_RULE", "没有“{rule}”这条规则。请从规则清单里选（huaiyuan rules）。")
NO_CHANGE = declare("SCREENING_NO_CHANGE", "没有“{change}”这次改动。请从规则改动里选。")
NO_TRIAL = declare("SCREENING_NO_TRIAL", "试算结果不在了。请重新试算。")
NOT_ITS_PARAMETER = declare(
    "SCREENING_NOT_ITS_PARAMETER", "规则{rule}没有“{name}”这个参数，它用的有：{known}。请改正参数名。"
)
NOT_A_NUMBER = declare("SCREENING_NOT_A_NUMBER", "“{title}”要填数，收到的是“{given}”。请只填数字，不写单位。")
OUT_OF_RANGE = declare(
    "SCREENING_OUT_OF_RANGE", "“{title}”填的是{given}，要大于0、整数部分不超过14位、小数不超过4位。请核对。"
)
NOT_A_TEXT = declare("SCREENING_NOT_A_TEXT", "“{title}”要写成和现在一样的样子（如{like}），收到的是“{given}”。请改正。")
NOT_A_CHOICE = declare("SCREENING_NOT_A_CHOICE", "“{title}”只能是{choices}中的一个，收到的是“{given}”。请选一个。")
NOT_CHOICES = declare(
    "SCREENING_NOT_CHOICES",
    "“{title}”只能写{choices}，写几个时中间用顿号隔开、不重复，收到的是“{given}”。请改正。",
)
NO_PARAMETER = declare("SCREENING_NO_PARAMETER", "没有“{name}”这个政策参数。请从政策参数里选。")
RULE_NEEDS = declare(
    "SCREENING_RULE_NEEDS", "“{title}”有规则在用（{rule}），改了要先试算。请打开规则{rule}，点“改参数”。"
)
NOTHING_CHANGED = declare("SCREENING_NOTHING_CHANGED", "填的和现行的一样，没有要改的。请改一个数或正文再提出。")
SINCE_PAST = declare("SCREENING_SINCE_PAST", "施行日期{since}已经过了。改动只能从今天或以后的日子起，请改日期。")
NO_REASON = declare("SCREENING_NO_REASON", "请写明为什么{says}。")
NO_SOURCE = declare("SCREENING_NO_SOURCE", "请写明依据（文件名称或会议）再提出。")
RULE_NUMBER = declare("SCREENING_RULE_NUMBER", "正文里的规则号是{given}，这里改的是{rule}。请改回 id: {rule}。")
TABLE_FAILS = declare(
    "SCREENING_TABLE_FAILS", "{file} 第{line}行：小表这一行应得“{wanted}”，算出来是“{got}”。请改条件或改小表。"
)
TABLE_UNREADABLE = declare("SCREENING_TABLE_UNREADABLE", "{file} 第{line}行：小表读不懂（{fault}）。请对照列名改正。")
SAME_PERSON = declare(
    "SCREENING_SAME_PERSON", "改动{change}是您自己提出的，要由另一个人{says}。请另一位有权限的同事来办。"
)
NOT_YOURS = declare("SCREENING_NOT_YOURS", "改动{change}是{who}提出的，只能由本人{says}。您可以退回并写明原因。")
NOT_PERMITTED = declare("SCREENING_NOT_PERMITTED", "您的岗位不能{says}规则改动。请找县监测中心。")
CHANGE_STAGE = declare("SCREENING_CHANGE_STAGE", "改动{change}现在是“{state}”，不能{says}。请刷新看一眼。")
CHANGE_MOVED = declare(
    "SCREENING_CHANGE_MOVED", "改动{change}刚被{who}动过（{at}），现在是“{state}”。您的这一步没有做，请看一眼再定。"
)
TRY_AGAIN = declare(
    "SCREENING_TRY_AGAIN", "改动{change}试算之后，内容或现行的规则参数又变了。请重新试算，看过结果再发布。"
)
LOOK_AGAIN = declare(
    "SCREENING_LOOK_AGAIN", "改动{change}提出之后，现行的值又变了，没有发布。请对照现行的值看过，再提请一次。"
)
LATER_CHANGE = declare(
    "SCREENING_LATER_CHANGE", "改动{change}之后又发布了{later}，改的是同一处。请先回退{later}，再回退这一次。"
)
RESTORING = declare("SCREENING_RESTORING", "改动{change}已经有人提出回退（{restoring}）。请到规则改动里看那一次。")
