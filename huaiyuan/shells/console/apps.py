"""Django app of console."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """命令行."""

    name = "huaiyuan.shells.console"
    label = "console"
    verbose_name = "命令行"
