"""Django app of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """网页."""

    name = "huaiyuan.shells.web"
    label = "web"
    verbose_name = "网页"

    def ready(self) -> None:
        """Declare every page of the desk."""
        from huaiyuan.base.pages import page

        page.discover("huaiyuan.shells.web.pages")
