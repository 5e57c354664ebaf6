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
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bundle', models.CharField(help_text='一起核对的几条用同一个编号', max_length=40, verbose_name='提示编号')),
                ('kind', models.CharField(choices=[('village', '村里的情况'), ('review', '复核')], max_length=10, verbose_name='类别')),
                ('rule', models.CharField(max_length=6, verbose_name='规则号')),
                ('rule_version', models.CharField(max_length=10, verbose_name='规则版本')),
                ('title', models.CharField(max_length=80, verbose_name='规则名称')),
                ('department', models.CharField(max_length=20, verbose_name='数据部门')),
                ('grade', models.CharField(choices=[('红', '红'), ('橙', '橙'), ('黄', '黄')], max_length=4, verbose_name='级别')),
                ('village_code', models.CharField(help_text='找不到所在村的写县代码', max_length=12, verbose_name='村代码')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('person_id', models.CharField(blank=True, max_length=12, verbose_name='人编号')),
                ('says', models.TextField(verbose_name='依据')),
                ('fingerprint', models.CharField(max_length=16, verbose_name='情况指纹')),
                ('run_id', models.CharField(max_length=40, verbose_name='筛查号')),
                ('last_run_id', models.CharField(max_length=40, verbose_name='最近一次筛查')),
                ('opened_on', models.DateField(verbose_name='提示日期')),
                ('state', models.CharField(choices=[('open', '待核对'), ('answered', '已核对'), ('gone', '已消除')], default='open', max_length=10, verbose_name='状态')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='核对结果')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='核对时刻')),
                ('quiet_until', models.DateField(null=True, verbose_name='不再提示到')),
            ],
            options={
                'verbose_name': '核对提示',
                'indexes': [models.Index(fields=['village_code', 'state', 'id'], name='notice_village'), models.Index(fields=['bundle', 'state'], name='notice_bundle')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('rule', 'village_code', 'household_no', 'person_id'), name='notice_one_open', violation_error_message='同一件事不能提示两次')],
            },
        ),
    ]
