"""Django app of self-applications."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """自主申报."""

    name = "huaiyuan.county.applications"
    label = "applications"
    verbose_name = "自主申报"

    def ready(self) -> None:
        """Declare the audit sentences, the kind of task, extracts, figures and what it tells on the timeline."""
        from huaiyuan.county.applications import extract, figures, own_timeline, tasks, trail  # noqa: F401
        from huaiyuan.county.registry import timeline

        tasks.register()
        extract.register()
        figures.register()
        timeline.register("applications", own_timeline.entries)
