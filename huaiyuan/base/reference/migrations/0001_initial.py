import datetime
import huaiyuan.core.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField(unique=True, verbose_name='年份')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '工作日历年份',
            },
        ),
        migrations.CreateModel(
            name='WorkdayException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('works', models.BooleanField(help_text='是：周末调休上班；否：放假', verbose_name='上班')),
                ('note', models.CharField(blank=True, max_length=40, verbose_name='说明')),
            ],
            options={
                'verbose_name': '工作日历',
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='全称')),
                ('short_name', models.CharField(max_length=40, verbose_name='简称')),
                ('level', models.CharField(choices=[('county', '县'), ('township', '乡镇'), ('village', '村（社区）'), ('zone', '开发区')], max_length=10, verbose_name='层级')),
                ('kind', models.CharField(help_text='县、镇、乡、行政村、社区、开发区', max_length=10, verbose_name='类型')),
                ('parent_code', models.CharField(blank=True, max_length=12, verbose_name='上级代码')),
                ('lifted_village', models.BooleanField(default=False, verbose_name='脱贫村')),
                ('aliases', models.TextField(blank=True, help_text='部门表里的其他写法，用英文分号隔开', verbose_name='别名')),
                ('sort', models.IntegerField(verbose_name='排序')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='失效日期')),
            ],
            options={
                'verbose_name': '区划',
                'ordering': ['sort'],
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='area_code_from'), models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('code',), name='area_one_open'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='area_span')],
            },
        ),
        migrations.CreateModel(
            name='CountyFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='如 area_km2、population_total', max_length=40, verbose_name='代码')),
                ('value_text', models.CharField(max_length=80, verbose_name='原文')),
                ('number', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='数值')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='单位')),
                ('year', models.IntegerField(verbose_name='年份')),
                ('source', models.CharField(max_length=200, verbose_name='来源')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='失效日期')),
            ],
            options={
                'verbose_name': '县情常量',
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='county_fact_code_from'), models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('code',), name='county_fact_one_open'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='county_fact_span')],
            },
        ),
        migrations.CreateModel(
            name='ParameterValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='参数')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('number', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='数值')),
                ('text', models.CharField(blank=True, max_length=80, verbose_name='文字值')),
                ('unit', models.CharField(max_length=20, verbose_name='单位')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='失效日期')),
                ('doc_no', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('state', models.CharField(choices=[('shipped', '随系统附带，县里可改'), ('approved', '县里已定')], default='shipped', max_length=10, verbose_name='状态')),
                ('recorded_at', models.DateTimeField(default=huaiyuan.core.kernel.clock.now, verbose_name='录入时刻')),
                ('superseded_at', models.DateTimeField(null=True, verbose_name='被取代时刻')),
            ],
            options={
                'verbose_name': '政策参数',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('name', 'valid_from'), name='parameter_name_from'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('name',), name='parameter_one_open'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='parameter_span'), models.CheckConstraint(condition=models.Q(('number__isnull', True), ('text', ''), _connector='OR'), name='parameter_number_or_text')],
            },
        ),
    ]
