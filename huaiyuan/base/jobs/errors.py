"""What jobs refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

BUSY = declare("JOBS_BUSY", "{label}正在进行（{by}，{since} 开始，{stage}）。请等它完成，或先取消它。")
LOST = declare("JOBS_LOST", "{label}太久没有动静，已由另一处接手，这里停下。请刷新看那一处的结果。")
CANCELLED = declare("JOBS_CANCELLED", "{label}已按要求取消。要做的时候请重新开始。")
UNKNOWN_KIND = declare("JOBS_UNKNOWN_KIND", "没有“{kind}”这种后台作业。请核对程序版本。")
BROKEN = declare(
    "JOBS_BROKEN", "{label}中途出错（{kind}），没有完成。请再试一次；还不行，请把这句话和时间告诉系统管理员。"
)
