from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('key', models.CharField(blank=True, help_text='同种类同对象只能有一个在跑', max_length=120, verbose_name='对象')),
                ('state', models.CharField(choices=[('running', '进行中'), ('done', '已完成'), ('failed', '没办成'), ('cancelled', '已取消'), ('lost', '中断')], default='running', max_length=10, verbose_name='状态')),
                ('by_username', models.CharField(blank=True, max_length=150, verbose_name='账号')),
                ('host', models.CharField(help_text='在哪台机器上跑', max_length=255, verbose_name='主机')),
                ('pid', models.IntegerField(verbose_name='进程号')),
                ('process_started', models.CharField(blank=True, help_text='防进程号重用', max_length=40, verbose_name='进程启动标记')),
                ('heartbeat_at', models.DateTimeField(verbose_name='心跳时刻')),
                ('stage', models.CharField(blank=True, max_length=80, verbose_name='阶段')),
                ('stage_started_at', models.DateTimeField(verbose_name='阶段开始时刻')),
                ('done', models.BigIntegerField(default=0, verbose_name='已处理')),
                ('total', models.BigIntegerField(default=0, help_text='0 为不知道', verbose_name='总数')),
                ('cancel_requested', models.BooleanField(default=False, verbose_name='要求取消')),
                ('started_at', models.DateTimeField(verbose_name='开始时刻')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时刻')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='没办成的原因')),
                ('result', models.CharField(blank=True, max_length=500, verbose_name='结果')),
            ],
            options={
                'verbose_name': '后台作业',
                'indexes': [models.Index(fields=['kind', 'key', '-id'], name='job_kind_key')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('kind', 'key'), name='job_one_running', violation_error_message='同一件事已经在跑')],
            },
        ),
    ]
