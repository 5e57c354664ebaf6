"""Django app of matching."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """人户比对."""

    name = "huaiyuan.county.matching"
    label = "matching"
    verbose_name = "人户比对"

    def ready(self) -> None:
        """Declare what others read of matching: audit sentences and the kinds of its jobs."""
        from huaiyuan.base import jobs
        from huaiyuan.county.matching import tasks, trail  # noqa: F401 - trail declares on import
        from huaiyuan.county.matching.background import (
            MERGE,
            REVIEW,
            match_in_background,
            merge_in_background,
            settle_in_background,
        )  # fmt: skip

        jobs.register("match", "人户比对", match_in_background, {"matching": "比对到人"})
        jobs.register(REVIEW, "复核决定生效", settle_in_background, {"matching": "重新认"})
        tasks.register()
        jobs.register(MERGE, "并入部门数据", merge_in_background)
