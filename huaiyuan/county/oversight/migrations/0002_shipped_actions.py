"""The periodic actions that a new installation starts with, waiting for the county to confirm them."""

from django.db import migrations

from huaiyuan.county.oversight import seeds


def plant(apps, schema_editor):
    seeds.plant_actions(apps.get_model("oversight", "PeriodicAction"))


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
