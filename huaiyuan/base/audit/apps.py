"""Django app of audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """审计."""

    name = "huaiyuan.base.audit"
    label = "audit"
    verbose_name = "审计"
