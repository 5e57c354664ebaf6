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
        from huaiyuan.county.matching import trail  # noqa: F401 - declares on import
        from huaiyuan.county.matching.background import MERGE, match_in_background, merge_in_background

        jobs.register("match", "人户比对", match_in_background, {"matching": "比对到人"})
        jobs.register(MERGE, "并入部门数据", merge_in_background)
