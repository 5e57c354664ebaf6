"""The URL table: every declared page, nothing else. Commands that show no page never load it, nor what pages import."""

from huaiyuan.base.pages import page

for shell in ("huaiyuan.shells.web.pages", "huaiyuan.shells.mobile.pages"):
    page.discover(shell)

urlpatterns = page.urlpatterns()
