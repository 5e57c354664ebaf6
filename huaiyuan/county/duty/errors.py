"""What pairing and visits refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent thing and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("DUTY_NOT_FOUND", "这里没有你能看的内容。")
NOT_FOLLOWED = declare("DUTY_NOT_FOLLOWED", "这一户现在不是脱贫户，也不是监测对象，不用结对。")
NO_HELPER = declare("DUTY_NO_HELPER", "没有编号“{helper_no}”的帮扶责任人，或者已经离任。请从名单里选。")
HAS_PRINCIPAL = declare("DUTY_HAS_PRINCIPAL", "这一户已有主责的帮扶责任人{name}。要换人请点“换人”。")
NO_PRINCIPAL = declare("DUTY_NO_PRINCIPAL", "这一户还没有主责的帮扶责任人。请先结对。")
PAIRED_ALREADY = declare("DUTY_PAIRED_ALREADY", "{name}已经帮扶这一户，不用再结对。请选别人。")
NOT_PUBLIC_SERVANT = declare(
    "DUTY_NOT_PUBLIC_SERVANT", "监测对象要由国家公职人员帮扶，{name}不是公职人员。请选一名公职人员。"
)
TOO_MANY = declare(
    "DUTY_TOO_MANY", "{name}已主责{held}户，再加{more}户就超过{rank}一人最多{limit}户。请选别人，或先调整。"
)
SELF_HELP = declare("DUTY_SELF_HELP", "{name}是这一户的成员或亲属，要回避。请选别人。")
HANDOVER_DATE = declare(
    "DUTY_HANDOVER_DATE", "交接日期{on}不对：不能早于{earliest}（现在这次结对的起日），也不能晚于今天{today}。请改正。"
)
NOT_YOUR_HANDOVER = declare("DUTY_NOT_YOUR_HANDOVER", "这张交接单要交出人、接手人本人点认。请联系{who}。")
ACCEPTED_ALREADY = declare("DUTY_ACCEPTED_ALREADY", "这张交接单您已经点认过，不用再点。")
NO_UNIT = declare("DUTY_NO_UNIT", "没有编号“{unit_no}”的帮扶单位。请从名单里选，或先登记单位。")
HELPER_KNOWN = declare("DUTY_HELPER_KNOWN", "这个证件号码已经登记为帮扶责任人{helper_no}。请直接用那一位。")
NO_NAME = declare("DUTY_NO_NAME", "请填姓名。")
BAD_NUMBER = declare("DUTY_BAD_NUMBER", "证件号码对不上（{why}）。请核对，或先空着。")
STILL_PAIRED = declare("DUTY_STILL_PAIRED", "{name}还主责{count}户，走了就没人管。请先给这些户换人。")
VISIT_DATE = declare(
    "DUTY_VISIT_DATE", "走访日期{on}不对：不能早于您开始帮扶这一户的{earliest}，也不能晚于今天{today}。请改正日期。"
)
OTHER_VISIT = declare("DUTY_OTHER_VISIT", "这份走访记录已经用在另一户上。请重新打开这一户再填。")
STRANGE_PROBLEM = declare("DUTY_STRANGE_PROBLEM", "这一户没有编号“{problem_no}”的事。请刷新看一眼再定。")
NO_OWNER = declare("DUTY_NO_OWNER", "“{owner}”不是能承办的单位。请从名单里选村、乡镇或部门。")
PROBLEM_STAGE = declare("DUTY_PROBLEM_STAGE", "这件事现在是“{state}”，不用再办。请刷新看一眼。")
NO_ANSWER = declare("DUTY_NO_ANSWER", "请用一句话写明怎么办的，帮扶责任人要看。")
NO_REASON = declare("DUTY_NO_REASON", "请写明{what}的原因，原因会留痕。")
SAME_OWNER = declare("DUTY_SAME_OWNER", "这件事本来就在{owner}，不用转。请选别的单位。")
NO_VISIT = declare("DUTY_NO_VISIT", "还没收到这次走访，照片没处放。请先上传走访，再传照片。")
TOO_MANY_PHOTOS = declare("DUTY_TOO_MANY_PHOTOS", "一次走访最多{most}张照片，已经够了。")
NO_RISK_TYPE = declare("DUTY_NO_RISK_TYPE", "没有“{risk_type}”这类风险。请从风险类型里选一个。")
NOTHING_SAID = declare("DUTY_NOTHING_SAID", "请用一句话写明看到了什么风险，村里核实时要看。")
TO_ONESELF = declare("DUTY_TO_ONESELF", "接手人不能是经办人，也不能是交出人本人。请选别人，或请上一级经办。")
MOVE_LATER = declare("DUTY_MOVE_LATER", "换人从今天或之前的一天起，{on}还没到。请到那天再办；要先离开的，办请假外出。")
AWAY_DAYS = declare("DUTY_AWAY_DAYS", "请假的日子不对：从今天{today}或以后的一天起，回来那天要在它之后。请改正。")
GAPS = declare("DUTY_GAPS", "还有{count}处没有人接手，见缺口报告。请选接手的人，或勾“知道有缺口，仍然交接”。")
NOTHING_HANDED = declare("DUTY_NOTHING_HANDED", "一样也没选接手的人。请至少给一项选接手的人。")
BACK_ALREADY = declare("DUTY_BACK_ALREADY", "{on}起已经是本人自己办，不用再点。")
