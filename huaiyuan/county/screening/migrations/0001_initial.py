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
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trial_id', models.CharField(help_text='截至日和全部输入的指纹', max_length=40, unique=True, verbose_name='试算号')),
                ('rule', models.CharField(max_length=6, verbose_name='规则号')),
                ('as_of', models.DateField(verbose_name='截至日')),
                ('rules', models.CharField(help_text='规则号，用英文分号隔开', max_length=400, verbose_name='受影响的规则')),
                ('before_hits', models.IntegerField(verbose_name='现行疑点数')),
                ('after_hits', models.IntegerField(verbose_name='改后疑点数')),
                ('before_leads', models.IntegerField(verbose_name='现行新开线索')),
                ('after_leads', models.IntegerField(verbose_name='改后新开线索')),
                ('made_at', models.DateTimeField(verbose_name='完成时间')),
                ('by_username', models.CharField(blank=True, max_length=150, verbose_name='谁发起')),
            ],
            options={
                'verbose_name': '试算',
            },
        ),
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change_no', models.CharField(help_text='如 GZ2026-0001', max_length=16, unique=True, verbose_name='改动编号')),
                ('rule', models.CharField(blank=True, help_text='改没有规则用的参数时空着', max_length=6, verbose_name='规则号')),
                ('state', models.CharField(choices=[('draft', '待试算'), ('tried', '待另一人发布'), ('published', '已发布'), ('dropped', '已撤下'), ('rolled_back', '已回退')], default='draft', max_length=12, verbose_name='状态')),
                ('since', models.DateField(verbose_name='施行日期')),
                ('text', models.TextField(blank=True, help_text='改正文时的YAML，只改参数时空着', verbose_name='规则正文')),
                ('was_text', models.TextField(blank=True, verbose_name='原规则正文')),
                ('reason', models.CharField(max_length=300, verbose_name='为什么改')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('doc_no', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('restores', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='restored_by', to='screening.rulechange', verbose_name='回退哪一次')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时刻')),
                ('trial', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.trial', verbose_name='试算')),
                ('tried_print', models.CharField(blank=True, max_length=16, verbose_name='试算时的内容指纹')),
                ('base_print', models.CharField(blank=True, max_length=16, verbose_name='试算时的现行指纹')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='经办时刻')),
                ('decided_why', models.CharField(blank=True, max_length=300, verbose_name='退回或撤下的原因')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ('published_at', models.DateTimeField(null=True, verbose_name='发布时刻')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '规则改动',
                'indexes': [models.Index(fields=['rule', '-proposed_at'], name='change_rule')],
                'constraints': [models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(('published_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='change_four_eyes'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'tried', 'published'))), fields=('restores',), name='change_restored_once')],
            },
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=6, verbose_name='规则号')),
                ('version', models.IntegerField(verbose_name='版本')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('department', models.CharField(max_length=20, verbose_name='数据部门')),
                ('risk_type', models.CharField(max_length=20, verbose_name='风险类型')),
                ('text', models.TextField(help_text='YAML，含口径、条件、证据句、依据和小表', verbose_name='规则正文')),
                ('text_hash', models.CharField(max_length=16, verbose_name='正文指纹')),
                ('valid_from', models.DateField(verbose_name='施行日期')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='停用日期')),
                ('state', models.CharField(choices=[('shipped', '随系统附带，县里可改'), ('approved', '县里已定')], default='shipped', max_length=10, verbose_name='状态')),
                ('published_by', models.CharField(blank=True, max_length=60, verbose_name='启用人')),
                ('approved_by', models.CharField(blank=True, help_text='与启用人不是同一人', max_length=60, verbose_name='审定人')),
                ('published_at', models.DateTimeField(verbose_name='启用时间')),
                ('superseded_at', models.DateTimeField(help_text='还没施行或当天就被回退的版本', null=True, verbose_name='被取代时刻')),
            ],
            options={
                'verbose_name': '规则版本',
                'constraints': [models.UniqueConstraint(fields=('rule', 'version'), name='rule_version_once'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('rule',), name='rule_one_open'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='rule_span')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', models.CharField(help_text='截至日和全部输入的指纹，同样的输入是同一次筛查', max_length=40, unique=True, verbose_name='筛查号')),
                ('as_of', models.DateField(verbose_name='截至日')),
                ('snapshot', models.CharField(max_length=64, verbose_name='快照')),
                ('batches', models.TextField(blank=True, help_text='批次号，用英文分号隔开', verbose_name='用到的批次')),
                ('hits', models.IntegerField(verbose_name='疑点数')),
                ('unknown', models.IntegerField(verbose_name='不明数')),
                ('opened', models.IntegerField(verbose_name='新开线索')),
                ('merged', models.IntegerField(verbose_name='并入在办线索')),
                ('suppressed', models.IntegerField(verbose_name='刚核过不再推')),
                ('finished_at', models.DateTimeField(verbose_name='完成时间')),
                ('by_username', models.CharField(blank=True, max_length=150, verbose_name='谁发起')),
            ],
            options={
                'verbose_name': '筛查',
                'indexes': [models.Index(fields=['-finished_at'], name='run_finished')],
            },
        ),
        migrations.CreateModel(
            name='ChangedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='screening.rulechange', verbose_name='规则改动')),
                ('name', models.CharField(max_length=80, verbose_name='参数')),
                ('number', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='新数值')),
                ('text', models.CharField(blank=True, max_length=80, verbose_name='新文字值')),
                ('was_number', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='原数值')),
                ('was_text', models.CharField(blank=True, max_length=80, verbose_name='原文字值')),
            ],
            options={
                'verbose_name': '改动的参数',
                'constraints': [models.UniqueConstraint(fields=('change', 'name'), name='changed_value_once'), models.CheckConstraint(condition=models.Q(('number__isnull', True), ('text', ''), _connector='OR'), name='changed_number_or_text')],
            },
        ),
        migrations.CreateModel(
            name='RuleResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='screening.run', verbose_name='筛查')),
                ('rule', models.CharField(max_length=6, verbose_name='规则号')),
                ('version', models.IntegerField(verbose_name='版本')),
                ('hits', models.IntegerField(help_text='答案为是的人数', verbose_name='疑点数')),
                ('unknown', models.IntegerField(verbose_name='不明数')),
                ('off_because', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
            ],
            options={
                'verbose_name': '规则结果',
                'constraints': [models.UniqueConstraint(fields=('run', 'rule'), name='rule_result_once')],
            },
        ),
    ]
