"""Django app of the five bottom lines."""

from django.apps import AppConfig


class GuaranteesConfig(AppConfig):
    """五条底线：学、医、住、水、综合保障，应享未享。"""

    name = "huaiyuan.county.guarantees"
    label = "guarantees"
    verbose_name = "五条底线"

    def ready(self) -> None:
        """Let every slice register its ledgers, tasks and figures."""
        from huaiyuan.county.guarantees import slices

        slices.register()
