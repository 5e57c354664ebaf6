"""The rules a new installation starts with."""

from django.db import migrations

from huaiyuan.county.screening import seeds


def plant(apps, schema_editor):
    seeds.plant_rules(apps.get_model("screening", "RuleVersion"))


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
