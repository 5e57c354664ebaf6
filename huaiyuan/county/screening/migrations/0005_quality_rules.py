"""The rules about the registry's own truth, and their parameters, for installations from before them."""

from django.db import migrations

from huaiyuan.base.reference import seeds as reference
from huaiyuan.county.screening import seeds


def plant(apps, schema_editor):
    reference.plant_parameters(apps.get_model("reference", "ParameterValue"))
    seeds.plant_rules(apps.get_model("screening", "RuleVersion"))


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_rule_changes"), ("reference", "0003_values_never_changed")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
