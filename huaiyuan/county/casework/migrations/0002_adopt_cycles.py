from django.db import migrations


def adopt(apps, schema_editor):
    """Cycles of the households that an installation has monitored before cycles stood."""
    from huaiyuan.county.casework import bulk

    if apps.get_model("registry", "MonitoringFact").objects.exists():
        bulk.adopt()


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("casework", "0001_cycles_and_cases"),
        ("registry", "0002_in_use"),
        ("worklist", "0002_message_and_department"),
    ]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop, elidable=False)]
