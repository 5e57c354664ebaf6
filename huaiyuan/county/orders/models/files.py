"""Papers and photos of an order or of what was fed back on a line."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.orders.models.orders import Order, OrderLine, account


class OrderFile(models.Model):
    """A paper that goes out with an order, or a proof that came back on a line (交办附件); sealed."""

    file_no = models.UUIDField("附件编号", unique=True)
    order = models.ForeignKey(Order, models.PROTECT, verbose_name="交办清单", related_name="files")
    line = models.ForeignKey(
        OrderLine, models.PROTECT, verbose_name="交办事项", related_name="files", null=True,
        help_text="空为随清单发下去的",
    )  # fmt: skip
    title = models.CharField("原文件名", max_length=120)
    kind = models.CharField("格式", max_length=8)
    file_name = models.CharField("封存文件", max_length=60)
    size = models.IntegerField("字节数")
    added_by = account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "交办附件"

    class Privacy:
        personal = {"title", "file_name", "added_by"}
        plain = {"id", "file_no", "order", "line", "kind", "size", "added_at"}
