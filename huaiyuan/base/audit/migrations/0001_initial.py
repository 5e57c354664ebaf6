from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChainLink',
            fields=[
                ('position', models.BigIntegerField(help_text='从 1 起，不断号', primary_key=True, serialize=False, verbose_name='次序')),
                ('event_id', models.BigIntegerField(unique=True, verbose_name='审计记录序号')),
                ('digest', models.CharField(help_text='SM3', max_length=64, verbose_name='摘要')),
                ('sealed_at', models.DateTimeField(verbose_name='封存时刻')),
            ],
            options={
                'verbose_name': '审计链',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, help_text='真实时刻，UTC', verbose_name='时刻')),
                ('action', models.CharField(help_text='带点的英文名，对应一句中文', max_length=80, verbose_name='动作')),
                ('by_username', models.CharField(blank=True, help_text='空为系统', max_length=150, verbose_name='账号')),
                ('by_display', models.CharField(blank=True, max_length=120, verbose_name='姓名或岗位')),
                ('ip', models.CharField(blank=True, max_length=45, verbose_name='来源地址')),
                ('device', models.CharField(blank=True, max_length=200, verbose_name='设备')),
                ('subject', models.CharField(blank=True, help_text='种类:编号', max_length=200, verbose_name='对象')),
                ('household_no', models.CharField(blank=True, max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(blank=True, max_length=12, verbose_name='村代码')),
                ('result', models.CharField(choices=[('done', '办成'), ('refused', '没给办')], default='done', max_length=8, verbose_name='结果')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='理由')),
                ('writes', models.BooleanField(default=False, verbose_name='改了数据')),
                ('facts', models.TextField(blank=True, help_text='名=值，用英文分号隔开；不含个人信息的值', verbose_name='事实')),
            ],
            options={
                'verbose_name': '审计记录',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('writes', True)), fields=['id'], name='audit_event_writes'), models.Index(fields=['by_username', '-id'], name='audit_event_by'), models.Index(fields=['action', '-id'], name='audit_event_action'), models.Index(fields=['household_no', '-id'], name='audit_event_household')],
            },
        ),
    ]
