"""Django app of worklist."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """交办任务."""

    name = "huaiyuan.county.worklist"
    label = "worklist"
    verbose_name = "交办任务"

    def ready(self) -> None:
        """Declare the audit sentences before anything may need them."""
        from huaiyuan.county.worklist import trail  # noqa: F401 - declares on import
