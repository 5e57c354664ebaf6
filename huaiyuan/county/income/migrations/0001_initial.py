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
            name='IncomeStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 SR2026-000001', max_length=16, unique=True, verbose_name='测算编号')),
                ('client_uuid', models.UUIDField(help_text='手机上生成，重传不会记两次', unique=True, verbose_name='手机编号')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('purpose', models.CharField(choices=[('identification', '识别'), ('yearly', '年度'), ('exit', '消除')], max_length=16, verbose_name='用途')),
                ('first_on', models.DateField(verbose_name='核算期起')),
                ('last_on', models.DateField(verbose_name='核算期止')),
                ('version', models.IntegerField(default=1, help_text='同一户同一用途同一核算期的第几次测算', verbose_name='版本')),
                ('superseded_at', models.DateTimeField(null=True, verbose_name='被新版本取代的时刻')),
                ('size', models.IntegerField(verbose_name='家庭人口数')),
                ('none_of', models.CharField(blank=True, help_text='户里说没有的收支类，用英文分号隔开', max_length=120, verbose_name='没有的类')),
                ('net_fen', models.BigIntegerField(help_text='分，空为不明', null=True, verbose_name='家庭纯收入')),
                ('reference_fen', models.BigIntegerField(help_text='分，纯收入加理赔减合规自付，空为不明', null=True, verbose_name='监测参考收入')),
                ('missing', models.TextField(blank=True, help_text='缺的数的名字，用英文分号隔开', verbose_name='缺什么')),
                ('measured_on', models.DateField(verbose_name='测算日期')),
                ('measured_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='测算人')),
                ('companion', models.CharField(blank=True, max_length=60, verbose_name='同行人')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(verbose_name='收到时刻')),
                ('signed', models.CharField(choices=[('done', '已签'), ('due', '待补签')], max_length=6, verbose_name='户主签字')),
                ('signed_on', models.DateField(null=True, verbose_name='签字日期')),
                ('state', models.CharField(choices=[('measured', '已测算，待复核'), ('confirmed', '已复核'), ('returned', '退回重测')], default='measured', max_length=10, verbose_name='状态')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='复核时刻')),
                ('decided_why', models.CharField(blank=True, max_length=200, verbose_name='退回原因')),
            ],
            options={
                'verbose_name': '收入测算',
                'indexes': [models.Index(fields=['village_code', 'purpose', 'first_on'], name='income_village')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('household_no', 'purpose', 'first_on'), name='income_one_current', violation_error_message='这一户这一期已有收入测算'), models.UniqueConstraint(fields=('household_no', 'purpose', 'first_on', 'version'), name='income_one_version'), models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='income_somebody_lives_there'), models.CheckConstraint(condition=models.Q(models.Q(('signed', 'due'), ('signed_on__isnull', True)), models.Q(('signed', 'done'), ('signed_on__isnull', False)), _connector='OR'), name='income_signed_when'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('measured_by')), _negated=True), _connector='OR'), name='income_four_eyes')],
            },
        ),
        migrations.CreateModel(
            name='IncomePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(unique=True, verbose_name='手机编号')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='income.incomestatement', verbose_name='收入测算')),
                ('kind', models.CharField(choices=[('voucher', '合规自付凭证'), ('sheet', '签字的测算表')], max_length=8, verbose_name='照片内容')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('added_at', models.DateTimeField(verbose_name='上传时刻')),
            ],
            options={
                'verbose_name': '收入凭证',
            },
        ),
        migrations.CreateModel(
            name='IncomeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='income.incomestatement', verbose_name='收入测算')),
                ('code', models.CharField(help_text='收入科目编号，如 a1', max_length=4, verbose_name='科目')),
                ('fen', models.BigIntegerField(help_text='分，空为不明', null=True, verbose_name='金额')),
                ('origin', models.CharField(choices=[('asked', '入户问的'), ('carried', '上次带出'), ('department', '部门数据'), ('loaded', '底册装入')], max_length=10, verbose_name='来源')),
                ('origin_ref', models.CharField(blank=True, help_text='如部门、批次、月数', max_length=200, verbose_name='来源说明')),
            ],
            options={
                'verbose_name': '收入明细',
                'constraints': [models.UniqueConstraint(fields=('statement', 'code'), name='income_entry_one_an_item'), models.CheckConstraint(condition=models.Q(('fen__isnull', True), ('fen__gte', 0), _connector='OR'), name='income_entry_not_negative')],
            },
        ),
    ]
