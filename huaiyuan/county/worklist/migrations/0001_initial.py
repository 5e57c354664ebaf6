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
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner_area', models.CharField(max_length=12, verbose_name='给哪个区划')),
                ('owner_post', models.CharField(max_length=20, verbose_name='给哪个岗位')),
                ('subject_type', models.CharField(max_length=20, verbose_name='对象类别')),
                ('subject_no', models.CharField(max_length=40, verbose_name='对象编号')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('says', models.CharField(max_length=400, verbose_name='内容')),
                ('posted_at', models.DateTimeField(verbose_name='发出时刻')),
                ('ended_at', models.DateTimeField(help_text='看过，或后来的通知代替了它', null=True, verbose_name='看过时刻')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='看过的人')),
            ],
            options={
                'verbose_name': '通知',
                'indexes': [models.Index(fields=['owner_area', 'owner_post', 'ended_at'], name='message_unread')],
            },
        ),
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代办人')),
                ('stands_for', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='替谁')),
                ('ground', models.CharField(help_text='交接单编号', max_length=24, verbose_name='依据')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(help_text='不含当天', verbose_name='止')),
            ],
            options={
                'verbose_name': '代办',
                'indexes': [models.Index(fields=['account', 'valid_to'], name='stand_in_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='stand_in_dates')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('subject_type', models.CharField(max_length=20, verbose_name='对象类别')),
                ('subject_no', models.CharField(help_text='对外编号，如线索编号', max_length=40, verbose_name='对象编号')),
                ('about', models.CharField(blank=True, max_length=120, verbose_name='事由')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(blank=True, max_length=12, verbose_name='村代码')),
                ('owner_area', models.CharField(max_length=12, verbose_name='承办区划')),
                ('owner_post', models.CharField(max_length=20, verbose_name='承办岗位')),
                ('owner_department', models.CharField(blank=True, default='', help_text='岗位是行业部门时才有', max_length=40, verbose_name='承办部门')),
                ('owner', models.ForeignKey(help_text='空为岗位上的人都可办', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人')),
                ('grade', models.CharField(blank=True, choices=[('red', '红'), ('orange', '橙'), ('yellow', '黄')], max_length=6, verbose_name='级别')),
                ('opened_at', models.DateTimeField(verbose_name='交办时刻')),
                ('due_at', models.DateTimeField(help_text='9999-12-31 为期限未定', verbose_name='期限')),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '已办结'), ('cancelled', '已撤回')], default='open', max_length=10, verbose_name='状态')),
                ('proof', models.CharField(blank=True, max_length=200, verbose_name='办结凭据')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='办结时刻')),
            ],
            options={
                'verbose_name': '交办任务',
                'indexes': [models.Index(fields=['owner_area', 'owner_post', 'state', 'due_at', 'id'], name='task_inbox'), models.Index(fields=['village_code', 'state', 'due_at'], name='task_village')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'subject_type', 'subject_no'), name='task_one_open', violation_error_message='同一件事不能交办两次'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='task_closed_when')],
            },
        ),
    ]
