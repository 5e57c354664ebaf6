"""Django app of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """人员岗位."""

    name = "huaiyuan.base.access"
    label = "access"
    verbose_name = "人员岗位"

    def ready(self) -> None:
        """Declare the audit sentences before anything may need them."""
        from huaiyuan.base.access import trail  # noqa: F401 - declares on import
