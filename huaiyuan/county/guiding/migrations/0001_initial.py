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
            name='GuidanceVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 DD2026-0001', max_length=16, unique=True, verbose_name='督导编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('visited_on', models.DateField(verbose_name='哪天去的')),
                ('looked_at', models.CharField(help_text='环节代码，用英文分号隔开', max_length=200, verbose_name='看了什么')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='情况')),
                ('pool', models.CharField(blank=True, choices=[('at_risk', '风险未消除的监测对象'), ('followed', '脱贫户和监测对象')], help_text='空为没抽', max_length=10, verbose_name='抽查范围')),
                ('drawn_from', models.IntegerField(default=0, help_text='户', verbose_name='抽的时候多少户')),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指导员')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时刻')),
            ],
            options={
                'verbose_name': '督导指导',
                'indexes': [models.Index(fields=['village_code', 'visited_on'], name='guidance_visit_village')],
            },
        ),
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 DW2026-0001', max_length=16, unique=True, verbose_name='问题编号')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='faults', to='guiding.guidancevisit', verbose_name='督导指导')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('stage', models.CharField(max_length=20, verbose_name='环节')),
                ('household_no', models.CharField(blank=True, help_text='空为不是哪一户的事', max_length=24, verbose_name='户编号')),
                ('text', models.CharField(max_length=200, verbose_name='什么问题')),
                ('due_at', models.DateTimeField(verbose_name='整改期限')),
                ('state', models.CharField(choices=[('open', '待整改'), ('mended', '已整改，待核'), ('closed', '已销号'), ('cancelled', '已撤销')], default='open', max_length=10, verbose_name='状态')),
                ('answer', models.CharField(blank=True, max_length=400, verbose_name='怎么整改的')),
                ('mended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='整改人')),
                ('mended_at', models.DateTimeField(null=True, verbose_name='报整改的时刻')),
                ('returned_why', models.CharField(blank=True, max_length=200, verbose_name='退回、撤销的原因')),
                ('returns', models.IntegerField(default=0, verbose_name='退回次数')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='销号的人')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='销号时刻')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '督导问题',
                'indexes': [models.Index(fields=['village_code', 'state', 'due_at'], name='fault_village')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['closed', 'cancelled'])), models.Q(('closed_at__isnull', True), ('state__in', ['open', 'mended'])), _connector='OR'), name='fault_closed_when')],
            },
        ),
        migrations.CreateModel(
            name='FaultPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('photo_no', models.UUIDField(unique=True, verbose_name='编号')),
                ('fault', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='guiding.fault', verbose_name='督导问题')),
                ('kind', models.CharField(choices=[('fault', '问题照片'), ('mended', '整改照片')], max_length=8, verbose_name='拍的什么')),
                ('file_name', models.CharField(help_text='media 下的相对路径', max_length=80, verbose_name='存放')),
                ('size', models.IntegerField(help_text='封存前字节数', verbose_name='大小')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('added_at', models.DateTimeField(verbose_name='上传时刻')),
            ],
            options={
                'verbose_name': '督导照片',
            },
        ),
        migrations.CreateModel(
            name='GuideArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('township_code', models.CharField(max_length=9, verbose_name='乡镇代码')),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指导员')),
                ('valid_from', models.DateField(verbose_name='从哪天起')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), help_text='不含这天；9999-12-31 为现任', verbose_name='到哪天止')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁定的')),
                ('set_at', models.DateTimeField(verbose_name='哪时定的')),
            ],
            options={
                'verbose_name': '包联指导员',
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', datetime.date(9999, 12, 31))), fields=('township_code',), name='guide_area_one', violation_error_message='一个乡镇只有一名现任的包联指导员'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='guide_area_span')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 WD2026-0001', max_length=16, unique=True, verbose_name='问题编号')),
                ('stage', models.CharField(max_length=20, verbose_name='环节')),
                ('step', models.CharField(max_length=20, verbose_name='哪一步')),
                ('area_code', models.CharField(max_length=12, verbose_name='问的人的区划')),
                ('township_code', models.CharField(max_length=9, verbose_name='乡镇代码')),
                ('about', models.CharField(blank=True, help_text='认定编号、户编号等，只给问的人和指导员看', max_length=40, verbose_name='关于哪一件')),
                ('household_no', models.CharField(blank=True, help_text='问的是哪一户；只用来查答复里有没有写这户人的名字', max_length=24, verbose_name='户编号')),
                ('about_page', models.CharField(blank=True, help_text='从哪一页问的，答复时点得开', max_length=40, verbose_name='哪一页')),
                ('text', models.CharField(max_length=200, verbose_name='问什么')),
                ('shown', models.CharField(blank=True, help_text='指导员答复时可以改', max_length=200, verbose_name='公开时的问法')),
                ('answer', models.CharField(blank=True, max_length=600, verbose_name='答复')),
                ('basis', models.CharField(blank=True, help_text='哪份文件第几条', max_length=120, verbose_name='依据')),
                ('is_public', models.BooleanField(default=True, verbose_name='留在这一步给别人看')),
                ('state', models.CharField(choices=[('asked', '等答复'), ('answered', '已答复'), ('withdrawn', '已撤回')], default='asked', max_length=10, verbose_name='状态')),
                ('due_at', models.DateTimeField(verbose_name='答复期限')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁问的')),
                ('asked_at', models.DateTimeField(verbose_name='什么时候问的')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁答复的')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='什么时候答复的')),
                ('version', models.IntegerField(default=1, verbose_name='版本')),
            ],
            options={
                'verbose_name': '问答',
                'indexes': [models.Index(fields=['stage', 'step', 'state', '-answered_at'], name='question_step'), models.Index(fields=['township_code', 'state', 'due_at'], name='question_township')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state', 'answered')), models.Q(models.Q(('state', 'answered'), _negated=True), ('answered_at__isnull', True)), _connector='OR'), name='question_answered_when')],
            },
        ),
        migrations.CreateModel(
            name='SampledHousehold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sampled', to='guiding.guidancevisit', verbose_name='督导指导')),
                ('place', models.IntegerField(verbose_name='抽签次序')),
                ('household_no', models.CharField(max_length=24, verbose_name='户编号')),
                ('found', models.CharField(choices=[('waiting', '还没看'), ('agrees', '和记录一致'), ('differs', '和记录不一致'), ('away', '没见到人')], default='waiting', max_length=8, verbose_name='抽查结果')),
                ('says', models.CharField(blank=True, max_length=200, verbose_name='哪里不一致')),
                ('looked_at', models.DateTimeField(null=True, verbose_name='什么时候看的')),
            ],
            options={
                'verbose_name': '抽查户',
                'constraints': [models.UniqueConstraint(fields=('visit', 'household_no'), name='sampled_once'), models.UniqueConstraint(fields=('visit', 'place'), name='sampled_place')],
            },
        ),
    ]
