"""Django app of leads."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """线索."""

    name = "huaiyuan.county.leads"
    label = "leads"
    verbose_name = "线索"

    def ready(self) -> None:
        """Declare what others read of leads: audit sentences, task kinds, extracts, figures, timeline."""
        from huaiyuan.county.leads import extract, figures, own_timeline, tasks, trail  # noqa: F401 - declares on import
        from huaiyuan.county.registry import timeline

        tasks.register()
        extract.register()
        figures.register()
        timeline.register("leads", own_timeline.entries)
