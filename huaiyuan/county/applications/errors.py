"""What self-applications refuse, in words that say what to do. What the public reads is as plain as can be."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent application and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("APPLICATION_NOT_FOUND", "这里没有你能看的内容。")
NO_NAME = declare("APPLICATION_NO_NAME", "请填姓名，写家里谁的都行，最多{most}个字。")
NO_PHONE = declare("APPLICATION_NO_PHONE", "请填一个电话，11位手机号或带区号的座机，村里好联系您。")
NO_VILLAGE = declare("APPLICATION_NO_VILLAGE", "请选您家在哪个村。")
NO_HARDSHIP = declare("APPLICATION_NO_HARDSHIP", "请点一样遇到的难处。")
NO_NOTE = declare("APPLICATION_NO_NOTE", "选了“别的难处”，请写几个字说说是什么事。")
NOTE_TOO_LONG = declare("APPLICATION_NOTE_TOO_LONG", "补充的话最多{most}个字，请写短一些。")
NO_CHANNEL = declare("APPLICATION_NO_CHANNEL", "请选这件事是怎么来的：来人来电、12317、信访，还是网络舆情。")
BUSY = declare("APPLICATION_BUSY", "这会儿申报的人多，您填的还在，请过{minutes}分钟再点一次提交；急事请直接找村干部。")
NOT_PENDING = declare("APPLICATION_NOT_PENDING", "这份申报{who}刚{did}（{at}），您的意见还没提交，请看一眼再定。")
STAGE = declare("APPLICATION_STAGE", "这份申报现在是“{state}”，不能{says}。请刷新看一眼。")
NO_HOUSEHOLD = declare("APPLICATION_NO_HOUSEHOLD", "请从下面点是哪一户；没有的，按姓名、户编号找一找。")
OTHER_PLACE = declare("APPLICATION_OTHER_PLACE", "这一户不在您管的范围内。请点“不归本镇，转走”，转给{place}。")
NO_REASON = declare("APPLICATION_NO_REASON", "请写明{what}的原因，原因会留痕。")
SAME_VILLAGE = declare("APPLICATION_SAME_VILLAGE", "这份申报本来就在{village}，不用转。请选另一个村。")
GONE_THERE = declare(
    "APPLICATION_GONE_THERE", "村里已经去核实了（线索{lead}是“{state}”），不能撤回受理。请在线索里说明。"
)
NOTHING_PICKED = declare("APPLICATION_NOTHING_PICKED", "还没选申报。请先在左边勾选，再点要办的。")
LEAFLET_NO_DATE = declare("LEAFLET_NO_DATE", "发放日期{on}不对：不能晚于今天，也不能早于一年前。请改正。")
LEAFLET_NOBODY = declare("LEAFLET_NOBODY", "没有选到在册的户。请勾选村民组，或点要发的户。")
LEAFLET_NO_GIVER = declare("LEAFLET_NO_GIVER", "请写是谁去发的。")
LEAFLET_NOT_FOUND = declare("LEAFLET_NOT_FOUND", "这里没有你能看的内容。")
LEAFLET_WITHDRAWN = declare("LEAFLET_WITHDRAWN", "这次发放登记已经撤销，不用再撤。请刷新看一眼。")
