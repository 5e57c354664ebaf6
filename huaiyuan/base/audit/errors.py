"""What the audit log refuses."""

from huaiyuan.core.kernel.errors import declare

APPEND_ONLY = declare("AUDIT_APPEND_ONLY", "审计记录只能新增，不能修改或删除。要更正，请再记一条说明。")
