"""R40 asks the county's own visits and measures now, and no department: installations from before get its new text."""

from django.db import migrations

from huaiyuan.base.reference import seeds as reference
from huaiyuan.county.screening import seeds


def renew(apps, schema_editor):
    reference.plant_parameters(apps.get_model("reference", "ParameterValue"))
    seeds.renew_shipped(apps.get_model("screening", "RuleVersion"))


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_changes_of_parameters_without_a_rule"), ("reference", "0003_values_never_changed")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=False)]
