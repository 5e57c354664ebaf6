"""Django app of registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """底册."""

    name = "huaiyuan.county.registry"
    label = "registry"
    verbose_name = "底册"

    def ready(self) -> None:
        """Declare what the registry publishes, records and counts."""
        from huaiyuan.county.registry import extract, figures, trail  # noqa: F401 - trail declares

        extract.register()
        figures.register()
