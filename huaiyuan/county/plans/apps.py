"""Django app of plans and measures."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """帮扶计划与措施."""

    name = "huaiyuan.county.plans"
    label = "plans"
    verbose_name = "帮扶计划与措施"

    def ready(self) -> None:
        """Declare the audit sentences, task kinds, the extract, what is told on the timeline, and the work that follows the days."""
        from huaiyuan.base.jobs import tick
        from huaiyuan.county.plans import extract, own_timeline, tasks, trail  # noqa: F401 - trail declares on import
        from huaiyuan.county.plans.actions import following
        from huaiyuan.county.registry import timeline

        tasks.register()
        extract.register()
        timeline.register_rows("plans", own_timeline.rows)
        tick.every_minute("plans", following.keep_up)
