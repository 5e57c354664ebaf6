"""What a new installation knows before the county enters anything: shipped parameters, published working calendars."""

from django.db import migrations

from huaiyuan.base.reference import seeds


def plant(apps, schema_editor):
    seeds.plant_parameters(apps.get_model("reference", "ParameterValue"))
    seeds.plant_calendar(apps.get_model("reference", "CalendarYear"), apps.get_model("reference", "WorkdayException"))


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
