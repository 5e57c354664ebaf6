"""Django app of reference."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """参考数据."""

    name = "huaiyuan.base.reference"
    label = "reference"
    verbose_name = "参考数据"
