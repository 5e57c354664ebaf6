"""Django app of mobile."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    """手机页：页面在地址表里登记（config/urls.py）。"""

    name = "huaiyuan.shells.mobile"
    label = "mobile"
    verbose_name = "手机页"
