"""R40 asks the county's own visits and measures now, and no department: installations from before get its new text."""

from django.db import migrations

from huaiyuan.county.screening import seeds


def renew(apps, schema_editor):
    seeds.renew_shipped(apps.get_model("screening", "RuleVersion"))


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_changes_of_parameters_without_a_rule")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=False)]
