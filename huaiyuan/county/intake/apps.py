"""Django app of intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """部门数据."""

    name = "huaiyuan.county.intake"
    label = "intake"
    verbose_name = "部门数据"

    def ready(self) -> None:
        """Declare what intake does in the background and what it records."""
        from huaiyuan.county.intake import trail, work  # noqa: F401 - trail declares

        work.register()
