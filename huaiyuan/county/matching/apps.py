"""Django app of matching."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """人户比对."""

    name = "huaiyuan.county.matching"
    label = "matching"
    verbose_name = "人户比对"
