"""Django app of duty."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """结对和走访."""

    name = "huaiyuan.county.duty"
    label = "duty"
    verbose_name = "结对和走访"

    def ready(self) -> None:
        """Declare what others read of duty: audit sentences, task kinds, extracts, figures, timeline."""
        from huaiyuan.base.jobs import tick
        from huaiyuan.county.duty import extract, figures, looks, own_timeline, tasks, trail  # noqa: F401 - declares on import
        from huaiyuan.county.duty.actions import closing
        from huaiyuan.county.registry import guarantees, timeline

        tasks.register()
        extract.register()
        figures.register()
        timeline.register("duty", own_timeline.entries)
        guarantees.register("looks", looks.say)
        tick.every_minute("pairings", closing.end_with_households)
