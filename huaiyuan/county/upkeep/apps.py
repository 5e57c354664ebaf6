"""Django app of upkeep."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """底册维护."""

    name = "huaiyuan.county.upkeep"
    label = "upkeep"
    verbose_name = "底册维护"

    def ready(self) -> None:
        """Declare the audit sentences, the kind of task and what it tells on the timeline."""
        from huaiyuan.county.registry import timeline
        from huaiyuan.county.upkeep import own_timeline, tasks, trail  # noqa: F401 - declares on import

        tasks.register()
        timeline.register("upkeep", own_timeline.entries)
