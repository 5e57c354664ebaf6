"""Django app of forms and books."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """表单和册子."""

    name = "huaiyuan.county.reports"
    label = "reports"
    verbose_name = "表单和册子"

    def ready(self) -> None:
        """Declare the audit sentences, the background work and what signed sheets tell on a household's timeline."""
        from huaiyuan.county.registry import timeline
        from huaiyuan.county.reports import background, own_timeline, trail  # noqa: F401 - declares on import

        background.register()
        timeline.register_rows("reports", own_timeline.rows)
