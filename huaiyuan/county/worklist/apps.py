"""Django app of worklist."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """交办任务."""

    name = "huaiyuan.county.worklist"
    label = "worklist"
    verbose_name = "交办任务"
