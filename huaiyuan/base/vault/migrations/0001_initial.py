from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IdBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=80, unique=True, verbose_name='表')),
                ('next_id', models.BigIntegerField(default=1, verbose_name='下一个编号')),
            ],
            options={
                'verbose_name': '号段',
            },
        ),
    ]
