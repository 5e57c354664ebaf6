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
            name='QualityRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', models.CharField(help_text='截至日和全部输入的指纹，同样的输入是同一次核查', max_length=40, unique=True, verbose_name='核查号')),
                ('as_of', models.DateField(verbose_name='截至日')),
                ('snapshot', models.CharField(max_length=64, verbose_name='快照')),
                ('found', models.IntegerField(verbose_name='疑点数')),
                ('unknown', models.IntegerField(verbose_name='不明数')),
                ('opened', models.IntegerField(verbose_name='新增')),
                ('mended', models.IntegerField(verbose_name='已改')),
                ('finished_at', models.DateTimeField(verbose_name='完成时间')),
                ('by_username', models.CharField(blank=True, max_length=150, verbose_name='谁发起')),
            ],
            options={
                'verbose_name': '数据质量核查',
                'indexes': [models.Index(fields=['-finished_at'], name='quality_run_finished')],
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='规则号加人、户或村的编号', max_length=40, unique=True, verbose_name='疑点编号')),
                ('rule', models.CharField(max_length=6, verbose_name='规则号')),
                ('rule_version', models.CharField(max_length=10, verbose_name='规则版本')),
                ('subject_type', models.CharField(choices=[('person', '人'), ('household', '户'), ('village', '村')], max_length=10, verbose_name='对象类别')),
                ('person_id', models.CharField(blank=True, max_length=12, verbose_name='人编号')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(help_text='找不到所在村的写县代码', max_length=12, verbose_name='村代码')),
                ('how', models.CharField(choices=[('变更', '登记变更'), ('更正', '改登记'), ('县里', '县里改'), ('部门', '部门改')], max_length=4, verbose_name='谁来改')),
                ('says', models.TextField(verbose_name='哪里不对')),
                ('fingerprint', models.CharField(max_length=16, verbose_name='情况指纹')),
                ('state', models.CharField(choices=[('open', '待核'), ('changed', '改过待核查'), ('mended', '已改'), ('judged', '核过无误'), ('dropped', '规则停用')], default='open', max_length=10, verbose_name='状态')),
                ('bundle', models.CharField(blank=True, help_text='村代码加月份；没有交办的空着', max_length=24, verbose_name='任务编号')),
                ('times', models.IntegerField(default=1, verbose_name='第几次发现')),
                ('found_on', models.DateField(verbose_name='发现日期')),
                ('run_id', models.CharField(max_length=40, verbose_name='核查号')),
                ('reason', models.CharField(blank=True, help_text='核过无误的理由，或改成了什么', max_length=200, verbose_name='说明')),
                ('judged_print', models.CharField(blank=True, max_length=16, verbose_name='核过的情况指纹')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁核的')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='核改时刻')),
            ],
            options={
                'verbose_name': '质量疑点',
                'indexes': [models.Index(fields=['village_code', 'state', 'id'], name='point_village'), models.Index(fields=['rule', 'state', 'id'], name='point_rule'), models.Index(fields=['bundle', 'state'], name='point_bundle')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'judged'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='point_judged_why', violation_error_message='核过无误要写理由')],
            },
        ),
        migrations.CreateModel(
            name='QualityResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='quality.qualityrun', verbose_name='数据质量核查')),
                ('rule', models.CharField(max_length=6, verbose_name='规则号')),
                ('version', models.IntegerField(verbose_name='版本')),
                ('title', models.CharField(max_length=80, verbose_name='规则名称')),
                ('department', models.CharField(max_length=20, verbose_name='数据部门')),
                ('expects', models.CharField(max_length=200, verbose_name='应当是')),
                ('how', models.CharField(choices=[('变更', '登记变更'), ('更正', '改登记'), ('县里', '县里改'), ('部门', '部门改')], max_length=4, verbose_name='谁来改')),
                ('field', models.CharField(blank=True, max_length=12, verbose_name='改哪一项')),
                ('mend_says', models.CharField(max_length=200, verbose_name='怎么改')),
                ('hits', models.IntegerField(verbose_name='疑点数')),
                ('unknown', models.IntegerField(verbose_name='不明数')),
                ('off_because', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
            ],
            options={
                'verbose_name': '质量核查结果',
                'constraints': [models.UniqueConstraint(fields=('run', 'rule'), name='quality_result_once')],
            },
        ),
    ]
