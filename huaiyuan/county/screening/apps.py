"""Django app of screening."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """规则筛查."""

    name = "huaiyuan.county.screening"
    label = "screening"
    verbose_name = "规则筛查"

    def ready(self) -> None:
        """Declare what others read of screening: audit sentences and the kind of its job."""
        from huaiyuan.base import jobs
        from huaiyuan.base.figures import retention
        from huaiyuan.county.screening import (
            queries,
            trail,  # noqa: F401 - declares on import
        )
        from huaiyuan.county.screening.background import screen_in_background, try_in_background
        from huaiyuan.county.screening.checking import check_in_background

        stages = {
            "snapshot": "取快照", "rules": "跑规则", "leads": "归并线索",
        }  # fmt: skip
        # A run is told by what it read: its snapshot stays as long as the run is on record.
        retention.keep(queries.snapshots_of_runs)
        jobs.register("screen", "全县筛查", screen_in_background, stages)
        jobs.register(
            "quality", "数据质量核查", check_in_background,
            {"snapshot": "取快照", "rules": "跑规则", "points": "列疑点"},
        )  # fmt: skip
        jobs.register(
            "try_rule", "规则试算", try_in_background, {"snapshot": "取快照", "rules": "跑规则", "compare": "对比"}
        )
