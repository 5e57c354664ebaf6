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
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 JH2026-000001', max_length=16, unique=True, verbose_name='计划编号')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('cycle', models.IntegerField(verbose_name='第几周期')),
                ('identified_on', models.DateField(help_text='本周期县级审定日；空为还在识别认定，先帮后补', null=True, verbose_name='识别日期')),
                ('edition', models.IntegerField(default=1, help_text='同一周期里第几份计划', verbose_name='第几份')),
                ('drafted_from', models.CharField(choices=[('facts', '按风险、劳动能力和已享受的起草'), ('earlier', '接上一份计划起草'), ('loaded', '底册装入')], max_length=8, verbose_name='起草依据')),
                ('drafted_on', models.DateField(verbose_name='起草日期')),
                ('risks', models.CharField(blank=True, help_text='起草时的，用英文分号隔开', max_length=200, verbose_name='风险类型')),
                ('labour', models.CharField(help_text='起草时的：able weak none unknown', max_length=8, verbose_name='劳动能力')),
                ('helper_no', models.CharField(blank=True, max_length=16, verbose_name='帮扶责任人编号')),
                ('helper_name', models.CharField(blank=True, max_length=60, verbose_name='帮扶责任人')),
                ('helper_unit', models.CharField(blank=True, max_length=80, verbose_name='帮扶单位')),
                ('helper_public', models.BooleanField(default=False, verbose_name='国家公职人员')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('review', '待乡镇审核'), ('returned', '退回'), ('set', '已定'), ('running', '执行中'), ('done', '已完成'), ('stopped', '终止')], default='draft', max_length=10, verbose_name='状态')),
                ('due_on', models.DateField(help_text='识别日加制定时限；空为还没识别，或同一周期再订的', null=True, verbose_name='制定期限')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人')),
                ('reviewed_at', models.DateTimeField(null=True, verbose_name='审核时刻')),
                ('set_on', models.DateField(null=True, verbose_name='审核通过日期')),
                ('returned_why', models.CharField(blank=True, max_length=200, verbose_name='退回原因')),
                ('ended_on', models.DateField(null=True, verbose_name='完成、终止日期')),
                ('ended_why', models.CharField(blank=True, max_length=200, verbose_name='终止原因')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
                ('changed_how', models.CharField(blank=True, max_length=20, verbose_name='最近一步')),
                ('changed_by', models.CharField(blank=True, max_length=60, verbose_name='最近经办')),
                ('changed_at', models.DateTimeField(verbose_name='最近经办时刻')),
            ],
            options={
                'verbose_name': '一户一策',
                'indexes': [models.Index(fields=['village_code', 'state'], name='plan_village'), models.Index(fields=['state', 'due_on', 'number'], name='plan_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'review', 'returned', 'set', 'running'])), fields=('household_no',), name='plan_one_live', violation_error_message='这一户已有在办的一户一策'), models.UniqueConstraint(fields=('household_no', 'cycle', 'edition'), name='plan_one_edition'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['set', 'running', 'done']), _negated=True), ('set_on__isnull', False), _connector='OR'), name='plan_set_when'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state__in', ['done', 'stopped'])), models.Q(models.Q(('state__in', ['done', 'stopped']), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='plan_ended_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('returned_why', ''), _negated=True), _connector='OR'), name='plan_returned_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'stopped'), _negated=True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='plan_stopped_why')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 CS2026-000001', max_length=16, unique=True, verbose_name='措施编号')),
                ('client_uuid', models.UUIDField(help_text='填的时候生成，重传不会记两次', unique=True, verbose_name='手机编号')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='plans.plan', verbose_name='一户一策')),
                ('kind', models.CharField(help_text='全国采集表的十四类', max_length=12, verbose_name='措施类别')),
                ('risk', models.CharField(blank=True, help_text='空为不针对哪一项风险，如开发式、兜底', max_length=12, verbose_name='针对的风险')),
                ('says', models.CharField(help_text='一句话', max_length=120, verbose_name='做什么')),
                ('why', models.CharField(blank=True, help_text='起草时写明的理由', max_length=120, verbose_name='为什么')),
                ('owner', models.CharField(choices=[('village', '村'), ('township', '乡镇'), ('helper', '帮扶责任人'), ('department', '行业部门')], max_length=12, verbose_name='承办')),
                ('department', models.CharField(blank=True, help_text='承办是行业部门时才有', max_length=40, verbose_name='承办部门')),
                ('person', models.CharField(blank=True, max_length=60, verbose_name='具体办的人')),
                ('planned_from', models.DateField(verbose_name='计划开始')),
                ('planned_to', models.DateField(verbose_name='计划完成')),
                ('planned_fen', models.BigIntegerField(help_text='分，空为不涉及钱', null=True, verbose_name='计划金额')),
                ('early', models.BooleanField(default=False, help_text='审核通过前先落实，手续后补', verbose_name='先帮后补')),
                ('state', models.CharField(choices=[('planned', '待落实'), ('done', '已落实'), ('dropped', '不办了')], default='planned', max_length=8, verbose_name='状态')),
                ('done_on', models.DateField(null=True, verbose_name='落实日期')),
                ('done_fen', models.BigIntegerField(help_text='分，空为不涉及钱', null=True, verbose_name='落实金额')),
                ('result', models.CharField(blank=True, max_length=200, verbose_name='落实结果')),
                ('dropped_why', models.CharField(blank=True, max_length=200, verbose_name='不办的原因')),
                ('ends_on', models.DateField(help_text='岗位、贷款、学段到哪天；空为没有到期', null=True, verbose_name='政策到期日')),
                ('ending_said', models.CharField(blank=True, help_text='续不了的写怎么接；空为还没写', max_length=200, verbose_name='到期怎么接')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='记录时刻')),
                ('settled_uuid', models.UUIDField(help_text='手机上生成，重传不会记两次', null=True, unique=True, verbose_name='记落实的编号')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '帮扶措施',
                'indexes': [models.Index(fields=['plan', 'state'], name='measure_plan'), models.Index(fields=['state', 'planned_to'], name='measure_overdue'), models.Index(condition=models.Q(('ends_on__isnull', False)), fields=['ends_on'], name='measure_ending')],
                'constraints': [models.CheckConstraint(condition=models.Q(('planned_to__gte', models.F('planned_from'))), name='measure_span'), models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_on__isnull', True)), _connector='OR'), name='measure_done_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('result', ''), _negated=True), _connector='OR'), name='measure_done_how'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('dropped_why', ''), _negated=True), _connector='OR'), name='measure_dropped_why'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('state', 'done'), _connector='OR'), name='measure_ends_when_done'), models.CheckConstraint(condition=models.Q(('planned_fen__isnull', True), ('planned_fen__gte', 0), _connector='OR'), name='measure_planned_not_negative'), models.CheckConstraint(condition=models.Q(('done_fen__isnull', True), ('done_fen__gte', 0), _connector='OR'), name='measure_done_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='MeasurePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(unique=True, verbose_name='手机编号')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='plans.measure', verbose_name='帮扶措施')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('added_at', models.DateTimeField(verbose_name='上传时刻')),
            ],
            options={
                'verbose_name': '措施凭证',
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='plans.plan', verbose_name='一户一策')),
                ('move', models.CharField(max_length=20, verbose_name='动作')),
                ('from_state', models.CharField(blank=True, choices=[('draft', '草稿'), ('review', '待乡镇审核'), ('returned', '退回'), ('set', '已定'), ('running', '执行中'), ('done', '已完成'), ('stopped', '终止')], max_length=10, verbose_name='从')),
                ('to_state', models.CharField(choices=[('draft', '草稿'), ('review', '待乡镇审核'), ('returned', '退回'), ('set', '已定'), ('running', '执行中'), ('done', '已完成'), ('stopped', '终止')], max_length=10, verbose_name='到')),
                ('about', models.CharField(blank=True, help_text='改了什么、为什么', max_length=200, verbose_name='说明')),
                ('made_by', models.ForeignKey(help_text='空为随底册装入', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('made_at', models.DateTimeField(verbose_name='时刻')),
            ],
            options={
                'verbose_name': '计划办理记录',
                'indexes': [models.Index(fields=['plan', 'made_at'], name='plan_step_order')],
            },
        ),
    ]
