"""Django app of oversight."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """月度节奏、会商."""

    name = "huaiyuan.county.oversight"
    label = "oversight"
    verbose_name = "月度节奏和会商"

    def ready(self) -> None:
        """Declare audit sentences and task kinds, and let the month's items arise by themselves."""
        from huaiyuan.base.jobs import tick
        from huaiyuan.county.oversight import tasks, trail  # noqa: F401 - declares on import
        from huaiyuan.county.oversight.actions import rhythm

        tasks.register()
        tick.every_minute("rhythm", rhythm.keep_up)
