"""Django app of reference."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """参考数据."""

    name = "huaiyuan.base.reference"
    label = "reference"
    verbose_name = "参考数据"

    def ready(self) -> None:
        """Declare what reference publishes and records."""
        from huaiyuan.base.reference import extract, trail  # noqa: F401 - importing trail declares its actions

        extract.register()
