"""The whole catalogue for installations from before it: rules that are new, and the shipped texts of the first six.

Their inputs now name the source they await and the way to count they belong to; a text the county made is left alone.
"""

from django.db import migrations

from huaiyuan.county.screening import seeds


def plant(apps, schema_editor):
    versions = apps.get_model("screening", "RuleVersion")
    seeds.renew_shipped(versions)
    seeds.plant_rules(versions)


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_shipped_rules")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
