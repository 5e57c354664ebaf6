"""Applications of families (自主申报) as they came in, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.applications.types import CHANNELS, Entry, ForWhom, State


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class Application(models.Model):
    """What a family says of itself (自主申报): who, where, which hardship. Who that is in the registry, staff decide."""

    id = models.BigIntegerField("序号", primary_key=True, help_text="预留号段内的编号，也是封存值的一部分")
    number = models.CharField("申报编号", max_length=16, unique=True, help_text="如 SB2026-000001")
    client_uuid = models.UUIDField("手机编号", unique=True, help_text="打开页面时生成，连点两下不会收两次")
    receipt_index = models.CharField("回执号索引", max_length=32, unique=True)
    receipt_sealed = models.BinaryField("回执号（封存）")
    channel = models.CharField("渠道", max_length=12, choices=[(c.value, c.label) for c in CHANNELS])
    entry = models.CharField("登记方式", max_length=8, choices=Entry)
    for_whom = models.CharField("替谁申报", max_length=8, choices=ForWhom)
    hardship = models.CharField("难处", max_length=20, help_text="难处编码")
    name_sealed = models.BinaryField("姓名（封存）")
    phone_sealed = models.BinaryField("电话（封存）", null=True)
    phone_index = models.CharField("电话索引", max_length=32, blank=True, default="", db_index=True)
    note_sealed = models.BinaryField("补充的话（封存）", null=True)
    village_code = models.CharField("村代码", max_length=12)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    crowded = models.BooleanField("同一网络短时间申报很多", default=False)
    filed_at = models.DateTimeField("申报时刻")
    filed_by = _account("登记人", null=True)
    due_at = models.DateTimeField("受理期限")
    household_no = models.CharField("户编号", max_length=24, blank=True, default="", db_index=True)
    person_id = models.CharField("人员编号", max_length=12, blank=True, default="")
    lead_no = models.CharField("线索编号", max_length=16, blank=True, default="")
    hit_id = models.BigIntegerField("命中序号", null=True)
    decided_by = _account("经办人", null=True)
    decided_at = models.DateTimeField("经办时刻", null=True)
    decided_why = models.CharField("原因", max_length=200, blank=True, default="")
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "自主申报"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
                name="application_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | (~Q(household_no="") & ~Q(lead_no="")),
                name="application_accepted_where",
            ),
        ]
        indexes = [
            models.Index(fields=["village_code", "state", "due_at"], name="application_desk"),
            models.Index(fields=["state", "due_at", "number"], name="application_state"),
        ]

    class Privacy:
        personal = {
            "name_sealed", "phone_sealed", "phone_index", "note_sealed", "receipt_index", "receipt_sealed", "hardship",
            "household_no", "person_id", "filed_by", "decided_by", "decided_why",
        }  # fmt: skip
        plain = {
            "id", "number", "client_uuid", "channel", "entry", "for_whom", "village_code", "state", "crowded",
            "filed_at", "due_at", "lead_no", "hit_id", "decided_at", "version",
        }  # fmt: skip


class ApplicationPhoto(models.Model):
    """A photo that came with an application (申报照片): made anew from its pixels, sealed."""

    photo_no = models.UUIDField("照片编号", unique=True)
    application = models.ForeignKey(Application, models.PROTECT, verbose_name="自主申报", related_name="photos")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    width = models.IntegerField("宽", help_text="像素")
    height = models.IntegerField("高", help_text="像素")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_at = models.DateTimeField("收到时刻")

    class Meta:
        verbose_name = "申报照片"

    class Privacy:
        personal = {"file_name"}
        plain = {"id", "photo_no", "application", "width", "height", "size", "added_at"}


class Rerouting(models.Model):
    """An application that was another place's (申报转交), and why."""

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="自主申报", related_name="reroutings")
    from_village = models.CharField("从哪个村", max_length=12)
    to_village = models.CharField("到哪个村", max_length=12)
    reason = models.CharField("原因", max_length=200)
    rerouted_by = _account("经办人")
    rerouted_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "申报转交"

    class Privacy:
        personal = {"reason", "rerouted_by"}
        plain = {"id", "application", "from_village", "to_village", "rerouted_at"}


class Attempt(models.Model):
    """A call of the public page (申报页请求), kept for an hour to hold off floods; the address stands as a keyed hash."""

    kind = models.CharField("种类", max_length=8)
    address = models.CharField("来源索引", max_length=32)
    village_code = models.CharField("村代码", max_length=12, blank=True, default="")
    at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "申报页请求"
        indexes = [
            models.Index(fields=["kind", "address", "at"], name="attempt_address"),
            models.Index(fields=["kind", "village_code", "at"], name="attempt_village"),
        ]

    class Privacy:
        personal = {"address"}
        plain = {"id", "kind", "village_code", "at"}


class PosterCode(models.Model):
    """The code on a village's poster and leaflet (海报码). A code given up still opens the page, without the village."""

    code = models.CharField("码", max_length=8, unique=True)
    village_code = models.CharField("村代码", max_length=12)
    made_at = models.DateTimeField("启用时刻")
    retired_at = models.DateTimeField("停用时刻", null=True)

    class Meta:
        verbose_name = "海报码"
        constraints = [
            models.UniqueConstraint(
                fields=["village_code"], condition=Q(retired_at__isnull=True), name="poster_code_one_a_village",
                violation_error_message="一个村只有一个在用的码",
            )
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "code", "village_code", "made_at", "retired_at"}
