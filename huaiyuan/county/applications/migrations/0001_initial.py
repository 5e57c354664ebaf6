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
            name='Application',
            fields=[
                ('id', models.BigIntegerField(help_text='预留号段内的编号，也是封存值的一部分', primary_key=True, serialize=False, verbose_name='序号')),
                ('number', models.CharField(help_text='如 SB2026-000001', max_length=16, unique=True, verbose_name='申报编号')),
                ('client_uuid', models.UUIDField(help_text='打开页面时生成，连点两下不会收两次', unique=True, verbose_name='手机编号')),
                ('receipt_index', models.CharField(max_length=32, unique=True, verbose_name='回执号索引')),
                ('receipt_sealed', models.BinaryField(verbose_name='回执号（封存）')),
                ('channel', models.CharField(choices=[('application', '农户自主申报'), ('hotline', '12317咨询电话'), ('petition', '信访'), ('opinion', '网络舆情')], max_length=12, verbose_name='渠道')),
                ('entry', models.CharField(choices=[('public', '扫码自己填'), ('desk', '工作人员登记')], max_length=8, verbose_name='登记方式')),
                ('for_whom', models.CharField(choices=[('own', '自己家'), ('other', '替别人家')], max_length=8, verbose_name='替谁申报')),
                ('hardship', models.CharField(help_text='难处编码', max_length=20, verbose_name='难处')),
                ('name_sealed', models.BinaryField(verbose_name='姓名（封存）')),
                ('phone_sealed', models.BinaryField(null=True, verbose_name='电话（封存）')),
                ('phone_index', models.CharField(blank=True, db_index=True, default='', max_length=32, verbose_name='电话索引')),
                ('note_sealed', models.BinaryField(null=True, verbose_name='补充的话（封存）')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('state', models.CharField(choices=[('pending', '待受理'), ('accepted', '已受理'), ('unfounded', '不属实'), ('absent', '查无此人')], default='pending', max_length=10, verbose_name='状态')),
                ('crowded', models.BooleanField(default=False, verbose_name='同一网络短时间申报很多')),
                ('filed_at', models.DateTimeField(verbose_name='申报时刻')),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('due_at', models.DateTimeField(verbose_name='受理期限')),
                ('household_no', models.CharField(blank=True, db_index=True, default='', max_length=24, verbose_name='户编号')),
                ('person_id', models.CharField(blank=True, default='', max_length=12, verbose_name='人员编号')),
                ('lead_no', models.CharField(blank=True, default='', max_length=16, verbose_name='线索编号')),
                ('hit_id', models.BigIntegerField(null=True, verbose_name='命中序号')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='经办时刻')),
                ('decided_why', models.CharField(blank=True, default='', max_length=200, verbose_name='原因')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '自主申报',
                'indexes': [models.Index(fields=['village_code', 'state', 'due_at'], name='application_desk'), models.Index(fields=['state', 'due_at', 'number'], name='application_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='application_decided_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(models.Q(('household_no', ''), _negated=True), models.Q(('lead_no', ''), _negated=True)), _connector='OR'), name='application_accepted_where')],
            },
        ),
        migrations.CreateModel(
            name='ApplicationPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('photo_no', models.UUIDField(unique=True, verbose_name='照片编号')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='applications.application', verbose_name='自主申报')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('width', models.IntegerField(help_text='像素', verbose_name='宽')),
                ('height', models.IntegerField(help_text='像素', verbose_name='高')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
                ('added_at', models.DateTimeField(verbose_name='收到时刻')),
            ],
            options={
                'verbose_name': '申报照片',
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8, verbose_name='种类')),
                ('address', models.CharField(max_length=32, verbose_name='来源索引')),
                ('village_code', models.CharField(blank=True, default='', max_length=12, verbose_name='村代码')),
                ('at', models.DateTimeField(verbose_name='时刻')),
            ],
            options={
                'verbose_name': '申报页请求',
                'indexes': [models.Index(fields=['kind', 'address', 'at'], name='attempt_address'), models.Index(fields=['kind', 'village_code', 'at'], name='attempt_village')],
            },
        ),
        migrations.CreateModel(
            name='Distribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 MB2026-000001', max_length=16, unique=True, verbose_name='发放编号')),
                ('client_uuid', models.UUIDField(help_text='手机上生成，重传不会登记两次', unique=True, verbose_name='手机编号')),
                ('leaflet', models.CharField(choices=[('applying', '申报政策明白纸'), ('helping', '帮扶政策明白纸')], max_length=10, verbose_name='明白纸')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('reach', models.CharField(choices=[('group', '整组都发了'), ('village', '全村都发了'), ('listed', '名单上的户'), ('monitored', '全村监测对象')], max_length=10, verbose_name='发给谁')),
                ('group_name', models.CharField(blank=True, default='', max_length=40, verbose_name='村民组')),
                ('households', models.IntegerField(verbose_name='户数')),
                ('given_on', models.DateField(verbose_name='发放日期')),
                ('counts_until', models.DateField(help_text='不含当天；过后要再发一遍才算发到', verbose_name='算到哪天')),
                ('given_by', models.CharField(max_length=60, verbose_name='发放人')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='说明')),
                ('proof', models.CharField(blank=True, default='', help_text='media 下的相对路径', max_length=80, verbose_name='照片存放')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时刻')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤销时刻')),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=200, verbose_name='撤销原因')),
            ],
            options={
                'verbose_name': '发放登记',
                'indexes': [models.Index(fields=['village_code', 'leaflet', 'given_on'], name='distribution_village')],
            },
        ),
        migrations.CreateModel(
            name='Given',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('distribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='applications.distribution', verbose_name='发放登记')),
                ('household_no', models.CharField(db_index=True, max_length=24, verbose_name='户编号')),
            ],
            options={
                'verbose_name': '发到的户',
                'constraints': [models.UniqueConstraint(fields=('distribution', 'household_no'), name='given_once')],
            },
        ),
        migrations.CreateModel(
            name='PosterCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='码')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('made_at', models.DateTimeField(verbose_name='启用时刻')),
                ('retired_at', models.DateTimeField(null=True, verbose_name='停用时刻')),
            ],
            options={
                'verbose_name': '海报码',
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('village_code',), name='poster_code_one_a_village', violation_error_message='一个村只有一个在用的码')],
            },
        ),
        migrations.CreateModel(
            name='Rerouting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reroutings', to='applications.application', verbose_name='自主申报')),
                ('from_village', models.CharField(max_length=12, verbose_name='从哪个村')),
                ('to_village', models.CharField(max_length=12, verbose_name='到哪个村')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('rerouted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('rerouted_at', models.DateTimeField(verbose_name='时刻')),
            ],
            options={
                'verbose_name': '申报转交',
            },
        ),
    ]
