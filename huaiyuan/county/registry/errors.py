"""What the registry refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NOT_EMPTY = declare(
    "REGISTRY_NOT_EMPTY", "底册里已经有{households}户，不能再整册装入。请逐户变更，或换一个空的数据目录。"
)
UNKNOWN_NUMBER = declare(
    "REGISTRY_UNKNOWN_NUMBER",
    "装入的“{table}”里有{rows}行的户编号或人员编号在底册里找不到（如“{example}”）。请补齐农户、人员后再装。",
)
NO_HOUSEHOLD = declare("REGISTRY_NO_HOUSEHOLD", "底册里没有户编号“{household_no}”。请核对后再办。")
NO_PERSON = declare("REGISTRY_NO_PERSON", "底册里没有人员编号“{person_id}”。请核对后再办。")
CLOSED = declare("REGISTRY_CLOSED", "{household_no}已于{on}销户（{reason}），不能再变更。")
FUTURE = declare("REGISTRY_FUTURE", "日期{on}还没到，不能预先登记。请填{today}或更早的日期。")
OVERLAP = declare(
    "REGISTRY_OVERLAP",
    "“{fact}”从{since}起已有登记，{on}的变更会和它重叠。请填晚于{since}的日期；若原登记有误，请用更正。",
)
NOT_MEMBER = declare("REGISTRY_NOT_MEMBER", "{person_id}在{on}不是任何一户的在册成员，不用再办减少。")
STILL_MEMBER = declare("REGISTRY_STILL_MEMBER", "{person_id}还是{household_no}的在册成员。请先在原户办减少。")
NOT_MONITORED = declare("REGISTRY_NOT_MONITORED", "{household_no}没有监测记录，不能改类别或风险状态。请先办识别认定。")
ALREADY_MONITORED = declare(
    "REGISTRY_ALREADY_MONITORED", "{household_no}已是监测对象（风险未消除），不能重复识别。请并入补措施。"
)
CATEGORY_MISFIT = declare(
    "REGISTRY_CATEGORY_MISFIT",
    "{household_no}是{archive}，不能认定为{category}：脱贫不稳定户只能是脱贫户，边缘易致贫户只能是一般农户。",
)
STRUCK_OFF = declare("REGISTRY_STRUCK_OFF", "{household_no}的这一监测周期已清退，不能再改。确需监测请重新识别认定。")
NO_CHANGE = declare("REGISTRY_NO_CHANGE", "{what}本来就是“{value}”，没有要改的。")
NO_VILLAGE = declare("REGISTRY_NO_VILLAGE", "区划里没有村代码“{village_code}”。请从村名单里选。")
NO_REASON = declare("REGISTRY_NO_REASON", "请写明原因再办，原因会记入审计。")
NOT_YOURS = declare("REGISTRY_NOT_YOURS", "这里没有你能看的内容。")
NOTHING_STORED = declare("REGISTRY_NOTHING_STORED", "底册里没有登记{name}的{field}。")
NO_PHONE = declare("REGISTRY_NO_PHONE", "底册里没有这一户的电话。请问村里，或走访时补上。")
EXPORT_INSIDE = declare(
    "REGISTRY_EXPORT_INSIDE", "导出文件不能放进数据目录：证件号码不能明文落在里面。请换一个文件夹。"
)
CHANGED_MEANWHILE = declare("REGISTRY_CHANGED_MEANWHILE", "“{fact}”别人刚改过，您的改动还没存。请刷新看一眼再定。")
NOT_IN_HOUSEHOLD = declare(
    "REGISTRY_NOT_IN_HOUSEHOLD", "{person_id}不是{household_no}的在册成员。请刷新看一眼这一户现在有谁。"
)
BAD_ID = declare("REGISTRY_BAD_ID", "证件号码不对（位数、日期或最后一位对不上）。请核对户口簿；没有证件号就空着。")
ID_MISFIT = declare(
    "REGISTRY_ID_MISFIT", "证件号码里的出生日期是{birth}、性别是{sex}，和填的不一样。请核对户口簿再改其中一处。"
)
ID_TAKEN = declare(
    "REGISTRY_ID_TAKEN", "这个证件号码底册里已有人（{person_id}），不能再登记一个人。本县的人请用“迁入”，从原户转过来。"
)
HEAD_NEEDED = declare("REGISTRY_HEAD_NEEDED", "走的是户主，家里还有人。请选一位新户主再办。")
HEAD_STAYS = declare("REGISTRY_HEAD_STAYS", "户主不能分出去。请先办“更换户主”，再办分户。")
NOBODY_STAYS = declare("REGISTRY_NOBODY_STAYS", "分户要有人分出、有人留下，分出的人里选一位户主。请重新勾选。")
SAME_HOUSEHOLD = declare("REGISTRY_SAME_HOUSEHOLD", "一户不能和自己合户。请填另一户的户编号。")
TYPES_MISFIT = declare(
    "REGISTRY_TYPES_MISFIT",
    "合户后是{archive}，不能是{category}。请县监测中心先调整监测对象类别，再办合户。",
)
UNDO_LATER = declare("REGISTRY_UNDO_LATER", "这次登记之后，“{fact}”又变更过。请先撤销后面的那一次。")
GONE_IS_HEAD = declare(
    "REGISTRY_GONE_IS_HEAD", "{person_id}是{household_no}的户主，家里还有人。请先给那一户更换户主，再合并。"
)
BAD_VALUE = declare("REGISTRY_BAD_VALUE", "“{what}”没有“{value}”这一项。请从列出的里面选。")
IS_HEAD = declare("REGISTRY_IS_HEAD", "户主的关系不在这里改。请到“登记变更”办“更换户主”。")
