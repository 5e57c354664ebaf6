import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 DY2026-00001', max_length=16, unique=True, verbose_name='编号')),
                ('form', models.CharField(max_length=20, verbose_name='表')),
                ('area_code', models.CharField(max_length=12, verbose_name='区划代码')),
                ('which', models.CharField(max_length=12, verbose_name='哪些户')),
                ('purpose', models.CharField(max_length=100, verbose_name='用途')),
                ('count', models.IntegerField(default=0, verbose_name='张数')),
                ('left_out', models.IntegerField(default=0, help_text='这张表现在还打印不了的户', verbose_name='没打印的')),
                ('file_name', models.CharField(blank=True, help_text='空为还没做完或已删', max_length=80, verbose_name='存放')),
                ('size', models.BigIntegerField(default=0, verbose_name='大小')),
                ('code_address', models.CharField(blank=True, max_length=200, verbose_name='小码的网址')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁打印的')),
                ('made_at', models.DateTimeField(verbose_name='时刻')),
                ('done_at', models.DateTimeField(null=True, verbose_name='做完时刻')),
            ],
            options={
                'verbose_name': '成批打印',
                'indexes': [models.Index(fields=['made_by', '-id'], name='print_batch_mine')],
            },
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='missed', to='reports.printbatch', verbose_name='成批打印')),
                ('subject_key', models.CharField(max_length=40, verbose_name='对象编号')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('why', models.CharField(max_length=300, verbose_name='为什么')),
            ],
            options={
                'verbose_name': '没打印的',
                'constraints': [models.UniqueConstraint(fields=('batch', 'subject_key'), name='left_out_once')],
            },
        ),
        migrations.CreateModel(
            name='PrintedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=15, unique=True, verbose_name='表号')),
                ('form', models.CharField(max_length=20, verbose_name='表')),
                ('kind', models.CharField(choices=[('family', '一户'), ('case', '一件认定事项'), ('statement', '一份收入测算'), ('meeting', '一次审定会'), ('round', '一轮排查的一个单位')], max_length=10, verbose_name='对象')),
                ('subject_key', models.CharField(max_length=40, verbose_name='对象编号')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('area_code', models.CharField(max_length=12, verbose_name='区划代码')),
                ('step', models.CharField(max_length=20, verbose_name='哪一步')),
                ('template_version', models.IntegerField(help_text='0 为系统带的', verbose_name='模版版本')),
                ('filled', models.IntegerField(help_text='格', verbose_name='系统填好')),
                ('typed', models.IntegerField(help_text='格', verbose_name='要手填')),
                ('with_numbers', models.BooleanField(default=False, verbose_name='带完整证件号')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='printed', to='reports.printbatch', verbose_name='成批打印')),
                ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁打印的')),
                ('printed_at', models.DateTimeField(verbose_name='打印时刻')),
            ],
            options={
                'verbose_name': '打印登记',
                'indexes': [models.Index(fields=['area_code', '-id'], name='printed_form_area'), models.Index(fields=['household_no'], name='printed_form_household'), models.Index(fields=['form', '-id'], name='printed_form_form')],
            },
        ),
        migrations.CreateModel(
            name='SignedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.UUIDField(unique=True, verbose_name='编号')),
                ('printed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed', to='reports.printedform', verbose_name='打印登记')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁传的')),
                ('added_on', models.DateField(verbose_name='哪天传的')),
                ('added_at', models.DateTimeField(verbose_name='时刻')),
            ],
            options={
                'verbose_name': '签字件',
            },
        ),
        migrations.CreateModel(
            name='FormTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=20, verbose_name='表')),
                ('version', models.IntegerField(help_text='第几版；系统带的是第 0 版', verbose_name='版本')),
                ('file_name', models.CharField(blank=True, help_text='media 下的相对路径；空为系统带的模版', max_length=80, verbose_name='存放')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁改的')),
                ('uploaded_at', models.DateTimeField(verbose_name='哪时改的')),
            ],
            options={
                'verbose_name': '表单模版',
                'constraints': [models.UniqueConstraint(fields=('form', 'version'), name='form_template_version', violation_error_message='别人刚改过这张表的模版，请刷新看一眼再传')],
            },
        ),
    ]
