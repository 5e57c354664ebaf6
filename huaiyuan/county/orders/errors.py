"""What 交办 refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent thing and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("ORDER_NOT_FOUND", "这里没有你能看的内容。")
NO_TITLE = declare("ORDER_NO_TITLE", "请写{what}。")
NOBODY = declare("ORDER_NOBODY", "还没选交给谁。请至少选一个村、乡镇、部门，或从清单里选户。")
TOO_MANY = declare("ORDER_TOO_MANY", "一份清单最多{most}条，现在{count}条。请分几份交办，或先缩小范围。")
OUTSIDE = declare("ORDER_OUTSIDE", "{who}不在您能交办的范围内。请去掉再交办。")
DAY_OFF = declare("ORDER_DAY_OFF", "{on}不上班。请改成{before}或{after}。")
NO_DAY = declare("ORDER_NO_DAY", "请选几号前办结：还没有设定办结时限，或那一年的放假安排还没录入。")
DAY_PAST = declare("ORDER_DAY_PAST", "期限{on}早于今天{today}。请改正。")
STAGE = declare("ORDER_STAGE", "这一条{who}刚{did}（{at}），现在是“{state}”，您的还没提交。请看一眼再定。")
NO_REASON = declare("ORDER_NO_REASON", "请写明{what}，会留痕。")
OWN_WORK = declare("ORDER_OWN_WORK", "这一条是您本人反馈的，不能自己销号。请交办单位的其他同事销号。")
NO_OWNER = declare("ORDER_NO_OWNER", "“{owner}”不是能承办的单位。请从名单里选。")
HAS_ONE = declare("ORDER_HAS_ONE", "{unit}在这份清单里已经有一条。请选别家，或撤回这一条。")
TOO_LARGE = declare("ORDER_FILE_TOO_LARGE", "附件“{name}”超过{most}兆，收不了。请压缩或分开再传。")
BAD_FILE = declare("ORDER_BAD_FILE", "附件“{name}”不是照片、PDF、Word 或 Excel 文件。请换一种再传。")
TOO_MANY_FILES = declare("ORDER_TOO_MANY_FILES", "一次最多传{most}个附件。请去掉几个再交。")
PERSONAL = declare("ORDER_PERSONAL", "“{what}”里写了证件号码或电话。请去掉，只写事；要看是谁，点开户就看得到。")
