"""The URL table: every declared page, nothing else."""

from huaiyuan.base.pages import page

urlpatterns = page.urlpatterns()
