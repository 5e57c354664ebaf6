"""What the policy files and the pure sums refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

FILE_FAULT = declare("POLICY_FILE_FAULT", "{file} 第{line}行：{fault}")
STRANGE_ITEM = declare("INCOME_STRANGE_ITEM", "收入科目里没有“{item}”。请从科目表里选一项。")
ITEM_NOT_THEN = declare(
    "INCOME_ITEM_NOT_THEN", "“{title}”在{period}不是有效的科目。请换一项，或请县里改科目的起止日期。"
)
NEGATIVE = declare("INCOME_NEGATIVE", "“{title}”不能是负数。支出另有支出科目，亏损由收入减支出算出来。")
NOT_TO_THE_FEN = declare("INCOME_NOT_TO_THE_FEN", "“{title}”写到了分以下（{yuan}元）。请写到分，或四舍五入到元。")
NO_MEMBERS = declare("INCOME_NO_MEMBERS", "家庭人口数不能是{size}。请先核对家庭成员。")
