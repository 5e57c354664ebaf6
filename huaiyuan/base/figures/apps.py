"""Django app of figures."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """指标."""

    name = "huaiyuan.base.figures"
    label = "figures"
    verbose_name = "指标"

    def ready(self) -> None:
        """Count anew behind the pages, and let old snapshots go."""
        from huaiyuan.base import jobs
        from huaiyuan.base.figures import recount, retention
        from huaiyuan.base.jobs.tick import every_minute

        jobs.register(recount.KIND, "指标重新计数", recount.in_background)
        every_minute("old_snapshots", retention.drop_old)
