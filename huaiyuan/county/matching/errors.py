"""What matching refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NOT_MATCHED = declare("MATCHING_NOT_MATCHED", "批次{batch}还没有比对结果。请先并入这一批，并入时会自动比对。")
EXPORT_INSIDE = declare("MATCHING_EXPORT_INSIDE", "名单不能写进数据目录。请换一个位置。")
NOT_YOURS = declare("MATCHING_NOT_YOURS", "你的岗位不能看比对结果。请联系县监测中心。")
