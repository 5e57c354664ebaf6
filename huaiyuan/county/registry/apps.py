"""Django app of registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """底册."""

    name = "huaiyuan.county.registry"
    label = "registry"
    verbose_name = "底册"
