"""A sheet lists everything that goes from one person to another; those of single households become its lines."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OPEN_END = datetime.date(9999, 12, 31)
WHY = [
    ("moved", "帮扶责任人调离"), ("retired", "帮扶责任人退休"), ("load", "调整帮扶户数"), ("avoided", "亲属回避"),
    ("closed", "户已销户"), ("away", "请假外出，代管期满"), ("other", "其他"),
]  # fmt: skip


def account(label, *, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                             to=settings.AUTH_USER_MODEL, verbose_name=label)  # fmt: skip


def pairing(label, name):
    return models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name=name,
                                to="duty.pairing", verbose_name=label)  # fmt: skip


def to_lines(apps, _):
    """A sheet of one household: its people, its unit's area, and the household as its only line."""
    sheets, lines = apps.get_model("duty", "Handover"), apps.get_model("duty", "HandoverLine")
    rows = sheets.objects.select_related("ended__helper__unit", "begun__helper").order_by("pk")
    for sheet in rows.iterator():
        sheet.giver_id, sheet.taker_id = sheet.ended.helper.account_id, sheet.begun.helper.account_id
        sheet.area_code, sheet.why = sheet.ended.helper.unit.area_code, sheet.ended.end_reason
        sheet.save()
        number = sheet.begun.household_no
        lines.objects.create(
            sheet=sheet, what="household", household_no=number, village_code=number.partition("-")[0], ended_id=sheet.ended_id,
            begun_id=sheet.begun_id, tasks=sheet.tasks,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0001_pairing_and_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField("pairing", "end_reason", models.CharField(blank=True, choices=WHY, default="", max_length=10, verbose_name="终止原因")),
        migrations.AlterField("handover", "ended", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duty.pairing")),
        migrations.AlterField("handover", "begun", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duty.pairing")),
        migrations.AddField("handover", "kind", models.CharField(choices=[("move", "换人"), ("away", "请假外出")], default="move", max_length=6, verbose_name="种类")),
        migrations.AddField("handover", "giver", account("交出人", null=True)),
        migrations.AddField("handover", "taker", account("接手人", null=True)),
        migrations.AddField("handover", "area_code", models.CharField(default="", help_text="交出人的岗位或单位所在", max_length=12, verbose_name="区划代码"), preserve_default=False),
        migrations.AddField("handover", "until", models.DateField(default=OPEN_END, help_text="这天起自己办；换人为 9999-12-31", verbose_name="回来日期")),
        migrations.AddField("handover", "why", models.CharField(blank=True, choices=WHY, default="", max_length=10, verbose_name="为什么")),
        migrations.AlterField("handover", "reason", models.CharField(blank=True, default="", max_length=200, verbose_name="说明")),
        migrations.CreateModel(
            name="HandoverLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=[("post", "岗位"), ("household", "户"), ("tasks", "点名的待办")], max_length=10, verbose_name="交接什么")),
                ("words", models.CharField(blank=True, default="", help_text="岗位和区划，交接时的叫法", max_length=120, verbose_name="叫法")),
                ("posting", models.BigIntegerField(help_text="请假时代管的任职；提前回来时按它终止", null=True, verbose_name="任职序号")),
                ("household_no", models.CharField(blank=True, default="", max_length=24, verbose_name="户编号")),
                ("village_code", models.CharField(blank=True, default="", max_length=12, verbose_name="村代码")),
                ("tasks", models.IntegerField(default=0, verbose_name="待办")),
                ("sheet", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="duty.handover", verbose_name="交接单")),
                ("ended", pairing("交出的结对", "handed_to")),
                ("begun", pairing("接手的结对", "handed_from")),
            ],
            options={"verbose_name": "交接事项", "indexes": [models.Index(fields=["village_code"], name="handover_line_village")]},
        ),
        migrations.RunPython(to_lines, migrations.RunPython.noop),
        migrations.AlterField("handover", "giver", account("交出人")),
        migrations.AlterField("handover", "taker", account("接手人")),
        migrations.RemoveField("handover", "ended"),
        migrations.RemoveField("handover", "begun"),
        migrations.AddIndex("handover", models.Index(fields=["area_code", "until"], name="handover_area")),
        migrations.AddConstraint("handover", models.CheckConstraint(condition=models.Q(("on__lt", models.F("until"))), name="handover_dates")),
        migrations.AddConstraint("handover", models.CheckConstraint(condition=models.Q(("giver", models.F("taker")), _negated=True), name="handover_two_people")),
    ]
