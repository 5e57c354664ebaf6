"""Django app of upkeep."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """底册维护."""

    name = "huaiyuan.county.upkeep"
    label = "upkeep"
    verbose_name = "底册维护"

    def ready(self) -> None:
        """Declare the audit sentences, the kind of task and what it tells on the timeline."""
        from huaiyuan.base.jobs import kinds
        from huaiyuan.county.registry import timeline
        from huaiyuan.county.upkeep import own_timeline, tasks, trail  # noqa: F401 - declares on import
        from huaiyuan.county.upkeep.actions import duplicates

        tasks.register()
        kinds.register(duplicates.FIND, "查找重复的人", duplicates.find_in_background)
        timeline.register("upkeep", own_timeline.entries)
