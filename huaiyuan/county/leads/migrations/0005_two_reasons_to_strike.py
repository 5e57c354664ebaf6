"""A hit is struck for a withdrawn batch or for a change of its family: each reason with its own instant."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def keep_reasons(apps, _schema):
    """What a change of a family struck is known by its record; the rest was struck by a withdrawal."""
    hits, followings = apps.get_model("leads", "Hit"), apps.get_model("leads", "Following")
    leads, before = apps.get_model("leads", "Lead"), apps.get_model("leads", "StruckLead")
    changes = followings.objects.filter(hit=OuterRef("pk"), effect="struck", undone_at__isnull=True)
    struck = hits.objects.filter(struck=True)
    struck.filter(Exists(changes)).update(person_gone_at=Subquery(changes.order_by("-id").values("noted_at")[:1]))
    withdrawn = before.objects.filter(lead=OuterRef("lead")).values("struck_at")[:1]
    changed = leads.objects.filter(pk=OuterRef("lead")).values("changed_at")[:1]
    struck.filter(person_gone_at__isnull=True).update(ground_gone_at=Coalesce(Subquery(withdrawn), Subquery(changed)))


def forget_reasons(apps, _schema):
    """Back to one mark."""
    hits = apps.get_model("leads", "Hit")
    gone = Q(ground_gone_at__isnull=False) | Q(person_gone_at__isnull=False)
    hits.objects.filter(gone).update(struck=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_follow_changes")]

    operations = [
        migrations.AddField("hit", "ground_gone_at", models.DateTimeField("批次撤回时刻", null=True, help_text="依据的部门批次撤回，空为未撤")),
        migrations.AddField("hit", "person_gone_at", models.DateTimeField("人员变更时刻", null=True, help_text="所说的人死亡、迁出等，空为没有")),
        migrations.RunPython(keep_reasons, forget_reasons),
        migrations.RemoveConstraint("hit", "hit_once"),
        migrations.RemoveField("hit", "struck"),
        migrations.AddField(
            "hit", "struck",
            models.GeneratedField(
                verbose_name="不再算数", db_persist=True, help_text="两个时刻有一个即是",
                expression=models.ExpressionWrapper(
            Q(ground_gone_at__isnull=False) | Q(person_gone_at__isnull=False), models.BooleanField()
        ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddConstraint(
            "hit",
            models.UniqueConstraint(
                fields=["risk", "rule", "person_id", "fingerprint"], condition=Q(struck=False), name="hit_once"
            ),
        ),
    ]  # fmt: skip
