"""Django app of leads."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """线索."""

    name = "huaiyuan.county.leads"
    label = "leads"
    verbose_name = "线索"
