import datetime
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
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 HS2026-003', max_length=16, unique=True, verbose_name='会商编号')),
                ('held_on', models.DateField(verbose_name='会商日期')),
                ('topic', models.CharField(max_length=80, verbose_name='议题')),
                ('chair', models.CharField(help_text='姓名、职务', max_length=60, verbose_name='主持人')),
                ('units', models.CharField(help_text='用英文分号隔开', max_length=400, verbose_name='参加单位')),
                ('dispatch_on', models.DateField(null=True, verbose_name='所属交办的日期')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
            ],
            options={
                'verbose_name': '会商记录',
                'indexes': [models.Index(fields=['held_on', 'number'], name='consultation_day')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='会商编号-序号', max_length=20, unique=True, verbose_name='事项编号')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='oversight.consultation', verbose_name='会商记录')),
                ('place', models.IntegerField(verbose_name='序号')),
                ('text', models.CharField(max_length=200, verbose_name='议定事项')),
                ('level', models.CharField(choices=[('department', '行业部门'), ('village', '村（社区）'), ('township', '乡镇'), ('county', '县专班')], max_length=12, verbose_name='承办层级')),
                ('unit_code', models.CharField(max_length=40, verbose_name='承办单位代码')),
                ('unit_name', models.CharField(max_length=60, verbose_name='承办单位')),
                ('area_code', models.CharField(max_length=12, verbose_name='区划代码')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('state', models.CharField(choices=[('open', '承办中'), ('answered', '已答复，待核'), ('closed', '已办结'), ('cancelled', '已撤销')], default='open', max_length=10, verbose_name='状态')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='办理情况')),
                ('proof', models.CharField(blank=True, help_text='文号、凭证、照片存放处', max_length=200, verbose_name='佐证')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时刻')),
                ('on_behalf', models.BooleanField(default=False, verbose_name='县里代录')),
                ('returned_why', models.CharField(blank=True, max_length=200, verbose_name='退回重办的原因')),
                ('returns', models.IntegerField(default=0, verbose_name='退回次数')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='办结时刻')),
            ],
            options={
                'verbose_name': '议定事项',
                'indexes': [models.Index(fields=['state', 'due_on'], name='decision_state')],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'place'), name='decision_place'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['open', 'answered'])), models.Q(('closed_at__isnull', False), ('state__in', ['closed', 'cancelled'])), _connector='OR'), name='decision_closed_when')],
            },
        ),
        migrations.CreateModel(
            name='PeriodicAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='代码')),
                ('title', models.CharField(max_length=40, verbose_name='名称')),
                ('cycle', models.CharField(choices=[('month', '每月'), ('quarter', '每季')], max_length=10, verbose_name='周期')),
                ('levels', models.CharField(help_text='用英文分号隔开', max_length=60, verbose_name='责任层级')),
                ('due_day', models.IntegerField(help_text='几日', null=True, verbose_name='截止日')),
                ('months_after', models.IntegerField(default=0, verbose_name='期后第几个月')),
                ('after_push_days', models.IntegerField(help_text='自然日', null=True, verbose_name='交办后几日')),
                ('when_off', models.CharField(choices=[('later', '顺延到上班那天'), ('earlier', '提前到上班那天'), ('keep', '不变')], max_length=10, verbose_name='碰到放假')),
                ('product', models.CharField(max_length=60, verbose_name='产出物')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('doc_no', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('state', models.CharField(choices=[('shipped', '待县里确认'), ('confirmed', '县里已定')], default='shipped', max_length=10, verbose_name='状态')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='失效日期')),
            ],
            options={
                'verbose_name': '周期动作',
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='action_code_from'), models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('code',), name='action_one_open'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='action_span'), models.CheckConstraint(condition=models.Q(models.Q(('after_push_days__isnull', False), ('due_day__isnull', True)), models.Q(('after_push_days__isnull', True), ('due_day__isnull', False)), _connector='OR'), name='action_one_way_due'), models.CheckConstraint(condition=models.Q(('state', 'shipped'), models.Q(('doc_no', ''), _negated=True), _connector='OR'), name='action_confirmed_by')],
            },
        ),
        migrations.CreateModel(
            name='RhythmItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='动作.期.单位', max_length=40, unique=True, verbose_name='事项编号')),
                ('action', models.CharField(max_length=20, verbose_name='动作代码')),
                ('title', models.CharField(max_length=40, verbose_name='动作')),
                ('product', models.CharField(max_length=60, verbose_name='产出物')),
                ('period', models.CharField(help_text='年-月，或 年-Q季', max_length=7, verbose_name='期')),
                ('period_from', models.DateField(verbose_name='期起')),
                ('period_to', models.DateField(help_text='含当天', verbose_name='期止')),
                ('level', models.CharField(choices=[('department', '行业部门'), ('village', '村（社区）'), ('township', '乡镇'), ('county', '县专班')], max_length=12, verbose_name='责任层级')),
                ('unit_code', models.CharField(help_text='区划代码，部门为部门名', max_length=40, verbose_name='单位代码')),
                ('unit_name', models.CharField(max_length=60, verbose_name='单位')),
                ('area_code', models.CharField(help_text='部门为县', max_length=12, verbose_name='区划代码')),
                ('due_on', models.DateField(verbose_name='截止日期')),
                ('due_certain', models.BooleanField(default=True, help_text='否：那年的放假安排还没录入', verbose_name='截止日期已定')),
                ('state', models.CharField(choices=[('open', '未报'), ('done', '已报')], default='open', max_length=6, verbose_name='状态')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='一句话说明')),
                ('as_of', models.DateField(null=True, verbose_name='数据截至')),
                ('submitted_on', models.DateField(null=True, verbose_name='报送日期')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='报送时刻')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报送人')),
                ('reminders', models.IntegerField(default=0, verbose_name='催报次数')),
                ('reminded_by', models.CharField(blank=True, max_length=60, verbose_name='最近催报人')),
                ('reminded_at', models.DateTimeField(null=True, verbose_name='最近催报时刻')),
            ],
            options={
                'verbose_name': '周期事项',
                'indexes': [models.Index(fields=['period_to', 'area_code'], name='item_period')],
                'constraints': [models.UniqueConstraint(fields=('action', 'period', 'level', 'unit_code'), name='item_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), ('submitted_on__isnull', True)), models.Q(('state', 'done'), ('submitted_on__isnull', False)), _connector='OR'), name='item_reported_when')],
            },
        ),
        migrations.CreateModel(
            name='ItemLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='oversight.rhythmitem', verbose_name='周期事项')),
                ('place', models.IntegerField(verbose_name='次序')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='指标')),
                ('label', models.CharField(max_length=60, verbose_name='名称')),
                ('number', models.IntegerField(verbose_name='数')),
                ('unit', models.CharField(max_length=10, verbose_name='单位')),
            ],
            options={
                'verbose_name': '周期事项数',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('item', 'place'), name='line_place')],
            },
        ),
    ]
