import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=64, unique=True, verbose_name='登录名')),
                ('display_name', models.CharField(max_length=60, verbose_name='姓名')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('demo_login', models.BooleanField(default=False, verbose_name='演示可一键登录')),
                ('password', models.CharField(max_length=128, verbose_name='口令（只存散列）')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='上次登录')),
                ('epoch', models.IntegerField(db_default=0, default=0, help_text='加一即退出这个账号的所有登录', verbose_name='登录批次')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='岗位编码')),
                ('title', models.CharField(max_length=60, verbose_name='岗位名')),
                ('base_role', models.CharField(choices=[('county_center', '县监测中心'), ('leader', '县领导'), ('township', '乡镇'), ('village', '村'), ('helper', '帮扶责任人'), ('department', '行业部门')], max_length=20, verbose_name='基本角色')),
                ('department', models.CharField(blank=True, default='', max_length=40, verbose_name='部门')),
                ('topics', models.CharField(blank=True, default='', help_text='用分号隔开', max_length=200, verbose_name='分管事项')),
            ],
            options={
                'verbose_name': '岗位',
                'verbose_name_plural': '岗位',
                'constraints': [models.CheckConstraint(condition=models.Q(('base_role__in', ['county_center', 'leader', 'township', 'village', 'helper', 'department'])), name='access_post_role')],
            },
        ),
        migrations.CreateModel(
            name='SignInFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=64, verbose_name='登录名')),
                ('ip', models.CharField(max_length=45, verbose_name='来源地址')),
                ('at', models.DateTimeField(verbose_name='时刻')),
            ],
            options={
                'verbose_name': '登录失败',
                'verbose_name_plural': '登录失败',
                'indexes': [models.Index(fields=['ip', 'username', 'at'], name='access_signin_ip_user_at')],
            },
        ),
        migrations.CreateModel(
            name='EnrolledDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('device_no', models.UUIDField(unique=True, verbose_name='手机编号')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('token_hash', models.CharField(db_index=True, max_length=64, verbose_name='手机凭据（只存散列）')),
                ('pin', models.CharField(max_length=128, verbose_name='数字口令（只存散列）')),
                ('label', models.CharField(blank=True, help_text='开通时浏览器报的型号', max_length=60, verbose_name='手机说明')),
                ('enrolled_at', models.DateTimeField(verbose_name='开通时刻')),
                ('used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
                ('tries', models.IntegerField(default=0, help_text='到数即停，由乡镇重设', verbose_name='连续试错次数')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='停用时刻')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='停用人')),
            ],
            options={
                'verbose_name': '开通的手机',
                'verbose_name_plural': '开通的手机',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('token_hash', 'account'), name='access_device_once')],
            },
        ),
        migrations.CreateModel(
            name='EnrolmentCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolment_codes', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('code_hash', models.CharField(max_length=128, verbose_name='开通码（只存散列）')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发码人')),
                ('issued_at', models.DateTimeField(verbose_name='发码时刻')),
                ('expires_at', models.DateTimeField(verbose_name='失效时刻')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='用掉或作废时刻')),
                ('tries', models.IntegerField(default=0, verbose_name='试错次数')),
            ],
            options={
                'verbose_name': '开通码',
                'verbose_name_plural': '开通码',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('account',), name='access_one_enrolment_code')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('household_no', models.CharField(db_index=True, max_length=24, verbose_name='户编号')),
                ('ground', models.CharField(help_text='结对编号', max_length=24, verbose_name='依据')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当天', verbose_name='止')),
            ],
            options={
                'verbose_name': '户的授权',
                'verbose_name_plural': '户的授权',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='access_grant_dates'), models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('account', 'household_no'), name='access_grant_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='access.post', verbose_name='岗位')),
                ('area_code', models.CharField(db_index=True, help_text='县 6 位、乡镇 9 位、村 12 位', max_length=12, verbose_name='区划代码')),
                ('area_name', models.CharField(help_text='任职时的叫法，写在页面上', max_length=60, verbose_name='区划名')),
                ('department', models.CharField(blank=True, default='', max_length=40, verbose_name='部门')),
                ('valid_from', models.DateField(verbose_name='任职起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含当天', verbose_name='任职止')),
            ],
            options={
                'verbose_name': '任职',
                'verbose_name_plural': '任职',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__lt', models.F('valid_to'))), name='access_posting_dates'), models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('account', 'post', 'area_code'), name='access_posting_one_open')],
            },
        ),
    ]
