"""Django app of mobile."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    """手机页."""

    name = "huaiyuan.shells.mobile"
    label = "mobile"
    verbose_name = "手机页"

    def ready(self) -> None:
        """Declare every page of the phone."""
        from huaiyuan.base.pages import page

        page.discover("huaiyuan.shells.mobile.pages")
