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
            name='HelperUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_no', models.CharField(max_length=12, unique=True, verbose_name='单位编号')),
                ('name', models.CharField(max_length=60, verbose_name='单位名称')),
                ('level', models.CharField(choices=[('central', '中央'), ('province', '省'), ('city', '市'), ('county', '县'), ('township', '乡')], max_length=10, verbose_name='单位层级')),
                ('area_code', models.CharField(help_text='乡镇单位 9 位，其余 6 位', max_length=12, verbose_name='所在区划')),
            ],
            options={
                'verbose_name': '帮扶单位',
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handover_no', models.CharField(max_length=16, unique=True, verbose_name='交接单编号')),
                ('kind', models.CharField(choices=[('move', '换人'), ('away', '请假外出')], default='move', max_length=6, verbose_name='种类')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='交出人')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接手人')),
                ('area_code', models.CharField(help_text='交出人的岗位或单位所在', max_length=12, verbose_name='区划代码')),
                ('on', models.DateField(verbose_name='交接日期')),
                ('until', models.DateField(default=datetime.date(9999, 12, 31), help_text='这天起自己办；换人为 9999-12-31', verbose_name='回来日期')),
                ('why', models.CharField(blank=True, choices=[('moved', '帮扶责任人调离'), ('retired', '帮扶责任人退休'), ('load', '调整帮扶户数'), ('avoided', '亲属回避'), ('closed', '户已销户'), ('away', '请假外出，代管期满'), ('other', '其他')], default='', max_length=10, verbose_name='为什么')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='说明')),
                ('tasks', models.IntegerField(default=0, verbose_name='移交的待办')),
                ('problems', models.IntegerField(default=0, verbose_name='移交的在办事项')),
                ('gaps', models.CharField(blank=True, help_text='交接时还缺什么', max_length=200, verbose_name='没有的资料')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('made_at', models.DateTimeField(verbose_name='经办时刻')),
                ('given_at', models.DateTimeField(null=True, verbose_name='交出人认可时刻')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='接手人认可时刻')),
            ],
            options={
                'verbose_name': '交接单',
                'indexes': [models.Index(fields=['area_code', 'until'], name='handover_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('on__lt', models.F('until'))), name='handover_dates'), models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='handover_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Helper',
            fields=[
                ('id', models.BigIntegerField(help_text='预留号段内的编号，也是封存值的一部分', primary_key=True, serialize=False, verbose_name='序号')),
                ('helper_no', models.CharField(max_length=12, unique=True, verbose_name='责任人编号')),
                ('name', models.CharField(db_index=True, max_length=60, verbose_name='姓名')),
                ('sex', models.CharField(blank=True, max_length=1, verbose_name='性别')),
                ('politics', models.CharField(blank=True, max_length=12, verbose_name='政治面貌')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='helpers', to='duty.helperunit', verbose_name='帮扶单位')),
                ('rank', models.CharField(choices=[('division', '处级'), ('section', '科级'), ('ordinary', '其他')], default='ordinary', max_length=10, verbose_name='职级')),
                ('public_servant', models.BooleanField(default=True, verbose_name='国家公职人员')),
                ('phone_sealed', models.BinaryField(null=True, verbose_name='电话（封存）')),
                ('id_index', models.CharField(help_text='一人只登记一次', max_length=32, null=True, unique=True, verbose_name='证件号码索引')),
                ('person_id', models.CharField(blank=True, default='', help_text='本人在底册里才有', max_length=12, verbose_name='底册人员编号')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('left_on', models.DateField(null=True, verbose_name='离任日期')),
            ],
            options={
                'verbose_name': '帮扶责任人',
            },
        ),
        migrations.CreateModel(
            name='HomeVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(help_text='手机上生成，重传不会记两次', unique=True, verbose_name='手机编号')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(help_text='走访时所在的村', max_length=12, verbose_name='村代码')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='duty.helper', verbose_name='帮扶责任人')),
                ('visited_on', models.DateField(verbose_name='走访日期')),
                ('way', models.CharField(choices=[('home', '入户'), ('phone', '电话')], max_length=6, verbose_name='走访方式')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='一句话')),
                ('looks_bad', models.IntegerField(default=0, verbose_name='不好的几项')),
                ('photos_due', models.IntegerField(default=0, help_text='手机上拍了几张；传齐以前和收到的不等', verbose_name='照片张数')),
                ('base_version', models.IntegerField(help_text='填写前这一户的走访次数', verbose_name='填写时的版本')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='收到时刻')),
            ],
            options={
                'verbose_name': '走访',
                'indexes': [models.Index(fields=['household_no', '-visited_on'], name='home_visit_household'), models.Index(fields=['village_code', '-visited_on'], name='home_visit_village'), models.Index(fields=['helper', 'visited_on'], name='home_visit_helper')],
            },
        ),
        migrations.CreateModel(
            name='HomeVisitPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(unique=True, verbose_name='手机编号')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='duty.homevisit', verbose_name='走访')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('width', models.IntegerField(help_text='像素', verbose_name='宽')),
                ('height', models.IntegerField(help_text='像素', verbose_name='高')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('added_at', models.DateTimeField(verbose_name='上传时刻')),
            ],
            options={
                'verbose_name': '走访照片',
            },
        ),
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pairing_no', models.CharField(max_length=16, unique=True, verbose_name='结对编号')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='duty.helper', verbose_name='帮扶责任人')),
                ('part', models.CharField(choices=[('principal', '主责'), ('assistant', '协助')], default='principal', max_length=10, verbose_name='分工')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当天', verbose_name='止')),
                ('end_reason', models.CharField(blank=True, choices=[('moved', '帮扶责任人调离'), ('retired', '帮扶责任人退休'), ('load', '调整帮扶户数'), ('avoided', '亲属回避'), ('closed', '户已销户'), ('away', '请假外出，代管期满'), ('other', '其他')], default='', max_length=10, verbose_name='终止原因')),
                ('paired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='结对人')),
                ('paired_at', models.DateTimeField(verbose_name='结对时刻')),
            ],
            options={
                'verbose_name': '结对',
                'indexes': [models.Index(fields=['household_no', 'valid_from'], name='pairing_household'), models.Index(fields=['helper', 'valid_to'], name='pairing_helper')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='pairing_dates', violation_error_message='止日必须晚于起日'), models.UniqueConstraint(condition=models.Q(('part', 'principal'), ('valid_to', datetime.date(9999, 12, 31))), fields=('household_no',), name='pairing_one_principal', violation_error_message='一户只能有一名主责的帮扶责任人'), models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('household_no', 'helper'), name='pairing_once', violation_error_message='同一人不能给同一户结对两次')],
            },
        ),
        migrations.CreateModel(
            name='HandoverLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='duty.handover', verbose_name='交接单')),
                ('what', models.CharField(choices=[('post', '岗位'), ('household', '户'), ('tasks', '点名的待办')], max_length=10, verbose_name='交接什么')),
                ('words', models.CharField(blank=True, default='', help_text='岗位和区划，交接时的叫法', max_length=120, verbose_name='叫法')),
                ('posting', models.BigIntegerField(help_text='请假时代管的任职；提前回来时按它终止', null=True, verbose_name='任职序号')),
                ('household_no', models.CharField(blank=True, default='', max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(blank=True, default='', max_length=12, verbose_name='村代码')),
                ('ended', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handed_to', to='duty.pairing', verbose_name='交出的结对')),
                ('begun', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handed_from', to='duty.pairing', verbose_name='接手的结对')),
                ('tasks', models.IntegerField(default=0, verbose_name='待办')),
            ],
            options={
                'verbose_name': '交接事项',
                'indexes': [models.Index(fields=['village_code'], name='handover_line_village')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('problem_no', models.CharField(help_text='如 SX2026-000001', max_length=16, unique=True, verbose_name='事项编号')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='duty.homevisit', verbose_name='走访')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='duty.helper', verbose_name='帮扶责任人')),
                ('kind', models.CharField(choices=[('repair', '报修'), ('papers', '办证'), ('health', '看病'), ('school', '上学'), ('work', '找活'), ('other', '其他')], max_length=8, verbose_name='种类')),
                ('says', models.CharField(blank=True, max_length=120, verbose_name='什么事')),
                ('owner_area', models.CharField(max_length=12, verbose_name='承办区划')),
                ('owner_post', models.CharField(max_length=20, verbose_name='承办岗位')),
                ('owner_department', models.CharField(blank=True, default='', max_length=40, verbose_name='承办部门')),
                ('state', models.CharField(choices=[('open', '在办'), ('done', '已办，待回访'), ('closed', '已了结')], default='open', max_length=8, verbose_name='状态')),
                ('raised_at', models.DateTimeField(verbose_name='提出时刻')),
                ('due_at', models.DateTimeField(help_text='9999-12-31 为期限未定', verbose_name='期限')),
                ('answer', models.CharField(blank=True, default='', max_length=200, verbose_name='怎么办的')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='办结时刻')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='了结时刻')),
                ('times', models.IntegerField(default=0, help_text='回访说没办好会再办', verbose_name='办了几回')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '要解决的事',
                'indexes': [models.Index(fields=['household_no', 'state'], name='problem_household'), models.Index(fields=['village_code', 'state', 'due_at'], name='problem_village'), models.Index(fields=['owner_department', 'state', 'due_at'], name='problem_department')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='problem_closed_when')],
            },
        ),
        migrations.CreateModel(
            name='ProblemCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='duty.homevisit', verbose_name='走访')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='duty.problem', verbose_name='要解决的事')),
                ('settled', models.BooleanField(verbose_name='办了')),
            ],
            options={
                'verbose_name': '回访',
                'constraints': [models.UniqueConstraint(fields=('visit', 'problem'), name='problem_check_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='duty.homevisit', verbose_name='走访')),
                ('look', models.CharField(choices=[('food', '吃穿'), ('school', '上学'), ('health', '看病'), ('house', '住房'), ('water', '饮水')], max_length=6, verbose_name='看什么')),
                ('says', models.CharField(blank=True, max_length=120, verbose_name='怎么不好')),
            ],
            options={
                'verbose_name': '五看',
                'constraints': [models.UniqueConstraint(fields=('visit', 'look'), name='visit_look_once')],
            },
        ),
    ]
