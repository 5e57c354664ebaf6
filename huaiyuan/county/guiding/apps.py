"""Django app of guiding."""

from django.apps import AppConfig


class GuidingConfig(AppConfig):
    """指导督导."""

    name = "huaiyuan.county.guiding"
    label = "guiding"
    verbose_name = "指导督导"

    def ready(self) -> None:
        """Declare audit sentences and task kinds."""
        from huaiyuan.county.guiding import tasks, trail  # noqa: F401 - declares on import

        tasks.register()
