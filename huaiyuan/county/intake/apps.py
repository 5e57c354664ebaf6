"""Django app of intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """部门数据."""

    name = "huaiyuan.county.intake"
    label = "intake"
    verbose_name = "部门数据"
