"""Django app of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """人员岗位."""

    name = "huaiyuan.base.access"
    label = "access"
    verbose_name = "人员岗位"
