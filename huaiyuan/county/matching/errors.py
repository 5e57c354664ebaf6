"""What matching refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NOT_MATCHED = declare("MATCHING_NOT_MATCHED", "批次{batch}还没有比对结果。请先并入这一批，并入时会自动比对。")
EXPORT_INSIDE = declare("MATCHING_EXPORT_INSIDE", "名单不能写进数据目录。请换一个位置。")
NOT_YOURS = declare("MATCHING_NOT_YOURS", "您的岗位不能看比对结果。请联系县监测中心。")
NO_ROW = declare("MATCHING_NO_ROW", "找不到这一行。批次可能已被更正，请刷新页面。")
ALREADY = declare("MATCHING_ALREADY", "这一行已经定过（{says}）。请刷新页面看下一行。")
NOT_A_CANDIDATE = declare("MATCHING_NOT_A_CANDIDATE", "这个人不在候选里。请从列出的候选里选。")
COVERS_MORE = declare("MATCHING_COVERS_MORE", "这一定要管{rows}行（{where}）。确认的话请再按一次。")
NO_DECISION = declare("MATCHING_NO_DECISION", "找不到这次复核，或者已经撤销。请刷新页面。")
NO_REASON = declare("MATCHING_NO_REASON", "请写明原因，撤销会留痕。")
NOTHING_TO_UNDO = declare("MATCHING_NOTHING_TO_UNDO", "今天没有可以撤销的复核。更早的请到“复核记录”里撤销。")
NO_VILLAGE = declare("MATCHING_NO_VILLAGE", "候选人没有登记在哪个村，没法请村里认。请先查底册。")
NOT_ASKED = declare("MATCHING_NOT_ASKED", "这件事没有请本村认，或者已经认过。请回待办看。")
NOTHING_STRONG = declare("MATCHING_NOTHING_STRONG", "这一批没有每条理由都硬的行，不能成批认定。请逐行复核。")
ONE_WAITS = declare("MATCHING_ONE_WAITS", "这一批已经有一份等人同意。请先办完那一份。")
NO_PROPOSAL = declare("MATCHING_NO_PROPOSAL", "找不到这份成批认定，或者已经办过。请刷新页面。")
SAME_PERSON = declare("MATCHING_SAME_PERSON", "成批认定要另一个人同意。请换一个账号来办。")
NOTHING_WRITTEN = declare("MATCHING_NOTHING_WRITTEN", "这一行没有写证件号码。")
