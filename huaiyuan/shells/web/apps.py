"""Django app of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """网页."""

    name = "huaiyuan.shells.web"
    label = "web"
    verbose_name = "网页"
