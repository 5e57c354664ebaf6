import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField(unique=True, verbose_name='年度')),
                ('closed_on', models.DateField(verbose_name='关账日期')),
                ('source_ref', models.CharField(blank=True, max_length=120, verbose_name='来源凭据')),
            ],
            options={
                'verbose_name': '年度名册',
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('户', '户'), ('人', '人')], max_length=2, verbose_name='种类')),
                ('old_no', models.CharField(max_length=24, verbose_name='旧编号')),
                ('new_no', models.CharField(max_length=24, verbose_name='现编号')),
                ('source_ref', models.CharField(help_text='哪次登记并的', max_length=120, verbose_name='凭据')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤销时刻')),
            ],
            options={
                'verbose_name': '旧编号',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('kind', 'old_no'), name='alias_one_a_number', violation_error_message='一个旧编号只能并到一处')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigIntegerField(help_text='预留号段内的编号', primary_key=True, serialize=False, verbose_name='序号')),
                ('household_no', models.CharField(help_text='初次登记的村代码加顺序号', max_length=24, unique=True, verbose_name='户编号')),
                ('registered_on', models.DateField(verbose_name='登记日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='销户日期')),
                ('close_reason', models.CharField(blank=True, choices=[('整户死亡', '整户死亡'), ('整户迁出', '整户迁出'), ('分户合户', '分户合户'), ('重复', '重复'), ('登记错误', '登记错误')], max_length=10, verbose_name='销户原因')),
                ('closed_ref', models.CharField(blank=True, default='', help_text='哪次登记销的', max_length=120, verbose_name='销户凭据')),
                ('rural', models.BooleanField(default=True, verbose_name='农村户')),
                ('source_ref', models.CharField(blank=True, max_length=120, verbose_name='来源凭据')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '农户',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('close_reason', ''), ('closed_on__isnull', True)), models.Q(('closed_on__isnull', False), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='household_closed_with_reason', violation_error_message='销户要写日期和原因')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigIntegerField(help_text='预留号段内的编号，也是封存值的一部分', primary_key=True, serialize=False, verbose_name='序号')),
                ('person_id', models.CharField(max_length=12, unique=True, verbose_name='人员编号')),
                ('name', models.CharField(db_index=True, max_length=60, verbose_name='姓名')),
                ('initials', models.CharField(default='', help_text='拼音首字母，按姓氏读音，只供找人', max_length=60, verbose_name='姓名首字母')),
                ('sex', models.CharField(choices=[('男', '男'), ('女', '女')], max_length=1, verbose_name='性别')),
                ('birth_on', models.DateField(verbose_name='出生日期')),
                ('died_on', models.DateField(blank=True, null=True, verbose_name='死亡日期')),
                ('id_kind', models.CharField(choices=[('居民身份证', '居民身份证'), ('残疾人证', '残疾人证'), ('无', '无')], max_length=6, verbose_name='证件类型')),
                ('id_sealed', models.BinaryField(null=True, verbose_name='证件号码（封存）')),
                ('id_index', models.CharField(db_index=True, max_length=32, null=True, verbose_name='证件号码索引')),
                ('id_lake', models.CharField(help_text='湖键 HMAC 前 16 字节的十六进制', max_length=32, null=True, verbose_name='比对键')),
                ('id_tail', models.IntegerField(db_index=True, help_text='截到 14 位', null=True, verbose_name='证件尾号索引')),
                ('phone_sealed', models.BinaryField(null=True, verbose_name='电话（封存）')),
                ('phone_tail', models.IntegerField(db_index=True, help_text='截到 14 位', null=True, verbose_name='电话尾号索引')),
                ('card_sealed', models.BinaryField(null=True, verbose_name='银行卡号（封存）')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '人员',
                'indexes': [models.Index(fields=['initials', 'name', 'person_id'], name='person_initials')],
            },
        ),
        migrations.CreateModel(
            name='ArchiveType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当日；9999-12-31 表示至今', verbose_name='止')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时刻')),
                ('superseded_ref', models.CharField(blank=True, default='', help_text='哪次登记改掉的', max_length=120, verbose_name='更正凭据')),
                ('source_kind', models.CharField(choices=[('loaded', '底册装入'), ('approved', '县级审定'), ('visited', '入户核实'), ('reported', '村级登记'), ('department', '部门数据'), ('corrected', '更正')], max_length=12, verbose_name='来源')),
                ('source_ref', models.CharField(blank=True, help_text='批次号、文号或登记说明', max_length=120, verbose_name='来源凭据')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.household', verbose_name='农户')),
                ('archive_type', models.CharField(choices=[('脱贫户', '脱贫户'), ('一般农户', '一般农户')], max_length=4, verbose_name='户类型')),
            ],
            options={
                'verbose_name': '户类型',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('household',), name='archive_type_one_open', violation_error_message='同一事实不能有两条同时有效'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='archive_type_span', violation_error_message='止日必须晚于起日')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当日；9999-12-31 表示至今', verbose_name='止')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时刻')),
                ('superseded_ref', models.CharField(blank=True, default='', help_text='哪次登记改掉的', max_length=120, verbose_name='更正凭据')),
                ('source_kind', models.CharField(choices=[('loaded', '底册装入'), ('approved', '县级审定'), ('visited', '入户核实'), ('reported', '村级登记'), ('department', '部门数据'), ('corrected', '更正')], max_length=12, verbose_name='来源')),
                ('source_ref', models.CharField(blank=True, help_text='批次号、文号或登记说明', max_length=120, verbose_name='来源凭据')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.household', verbose_name='农户')),
                ('cycle', models.IntegerField(help_text='第几次识别', verbose_name='周期')),
                ('category', models.CharField(choices=[('脱贫不稳定户', '脱贫不稳定户'), ('边缘易致贫户', '边缘易致贫户'), ('突发严重困难户', '突发严重困难户')], max_length=10, verbose_name='监测对象类别')),
                ('risk_state', models.CharField(choices=[('未消除', '未消除'), ('已消除', '已消除'), ('已清退', '已清退')], max_length=4, verbose_name='风险状态')),
                ('approved_on', models.DateField(help_text='县级审定日', verbose_name='识别日期')),
                ('cleared_on', models.DateField(blank=True, help_text='县级审定日', null=True, verbose_name='消除日期')),
                ('entry_kind', models.CharField(choices=[('首次', '首次'), ('再识别', '再识别')], max_length=4, verbose_name='识别方式')),
                ('risks', models.TextField(blank=True, help_text='用英文分号隔开', verbose_name='风险类型')),
            ],
            options={
                'verbose_name': '监测状态',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('household',), name='monitoring_one_open', violation_error_message='同一事实不能有两条同时有效'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='monitoring_span', violation_error_message='止日必须晚于起日')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当日；9999-12-31 表示至今', verbose_name='止')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时刻')),
                ('superseded_ref', models.CharField(blank=True, default='', help_text='哪次登记改掉的', max_length=120, verbose_name='更正凭据')),
                ('source_kind', models.CharField(choices=[('loaded', '底册装入'), ('approved', '县级审定'), ('visited', '入户核实'), ('reported', '村级登记'), ('department', '部门数据'), ('corrected', '更正')], max_length=12, verbose_name='来源')),
                ('source_ref', models.CharField(blank=True, help_text='批次号、文号或登记说明', max_length=120, verbose_name='来源凭据')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.person', verbose_name='人员')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.household', verbose_name='农户')),
                ('relation', models.CharField(max_length=10, verbose_name='与户主关系')),
                ('is_head', models.BooleanField(default=False, verbose_name='户主')),
                ('leave_reason', models.CharField(blank=True, choices=[('死亡', '死亡'), ('婚嫁迁出', '婚嫁迁出'), ('迁出', '迁出'), ('分户', '分户'), ('合户', '合户'), ('整户销户', '整户销户'), ('登记错误', '登记错误')], max_length=10, verbose_name='减少原因')),
            ],
            options={
                'verbose_name': '成员关系',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('person',), name='membership_one_open', violation_error_message='同一事实不能有两条同时有效'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='membership_span', violation_error_message='止日必须晚于起日')],
            },
        ),
        migrations.CreateModel(
            name='LabourFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当日；9999-12-31 表示至今', verbose_name='止')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时刻')),
                ('superseded_ref', models.CharField(blank=True, default='', help_text='哪次登记改掉的', max_length=120, verbose_name='更正凭据')),
                ('source_kind', models.CharField(choices=[('loaded', '底册装入'), ('approved', '县级审定'), ('visited', '入户核实'), ('reported', '村级登记'), ('department', '部门数据'), ('corrected', '更正')], max_length=12, verbose_name='来源')),
                ('source_ref', models.CharField(blank=True, help_text='批次号、文号或登记说明', max_length=120, verbose_name='来源凭据')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.person', verbose_name='人员')),
                ('labour', models.CharField(max_length=12, verbose_name='劳动技能')),
            ],
            options={
                'verbose_name': '劳动技能',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('person',), name='labour_one_open', violation_error_message='同一事实不能有两条同时有效'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='labour_span', violation_error_message='止日必须晚于起日')],
            },
        ),
        migrations.CreateModel(
            name='HealthFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当日；9999-12-31 表示至今', verbose_name='止')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时刻')),
                ('superseded_ref', models.CharField(blank=True, default='', help_text='哪次登记改掉的', max_length=120, verbose_name='更正凭据')),
                ('source_kind', models.CharField(choices=[('loaded', '底册装入'), ('approved', '县级审定'), ('visited', '入户核实'), ('reported', '村级登记'), ('department', '部门数据'), ('corrected', '更正')], max_length=12, verbose_name='来源')),
                ('source_ref', models.CharField(blank=True, help_text='批次号、文号或登记说明', max_length=120, verbose_name='来源凭据')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.person', verbose_name='人员')),
                ('health', models.CharField(help_text='可并列，用英文分号隔开', max_length=40, verbose_name='健康状况')),
            ],
            options={
                'verbose_name': '健康状况',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('person',), name='health_one_open', violation_error_message='同一事实不能有两条同时有效'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='health_span', violation_error_message='止日必须晚于起日')],
            },
        ),
        migrations.CreateModel(
            name='Residence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当日；9999-12-31 表示至今', verbose_name='止')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时刻')),
                ('superseded_ref', models.CharField(blank=True, default='', help_text='哪次登记改掉的', max_length=120, verbose_name='更正凭据')),
                ('source_kind', models.CharField(choices=[('loaded', '底册装入'), ('approved', '县级审定'), ('visited', '入户核实'), ('reported', '村级登记'), ('department', '部门数据'), ('corrected', '更正')], max_length=12, verbose_name='来源')),
                ('source_ref', models.CharField(blank=True, help_text='批次号、文号或登记说明', max_length=120, verbose_name='来源凭据')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.household', verbose_name='农户')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('group_name', models.CharField(blank=True, help_text='空为未分组', max_length=40, null=True, verbose_name='村民组')),
                ('walk_order', models.IntegerField(blank=True, null=True, verbose_name='走访次序')),
            ],
            options={
                'verbose_name': '居住地',
                'indexes': [models.Index(fields=['village_code', 'group_name', 'walk_order'], name='residence_round')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('valid_to', datetime.date(9999, 12, 31))), fields=('household',), name='residence_one_open', violation_error_message='同一事实不能有两条同时有效'), models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='residence_span', violation_error_message='止日必须晚于起日')],
            },
        ),
        migrations.CreateModel(
            name='RosterHousehold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.roster', verbose_name='年度名册')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.household', verbose_name='农户')),
                ('archive_type', models.CharField(choices=[('脱贫户', '脱贫户'), ('一般农户', '一般农户')], max_length=4, verbose_name='户类型')),
            ],
            options={
                'verbose_name': '名册户',
                'constraints': [models.UniqueConstraint(fields=('household', 'roster'), name='roster_household_once')],
            },
        ),
        migrations.CreateModel(
            name='RosterPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.roster', verbose_name='年度名册')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.household', verbose_name='农户')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '名册人',
                'constraints': [models.UniqueConstraint(fields=('person', 'roster'), name='roster_person_once')],
            },
        ),
    ]
