"""Django app of pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """页面."""

    name = "huaiyuan.base.pages"
    label = "pages"
    verbose_name = "页面"
