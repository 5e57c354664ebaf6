"""Django app of leads."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """线索."""

    name = "huaiyuan.county.leads"
    label = "leads"
    verbose_name = "线索"

    def ready(self) -> None:
        """Declare what others read of leads: audit sentences, task kinds, extracts."""
        from huaiyuan.county.leads import extract, tasks, trail  # noqa: F401 - the trail declares on import

        tasks.register()
        extract.register()
