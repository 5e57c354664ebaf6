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
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 JB2026-0007', max_length=16, unique=True, verbose_name='清单编号')),
                ('nature', models.CharField(choices=[('list', '交办清单'), ('instruction', '批示')], default='list', max_length=12, verbose_name='种类')),
                ('title', models.CharField(help_text='批示为批的那句话的开头', max_length=80, verbose_name='标题')),
                ('says', models.CharField(help_text='批示为批的那句话', max_length=400, verbose_name='要办什么')),
                ('issued_post', models.CharField(choices=[('county_center', '县监测中心'), ('leader', '县领导'), ('township', '乡镇'), ('village', '村'), ('helper', '帮扶责任人'), ('department', '行业部门')], max_length=20, verbose_name='交办岗位')),
                ('issued_area', models.CharField(max_length=12, verbose_name='交办区划')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='交办人')),
                ('issued_at', models.DateTimeField(verbose_name='交办时刻')),
                ('due_at', models.DateTimeField(verbose_name='期限')),
                ('about_kind', models.CharField(blank=True, choices=[('', '—'), ('figure', '指标'), ('household', '户'), ('list', '清单')], default='', max_length=12, verbose_name='批在什么上')),
                ('about_key', models.CharField(blank=True, default='', help_text='指标号、户编号或页面名', max_length=40, verbose_name='批在哪一个上')),
                ('about_words', models.CharField(blank=True, default='', max_length=120, verbose_name='批在什么上（当时的字）')),
                ('about_url', models.CharField(blank=True, default='', max_length=300, verbose_name='那一页')),
            ],
            options={
                'verbose_name': '交办清单',
                'indexes': [models.Index(fields=['nature', 'issued_at'], name='order_nature')],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='清单编号-序号', max_length=24, unique=True, verbose_name='事项编号')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.order', verbose_name='交办清单')),
                ('household_no', models.CharField(blank=True, default='', max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(blank=True, default='', max_length=12, verbose_name='村代码')),
                ('owner_area', models.CharField(max_length=12, verbose_name='承办区划')),
                ('owner_post', models.CharField(max_length=20, verbose_name='承办岗位')),
                ('owner_department', models.CharField(blank=True, default='', max_length=40, verbose_name='承办部门')),
                ('unit_name', models.CharField(help_text='交办时的叫法', max_length=60, verbose_name='承办单位')),
                ('state', models.CharField(choices=[('routing', '待分办'), ('sent', '待签收'), ('accepted', '在办'), ('answered', '已反馈，待销号'), ('closed', '已销号'), ('cancelled', '已撤回')], default='sent', max_length=10, verbose_name='状态')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
                ('due_at', models.DateTimeField(verbose_name='期限')),
                ('answer', models.CharField(blank=True, default='', max_length=200, verbose_name='办理情况')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='反馈人')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='反馈时刻')),
                ('returned_why', models.CharField(blank=True, default='', max_length=200, verbose_name='退回的原因')),
                ('returns', models.IntegerField(default=0, verbose_name='退回次数')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='销号人')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='销号时刻')),
            ],
            options={
                'verbose_name': '交办事项',
                'indexes': [models.Index(fields=['owner_area', 'owner_post', 'state'], name='order_line_owner'), models.Index(fields=['order', 'state', 'due_at'], name='order_line_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__in', ['closed', 'cancelled'])), models.Q(models.Q(('state__in', ['closed', 'cancelled']), _negated=True), ('settled_at__isnull', True)), _connector='OR'), name='order_line_settled_when'), models.UniqueConstraint(fields=('order', 'owner_post', 'owner_area', 'owner_department', 'household_no'), name='order_line_once', violation_error_message='同一件事不能交给同一家两次')],
            },
        ),
        migrations.CreateModel(
            name='OrderFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_no', models.UUIDField(unique=True, verbose_name='附件编号')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='orders.order', verbose_name='交办清单')),
                ('line', models.ForeignKey(help_text='空为随清单发下去的', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='orders.orderline', verbose_name='交办事项')),
                ('title', models.CharField(max_length=120, verbose_name='原文件名')),
                ('kind', models.CharField(max_length=8, verbose_name='格式')),
                ('file_name', models.CharField(max_length=60, verbose_name='封存文件')),
                ('size', models.IntegerField(verbose_name='字节数')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('added_at', models.DateTimeField(verbose_name='上传时刻')),
            ],
            options={
                'verbose_name': '交办附件',
            },
        ),
        migrations.CreateModel(
            name='OrderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='orders.orderline', verbose_name='交办事项')),
                ('at', models.DateTimeField(verbose_name='时刻')),
                ('did', models.CharField(choices=[('issue', '交办'), ('route', '分办'), ('accept', '签收'), ('decline', '退回改派'), ('answer', '反馈'), ('return', '退回重办'), ('close', '销号'), ('cancel', '撤回')], max_length=10, verbose_name='做了什么')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁')),
                ('says', models.CharField(blank=True, default='', max_length=200, verbose_name='说明')),
            ],
            options={
                'verbose_name': '交办经过',
                'indexes': [models.Index(fields=['line', 'at'], name='order_step_line')],
            },
        ),
    ]
