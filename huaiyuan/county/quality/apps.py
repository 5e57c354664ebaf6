"""Django app of the registry's own checks."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """数据质量核查."""

    name = "huaiyuan.county.quality"
    label = "quality"
    verbose_name = "数据质量核查"

    def ready(self) -> None:
        """Declare the audit sentences, the kind of task, and which snapshots its runs rest on."""
        from huaiyuan.base.figures import retention
        from huaiyuan.county.quality import (
            queries,
            tasks,
            trail,  # noqa: F401 - declares on import
        )

        retention.keep(queries.snapshots_of_runs)
        tasks.register()
