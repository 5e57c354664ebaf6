"""Django app of crosscheck."""

from django.apps import AppConfig


class CrosscheckConfig(AppConfig):
    """国办核对."""

    name = "huaiyuan.county.crosscheck"
    label = "crosscheck"
    verbose_name = "国办核对"

    def ready(self) -> None:
        """Declare the audit sentences and the kind of job."""
        from huaiyuan.base.jobs import kinds
        from huaiyuan.county.crosscheck import actions, trail  # noqa: F401 - declares on import

        kinds.register(actions.CHECK, "核对国办名单", actions.check_in_background)
