"""Django app of plans and measures."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """帮扶计划与措施."""

    name = "huaiyuan.county.plans"
    label = "plans"
    verbose_name = "帮扶计划与措施"
