"""Django app of figures."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """指标."""

    name = "huaiyuan.base.figures"
    label = "figures"
    verbose_name = "指标"
