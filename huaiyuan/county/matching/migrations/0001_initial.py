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
            name='BulkProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposal_no', models.CharField(help_text='如 CP2026-000012', max_length=16, unique=True, verbose_name='提请编号')),
                ('batch_id', models.CharField(max_length=80, verbose_name='批次号')),
                ('state', models.CharField(choices=[('proposed', '等另一人同意'), ('agreed', '已成批认定'), ('declined', '没有同意'), ('undone', '已撤销')], default='proposed', max_length=10, verbose_name='状态')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提请人')),
                ('proposed_at', models.DateTimeField(verbose_name='提请时刻')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='同意或不同意的人')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='同意或不同意的时刻')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时刻')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='不同意或撤销的原因')),
            ],
            options={
                'verbose_name': '成批认定',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('batch_id',), name='proposal_one_waits', violation_error_message='这一批已经有一份等人同意'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), ('state', 'undone'), models.Q(('settled_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposal_by_two')],
            },
        ),
        migrations.CreateModel(
            name='ProposedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='matching.bulkproposal', verbose_name='成批认定')),
                ('sheet', models.CharField(blank=True, max_length=80, verbose_name='表')),
                ('row', models.IntegerField(verbose_name='原表行')),
                ('person_id', models.CharField(help_text='人员编号', max_length=16, verbose_name='认定为谁')),
            ],
            options={
                'verbose_name': '提请认定的行',
                'constraints': [models.UniqueConstraint(fields=('proposal', 'sheet', 'row'), name='proposed_once')],
            },
        ),
        migrations.CreateModel(
            name='ReviewDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision_no', models.CharField(help_text='如 FH2026-000123', max_length=16, unique=True, verbose_name='复核编号')),
                ('key', models.CharField(help_text='带密钥，由姓名、证件号、出生日期、村（或整行）算出', max_length=32, verbose_name='写法摘要')),
                ('holds', models.CharField(choices=[('written', '凡这样写的行'), ('same_row', '只这一行')], max_length=10, verbose_name='管哪些行')),
                ('answer', models.CharField(choices=[('person', '是同一人'), ('nobody', '不是底册里的人'), ('village', '请村里认')], max_length=10, verbose_name='结论')),
                ('person_id', models.CharField(blank=True, help_text='人员编号', max_length=16, verbose_name='认定为谁')),
                ('batch_id', models.CharField(max_length=80, verbose_name='在哪一批定的')),
                ('sheet', models.CharField(blank=True, max_length=80, verbose_name='表')),
                ('row', models.IntegerField(verbose_name='原表行')),
                ('covers', models.IntegerField(verbose_name='定时管到几行')),
                ('asked_village', models.CharField(blank=True, max_length=12, verbose_name='请哪个村认')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁定的')),
                ('decided_at', models.DateTimeField(verbose_name='何时定的')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='matching.bulkproposal', verbose_name='成批认定')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁撤销的')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='何时撤销的')),
                ('revoked_because', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
            ],
            options={
                'verbose_name': '复核决定',
                'indexes': [models.Index(fields=['decided_by', 'decided_at'], name='decision_by'), models.Index(fields=['batch_id', 'row'], name='decision_row')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('key',), name='decision_one_in_force', violation_error_message='这样写的已经定过'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'person'), models.Q(('person_id', ''), _negated=True)), models.Q(models.Q(('answer', 'person'), _negated=True), ('person_id', '')), _connector='OR'), name='decision_names_whom')],
            },
        ),
        migrations.CreateModel(
            name='SeenCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='matching.reviewdecision', verbose_name='复核决定')),
                ('person_id', models.CharField(max_length=16, verbose_name='人员编号')),
            ],
            options={
                'verbose_name': '看过的候选',
                'constraints': [models.UniqueConstraint(fields=('decision', 'person_id'), name='seen_once')],
            },
        ),
    ]
