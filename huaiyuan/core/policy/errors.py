"""What the policy files refuse, with file and line."""

from huaiyuan.core.kernel.errors import declare

FILE_FAULT = declare("POLICY_FILE_FAULT", "{file} 第{line}行：{fault}")
