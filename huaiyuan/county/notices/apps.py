"""Django app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """核对提示."""

    name = "huaiyuan.county.notices"
    label = "notices"
    verbose_name = "核对提示"

    def ready(self) -> None:
        """Declare the audit sentences and the kinds of tasks."""
        from huaiyuan.county.notices import tasks, trail  # noqa: F401 - declares on import

        tasks.register()
