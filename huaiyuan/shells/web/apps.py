"""Django app of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """网页：页面在地址表里登记（config/urls.py）。"""

    name = "huaiyuan.shells.web"
    label = "web"
    verbose_name = "网页"
