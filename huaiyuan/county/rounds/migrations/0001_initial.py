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
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 PC2026-02', max_length=12, unique=True, verbose_name='轮次编号')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('area_code', models.CharField(blank=True, help_text='空为全县；只查一个乡镇的是专项排查', max_length=12, verbose_name='只查的乡镇')),
                ('form', models.CharField(max_length=40, verbose_name='表样')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='截止日期')),
                ('with_income', models.BooleanField(default=False, verbose_name='同时收年度信息采集')),
                ('seed', models.CharField(help_text='开轮时定，抽过签才公开', max_length=16, verbose_name='抽签种子')),
                ('recheck_percent', models.IntegerField(help_text='百分数', verbose_name='抽查复核比例')),
                ('state', models.CharField(choices=[('preparing', '正在分户'), ('open', '已开始')], default='preparing', max_length=10, verbose_name='状态')),
                ('households', models.IntegerField(default=0, verbose_name='开始时户数')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='开轮人')),
                ('opened_at', models.DateTimeField(verbose_name='开轮时刻')),
                ('kept_at', models.DateTimeField(help_text='底册在这之前的变动已经跟上', verbose_name='户的增减跟到')),
            ],
            options={
                'verbose_name': '排查轮次',
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='round_span')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='rounds.round', verbose_name='排查轮次')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('group_name', models.CharField(blank=True, help_text='空为未分组', max_length=40, verbose_name='村民组')),
                ('walk_order', models.IntegerField(default=999999, verbose_name='走访次序')),
                ('is_key', models.BooleanField(default=False, verbose_name='重点群体户')),
                ('key_groups', models.CharField(blank=True, help_text='代码，用英文分号隔开', max_length=60, verbose_name='重点群体')),
                ('unknown_groups', models.CharField(blank=True, help_text='代码，用英文分号隔开', max_length=60, verbose_name='不明的重点群体')),
                ('income_due', models.BooleanField(default=False, verbose_name='要收年度收入')),
                ('same_before', models.IntegerField(default=0, verbose_name='之前连着几轮无变化')),
                ('last_result', models.CharField(blank=True, choices=[('same', '无变化'), ('changed', '有变化'), ('problem', '有问题'), ('empty', '空挂户')], max_length=8, verbose_name='上一轮结果')),
                ('last_on', models.DateField(null=True, verbose_name='上一轮排查日期')),
                ('state', models.CharField(choices=[('waiting', '待查'), ('done', '已查'), ('again', '要重查'), ('excused', '没查，有原因'), ('gone', '本轮中销户')], default='waiting', max_length=8, verbose_name='状态')),
                ('result', models.CharField(blank=True, choices=[('same', '无变化'), ('changed', '有变化'), ('problem', '有问题'), ('empty', '空挂户')], max_length=8, verbose_name='结果')),
                ('way', models.CharField(blank=True, choices=[('home', '入户'), ('phone', '电话／视频')], max_length=6, verbose_name='方式')),
                ('reason', models.CharField(blank=True, help_text='空挂或没查的原因', max_length=60, verbose_name='原因')),
                ('looked_on', models.DateField(null=True, verbose_name='排查日期')),
                ('first_on', models.DateField(null=True, verbose_name='首次排查日期')),
                ('again_at', models.DateTimeField(null=True, verbose_name='退回重查时刻')),
                ('changed_by', models.CharField(blank=True, max_length=60, verbose_name='最近经办')),
                ('changed_at', models.DateTimeField(null=True, verbose_name='最近经办时刻')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '排查户',
                'indexes': [models.Index(fields=['round', 'village_code', 'walk_order', 'household_no'], name='line_walk'), models.Index(fields=['round', 'village_code', 'group_name', 'state', 'result', 'is_key', 'way'], name='line_progress'), models.Index(fields=['household_no'], name='line_household')],
                'constraints': [models.UniqueConstraint(fields=('round', 'household_no'), name='line_one_a_round', violation_error_message='一户一轮只有一行'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('looked_on__isnull', False), models.Q(('result', ''), _negated=True), models.Q(('way', ''), _negated=True)), _connector='OR'), name='line_done_how'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'excused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='line_excused_why')],
            },
        ),
        migrations.CreateModel(
            name='KeyReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rounds.round', verbose_name='排查轮次')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('code', models.CharField(max_length=4, verbose_name='重点群体代码')),
                ('says', models.CharField(max_length=200, verbose_name='缘由')),
            ],
            options={
                'verbose_name': '重点缘由',
                'indexes': [models.Index(fields=['round', 'household_no'], name='key_reason_household')],
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='rounds.round', verbose_name='排查轮次')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('drawn_on', models.DateField(verbose_name='抽签日期')),
                ('drawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='抽签人')),
                ('population', models.IntegerField(verbose_name='从多少户里抽')),
                ('taken', models.IntegerField(verbose_name='抽中户数')),
            ],
            options={
                'verbose_name': '抽签',
                'constraints': [models.UniqueConstraint(fields=('round', 'village_code'), name='draw_once')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='rounds.round', verbose_name='排查轮次')),
                ('level', models.CharField(choices=[('village', '村'), ('township', '乡镇'), ('county', '县')], max_length=10, verbose_name='层级')),
                ('area_code', models.CharField(max_length=12, verbose_name='区划代码')),
                ('closed_on', models.DateField(verbose_name='完成日期')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='点完成的人')),
                ('closed_at', models.DateTimeField(verbose_name='完成时刻')),
                ('reopened_on', models.DateField(null=True, verbose_name='重开日期')),
                ('reopened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='重开的人')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='重开原因')),
            ],
            options={
                'verbose_name': '本轮完成',
                'constraints': [models.UniqueConstraint(condition=models.Q(('reopened_on__isnull', True)), fields=('round', 'area_code'), name='closing_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('reopened_on__isnull', True)), models.Q(('reopened_on__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='closing_reopened_why')],
            },
        ),
        migrations.CreateModel(
            name='RoundGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='rounds.round', verbose_name='排查轮次')),
                ('code', models.CharField(max_length=4, verbose_name='代码')),
                ('title', models.CharField(max_length=40, verbose_name='名称')),
                ('version', models.IntegerField(verbose_name='条件版本')),
                ('condition', models.TextField(verbose_name='条件')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('since', models.DateField(verbose_name='施行日期')),
                ('off_because', models.CharField(blank=True, max_length=200, verbose_name='没用上的原因')),
                ('households', models.IntegerField(default=0, verbose_name='户数')),
                ('unknown', models.IntegerField(default=0, verbose_name='不明户数')),
            ],
            options={
                'verbose_name': '本轮重点群体',
                'constraints': [models.UniqueConstraint(fields=('round', 'code'), name='round_group_once')],
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(help_text='手机上生成，重传不会记两次', unique=True, verbose_name='手机编号')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ticks', to='rounds.line', verbose_name='排查户')),
                ('base_version', models.IntegerField(verbose_name='填写时的版本')),
                ('result', models.CharField(choices=[('same', '无变化'), ('changed', '有变化'), ('problem', '有问题'), ('empty', '空挂户')], max_length=8, verbose_name='结果')),
                ('way', models.CharField(choices=[('home', '入户'), ('phone', '电话／视频')], max_length=6, verbose_name='方式')),
                ('by_sheet', models.BooleanField(default=False, verbose_name='照纸质勾选表补录')),
                ('looked_on', models.DateField(verbose_name='排查日期')),
                ('looks_good', models.CharField(blank=True, help_text='代码，用英文分号隔开', max_length=60, verbose_name='五项里好的')),
                ('looks_bad', models.CharField(blank=True, help_text='代码，用英文分号隔开', max_length=60, verbose_name='五项里有事的')),
                ('changes', models.CharField(blank=True, help_text='代码，用英文分号隔开', max_length=80, verbose_name='变化')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='空挂原因')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='排查人')),
                ('recorded_at', models.DateTimeField(verbose_name='收到时刻')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时刻')),
            ],
            options={
                'verbose_name': '排查记录',
                'indexes': [models.Index(fields=['recorded_by', 'recorded_at'], name='tick_last_of')],
            },
        ),
        migrations.CreateModel(
            name='RoundProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='rounds.line', verbose_name='排查户')),
                ('tick', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='rounds.tick', verbose_name='排查记录')),
                ('risk_type', models.CharField(max_length=20, verbose_name='风险类型')),
                ('found_on', models.DateField(verbose_name='发现日期')),
                ('lead_no', models.CharField(blank=True, max_length=16, verbose_name='线索编号')),
                ('hit_id', models.BigIntegerField(null=True, verbose_name='命中序号')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤销时刻')),
            ],
            options={
                'verbose_name': '排查发现的问题',
            },
        ),
        migrations.CreateModel(
            name='TickPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tick', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='photo', to='rounds.tick', verbose_name='排查记录')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
            ],
            options={
                'verbose_name': '空挂照片',
            },
        ),
        migrations.CreateModel(
            name='Recheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rechecks', to='rounds.draw', verbose_name='抽签')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recheck', to='rounds.line', verbose_name='排查户')),
                ('place', models.IntegerField(verbose_name='签号')),
                ('verdict', models.CharField(blank=True, choices=[('same', '一致'), ('different', '不一致')], max_length=10, verbose_name='复核结果')),
                ('found', models.CharField(blank=True, max_length=200, verbose_name='看到的情况')),
                ('checked_on', models.DateField(null=True, verbose_name='复核日期')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
            ],
            options={
                'verbose_name': '抽查复核',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checked_on__isnull', True), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('checked_on__isnull', False)), _connector='OR'), name='recheck_when')],
            },
        ),
    ]
