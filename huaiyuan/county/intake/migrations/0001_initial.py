import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upload', models.CharField(max_length=32, unique=True, verbose_name='上传编号')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('source', models.CharField(max_length=40, verbose_name='数据源')),
                ('period', models.CharField(max_length=7, verbose_name='报送期')),
                ('because', models.TextField(verbose_name='为什么要认')),
                ('instead_of', models.CharField(blank=True, max_length=80, verbose_name='重读的是哪一批')),
                ('state', models.CharField(choices=[('waiting', '待认列'), ('explained', '已认列'), ('dropped', '不收了')], default='waiting', max_length=10, verbose_name='状态')),
                ('received_by', models.CharField(max_length=150, verbose_name='交来的人')),
                ('received_at', models.DateTimeField(verbose_name='收到时刻')),
            ],
            options={
                'verbose_name': '待认列的文件',
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_id', models.CharField(max_length=80, verbose_name='批次号')),
                ('source', models.CharField(max_length=40, verbose_name='数据源')),
                ('period', models.CharField(help_text='年-月', max_length=7, verbose_name='报送期')),
                ('differs', models.IntegerField(default=0, verbose_name='有出入的数')),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('confirmed_at', models.DateTimeField(verbose_name='确认时刻')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='收回时刻')),
            ],
            options={
                'verbose_name': '部门确认',
                'indexes': [models.Index(fields=['source', 'period'], name='confirmation_month')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('batch_id',), name='confirmation_one_standing', violation_error_message='这一份的数已经确认过')],
            },
        ),
        migrations.CreateModel(
            name='ConfirmedNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='intake.confirmation', verbose_name='部门确认')),
                ('name', models.CharField(max_length=40, verbose_name='数的代号')),
                ('label', models.CharField(max_length=120, verbose_name='数')),
                ('unit', models.CharField(max_length=4, verbose_name='单位')),
                ('number', models.IntegerField(verbose_name='系统里的数')),
                ('should_be', models.IntegerField(null=True, verbose_name='应为')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '确认过的数',
                'constraints': [models.UniqueConstraint(fields=('confirmation', 'name'), name='confirmed_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('basis', ''), ('should_be__isnull', True)), models.Q(('should_be__isnull', False), models.Q(('basis', ''), _negated=True)), _connector='OR'), name='confirmed_difference_with_basis', violation_error_message='有出入的写应为多少和依据')],
            },
        ),
        migrations.CreateModel(
            name='HeaderMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='数据源')),
                ('fingerprint', models.CharField(help_text='列名的摘要，与列的次序无关', max_length=32, verbose_name='表头指纹')),
                ('titles', models.TextField(help_text='认的时候看到的列名', verbose_name='表头')),
                ('decided_by', models.CharField(max_length=150, verbose_name='谁认的')),
                ('decided_at', models.DateTimeField(verbose_name='认定时刻')),
                ('revoked_by', models.CharField(blank=True, max_length=150, verbose_name='谁撤销的')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时刻')),
            ],
            options={
                'verbose_name': '列对应',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('source', 'fingerprint'), name='header_mapping_once', violation_error_message='这个表头已经认过了')],
            },
        ),
        migrations.CreateModel(
            name='MappedColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mapping', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='columns', to='intake.headermapping', verbose_name='列对应')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='列名')),
                ('column', models.CharField(blank=True, help_text='空着是不用', max_length=40, verbose_name='系统里的列')),
            ],
            options={
                'verbose_name': '对应的列',
                'constraints': [models.UniqueConstraint(condition=models.Q(('title', ''), _negated=True), fields=('mapping', 'title'), name='mapped_title_once', violation_error_message='这一列已经认过了')],
            },
        ),
        migrations.CreateModel(
            name='SheetChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='数据源')),
                ('pattern', models.CharField(help_text='数字记作#，下月的同名表也算', max_length=200, verbose_name='工作表')),
                ('decided_by', models.CharField(max_length=150, verbose_name='谁定的')),
                ('decided_at', models.DateTimeField(verbose_name='定的时刻')),
                ('revoked_by', models.CharField(blank=True, max_length=150, verbose_name='谁撤销的')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时刻')),
            ],
            options={
                'verbose_name': '不读的工作表',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('source', 'pattern'), name='sheet_choice_once', violation_error_message='这张表已经定过不读')],
            },
        ),
        migrations.CreateModel(
            name='WaitingSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='intake.waitingfile', verbose_name='文件')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='工作表')),
                ('rows', models.IntegerField(verbose_name='行数')),
                ('header_row', models.IntegerField(verbose_name='表头在第几行')),
                ('fingerprint', models.CharField(max_length=32, verbose_name='表头指纹')),
                ('known', models.BooleanField(help_text='列都认得', verbose_name='不用问')),
                ('left_out', models.BooleanField(verbose_name='以前定过不读')),
            ],
            options={
                'verbose_name': '待认的工作表',
            },
        ),
        migrations.CreateModel(
            name='WaitingColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='columns', to='intake.waitingsheet', verbose_name='工作表')),
                ('place', models.IntegerField(verbose_name='第几列')),
                ('title', models.CharField(max_length=200, verbose_name='文件里的列名')),
                ('key', models.CharField(max_length=200, verbose_name='列名的写法')),
                ('samples', models.TextField(blank=True, help_text='长号码已遮蔽', verbose_name='头几行的值')),
                ('blank', models.IntegerField(verbose_name='空着的行')),
                ('column', models.CharField(blank=True, max_length=40, verbose_name='系统里的列')),
                ('reason', models.CharField(choices=[('told', '上次如此'), ('same', '同名'), ('synonym', '按同义词'), ('open', '要你来定'), ('none', '非业务列')], max_length=10, verbose_name='依据')),
            ],
            options={
                'verbose_name': '待认的列',
            },
        ),
        migrations.CreateModel(
            name='ZeroReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='数据源')),
                ('period', models.CharField(help_text='年-月', max_length=7, verbose_name='报送期')),
                ('reported_by', models.CharField(max_length=150, verbose_name='报告人账号')),
                ('reported_at', models.DateTimeField(verbose_name='报告时刻')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时刻')),
                ('ended_by', models.CharField(blank=True, max_length=150, verbose_name='作废人账号')),
                ('ended_because', models.CharField(blank=True, help_text='收回的原因，或后来收到的批次', max_length=200, verbose_name='作废原因')),
            ],
            options={
                'verbose_name': '零报告',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('source', 'period'), name='zero_report_one', violation_error_message='这一期已经零报告')],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_id', models.CharField(help_text='数据源-报送期-序号', max_length=80, unique=True, verbose_name='批次号')),
                ('source', models.CharField(max_length=40, verbose_name='数据源')),
                ('period', models.CharField(help_text='年-月', max_length=7, verbose_name='报送期')),
                ('sequence', models.IntegerField(help_text='同一数据源同一报送期的第几份', verbose_name='序号')),
                ('state', models.CharField(choices=[('checked', '已核对，待并入'), ('merged', '已并入'), ('replaced', '已被更正'), ('cancelled', '已取消'), ('withdrawn', '已撤回')], default='checked', max_length=10, verbose_name='状态')),
                ('rows', models.IntegerField(verbose_name='行数')),
                ('accepted', models.IntegerField(verbose_name='可用行数')),
                ('rejected', models.IntegerField(verbose_name='退回行数')),
                ('warned', models.IntegerField(verbose_name='有提醒的行数')),
                ('content_hash', models.CharField(help_text='带密钥，与行序、表名、格式无关', max_length=64, verbose_name='内容摘要')),
                ('file_hash', models.CharField(help_text='带密钥，原文件逐字节', max_length=64, verbose_name='文件摘要')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='intake.batch', verbose_name='更正了')),
                ('same_as', models.CharField(blank=True, help_text='另一报送期的批次号', max_length=80, verbose_name='与哪一批完全相同')),
                ('received_by', models.CharField(max_length=150, verbose_name='接收人账号')),
                ('received_at', models.DateTimeField(verbose_name='接收时刻')),
                ('merged_by', models.CharField(blank=True, max_length=150, verbose_name='并入人账号')),
                ('merged_at', models.DateTimeField(blank=True, null=True, verbose_name='并入时刻')),
                ('withdrawn_because', models.CharField(blank=True, max_length=200, verbose_name='取消或撤回的原因')),
                ('withdrawn_from', models.CharField(blank=True, choices=[('checked', '已核对，待并入'), ('merged', '已并入'), ('replaced', '已被更正'), ('cancelled', '已取消'), ('withdrawn', '已撤回')], max_length=10, verbose_name='撤回前的状态')),
                ('withdrawn_by', models.CharField(blank=True, max_length=150, verbose_name='撤回人账号')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时刻')),
                ('brought_back', models.ForeignKey(blank=True, help_text='这一份更正过的上一份，撤回后重新算数', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.batch', verbose_name='撤回后改用')),
                ('exact', models.IntegerField(blank=True, help_text='比对后才有，下同', null=True, verbose_name='直接对上')),
                ('normalised', models.IntegerField(blank=True, null=True, verbose_name='号码整理后对上')),
                ('probable', models.IntegerField(blank=True, null=True, verbose_name='按姓名生日村对上')),
                ('ambiguous', models.IntegerField(blank=True, null=True, verbose_name='存疑')),
                ('unmatched', models.IntegerField(blank=True, null=True, verbose_name='查无此人')),
            ],
            options={
                'verbose_name': '批次',
                'indexes': [models.Index(fields=['source', 'content_hash'], name='batch_source_content')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['checked', 'merged'])), fields=('source', 'period', 'content_hash'), name='batch_content_once', violation_error_message='同样的内容已经收过'), models.UniqueConstraint(condition=models.Q(('state', 'merged')), fields=('source', 'period'), name='batch_one_merged', violation_error_message='这一期已经并入了另一份'), models.UniqueConstraint(fields=('source', 'period', 'sequence'), name='batch_sequence'), models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(models.F('accepted'), '+', models.F('rejected')))), name='batch_rows_add_up')],
            },
        ),
    ]
