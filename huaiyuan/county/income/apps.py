"""Django app of income statements."""

from django.apps import AppConfig


class IncomeConfig(AppConfig):
    """收入测算."""

    name = "huaiyuan.county.income"
    label = "income"
    verbose_name = "收入测算"

    def ready(self) -> None:
        """Declare the audit sentences, the kinds of tasks, the extracts and what is told on the timeline."""
        from huaiyuan.county.income import extract, own_timeline, tasks, trail  # noqa: F401 - declares on import
        from huaiyuan.county.registry import timeline

        tasks.register()
        extract.register()
        timeline.register_rows("income", own_timeline.rows)
