"""What income statements refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent one and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("INCOME_NOT_FOUND", "这里没有你能看的内容。")
CHANGED = declare("INCOME_CHANGED", "这一户{who}刚测算过（{at}），您填的还没提交，请看一眼再定。")
OTHER_HOUSEHOLD = declare("INCOME_OTHER_HOUSEHOLD", "这份测算已经用在另一户上。请重新打开这一户再填。")
TWICE = declare("INCOME_TWICE", "“{title}”写了两次。请合成一个数。")
CONTRADICTS = declare("INCOME_CONTRADICTS", "{kind}勾了“没有”，又写了“{title}”。请去掉一样。")
EMPTY = declare("INCOME_EMPTY", "还什么都没填。请至少填一项，或在没有的类上勾“没有”。")
STRANGE_AMOUNT = declare("INCOME_STRANGE_AMOUNT", "“{title}”的金额读不懂（{text}）。请只写数字，单位元。")
STRANGE_SIZE = declare("INCOME_STRANGE_SIZE", "家庭人口数读不懂（{text}）。请写1到30之间的整数。")
DAY = declare("INCOME_DAY", "日期{on}不对：不能早于{earliest}，也不能晚于今天{today}。请改正日期。")
SUPERSEDED = declare("INCOME_SUPERSEDED", "这份测算已经有新的版本（{number}）。请打开新的一份。")
NOT_WAITING = declare("INCOME_NOT_WAITING", "这份测算现在是“{state}”，不用复核。请刷新看一眼。")
SAME_PERSON = declare("INCOME_SAME_PERSON", "这份测算是您自己做的，要由另一个人复核。")
NO_REASON = declare("INCOME_NO_REASON", "请写明退回的原因，村里看得到。")
NOT_SIGNED = declare("INCOME_NOT_SIGNED", "户主还没签字，不能复核。请村里先补签。")
NO_VOUCHER = declare("INCOME_NO_VOUCHER", "合规自付写了{yuan}元，还没有凭证照片，不能复核。请村里补拍票据。")
NOT_DUE = declare("INCOME_NOT_DUE", "这份测算户主已经签过字。请刷新看一眼。")
NOT_EMPTY = declare("INCOME_NOT_EMPTY", "已有收入测算，不能成批装入。请只在空的数据目录里装入。")
