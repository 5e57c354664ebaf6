"""What the engine refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

CHILD_FAILED = declare(
    "ENGINE_CHILD_FAILED",
    "计算中途出错（{kind}），没有改动任何数据。请再试一次；还不行，请把这句话和时间告诉系统管理员。",
)
CHILD_KILLED = declare(
    "ENGINE_CHILD_KILLED",
    "计算被系统中断（信号 {signal}）。数据要么全部写好，要么一点没写。请刷新看结果再决定要不要重做；老是这样，请系统管理员检查内存和磁盘。",
)
CHILD_TIMEOUT = declare(
    "ENGINE_CHILD_TIMEOUT",
    "计算超过了 {seconds} 秒的时限，已停下。数据要么全部写好，要么一点没写。请刷新看结果再决定要不要重做；是文件的事，请检查文件是不是过大或有异常。",
)
CHILD_MEMORY = declare(
    "ENGINE_CHILD_MEMORY",
    "计算用的内存超过了上限，已停下，没有改动任何数据。请检查文件是不是过大或有异常，再试一次。",
)
CHILD_RESULT = declare(
    "ENGINE_CHILD_RESULT",
    "计算没有给出结果就结束了（退出码 {exit}）。数据要么全部写好，要么一点没写。请刷新看结果再决定要不要重做；老是这样，请告诉系统管理员。",
)
TRANSFER_TABLE = declare("ENGINE_TRANSFER_TABLE", "业务库里没有表“{table}”。请先运行建表（migrate），再装数据。")
TRANSFER_COLUMN = declare(
    "ENGINE_TRANSFER_COLUMN", "表“{table}”里没有列“{columns}”，数据没有装入。请核对程序版本和数据是不是同一版。"
)
TRANSFER_VALUE = declare(
    "ENGINE_TRANSFER_VALUE", "表“{table}”的列“{column}”有装不进去的值（应为{wanted}），整批都没有装入。请核对来源数据。"
)
TRANSFER_ORPHANS = declare(
    "ENGINE_TRANSFER_ORPHANS", "表“{table}”有 {rows} 行指向不存在的记录，整批都没有装入。请核对来源数据。"
)
TRANSFER_URL = declare("ENGINE_TRANSFER_URL", "不认识的数据库类型“{scheme}”。只支持 SQLite 和 PostgreSQL。")
EXTRACT_UNDECLARED = declare("ENGINE_EXTRACT_UNDECLARED", "快照表“{table}”没有声明，或被登记了两次。请告诉系统管理员。")
FEED_UNDECLARED = declare(
    "ENGINE_FEED_UNDECLARED", "事实来源“{feed}”登记了两次，或说了没有声明的事实。请告诉系统管理员。"
)
KEPT_TWICE = declare("ENGINE_KEPT_TWICE", "台账“{book}”要给“{source}”填数，别的台账已经在填。请告诉系统管理员。")
SNAPSHOT_MISSING = declare("ENGINE_SNAPSHOT_MISSING", "快照“{name}”不在或不完整。请重新取一次快照。")
SNAPSHOT_COLUMNS = declare(
    "ENGINE_SNAPSHOT_COLUMNS", "快照表“{table}”缺列“{columns}”。请核对程序版本和数据是不是同一版。"
)
BATCH_EXISTS = declare("ENGINE_BATCH_EXISTS", "批次“{batch}”已经在库里，不能再写一次。请刷新页面看它的结果。")
BATCH_MISSING = declare("ENGINE_BATCH_MISSING", "找不到批次“{batch}”的数据。请核对批次号，或从备份恢复。")
