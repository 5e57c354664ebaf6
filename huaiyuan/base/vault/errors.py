"""What the vault refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NO_KEYS = declare(
    "VAULT_NO_KEYS", "数据目录里没有密钥（keys/）。请从备份恢复 keys/，不要新建，否则已封存的内容再也打不开。"
)
UNKNOWN_KEY = declare("VAULT_UNKNOWN_KEY", "封存内容用的密钥 {key_id} 不在本机。请从备份恢复这把密钥。")
BROKEN = declare(
    "VAULT_BROKEN", "封存内容打不开：被改动过，或不属于这一行（{place}）。请从备份恢复，并告诉系统管理员。"
)
BAD_PROFILE = declare("VAULT_BAD_PROFILE", "不认识的加密方案“{profile}”。config.toml 里只能写 intl 或 sm。")
NOT_A_PICTURE = declare("VAULT_NOT_A_PICTURE", "这个文件不是照片，或者已损坏。请重新拍一张再传。")
PICTURE_TOO_LARGE = declare("VAULT_PICTURE_TOO_LARGE", "照片超过{limit}兆，收不了。请换一张小些的。")
