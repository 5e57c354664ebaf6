"""Django app of screening."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """规则筛查."""

    name = "huaiyuan.county.screening"
    label = "screening"
    verbose_name = "规则筛查"
