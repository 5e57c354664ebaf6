"""Django app of vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """密钥与加密."""

    name = "huaiyuan.base.vault"
    label = "vault"
    verbose_name = "密钥与加密"
